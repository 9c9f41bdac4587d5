package mapping

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
)

// caster turns a value that is not null into what a field takes, exactly, or
// says why it cannot. It may return nil for what counts as null.
type caster func(v any) (any, *problem)

// castTo returns the caster of a field: its type, then its further checks.
func castTo(f waybill.Field) caster {
	cast, checks := castType(f), checksOf(f)
	if len(checks) == 0 {
		return cast
	}
	return func(v any) (any, *problem) {
		out, p := cast(v)
		if p != nil || out == nil {
			return out, p
		}
		for _, check := range checks {
			if p := check(out); p != nil {
				return nil, p
			}
		}
		return out, nil
	}
}

// Cast turns a value into what a field or a setting takes, exactly; null stays
// null. Its error says what is wrong with the value and what is expected.
func Cast(f waybill.Field, v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	out, p := castTo(f)(v)
	if p != nil {
		return nil, errors.New(p.String())
	}
	return out, nil
}

func castType(f waybill.Field) caster {
	switch f.Type {
	case waybill.String, waybill.Email, waybill.URL:
		return castText
	case waybill.Int:
		return castInt
	case waybill.Decimal, waybill.Float:
		return castDecimal(f.Scale)
	case waybill.Bool:
		return castBool
	case waybill.DateOf:
		return castDate
	case waybill.Instant:
		return castInstant(f.Format)
	case waybill.Array:
		return castArray(f)
	case waybill.Nested:
		return castObject(f)
	}
	return castAny
}

func castAny(v any) (any, *problem) {
	if f, ok := v.(float64); ok && (math.IsNaN(f) || math.IsInf(f, 0)) {
		return nil, wrong(v, "is not a number that can be sent")
	}
	return v, nil
}

func castText(v any) (any, *problem) {
	if _, ok := v.(string); ok {
		return v, nil
	}
	text, ok := waybill.Text(v)
	if !ok {
		return nil, wrong(v, "is not text")
	}
	return text, nil
}

func castInt(v any) (any, *problem) {
	if _, ok := v.(int64); ok {
		return v, nil
	}
	text, ok := decimal(v)
	if !ok || strings.Contains(text, ".") {
		return nil, wrong(v, "is not a whole number")
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return json.Number(text), nil
	}
	return n, nil
}

func castDecimal(scale int) caster {
	return func(v any) (any, *problem) {
		text, ok := decimal(v)
		if !ok {
			return nil, wrong(v, "is not a number")
		}
		if written, ok := asWritten(v); ok && text != "0" && (scale == 0 || decimals(written.String()) <= scale) {
			return written, nil
		}
		return json.Number(text), nil
	}
}

// asWritten returns a number with the digits it came with, where they can be
// sent as they are: 12.50 stays 12.50. Digests compare numbers, not digits.
func asWritten(v any) (json.Number, bool) {
	n, ok := v.(json.Number)
	if text, is := v.(string); is {
		n, ok = json.Number(text), true
	}
	return n, ok && json.Valid([]byte(n)) && !strings.ContainsAny(n.String(), "eE \t\n\r")
}

// decimal returns the canonical text of a number, or of text that is one.
func decimal(v any) (string, bool) {
	switch v.(type) {
	case int64, json.Number, float64, string, []byte:
	default:
		return "", false
	}
	text, _ := waybill.Text(v)
	text = waybill.CanonicalNumber(text)
	whole, fraction, found := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	return text, digits(whole) && (!found || digits(fraction))
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func castBool(v any) (any, *problem) {
	if _, ok := v.(bool); ok {
		return v, nil
	}
	text, _ := waybill.Text(v)
	switch strings.ToLower(text) {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return nil, wrong(v, "is neither true nor false")
}

func castDate(v any) (any, *problem) {
	var text string
	switch v := v.(type) {
	case time.Time:
		return waybill.Date(v.UTC().Format(time.DateOnly)), nil
	case waybill.LocalTime:
		text, _, _ = strings.Cut(string(v), "T")
	case waybill.Date:
		text = string(v)
	case string:
		text = v
	}
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return nil, wrong(v, "is not a date such as 2026-01-31")
	}
	return waybill.Date(text), nil
}

// castInstant returns the caster of a point in time, in the form the vendor
// takes. What has no zone is UTC.
func castInstant(format waybill.Format) caster {
	return func(v any) (any, *problem) {
		if n, ok := v.(int64); ok && format == waybill.Millis {
			return n, nil
		}
		t, ok := instant(v)
		if !ok {
			return nil, wrong(v, "is not a time such as 2026-01-31T15:04:05Z")
		}
		switch format {
		case waybill.Millis:
			return t.UnixMilli(), nil
		case waybill.TimeOfUTC:
			return t.Format(time.DateTime), nil
		}
		return t, nil
	}
}

func instant(v any) (time.Time, bool) {
	var text string
	switch v := v.(type) {
	case time.Time:
		return v.UTC(), true
	case waybill.Date:
		text = string(v)
	case waybill.LocalTime:
		text = string(v)
	case string:
		text = v
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateTime, "2006-01-02 15:04:05Z07:00", time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
