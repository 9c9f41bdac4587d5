package partnerize

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The lists that a parameter's value must be in.
// Source: the vendor's Android SDK and the Commanders Act documentation.
var (
	trafficSources = []string{"Other", "Partner", "Affiliate", "Display", "Paid Search", "Email", "Social", "Natural Search", "Direct", "Rich Media", "Facilitated", "Telephone", "Mobile App", "Mobile", "Card Linked"}
	devices        = []string{"bot", "desktop", "mobile", "tablet", "Other"}
	contexts       = []string{"web", "m_web", "m_app", "in_app", "cd_d", "cd_p", "other", "offline"}
	customerTypes  = []string{"new", "existing"}
)

// build turns a call into a conversion; why is set if it is not to be recorded.
// It needs no lock.
func (v *Vendor) build(call *Call) (c *Conversion, why string) {
	now := v.env.Now().UTC()
	c = &Conversion{Received: now, Time: now, Modified: now, Status: pending, Problems: call.Problems}
	params, why := v.unique(call.Params)
	if why != "" {
		return nil, why
	}
	loose := Item{Status: pending, Modified: now}
	for _, p := range params {
		if p.Value == "" {
			continue
		}
		if !v.fits(&p) {
			return nil, "the value of " + p.Name + " is too long"
		}
		switch problem := v.setParam(c, &loose, p); {
		case problem == "":
		case v.env.Assume(invalidValue) == "empty":
			return nil, problem
		default:
			c.Problems = append(c.Problems, problem)
		}
	}
	if why := v.buildItems(c, call.Items, loose); why != "" {
		return nil, why
	}
	return c, ""
}

// unique settles parameters of one name.
func (v *Vendor) unique(params []Param) (out []Param, why string) {
	rule := v.env.Assume(repeatedName)
	for _, p := range params {
		i := slices.IndexFunc(out, func(o Param) bool { return o.Name == p.Name })
		switch {
		case i < 0:
			out = append(out, p)
		case rule == "empty":
			return nil, "the parameter " + p.Name + " is repeated"
		case rule == "last":
			out[i] = p
		}
	}
	return out, ""
}

// setParam sets what a parameter of the conversion names; a name that is not
// built in is meta data. With the assumption keep an invalid value is kept.
func (v *Vendor) setParam(c *Conversion, loose *Item, p Param) (problem string) {
	keep := v.env.Assume(invalidValue) == "keep"
	set := func(to *string, valid bool) {
		if !valid {
			problem = fmt.Sprintf("%s cannot be %q", p.Name, p.Value)
		}
		if valid || keep {
			*to = p.Value
		}
	}
	switch p.Name {
	case "tracking_mode", "tmethod", "tplatform", "tdetail":
	case "campaign":
		c.CampaignID = p.Value
	case "clickref":
		c.Clickref = p.Value
	case "conversionref":
		c.Ref = p.Value
	case "currency":
		set(&c.Currency, isUpper(p.Value, 3))
	case "country":
		set(&c.Country, isUpper(p.Value, 2))
	case "customertype":
		if v.env.Assume(customerTypeCase) == "any" {
			p.Value = strings.ToLower(p.Value)
		}
		set(&c.CustomerType, slices.Contains(customerTypes, p.Value))
	case "voucher":
		c.Voucher = p.Value
	case "custref", "customer_reference":
		c.CustomerReference = p.Value
	case "adref", "advertiser_reference":
		c.AdvertiserReference = p.Value
	case "pubref", "publisher_reference":
		c.PublisherReference = p.Value
	case "fulfilment_date":
		set(&c.FulfilmentDate, isDate(p.Value))
	case "fulfilment_start_date":
		set(&c.FulfilmentStart, isDate(p.Value))
	case "conversion_time":
		t, valid := parseTime(p.Value, time.UTC)
		if set(new(string), valid); valid {
			c.Time = t
		}
	case "tsource":
		set(&c.TrafficSource, slices.Contains(trafficSources, p.Value))
	case "tmetric":
		c.Metric = p.Value
	case "device":
		set(&c.Device, slices.Contains(devices, p.Value))
	case "context":
		set(&c.Context, slices.Contains(contexts, p.Value))
	case "category", "sku", "value", "quantity":
		return v.setItem(loose, p)
	default:
		c.Meta = with(c.Meta, p)
	}
	return problem
}

