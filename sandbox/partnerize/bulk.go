package partnerize

import (
	"io"
	"math/big"
	"regexp"
	"slices"
	"unicode/utf8"

	"github.com/waybillhq/waybill"
)

// maxBulk bounds the entries of one bulk update; maxBulkBody its bytes.
const (
	maxBulk     = 100_000
	maxBulkBody = 64 << 20
)

// bulkText is what text in a bulk update may hold.
// Source: https://api-docs.partnerize.com/brand/, conversions/bulk.
var bulkText = regexp.MustCompile(`^[a-zA-Z0-9 :\-_.,;#]+$`)

// idText is the form of the vendor's ids.
var idText = regexp.MustCompile(`^[01]+l[0-9A-Za-z]+$`)

// attribute is what an entry may hold under a name. Text has a length, numbers
// and switches have a kind of their own.
type attribute struct {
	name    string
	max     int // of text
	options []string
	other   string // integer, boolean, amount
}

var conversionAttributes = []attribute{
	{name: "status", options: []string{approved, rejected, pending, "fraudulent"}},
	{name: "reason", max: 255},
	{name: "publisher_reference", max: 256},
	{name: "advertiser_reference", max: 256},
	{name: "conversion_reference", max: 256},
	{name: "customer_reference", max: 256},
	{name: "customer_type", options: customerTypes},
	{name: "ref_partnership_model_id", other: "integer"},
	{name: "traffic_source_id", other: "integer"},
	{name: "conversion_metric_id", other: "integer"},
	{name: "force_commission_recalculation", other: "boolean"},
}

var itemAttributes = []attribute{
	{name: "status", options: []string{approved, rejected, pending, "fraudulent"}},
	{name: "reason", max: 255},
	{name: "item_value", other: "amount"},
	{name: "category", max: 128},
	{name: "sku", max: 512},
	{name: "force_commission_recalculation", other: "boolean"},
	{name: "display_to_publisher", other: "boolean"},
}

// postBulk is POST /v3/brand/campaigns/{id}/conversions/bulk: it checks the
// whole body, and answers 202 with a job that makes the changes.
func (v *Vendor) postBulk(r *request) reply {
	campaign, found := v.campaign(r.parts[2])
	switch {
	case !r.access:
		return forbidden()
	case !found:
		return campaignNotFound()
	}
	b, err := io.ReadAll(io.LimitReader(r.Body, maxBulkBody))
	if err != nil {
		return invalid("", codeType, "The request body could not be read.")
	}
	value, err := waybill.ParseJSON(b)
	body, isObject := value.(map[string]any)
	if err != nil || !isObject {
		return invalid("", codeType, "The request body is not a JSON object.")
	}
	kind, entries, bad, ok := checkBulk(body)
	if !ok {
		return bad
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.jobs) >= v.env.MaxRecords {
		return failV3(507)
	}
	j := v.addJob(campaign.ID, kind, entries)
	return reply{202, v.showJob(j)}
}

// checkBulk checks a body: exactly one of the three maps, and its entries.
func checkBulk(body map[string]any) (kind string, entries map[string]map[string]any, bad reply, ok bool) {
	kinds := []string{"conversion_references", "conversions", "conversion_items"}
	for _, name := range sortedNames(body) {
		if !slices.Contains(kinds, name) {
			return "", nil, invalid("["+name+"]", codeUnexpected, "This attribute was not expected."), false
		}
		kind = name
	}
	if len(body) != 1 {
		return "", nil, invalid("", codeMissing, "Exactly one of conversion_references, conversions and conversion_items is required."), false
	}
	list, isObject := body[kind].(map[string]any)
	if !isObject {
		return "", nil, invalid("["+kind+"]", codeType, "This value should be of type object."), false
	}
	if len(list) == 0 || len(list) > maxBulk {
		return "", nil, invalid("["+kind+"]", codeTooLong, "This collection should contain 1 to %d elements.", maxBulk), false
	}
	entries = make(map[string]map[string]any, len(list))
	for _, key := range sortedNames(list) {
		at := "[" + kind + "][" + key + "]"
		if (kind == "conversion_references") == idText.MatchString(key) {
			return "", nil, invalid(at, codeReference, "The reference or id is not valid here."), false
		}
		if kind == "conversion_references" && !bulkText.MatchString(key) {
			return "", nil, invalid(at, codePattern, "This value is not valid."), false
		}
		entry, isObject := list[key].(map[string]any)
		if !isObject {
			return "", nil, invalid(at, codeType, "This value should be of type object."), false
		}
		if bad, ok := checkEntry(at, kind, entry); !ok {
			return "", nil, bad, false
		}
		entries[key] = entry
	}
	return kind, entries, reply{}, true
}

func checkEntry(at, kind string, entry map[string]any) (bad reply, ok bool) {
	known := conversionAttributes
	if kind == "conversion_items" {
		known = itemAttributes
	}
	for _, name := range sortedNames(entry) {
		i := slices.IndexFunc(known, func(a attribute) bool { return a.name == name })
		if i < 0 {
			return invalid(at+"["+name+"]", codeUnexpected, "This attribute was not expected."), false
		}
		if code, message := known[i].check(entry[name]); code != "" {
			return invalid(at+"["+name+"]", code, "%s", message), false
		}
	}
	if len(entry) == 0 {
		return invalid(at, codeMissing, "At least one attribute is required."), false
	}
	return reply{}, true
}

func (a attribute) check(value any) (code, message string) {
	switch a.other {
	case "integer":
		if _, ok := value.(int64); !ok {
			return codeType, "This value should be of type integer."
		}
		return "", ""
	case "boolean":
		if _, ok := value.(bool); !ok {
			return codeType, "This value should be of type bool."
		}
		return "", ""
	case "amount":
		return checkAmount(value)
	}
	text, ok := value.(string)
	switch {
	case !ok:
		return codeType, "This value should be of type string."
	case a.options != nil && !slices.Contains(a.options, text):
		return codePattern, "The value you selected is not a valid choice."
	case a.max > 0 && utf8.RuneCountInString(text) > a.max:
		return codeTooLong, "This value is too long."
	case a.max > 0 && !bulkText.MatchString(text):
		return codePattern, "This value is not valid."
	}
	return "", ""
}

// checkAmount holds an item's value to 0 to 99999999.9999.
func checkAmount(value any) (code, message string) {
	if _, isText := value.(string); isText {
		return codeType, "This value should be of type float."
	}
	r, ok := waybill.Rat(value)
	if !ok {
		return codeType, "This value should be of type float."
	}
	if scaled := new(big.Rat).Mul(r, big.NewRat(10_000, 1)); r.Sign() < 0 || !scaled.IsInt() || scaled.Cmp(big.NewRat(999_999_999_999, 1)) > 0 {
		return codePattern, "This value should be between 0 and 99999999.9999."
	}
	return "", ""
}
