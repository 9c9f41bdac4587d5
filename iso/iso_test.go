package iso_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/waybillhq/waybill/iso"
)

func TestToMinor(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		amount, currency string
		want             int64
		err              string
	}{
		{"12.50", "USD", 1250, ""},
		{"-12.5", "EUR", -1250, ""},
		{"0", "USD", 0, ""},
		{"1.5e2", "USD", 15000, ""},
		{"12.500", "USD", 1250, ""}, // zeros are no decimals
		{"1000", "JPY", 1000, ""},
		{"1.234", "BHD", 1234, ""},
		{"1.2345", "CLF", 12345, ""},
		{"12.345", "USD", 0, "12.345 USD has more than 2 decimals"},
		{"0.5", "JPY", 0, "0.5 JPY has more than 0 decimals"},
		{"12", "usd", 0, `"usd" is not a currency`},
		{"1/2", "USD", 0, `"1/2" is not an amount`},
		{"ten", "USD", 0, `"ten" is not an amount`},
		{"99999999999999999999", "USD", 0, "99999999999999999999 USD is too large"},
	} {
		got, err := iso.ToMinor(tc.amount, tc.currency)
		if text := message(err); got != tc.want || text != tc.err {
			t.Errorf("%s %s: got %d, %q", tc.amount, tc.currency, got, text)
		}
	}
}

func TestMinorAndBackIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		currency := rapid.SampledFrom([]string{"USD", "JPY", "BHD", "CLF"}).Draw(t, "currency")
		minor := rapid.Int64().Draw(t, "minor")
		major, err := iso.ToMajor(minor, currency)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := iso.ToMinor(major, currency); err != nil || got != minor {
			t.Fatalf("%d became %s and then %d, %v", minor, major, got, err)
		}
	})
}

func TestCodes(t *testing.T) {
	t.Parallel()
	if got, err := iso.ToMajor(-5, "USD"); err != nil || got != "-0.05" {
		t.Errorf("got %s, %v", got, err)
	}
	for code, want := range map[string]bool{"GB": true, "XK": true, "UK": false, "gb": false, "": false, " ": false, "G ": false, "GBR": false} {
		if iso.IsCountry(code) != want {
			t.Errorf("country %q: not %v", code, want)
		}
	}
	for code, want := range map[string]bool{"GBP": true, "XAU": false, "DEM": false, "": false} {
		if iso.IsCurrency(code) != want {
			t.Errorf("currency %q: not %v", code, want)
		}
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
