package partnerstack

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// conversionBody is the body of POST /conversion/xid.
// Source: https://docs.partnerstack.com/docs/step-3-tracking-conversions
var conversionBody = schema{
	{name: "xid", kind: "string", required: true, min: 1},
	{name: "customer_key", kind: "string", required: true, min: 1, max: 255},
	{name: "email", kind: "string"},
	{name: "name", kind: "string"},
	{name: "provider_key", kind: "string"},
	{name: "origin", kind: "string"},
	{name: "ip_address", kind: "string"},
	{name: "user_agent", kind: "string"},
	{name: "external_type", kind: "string"},
	{name: "sub_ids", kind: "array"},
	{name: "meta", kind: "object"},
}

// convert is POST /conversion/xid on the tracking host: a click becomes a
// customer. Success is 200 with an empty body.
func (v *Vendor) convert(r *http.Request) answer {
	if r.Method != http.MethodPost {
		return refuse(405, "Method Not Allowed")
	}
	token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !bearer || token == "" || !v.env.AnyCredentials && token != v.data.Token {
		return refuse(401, "Unauthorized")
	}
	body, bad, ok := decode(r)
	if !ok {
		return bad
	}
	if problem := conversionBody.check(body, v.env.Assume(unknownProperty)); problem != "" {
		return refuse(400, "%s", problem)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if a, full := v.full(len(v.conversions)); full {
		return a
	}
	return v.record(body)
}

// record keeps the conversion and creates its customer, unless the click is not
// known or the customer exists.
func (v *Vendor) record(body map[string]any) answer {
	c := &Conversion{
		Number: len(v.conversions) + 1, Xid: text(body, "xid"), CustomerKey: text(body, "customer_key"),
		Body: body, Result: "created", CreatedAt: v.env.Now().UTC(),
	}
	partner, known := v.xids[c.Xid]
	switch {
	case !known && v.env.Assume(unknownXid) == "refuse_400":
		return refuse(400, "xid %s was not found", python(c.Xid))
	case len(v.byKey[c.CustomerKey]) > 0 && v.env.Assume(repeatConversion) == "refuse_400":
		return refuse(400, "Customer with key %s already exists", python(c.CustomerKey))
	case !known && v.env.Assume(unknownXid) == "empty_200":
		c.Result = "unknown_xid"
	case len(v.byKey[c.CustomerKey]) > 0:
		c.Result = "repeated"
	}
	v.conversions = append(v.conversions, c)
	note := ""
	if c.Result == "created" {
		note = v.convertCustomer(c, partner, body)
	}
	return answer{status: 200, bare: true, note: strings.TrimSpace(c.Result + " " + note)}
}

func (v *Vendor) convertCustomer(c *Conversion, partner string, body map[string]any) (note string) {
	customer := v.addCustomer(Customer{
		CustomerKey: c.CustomerKey, Email: text(body, "email"), Name: text(body, "name"),
		ProviderKey: text(body, "provider_key"), PartnerKey: partner, SourceType: "conversion", SourceKey: c.Xid,
	})
	if d, err := time.ParseDuration(v.env.Assume(conversionDelay)); err == nil {
		customer.visible = customer.CreatedAt.Add(d)
	}
	c.Customer = customer.Key
	note, problem := v.writeMeta(customer, object(body, "meta"), true)
	return note + problem // the answer is empty: a refused custom field only shows here
}

// click is GET /l/{partner_key}, a partner's link as the sandbox has it: it
// redirects to a shop with a new click id, as the vendor's links do.
func (v *Vendor) click(partner string) answer {
	v.mu.Lock()
	defer v.mu.Unlock()
	key, err := url.PathUnescape(partner)
	if err != nil || v.partner(key) == nil {
		return noPartner(key)
	}
	if a, full := v.full(len(v.xids)); full {
		return a
	}
	xid := v.env.ID(12, "xid", key, strconv.Itoa(len(v.xids)))
	v.xids[xid] = key
	q := url.Values{"ps_xid": {xid}, "ps_partner_key": {base64.StdEncoding.EncodeToString([]byte(key))}}
	return answer{status: 302, bare: true, data: "https://shop.example/?" + q.Encode()}
}
