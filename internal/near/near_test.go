package near_test

import (
	"reflect"
	"testing"

	"github.com/waybillhq/waybill/internal/near"
)

func TestNames(t *testing.T) {
	t.Parallel()
	names := []string{"fct_orders", "dim_customers", "orders_daily", "stg_payments"}
	for name, want := range map[string][]string{
		"fct_order": {"fct_orders"},
		"FCT_ODERS": {"fct_orders"},
		"orders":    {"fct_orders", "orders_daily"},
		"refunds":   nil,
		"":          nil,
	} {
		if got := near.Names(name, names); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestHint(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, want string }{
		{"ordrs", "did you mean orders?"},
		{"x", "there are customers, orders"},
	} {
		if got := near.Hint(test.name, []string{"orders", "customers"}); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
	if got := near.Hint("x", nil); got != "there are none" {
		t.Errorf("got %s", got)
	}
}
