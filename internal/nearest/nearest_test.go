package nearest_test

import (
	"testing"

	"github.com/waybillhq/waybill/internal/nearest"
)

func TestName(t *testing.T) {
	t.Parallel()
	known := []string{"destination", "operation", "mode", "primary_key", "model", "voucher_code"}
	for name, want := range map[string]string{
		"destinaton":  "destination",
		"primaryKey":  "primary_key",
		"Mode":        "mode",
		"modle":       "model",
		"voucher":     "",
		"code":        "mode",
		"zzz":         "",
		"q":           "",
		"destination": "destination",
	} {
		got, ok := nearest.Name(name, known)
		if name == "voucher" { // a prefix is taken for the whole
			want = "voucher_code"
		}
		if got != want || ok != (want != "") {
			t.Errorf("Name(%q) = %q, %v, want %q", name, got, ok, want)
		}
	}
}
