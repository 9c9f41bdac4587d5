package mapping

import (
	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/iso"
)

// currencyField is the field whose value amounts are converted with.
const currencyField = "currency"

// conversion checks the conversion of an amount.
func (c *compiler) conversion(s *slot) bool {
	switch s.as {
	case "":
		return true
	case waybill.MinorUnits, waybill.MajorUnits:
	default:
		c.fail(s.path, "there is no conversion %s", s.as).near(string(s.as), []string{string(waybill.MinorUnits), string(waybill.MajorUnits)}, "It is minor_units or major_units.")
		return false
	}
	if !c.mapsCurrency() {
		c.fail(s.path, "%s needs the row's currency, and no currency is mapped", s.as).hint("Map the field currency in the same mapping, from a column or as a value.")
		return false
	}
	return true
}

func (c *compiler) mapsCurrency() bool {
	for _, m := range []waybill.Mapping{c.sync.Mapping, c.sync.Custom} {
		for _, a := range m {
			if a.To == currencyField {
				return true
			}
		}
	}
	return false
}

// convert turns an amount into the other unit of the record's currency.
func (s *slot) convert(v any, in *input) (any, *problem) {
	currency, _, p := in.c.currency.value(in)
	if p != nil {
		return nil, p
	}
	code, _ := waybill.Text(currency)
	if code == "" {
		return nil, &problem{text: show(v) + " cannot be converted: the row has no currency"}
	}
	amount, ok := decimal(v)
	if !ok {
		return nil, wrong(v, "is not an amount")
	}
	if s.as == waybill.MinorUnits {
		n, err := iso.ToMinor(amount, code)
		return n, amiss(err)
	}
	n, p := castInt(v)
	minor, fits := n.(int64)
	if p != nil || !fits {
		return nil, wrong(v, "is not an amount in minor units")
	}
	major, err := iso.ToMajor(minor, code)
	return major, amiss(err)
}

func amiss(err error) *problem {
	if err == nil {
		return nil
	}
	return &problem{text: err.Error()}
}