// setItem sets what a parameter of an item names.
func (v *Vendor) setItem(i *Item, p Param) (problem string) {
	valid := true
	to := &i.Value
	switch p.Name {
	case "category":
		to = &i.Category
	case "sku":
		to = &i.SKU
	case "voucher":
		to = &i.Voucher
	case "quantity":
		n, err := strconv.Atoi(p.Value)
		to, valid = &i.Quantity, err == nil && n >= 1
	case "value":
		valid = isAmount(p.Value) && (p.Value[0] != '-' || v.env.Assume(negativeValue) == "accept")
	default:
		i.Meta = with(i.Meta, p)
		return ""
	}
	if !valid {
		problem = fmt.Sprintf("%s of an item cannot be %q", p.Name, p.Value)
	}
	if valid || v.env.Assume(invalidValue) == "keep" {
		*to = p.Value
	}
	return problem
}

// longest are the lengths in characters that the bulk update allows; the
// tracking host's are not known.
var longest = map[string]int{
	"conversionref": 256, "custref": 256, "customer_reference": 256, "adref": 256, "advertiser_reference": 256,
	"pubref": 256, "publisher_reference": 256, "sku": 512, "category": 128,
}

// fits holds a value to its length: it may be cut, or not recorded at all.
func (v *Vendor) fits(p *Param) bool {
	most := longest[p.Name]
	if most == 0 || len(p.Value) <= most || utf8.RuneCountInString(p.Value) <= most {
		return true
	}
	switch v.env.Assume(longValue) {
	case "cut":
		p.Value = string([]rune(p.Value)[:most])
	case "empty":
		return false
	}
	return true
}

// buildItems fills the items; without any, those item parameters that stand
// outside brackets are the one item.
func (v *Vendor) buildItems(c *Conversion, items [][]Param, loose Item) (why string) {
	for _, params := range items {
		params, why := v.unique(params)
		if why != "" {
			return why
		}
		item := Item{Status: pending, Modified: c.Received}
		for _, p := range params {
			if p.Value == "" {
				continue
			}
			if !v.fits(&p) {
				return "the value of " + p.Name + " is too long"
			}
			if problem := v.setItem(&item, p); problem != "" {
				if v.env.Assume(invalidValue) == "empty" {
					return problem
				}
				c.Problems = append(c.Problems, problem)
			}
		}
		c.Items = append(c.Items, item)
	}
	if len(c.Items) == 0 {
		c.Items = []Item{loose}
		if loose.Category == "" && loose.Value == "" {
			if v.env.Assume(noItems) == "empty" {
				return "there is no item"
			}
			return ""
		}
	}
	for _, i := range c.Items {
		if (i.Category == "" || i.Quantity == "") && v.env.Assume(incompleteItem) == "empty" {
			return "an item lacks its category or quantity"
		}
	}
	return ""
}

func with(m map[string]string, p Param) map[string]string {
	if m == nil {
		m = map[string]string{}
	}
	m[p.Name] = p.Value
	return m
}

func isUpper(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// isAmount reports whether s is a number with a point, without an exponent.
func isAmount(s string) bool {
	whole, fraction, pointed := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	return whole != "" && strings.Trim(whole, "0123456789") == "" && len(s) <= 40 &&
		strings.Trim(fraction, "0123456789") == "" && (!pointed || fraction != "")
}

func isDate(s string) bool {
	_, ok := parseTime(s, time.UTC)
	return ok
}

// parseTime reads the forms of time that the vendor's documents show.
func parseTime(s string, zone *time.Location) (time.Time, bool) {
	for _, form := range []string{time.DateTime, time.RFC3339, "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.ParseInLocation(form, s, zone); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
