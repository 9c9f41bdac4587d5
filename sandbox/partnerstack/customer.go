package partnerstack

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// customerBody is the body of POST /v2/customers.
// Source: https://docs.partnerstack.com/reference/post_v2-customers-1
var customerBody = schema{
	{name: "customer_key", kind: "string", required: true, null: true, min: 1, max: 255},
	{name: "email", kind: "string", required: true, min: 4, max: 255, format: "email"},
	{name: "partner_key", kind: "string", required: true},
	{name: "member_key", kind: "string"},
	{name: "name", kind: "string", max: 100},
	{name: "provider_key", kind: "string", null: true},
	{name: "meta", kind: "object"},
}

// createCustomer is POST /v2/customers. It has no upsert.
func (v *Vendor) createCustomer(r *http.Request, _ string) answer {
	body, bad, ok := decode(r)
	if !ok {
		return bad
	}
	if problem := customerBody.check(body, v.env.Assume(unknownProperty)); problem != "" {
		return refuse(400, "%s", problem)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if a, refused := v.mayCreate(body); refused {
		return a
	}
	c := v.addCustomer(Customer{
		CustomerKey: text(body, "customer_key"), Email: text(body, "email"), Name: text(body, "name"),
		PartnerKey: text(body, "partner_key"), MemberKey: text(body, "member_key"), ProviderKey: text(body, "provider_key"),
		SourceType: "api",
	})
	note, problem := v.writeMeta(c, object(body, "meta"), true)
	if problem != "" {
		v.dropNewest(c)
		return refuse(400, "%s", problem)
	}
	status, _ := strconv.Atoi(v.env.Assume(createStatus))
	return answer{status: status, message: "Customer created", data: v.view(c), note: note}
}

// mayCreate makes the checks that need the account.
func (v *Vendor) mayCreate(body map[string]any) (answer, bool) {
	if a, full := v.full(len(v.customers)); full {
		return a, true
	}
	key, email := text(body, "customer_key"), text(body, "email")
	if c := v.live(v.byKey[key]); c != nil {
		switch v.env.Assume(duplicateCustomer) {
		case "return_existing":
			return ok("Customer returned successfully", v.view(c)), true
		case "refuse_400":
			return refuse(400, "Customer with key %s already exists", python(key)), true
		}
		return refuse(409, "Customer with key %s already exists", python(key)), true
	}
	if len(v.byKey[key]) > 0 && v.env.Assume(reuseDeletedKey) == "refuse" {
		return refuse(409, "Customer with key %s already exists", python(key)), true
	}
	if v.live(v.byEmail[strings.ToLower(email)]) != nil && v.env.Assume(duplicateEmail) == "refuse_400" {
		return refuse(400, "Customer with email %s already exists", python(email)), true
	}
	return v.mayBelong(text(body, "partner_key"), text(body, "member_key"))
}

// mayBelong checks the partner and the team member of a customer.
func (v *Vendor) mayBelong(partner, member string) (answer, bool) {
	p := v.partner(partner)
	if p == nil || v.data.Test && !p.Test {
		status := 400
		if v.env.Assume(unknownPartner) == "refuse_404" {
			status = 404
		}
		return refuse(status, "Partner with key %s was not found", python(partner)), true
	}
	if member != "" && !slices.Contains(p.Members, member) {
		return refuse(400, "Team member with key %s was not found", python(member)), true
	}
	return answer{}, false
}

// addCustomer records c and gives it its own key. The caller holds the lock.
func (v *Vendor) addCustomer(c Customer) *Customer {
	c.Key = "cus_" + v.env.ID(14, "customer", c.CustomerKey, c.Email, strconv.Itoa(len(v.byKey[c.CustomerKey])), v.anonymous(c.CustomerKey))
	c.CreatedAt = v.env.Now().UTC()
	c.UpdatedAt = c.CreatedAt
	if p := v.partner(c.PartnerKey); p != nil {
		c.Test = p.Test
	}
	c.Test = c.Test || v.data.Test
	v.customers = append(v.customers, &c)
	v.byID[c.Key] = &c
	v.byKey.add(c.CustomerKey, &c)
	v.byEmail.add(strings.ToLower(c.Email), &c)
	return &c
}

// anonymous tells customers without an external key apart.
func (v *Vendor) anonymous(key string) string {
	if key == "" {
		return strconv.Itoa(len(v.customers))
	}
	return ""
}

// dropNewest takes back what addCustomer did.
func (v *Vendor) dropNewest(c *Customer) {
	v.customers = v.customers[:len(v.customers)-1]
	delete(v.byID, c.Key)
	v.byKey.remove(c.CustomerKey, c)
	v.byEmail.remove(strings.ToLower(c.Email), c)
}

// writeMeta sets custom values. The note says which names are no custom field
// of the account, which the vendor would not.
func (v *Vendor) writeMeta(c *Customer, meta map[string]any, replace bool) (note, problem string) {
	next := map[string]any{}
	if !replace {
		maps.Copy(next, c.Meta)
	}
	var dropped []string
	for _, name := range slices.Sorted(maps.Keys(meta)) {
		if !v.properties[name] {
			switch v.env.Assume(unknownMeta) {
			case "refuse":
				return "", "Custom field " + python(name) + " does not exist"
			case "drop":
				dropped = append(dropped, name)
				continue
			}
			v.properties[name] = true
		}
		next[name] = meta[name]
	}
	c.Meta = next
	if len(dropped) > 0 {
		note = "meta dropped: " + strings.Join(dropped, ", ")
	}
	return note, ""
}

// live returns the first that is not deleted.
func (v *Vendor) live(cs []*Customer) *Customer {
	for _, c := range cs {
		if !c.Archived {
			return c
		}
	}
	return nil
}

// find returns the customer that a path names: by the external key, PartnerStack's
// own or, if so assumed, the email.
func (v *Vendor) find(key string) *Customer {
	c := v.live(v.byKey[key])
	if c == nil && v.env.Assume(lookupInternal) == "yes" {
		if byID := v.byID[key]; byID != nil && !byID.Archived {
			c = byID
		}
	}
	if c == nil && v.env.Assume(lookupEmail) == "yes" {
		c = v.live(v.byEmail[strings.ToLower(key)])
	}
	return c
}

// getCustomer is GET /v2/customers/{customer_key}.
func (v *Vendor) getCustomer(_ *http.Request, key string) answer {
	v.mu.RLock()
	defer v.mu.RUnlock()
	c := v.find(key)
	if c == nil || v.env.Now().Before(c.visible) {
		return noCustomer(key)
	}
	return ok("Customer returned successfully", v.view(c))
}

func noCustomer(key string) answer { return refuse(404, "Customer %s was not found", python(key)) }

// full refuses to record more than the sandbox may keep.
func (v *Vendor) full(n int) (answer, bool) {
	if n < v.env.MaxRecords {
		return answer{}, false
	}
	return refuse(507, "The sandbox is full: it keeps %d records of a sort", v.env.MaxRecords), true
}

// millis is how the API writes times.
func millis(t time.Time) int64 { return t.UnixMilli() }
