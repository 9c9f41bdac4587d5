package waybill

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A value of a row or of a record is one of
//
//	nil             null
//	bool
//	int64           an integer that fits; a larger one is a json.Number
//	float64         only from columns that are binary floating point
//	json.Number     any other number, as its exact decimal text
//	string
//	[]byte          binary data
//	time.Time       an instant: the column has a time zone
//	Date            a calendar date
//	LocalTime       a date and time of day without a zone
//	map[string]any  an object from a JSON column, of these same values
//	Object          an object built by a mapping, in the order of the mapping
//	[]any           a list of these same values
//
// Nothing else reaches a mapping: sources convert, once, and exactly.

// Date is a calendar date as text, 2006-01-02. It has no zone.
type Date string

// LocalTime is a date and time of day as text, 2006-01-02T15:04:05 with an
// optional fraction. It has no zone; where an instant is needed it is UTC.
type LocalTime string

// Member is one named value of an [Object].
type Member struct {
	Name  string
	Value any
}

// Object is a set of named values that keeps their order.
type Object []Member

// Get returns the value of name, or nil and false if there is none.
func (o Object) Get(name string) (any, bool) {
	for i := range o {
		if o[i].Name == name {
			return o[i].Value, true
		}
	}
	return nil, false
}

// Text returns the value of name as text, or "" if it is absent or has no text.
func (o Object) Text(name string) string {
	v, _ := o.Get(name)
	s, _ := Text(v)
	return s
}

// Without returns o without the named members. o is not changed.
func (o Object) Without(names ...string) Object {
	out := make(Object, 0, len(o))
	for _, m := range o {
		if !contains(names, m.Name) {
			out = append(out, m)
		}
	}
	return out
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

// MarshalJSON writes the members in their order.
func (o Object) MarshalJSON() ([]byte, error) { return AppendJSON(nil, o) }

// Text returns the canonical text of a scalar: what keys are made of and what
// a text field receives. Numbers are written without an exponent and without
// trailing zeros, so that 10, 10.0 and 1e1 are one key. It reports false for
// nil, objects, lists and binary data that is not UTF-8.
func Text(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case int64:
		return strconv.FormatInt(v, 10), true
	case json.Number:
		return CanonicalNumber(v.String()), true
	case float64:
		return CanonicalNumber(strconv.FormatFloat(v, 'g', -1, 64)), true
	case bool:
		return strconv.FormatBool(v), true
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano), true
	case Date:
		return string(v), true
	case LocalTime:
		return string(v), true
	case []byte:
		return string(v), utf8.Valid(v)
	}
	return "", false
}

// maxExponent bounds how many zeros CanonicalNumber writes out.
const maxExponent = 400

// CanonicalNumber rewrites the text of a decimal number without an exponent,
// a plus sign, leading or trailing zeros: 1.50 and 0015e-1 are both 1.5. Text
// that is not a number, or has an exponent beyond 400, is returned as it is.
func CanonicalNumber(s string) string {
	if isCanonical(s) {
		return s
	}
	mantissa, exponent := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		n, err := strconv.Atoi(s[i+1:])
		if err != nil || n > maxExponent || n < -maxExponent {
			return s
		}
		mantissa, exponent = s[:i], n
	}
	sign := ""
	if strings.HasPrefix(mantissa, "-") || strings.HasPrefix(mantissa, "+") {
		if mantissa[0] == '-' {
			sign = "-"
		}
		mantissa = mantissa[1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole + fraction
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return s
	}
	return place(sign, digits, len(whole)+exponent)
}

// place writes digits with the decimal point after the first n of them.
func place(sign, digits string, n int) string {
	if n <= 0 {
		digits, n = strings.Repeat("0", 1-n)+digits, 1
	}
	if n > len(digits) {
		digits += strings.Repeat("0", n-len(digits))
	}
	whole := strings.TrimLeft(digits[:n], "0")
	fraction := strings.TrimRight(digits[n:], "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		return sign + whole + "." + fraction
	}
	if whole == "0" {
		return "0"
	}
	return sign + whole
}

// isCanonical reports whether s is a canonical number already, the common case.
func isCanonical(s string) bool {
	d := strings.TrimPrefix(s, "-")
	if d == "" || d[0] == '.' || (d[0] == '0' && s != "0" && !strings.HasPrefix(d, "0.")) {
		return false
	}
	point := -1
	for i := range len(d) {
		if d[i] == '.' && point < 0 {
			point = i
		} else if d[i] < '0' || d[i] > '9' {
			return false
		}
	}
	return point < 0 || (d[len(d)-1] != '0' && d[len(d)-1] != '.')
}

// Rat returns the exact value of a number, or of text that is a number.
func Rat(v any) (*big.Rat, bool) {
	s, ok := Text(v)
	if !ok || len(s) > 2*maxExponent || !isDecimal(s) {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

// isDecimal reports whether s is a decimal number, with or without an
// exponent; big.Rat alone would also take 1/3, 0x10 and 1_000.
func isDecimal(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return (err == nil || strings.Contains(err.Error(), "range")) &&
		strings.Trim(s, "0123456789+-.eE") == ""
}
