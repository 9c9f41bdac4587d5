package partnerize

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
)

// Bounds of an item's value, of the API that updates conversions; whether it
// may be negative is not documented, and a refund may need it.
const (
	maxScale = 4
	maxValue = "99999999.9999"
)

// itemsOf returns the items of a conversion, each with its parameters in the
// order they are sent: the elements of items if there are any, else the single
// item. Without any item it returns none.
func itemsOf(r waybill.Record) ([]waybill.Object, error) {
	v, _ := r.Fields.Get("items")
	list, ok := v.([]any)
	if v != nil && !ok && v != "" {
		return nil, errors.New("items is not a list")
	}
	var items []waybill.Object
	for i, e := range list {
		item, err := itemOf(e)
		if err != nil {
			return nil, fmt.Errorf("item %d %w", i+1, err)
		}
		items = append(items, item)
	}
	if len(items) > 0 {
		return items, nil
	}
	var item waybill.Object
	for _, p := range single {
		if v, _ := r.Fields.Get(p.field); itemText(v) != "" {
			item = append(item, waybill.Member{Name: p.name, Value: v})
		}
	}
	if item == nil {
		return nil, nil
	}
	return []waybill.Object{item}, nil
}

// itemOf puts the known parameters of an element first, in their order, and
// then further ones as they come.
func itemOf(e any) (waybill.Object, error) {
	var members waybill.Object
	switch e := e.(type) {
	case waybill.Object:
		members = e
	case map[string]any:
		for name, v := range e {
			members = append(members, waybill.Member{Name: name, Value: v})
		}
		slices.SortFunc(members, func(a, b waybill.Member) int { return strings.Compare(a.Name, b.Name) })
	default:
		return nil, errors.New("is not an object")
	}
	var item waybill.Object
	var known []string
	for _, p := range single {
		known = append(known, p.name)
		if v, ok := members.Get(p.name); ok {
			item = append(item, waybill.Member{Name: p.name, Value: v})
		}
	}
	return append(item, members.Without(known...)...), nil
}

// itemText is a value as an item carries it. Decimals keep the digits they came
// with: 12.50 stays 12.50.
func itemText(v any) string {
	if n, ok := v.(json.Number); ok && !strings.ContainsAny(n.String(), "eE+") {
		return n.String()
	}
	text, _ := waybill.Text(v)
	return text
}

// numberText is itemText for a parameter that is a number, also one that came
// as text: 1e2 is 100 and a quantity of 2.0 is 2.
func numberText(name, text string) string {
	if name == "quantity" || strings.ContainsAny(text, "eE+") {
		return waybill.CanonicalNumber(text)
	}
	return text
}

// basketText is a value as a basket carries it; times are written in UTC, to
// the second.
func basketText(v any) string {
	const seconds = "2006-01-02 15:04:05"
	switch v := v.(type) {
	case time.Time:
		return v.UTC().Format(seconds)
	case waybill.LocalTime:
		text := strings.Replace(string(v), "T", " ", 1)
		return text[:min(len(text), len(seconds))]
	}
	text, _ := waybill.Text(v)
	return text
}
