package waybill_test

import (
	"testing"

	"github.com/waybillhq/waybill"
)

func TestCanonicalNumber(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"0": "0", "-0": "0", "00": "0", "0.0": "0", "-0.0": "0", "0.5": "0.5", "-0.5": "-0.5", ".5": "0.5", "5.": "5", "1.50": "1.5",
		"0015e-1": "1.5", "1e3": "1000", "+7": "7", "007": "7", "12.34": "12.34", "1.2.3": "1.2.3", "-": "-", "": "", "1e999": "1e999", "00.5": "0.5", "--1": "--1",
	} {
		if got := waybill.CanonicalNumber(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}
