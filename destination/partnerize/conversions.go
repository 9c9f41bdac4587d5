package partnerize

import (
	"context"
	"net/http"
	"regexp"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/template"
)

// conversions are reported once: whether a repeated reference is dropped hangs
// on a setting of the campaign that nobody can read.
func conversions() destination.Operation {
	return destination.Operation{
		Operation: waybill.Operation{
			Name: "conversions", Label: "Conversions",
			Doc:   "Reports sales to a campaign, with their items.",
			Modes: []waybill.Mode{waybill.Insert},
			Needs: []string{"user_application_key", "user_api_key"},
			Settings: []waybill.Field{{
				Name: "campaign", Label: "Campaign", Type: waybill.String, Format: waybill.NoBracket, Required: true,
				Doc: "The campaign that conversions are recorded against, by its id.", Example: "10l176",
			}},
			Match:  []string{"conversion_reference"},
			Key:    &waybill.BusinessKey{Field: "conversion_reference", Scope: waybill.ScopeSetting + "campaign"},
			Fields: conversionFields(),
			Custom: true, CustomNames: `^[A-Za-z0-9_]+$`, Reserved: builtIn(),
		},
		API:      destination.API{Base: "tracking_url"},
		Validate: validate,
		Send:     send,
	}
}

// conversionID is what a recorded conversion is answered with. Ids seen in
// public are such as 1011l628 and 111111l3919676.
var conversionID = regexp.MustCompile(`^[01]+l[0-9A-Za-z]+$`)

// send reports one conversion: all of it in the path, nothing in the body.
func send(ctx context.Context, c *destination.Client, r waybill.Record) (destination.Receipt, error) {
	path, err := conversionPath(r, c.Sync)
	if err != nil {
		return destination.Receipt{}, destination.Reject("%w", err)
	}
	resp, err := c.Do(ctx, destination.Request{Method: http.MethodPost, Path: path})
	if err != nil {
		return destination.Receipt{}, err
	}
	if id := strings.TrimSpace(string(resp.Body)); conversionID.MatchString(id) {
		return destination.Receipt{VendorID: id}, nil
	}
	text := "Partnerize answered without a conversion ID: check that click reference " + r.Fields.Text("click_reference") +
		" is that of a real click of campaign " + c.Sync.Settings["campaign"] + ", and look for the conversion there"
	if c.Sync.Config.Bool("require_conversion_id") {
		return destination.Receipt{}, destination.Doubt("%s", text)
	}
	return destination.Receipt{Unconfirmed: text}, nil
}

// conversionPath writes a conversion in the tracking host's grammar:
// name:value segments, then [name:value/…] for each item, without a slash
// between them (https://help.phgsupport.com/hc/en-us/articles/360020205878).
func conversionPath(r waybill.Record, s destination.Sync) (string, error) {
	items, err := itemsOf(r)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.Grow(256 + 64*len(items))
	b.WriteString("/conversion/tracking_mode:api/campaign:" + template.PercentEncode(s.Settings["campaign"]))
	for _, p := range basket {
		v, _ := r.Fields.Get(p.field)
		segment(&b, p.name, basketText(v))
	}
	for _, m := range r.Custom {
		text, _ := waybill.Text(m.Value)
		segment(&b, m.Name, text)
	}
	b.WriteByte('/')
	for _, item := range items {
		writeItem(&b, item)
	}
	return b.String(), nil
}

// segment writes /name:value, or nothing if there is no value.
func segment(b *strings.Builder, name, value string) {
	if value != "" {
		b.WriteString("/" + name + ":" + template.PercentEncode(value))
	}
}

func writeItem(b *strings.Builder, item waybill.Object) {
	b.WriteByte('[')
	first := true
	for _, m := range item {
		text := itemText(m.Value)
		if text == "" {
			continue
		}
		if m.Name == "value" || m.Name == "quantity" {
			text = numberText(m.Name, text)
		}
		if !first {
			b.WriteByte('/')
		}
		first = false
		b.WriteString(m.Name + ":" + template.PercentEncode(text))
	}
	b.WriteByte(']')
}
