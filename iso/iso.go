// Package iso knows currencies (ISO 4217) and countries (ISO 3166-1), and
// converts amounts between a currency's major and minor unit exactly.
package iso

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/waybillhq/waybill"
)

// Exponent returns how many decimals a currency has: 2 for USD, 0 for JPY, 3
// for BHD. It reports false for text that is not a currency's code in upper
// case.
func Exponent(currency string) (int, bool) {
	n, ok := currencies[currency]
	return int(n), ok
}

// IsCurrency reports whether code is a currency one can be paid in.
func IsCurrency(code string) bool {
	_, ok := currencies[code]
	return ok
}

// IsCountry reports whether code is an ISO 3166-1 alpha-2 code in upper case,
// or XK, which Kosovo uses.
func IsCountry(code string) bool {
	return len(code) == 2 && strings.Contains(countries, " "+code+" ")
}

// ToMinor returns an amount of the major unit in the minor one: 12.50 USD is
// 1250, 12 JPY is 12. It never rounds: an amount with more decimals than the
// currency has is an error, for a person to read.
func ToMinor(amount, currency string) (int64, error) {
	exponent, ok := Exponent(currency)
	if !ok {
		return 0, notCurrency(currency)
	}
	r, ok := waybill.Rat(amount)
	if !ok {
		return 0, waybill.Errorf(waybill.EInvalid, "%q is not an amount", amount)
	}
	r.Mul(r, new(big.Rat).SetInt(power(exponent)))
	if !r.IsInt() {
		return 0, waybill.Errorf(waybill.EInvalid, "%s %s has more than %d decimals", amount, currency, exponent)
	}
	if !r.Num().IsInt64() {
		return 0, waybill.Errorf(waybill.EInvalid, "%s %s is too large", amount, currency)
	}
	return r.Num().Int64(), nil
}

// ToMajor returns an amount of the minor unit in the major one, with all the
// currency's decimals: 1250 USD is 12.50.
func ToMajor(minor int64, currency string) (string, error) {
	exponent, ok := Exponent(currency)
	if !ok {
		return "", notCurrency(currency)
	}
	if exponent == 0 {
		return strconv.FormatInt(minor, 10), nil
	}
	r := new(big.Rat).SetFrac(big.NewInt(minor), power(exponent))
	return r.FloatString(exponent), nil
}

func power(exponent int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(exponent)), nil)
}

func notCurrency(code string) error {
	return waybill.Errorf(waybill.EInvalid, "%q is not a currency", code).
		WithHint("Currencies are three upper-case letters of ISO 4217, such as USD.")
}
