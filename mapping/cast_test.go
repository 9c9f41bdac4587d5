package mapping_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
)

var at = time.Date(2026, 1, 31, 0, 30, 0, 0, time.FixedZone("", 3600))

var casts = []struct {
	field string
	value any
	want  string // JSON of the field, or the refusal after !
}{
	{"email", "a@b.c", `"a@b.c"`},
	{"email", "ab.c", `!email: "ab.c" is not an email address`},
	{"email", "", ``},
	{"amount", int64(5), `5`},
	{"amount", json.Number("5.00"), `5`},
	{"amount", "12", `12`},
	{"amount", 3.0, `3`},
	{"amount", json.Number("5.5"), `!amount: 5.5 is not a whole number`},
	{"amount", "5 USD", `!amount: "5 USD" is not a whole number`},
	{"amount", true, `!amount: true is not a whole number`},
	{"amount", int64(500001), `!amount: 500001 is more than 500000`},
	{"amount", json.Number("99999999999999999999"), `!amount: 99999999999999999999 is more than 500000`},
	{"amount", int64(-500001), `!amount: -500001 is less than -500000`},
	{"price", json.Number("1.50"), `1.50`},
	{"price", "-0.00", `0`},
	{"price", "19.99", `19.99`},
	{"price", int64(7), `7`},
	{"price", "1.005", `!price: 1.005 has more than 2 decimals`},
	{"price", "1,50", `!price: "1,50" is not a number`},
	{"price", "0x10", `!price: "0x10" is not a number`},
	{"currency", "USD", `"USD"`},
	{"currency", "usd", `!currency: "usd" is not a currency: three upper-case letters of ISO 4217 are expected, such as USD`},
	{"country", "XK", `"XK"`},
	{"country", "UK", `!country: "UK" is not a country: two upper-case letters of ISO 3166 are expected, such as US`},
	{"kind", "new", `"new"`},
	{"kind", "old", `!kind: "old" is not one of new, existing`},
	{"gift", int64(1), `true`},
	{"gift", "FALSE", `false`},
	{"gift", "yes", `!gift: "yes" is neither true nor false`},
	{"day", waybill.Date("2026-01-31"), `"2026-01-31"`},
	{"day", at, `"2026-01-30"`},
	{"day", waybill.LocalTime("2026-01-31T10:00:00"), `"2026-01-31"`},
	{"day", "2026-02-30", `!day: "2026-02-30" is not a date such as 2026-01-31`},
	{"at", at, `1769815800000`},
	{"at", int64(1769815800000), `1769815800000`},
	{"at", "2026-01-30T23:30:00Z", `1769815800000`},
	{"when", at, `"2026-01-30 23:30:00"`},
	{"when", "2026-01-30 23:30:00", `"2026-01-30 23:30:00"`},
	{"when", waybill.Date("2026-01-30"), `"2026-01-30 00:00:00"`},
	{"when", "soon", `!when: "soon" is not a time such as 2026-01-31T15:04:05Z`},
	{"voucher", "A[1]", `!voucher_code: "A[1]" has a bracket or a control character, which cannot be sent`},
	{"voucher", int64(12), `"12"`},
	{"site", "https://example.com/a", `"https://example.com/a"`},
	{"site", "javascript:alert(1)", `!site: "javascript:alert(1)" is not a URL such as https://example.com`},
	{"items", `[{"category":"a","quantity":2,"value":1.10,"colour":"red"}]`, `[{"category":"a","quantity":2,"value":1.10,"colour":"red"}]`},
	{"items", `[]`, ``},
	{"items", `{}`, `!items: "{}" is not a list`},
	{"items", `[{"category":"a","quantity":0}]`, `!items[1].quantity: 0 is less than 1`},
	{"items", []any{map[string]any{"category": "a"}, int64(5)}, `!items[2]: 5 is not an object`},
	{"address", map[string]any{"city": "Rome"}, `{"city":"Rome"}`},
	{"address", map[string]any{}, `!city is required`},
	{"address", map[string]any{"city": "Rome", "zip": "1"}, `!address.zip: there is no such member`},
	{"tags", `["a", null]`, `["a",null]`},
	{"tags", "a,b", `!tags: "a,b" is not JSON`},
	{"kind", strings.Repeat("é", 100), `!kind: "` + strings.Repeat("é", 60) + `…" is not one of new, existing`},
	{"kind", map[string]any{"a": int64(1)}, `!kind: {"a":1} is not text`},
}

// TestCasts maps one value into one field.
func TestCasts(t *testing.T) {
	t.Parallel()
	for _, c := range casts {
		m := mustMap(t, orders(), syncOf(waybill.Mapping{column("key", "id"), column(c.field, "v")}), rowOf("id", "K1", "v", c.value))
		want, refused := strings.CutPrefix(c.want, "!")
		if refused {
			if m.Refusal != want {
				t.Errorf("%s ← %v: refusal %q, want %q", c.field, c.value, m.Refusal, want)
			}
			continue
		}
		rest := m.Record.Fields.Without("key")
		got := ""
		if len(rest) == 1 {
			got = asJSON(t, rest[0].Value)
		}
		if m.Refusal != "" || got != want {
			t.Errorf("%s ← %v: %s (refusal %q), want %s", c.field, c.value, got, m.Refusal, want)
		}
	}
}

func TestLengthsAreInCharacters(t *testing.T) {
	t.Parallel()
	for key, refused := range map[string]bool{"é": true, "éé": false, "éééééééé": false, "ééééééééé": true, "123456789": true} {
		m := mustMap(t, orders(), syncOf(waybill.Mapping{column("key", "id")}), rowOf("id", key))
		if (m.Refusal != "") != refused {
			t.Errorf("%s: refusal %q", key, m.Refusal)
		}
	}
}
