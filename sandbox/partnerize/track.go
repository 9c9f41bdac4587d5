package partnerize

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/waybillhq/waybill/sandbox"
)

// result is what became of a conversion call.
type result struct {
	id     string // empty: not recorded
	note   string // why, for the request log: the vendor does not say
	status int    // 0: 200
}

func notRecorded(why string) result { return result{note: "not recorded: " + why} }

// track answers /conversion/…, by GET or POST, without authentication. Success
// is 200 with the conversion id; 200 without a body means not recorded.
func (v *Vendor) track(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		http.Error(w, "Method Not Allowed", http.StatusMethodNotAllowed)
		return
	}
	call := v.read(r)
	res := v.record(call)
	if res.note != "" {
		w.Header().Set(sandbox.NoteHeader, res.note)
	}
	switch {
	case res.status != 0:
		http.Error(w, http.StatusText(res.status), res.status)
	case res.id == "":
		w.WriteHeader(http.StatusOK)
	case !call.has("tracking_mode", "api"):
		w.Header().Set("Content-Type", "image/gif")
		_, _ = io.WriteString(w, pixel)
	default:
		v.writeID(w, res.id)
	}
}

// pixel is a transparent image of 1 by 1.
const pixel = "GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"

func (v *Vendor) writeID(w http.ResponseWriter, id string) {
	w.Header().Set("Content-Type", v.env.Assume(idType))
	switch v.env.Assume(idBody) {
	case "text_newline":
		id += "\n"
	case "json":
		b, _ := json.Marshal(map[string]string{"conversion_id": id}) // text always encodes
		id = string(b)
	}
	_, _ = io.WriteString(w, id) // the client has gone away
}

// read parses the path as it was on the wire.
func (v *Vendor) read(r *http.Request) Call {
	raw, query, _ := strings.Cut(r.RequestURI, "?")
	if i := strings.Index(raw, "/conversion/"); i >= 0 {
		raw = raw[i+len("/conversion/"):]
	}
	d := Decoding{PlusIsSpace: v.env.Assume(plusSign) == "space", SplitEncoded: v.env.Assume(encodedSlash) == "split"}
	call := ParsePath(raw, d)
	if v.env.Assume(queryString) == "read" {
		values, err := url.ParseQuery(query)
		if err != nil {
			call.Problems = append(call.Problems, "the query cannot be read")
		}
		for _, name := range sortedNames(values) {
			call.Params = append(call.Params, Param{name, values.Get(name)})
		}
	}
	return call
}

func (c *Call) has(name, value string) bool {
	for _, p := range c.Params {
		if p.Name == name && p.Value == value {
			return true
		}
	}
	return false
}

// record applies the rules and keeps the conversion.
func (v *Vendor) record(call Call) result {
	if v.env.Assume(pixelForm) == "empty" && !call.has("tracking_mode", "api") {
		return notRecorded("tracking_mode is not api")
	}
	c, why := v.build(&call)
	if why != "" {
		return notRecorded(why)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.conversions) >= v.env.MaxRecords {
		return result{status: http.StatusInsufficientStorage, note: "the sandbox is full"}
	}
	verdict, why := v.attribute(c)
	switch verdict {
	case "empty":
		return notRecorded(why)
	case "404":
		return result{status: http.StatusNotFound, note: why}
	}
	if existing := v.existing(c); existing != nil && v.duplicates(c) == "return_existing" {
		return result{id: existing.ID, note: "not recorded again: the reference exists"}
	}
	repeat, again := v.repeated(c)
	if repeat == "empty" {
		return notRecorded(again)
	}
	if repeat == rejected {
		verdict, why = repeat, again
	}
	v.keep(c)
	if verdict == rejected {
		c.reject(why)
		return result{id: c.ID, note: "recorded as rejected: " + why}
	}
	return result{id: c.ID, note: strings.Join(c.Problems, "; ")}
}

// attribute finds campaign and click. The verdict is empty,
// 404, rejected, record or "".
func (v *Vendor) attribute(c *Conversion) (verdict, why string) {
	click := v.byClick[c.Clickref]
	if c.CampaignID == "" && click != nil && v.env.Assume(missingCampaign) == "by_click" {
		c.CampaignID = click.CampaignID
	}
	campaign := v.campaigns[c.CampaignID]
	switch {
	case c.CampaignID == "":
		return "empty", "there is no campaign"
	case campaign == nil:
		return v.env.Assume(unknownCampaign), "unknown campaign " + c.CampaignID
	case campaign.Status != "a" && v.env.Assume(pendingCampaign) == "empty":
		return "empty", "the campaign is not approved"
	case c.Clickref == "":
		return v.env.Assume(missingClick), "there is no click reference"
	case click == nil:
		return v.env.Assume(unknownClick), "unknown click " + c.Clickref
	case click.CampaignID != c.CampaignID:
		return v.env.Assume(otherClick), "the click belongs to campaign " + click.CampaignID
	}
	c.click, c.PublisherID = click, click.PublisherID
	if c.Currency == "" {
		c.Currency = campaign.Currency
	}
	if c.Time.Sub(click.Time) > campaign.CookiePeriod {
		return v.env.Assume(lateConversion), "the conversion is later than the cookie period"
	}
	if c.Time.After(c.Received) {
		return v.env.Assume(futureConversion), "the conversion is in the future"
	}
	return "", ""
}

// existing returns a conversion of the same reference, if there is one.
func (v *Vendor) existing(c *Conversion) *Conversion {
	if found := v.byRef[refKey{c.CampaignID, c.Ref}]; c.Ref != "" && len(found) > 0 {
		return found[0]
	}
	return nil
}

// duplicates returns what happens to a repeated reference.
func (v *Vendor) duplicates(c *Conversion) string {
	rule := v.env.Assume(duplicateRef)
	if rule != "by_campaign" {
		return rule
	}
	return map[string]string{"y": rejected, "ignore": "empty"}[v.campaigns[c.CampaignID].UniqueRefs]
}

// repeated judges a repeated reference and a second conversion of one click.
func (v *Vendor) repeated(c *Conversion) (verdict, why string) {
	if v.existing(c) != nil {
		if rule := v.duplicates(c); rule == "empty" || rule == rejected {
			return rule, "the reference " + c.Ref + " exists"
		}
	}
	if c.click == nil || c.click.Conversions == 0 {
		return "", ""
	}
	rule := v.env.Assume(repeatedClick)
	if rule == "by_campaign" {
		rule = v.perClick(c)
	}
	return rule, "the click " + c.Clickref + " has converted"
}

// perClick applies the campaign's multiple_conversions_per_click.
func (v *Vendor) perClick(c *Conversion) string {
	allowed := v.campaigns[c.CampaignID].PerClick
	most := map[string]int{"n": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8": 8, "9": 9, "10": 10}[allowed]
	if most > 0 && c.click.Conversions >= most {
		return rejected
	}
	return ""
}

func (c *Conversion) reject(why string) {
	for i := range c.Items {
		c.Items[i].Status, c.Items[i].Reason = rejected, why
	}
	c.Status = rejected
}
