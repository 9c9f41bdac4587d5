package partnerize

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
)

// validate makes the checks that cannot be declared. An empty text counts as
// none.
func validate(r waybill.Record, s destination.Sync) error {
	if r.Fields.Text("conversion_reference") == "" {
		return waybill.Errorf(waybill.EInvalid, noReference)
	}
	if r.Fields.Text("click_reference") == "" {
		return waybill.Errorf(waybill.EInvalid, noClick)
	}
	if err := carries("campaign", s.Settings["campaign"]); err != nil {
		return err
	}
	for _, p := range basket {
		v, _ := r.Fields.Get(p.field)
		if err := carries(p.field, basketText(v)); err != nil {
			return err
		}
	}
	for _, m := range r.Custom {
		if err := validateExtra(m); err != nil {
			return err
		}
	}
	return validateItems(r)
}

func validateItems(r waybill.Record) error {
	items, err := itemsOf(r)
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return waybill.Errorf(waybill.EInvalid, noItem)
	}
	for i, item := range items {
		var missing []string
		for _, name := range []string{"category", "quantity"} {
			if v, _ := item.Get(name); itemText(v) == "" {
				missing = append(missing, name)
			}
		}
		if missing != nil {
			return errors.New(noPart + strings.Join(missing, ", "))
		}
		if err := validateItem(item); err != nil {
			return fmt.Errorf("item %d: %w", i+1, err)
		}
	}
	return nil
}

func validateItem(item waybill.Object) error {
	for _, m := range item {
		var err error
		switch m.Name {
		case "category", "sku":
			err = carries(m.Name, itemText(m.Value))
		case "quantity":
			err = validateQuantity(m.Value)
		case "value":
			err = validateValue(m.Value)
		default:
			err = validateExtra(m)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func validateQuantity(v any) error {
	n, ok := waybill.Rat(v)
	if !ok || !n.IsInt() || n.Sign() <= 0 {
		return fmt.Errorf("quantity %q is not a positive whole number", itemText(v))
	}
	return nil
}

func validateValue(v any) error {
	text := itemText(v)
	if text == "" {
		return nil
	}
	n, ok := waybill.Rat(v)
	if !ok {
		return fmt.Errorf("value %q is not a number", text)
	}
	_, fraction, _ := strings.Cut(waybill.CanonicalNumber(text), ".")
	if len(fraction) > maxScale {
		return fmt.Errorf("value %s has more than %d decimals", text, maxScale)
	}
	if limit, _ := waybill.Rat(maxValue); n.Abs(n).Cmp(limit) > 0 {
		return fmt.Errorf("value %s is beyond %s", text, maxValue)
	}
	return nil
}

// validateExtra checks a further parameter, of the basket or of an item.
func validateExtra(m waybill.Member) error {
	if !isName(m.Name) {
		return fmt.Errorf("the name of the custom field %q may have letters, digits and _ only", m.Name)
	}
	if isBuiltIn(m.Name) {
		return fmt.Errorf("the custom field %s has the name of a parameter of Partnerize's own", m.Name)
	}
	text, ok := waybill.Text(m.Value)
	if !ok && m.Value != nil {
		return fmt.Errorf("the custom field %s is not a single value", m.Name)
	}
	return carries(m.Name, text)
}

func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return s != ""
}

// isBuiltIn reports whether a further parameter would be taken for one that has
// a meaning of its own.
func isBuiltIn(name string) bool {
	return slices.ContainsFunc(builtIn(), func(b string) bool { return strings.EqualFold(b, name) })
}

// builtIn are the parameters with a meaning of their own, by their names on the
// wire and as fields.
func builtIn() []string {
	names := []string{"tracking_mode", "campaign", "items"}
	for _, p := range append(slices.Clone(basket), single...) {
		names = append(names, p.name, p.field)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// carries refuses what the grammar cannot carry: brackets group items, also
// when they are percent-encoded, as Partnerize's own tag sends them.
func carries(field, text string) error {
	for _, c := range text {
		switch {
		case c == '[' || c == ']':
			return fmt.Errorf("%s has a %q, which Partnerize's tracking address cannot carry", field, c)
		case unicode.IsControl(c):
			return fmt.Errorf("%s has a control character, which Partnerize's tracking address cannot carry", field)
		}
	}
	return nil
}
