package mapping

import (
	"encoding/json"
	"math/big"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/iso"
)

// check says what is wrong with a value that has the field's type.
type check func(v any) *problem

// checksOf returns the checks that a field declares beyond its type.
func checksOf(f waybill.Field) []check {
	var checks []check
	switch f.Type {
	case waybill.Email:
		checks = append(checks, text(isEmail, "is not an email address"))
	case waybill.URL:
		checks = append(checks, text(isURL, "is not a URL such as https://example.com"))
	}
	switch f.Format {
	case waybill.Currency:
		checks = append(checks, text(iso.IsCurrency, "is not a currency: three upper-case letters of ISO 4217 are expected, such as USD"))
	case waybill.Country:
		checks = append(checks, text(iso.IsCountry, "is not a country: two upper-case letters of ISO 3166 are expected, such as US"))
	case waybill.NoBracket:
		checks = append(checks, text(noBracket, "has a bracket or a control character, which cannot be sent"))
	}
	if len(f.Options) > 0 {
		checks = append(checks, text(func(s string) bool { return slices.Contains(f.Options, s) },
			"is not one of "+strings.Join(f.Options, ", ")))
	}
	return append(checks, boundsOf(f)...)
}

func boundsOf(f waybill.Field) []check {
	var checks []check
	if f.MinLen > 0 || f.MaxLen > 0 {
		checks = append(checks, length(f.MinLen, f.MaxLen))
	}
	if f.Scale > 0 {
		checks = append(checks, scale(f.Scale))
	}
	if r, ok := waybill.Rat(f.Min); ok {
		checks = append(checks, bound(r, -1, "is less than "+f.Min))
	}
	if r, ok := waybill.Rat(f.Max); ok {
		checks = append(checks, bound(r, 1, "is more than "+f.Max))
	}
	return checks
}

// text checks the text of a scalar.
func text(ok func(string) bool, otherwise string) check {
	return func(v any) *problem {
		if s, is := waybill.Text(v); is && !ok(s) {
			return wrong(v, "%s", otherwise)
		}
		return nil
	}
}

// length checks how many characters a text has; most 0 means any number.
func length(least, most int) check {
	return func(v any) *problem {
		s, ok := v.(string)
		if !ok {
			return nil
		}
		n := len(s)
		if n > most || n < 4*least { // bytes bound characters from both sides
			n = utf8.RuneCountInString(s)
		}
		switch {
		case n < least:
			return wrong(v, "has %d characters; at least %d are expected", n, least)
		case most > 0 && n > most:
			return wrong(v, "has %d characters; at most %d are expected", n, most)
		}
		return nil
	}
}

func scale(most int) check {
	return func(v any) *problem {
		n, ok := v.(json.Number)
		if ok && decimals(waybill.CanonicalNumber(n.String())) > most {
			return wrong(v, "has more than %d decimals", most)
		}
		return nil
	}
}

// decimals counts the digits behind the point.
func decimals(text string) int {
	_, fraction, _ := strings.Cut(text, ".")
	return len(fraction)
}

// bound checks that a number is not beyond a limit on one side of it.
func bound(limit *big.Rat, side int, otherwise string) check {
	whole := limit.IsInt() && limit.Num().IsInt64()
	small := limit.Num().Int64()
	return func(v any) *problem {
		n, isInt := v.(int64)
		if isInt && whole {
			if (side < 0 && n < small) || (side > 0 && n > small) {
				return wrong(v, "%s", otherwise)
			}
			return nil
		}
		if r, ok := waybill.Rat(v); ok && r.Cmp(limit) == side {
			return wrong(v, "%s", otherwise)
		}
		return nil
	}
}

func isEmail(s string) bool {
	user, host, ok := strings.Cut(s, "@")
	return ok && user != "" && host != "" && !strings.ContainsFunc(s, blank) && !strings.Contains(host, "@")
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

func noBracket(s string) bool {
	return !strings.ContainsAny(s, "[]") && !strings.ContainsFunc(s, unicode.IsControl)
}

func blank(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
