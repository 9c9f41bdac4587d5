package partnerstack

import (
	"net/http"
	"strings"
)

// patchBody is the body of PATCH /v2/customers/{customer_key}: partner_key is
// not in it. Source: https://docs.partnerstack.com/reference/patch_v2-customers-customer-key-1
var patchBody = schema{
	{name: "customer_key", kind: "string", null: true, min: 1, max: 255},
	{name: "email", kind: "string", min: 4, max: 255, format: "email"},
	{name: "member_key", kind: "string"},
	{name: "meta", kind: "object"},
	{name: "name", kind: "string", max: 100},
	{name: "provider_key", kind: "string", null: true},
}

// patchCustomer is PATCH /v2/customers/{customer_key}. "Any parameters not
// passed will not be updated."
func (v *Vendor) patchCustomer(r *http.Request, key string) answer {
	body, bad, ok := decode(r)
	if !ok {
		return bad
	}
	partner, named := body["partner_key"]
	if named && v.env.Assume(patchPartnerKey) != "refuse" {
		delete(body, "partner_key")
	}
	if problem := patchBody.check(body, v.env.Assume(unknownProperty)); problem != "" {
		return refuse(400, "%s", problem)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	c := v.find(key)
	if c == nil {
		return v.nothingToChange(key)
	}
	if a, refused := v.mayPatch(c, body); refused {
		return a
	}
	if p, isText := partner.(string); isText && v.env.Assume(patchPartnerKey) == "apply" {
		if a, refused := v.mayBelong(p, ""); refused {
			return a
		}
		c.PartnerKey = p
	}
	return v.apply(c, body)
}

// mayPatch refuses a key that another customer has, and strangers to the team.
func (v *Vendor) mayPatch(c *Customer, body map[string]any) (answer, bool) {
	if key := text(body, "customer_key"); key != "" && key != c.CustomerKey && v.live(v.byKey[key]) != nil {
		return refuse(409, "Customer with key %s already exists", python(key)), true
	}
	if member := text(body, "member_key"); member != "" {
		return v.mayBelong(c.PartnerKey, member)
	}
	return answer{}, false
}

// apply changes c by a body that has been checked.
func (v *Vendor) apply(c *Customer, body map[string]any) answer {
	note := ""
	if meta := object(body, "meta"); meta != nil {
		var problem string
		if note, problem = v.writeMeta(c, meta, v.env.Assume(metaUpdate) == "replace"); problem != "" {
			return refuse(400, "%s", problem)
		}
	}
	v.setText(body, "customer_key", &c.CustomerKey, func(old string) {
		v.byKey.remove(old, c)
		v.byKey.add(c.CustomerKey, c)
	})
	v.setText(body, "email", &c.Email, func(old string) {
		v.byEmail.remove(strings.ToLower(old), c)
		v.byEmail.add(strings.ToLower(c.Email), c)
	})
	v.setText(body, "name", &c.Name, nil)
	v.setText(body, "member_key", &c.MemberKey, nil)
	v.setText(body, "provider_key", &c.ProviderKey, nil)
	c.UpdatedAt = v.env.Now().UTC()
	return answer{status: 200, message: "Customer updated successfully", data: v.view(c), note: note}
}

// setText sets a text that the body names, and calls moved with the old one.
func (v *Vendor) setText(body map[string]any, name string, to *string, moved func(old string)) {
	value, named := body[name]
	if !named || value == nil && v.env.Assume(patchNull) == "ignore" {
		return
	}
	old := *to
	*to, _ = value.(string)
	if moved != nil {
		moved(old)
	}
}

// deleteCustomer is DELETE /v2/customers/{customer_key}: it archives.
func (v *Vendor) deleteCustomer(_ *http.Request, key string) answer {
	v.mu.Lock()
	defer v.mu.Unlock()
	c := v.find(key)
	if c == nil {
		return v.nothingToChange(key)
	}
	c.Archived, c.UpdatedAt = true, v.env.Now().UTC()
	return v.deleted("Customer", v.view(c))
}

// nothingToChange answers a change of a customer that does not exist.
func (v *Vendor) nothingToChange(key string) answer {
	if v.env.Assume(changeMissing) == "refuse_400" {
		return refuse(400, "Customer %s was not found", python(key))
	}
	return noCustomer(key)
}

func (v *Vendor) deleted(what string, view any) answer {
	if v.env.Assume(deleteAnswer) == "204" {
		return answer{status: 204, bare: true}
	}
	return ok(what+" deleted successfully", view)
}
