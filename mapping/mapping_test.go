package mapping_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
)

// orders is an operation with a field of every kind.
func orders() *waybill.Operation {
	return &waybill.Operation{
		Name: "orders", Modes: []waybill.Mode{waybill.Insert, waybill.Upsert}, Custom: true,
		Match: []string{"key", "email"}, Key: &waybill.BusinessKey{Field: "key"},
		Fields: []waybill.Field{
			{Name: "key", Type: waybill.String, Required: true, MinLen: 2, MaxLen: 8, Missing: "An order needs a key."},
			{Name: "email", Type: waybill.Email},
			{Name: "amount", Type: waybill.Int, Min: "-500000", Max: "500000"},
			{Name: "price", Type: waybill.Decimal, Scale: 2},
			{Name: "currency", Type: waybill.String, Format: waybill.Currency},
			{Name: "country", Type: waybill.String, Format: waybill.Country},
			{Name: "kind", Type: waybill.String, Options: []string{"new", "existing"}},
			{Name: "gift", Type: waybill.Bool},
			{Name: "day", Type: waybill.DateOf},
			{Name: "at", Type: waybill.Instant, Format: waybill.Millis},
			{Name: "when", Type: waybill.Instant, Format: waybill.TimeOfUTC},
			{Name: "voucher_code", Aliases: []string{"voucher"}, Type: waybill.String, Format: waybill.NoBracket},
			{Name: "site", Type: waybill.URL},
			{Name: "items", Type: waybill.Array, Custom: true, Fields: []waybill.Field{
				{Name: "category", Type: waybill.String, Required: true, PerRow: true},
				{Name: "quantity", Type: waybill.Int, Min: "1"},
				{Name: "value", Type: waybill.Decimal, Scale: 4},
			}},
			{Name: "address", Type: waybill.Nested, Fields: []waybill.Field{{Name: "city", Type: waybill.String, Required: true}}},
			{Name: "tags", Type: waybill.Array},
		},
	}
}

// open is an operation that declares nothing.
func open() *waybill.Operation {
	return &waybill.Operation{Name: "requests", Custom: true, AnyMatch: true, Key: &waybill.BusinessKey{Match: true, Scope: waybill.ScopeSync}}
}

// row is a row in the making: its columns have no type.
type row struct {
	columns []waybill.Column
	values  waybill.Row
}

func rowOf(pairs ...any) row {
	var r row
	for i := 0; i < len(pairs); i += 2 {
		r.columns = append(r.columns, waybill.Column{Name: pairs[i].(string), Type: waybill.Any})
		r.values = append(r.values, pairs[i+1])
	}
	return r
}

func syncOf(m waybill.Mapping) waybill.Sync {
	return waybill.Sync{Name: "s", Mode: waybill.Insert, Mapping: m, Model: waybill.Model{Name: "m", PrimaryKey: []string{"id"}}}
}

var vars = mapping.Vars{RunID: "R1", RunStartedAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Sync: "s", Model: "m"}

func mustMap(t *testing.T, op *waybill.Operation, s waybill.Sync, r row) mapping.Mapped {
	t.Helper()
	c, err := mapping.Compile(op, s, r.columns)
	if err != nil {
		t.Fatalf("compiling: %v", err)
	}
	return c.Map(r.values, vars)
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := waybill.AppendJSON(nil, v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func column(to, name string) waybill.Assign { return waybill.Assign{To: to, Column: name} }

func TestNullPolicies(t *testing.T) {
	t.Parallel()
	cases := []struct {
		policy waybill.NullPolicy
		want   string
	}{
		{waybill.NullPolicy{}, `{"key":"K1"}`},
		{waybill.NullPolicy{Do: waybill.SendNull}, `{"key":"K1","country":null}`},
		{waybill.NullPolicy{Do: waybill.RejectNull}, `!country is required`},
		{waybill.NullPolicy{Do: waybill.UseDefault, Default: "US"}, `{"key":"K1","country":"US"}`},
	}
	for _, c := range cases {
		for _, null := range []any{nil, ""} {
			a := waybill.Assign{To: "country", Column: "v", IfNull: c.policy}
			m := mustMap(t, orders(), syncOf(waybill.Mapping{column("key", "id"), a}), rowOf("id", "K1", "v", null))
			got := asJSON(t, m.Record.Fields)
			if m.Refusal != "" {
				got = "!" + m.Refusal
			}
			if got != c.want {
				t.Errorf("%v of %#v: %s, want %s", c.policy, null, got, c.want)
			}
		}
	}
}

func TestRequiredUsesTheWordsOfTheField(t *testing.T) {
	t.Parallel()
	m := mustMap(t, orders(), syncOf(waybill.Mapping{column("key", "k")}), rowOf("id", 1, "k", ""))
	if m.Refusal != "An order needs a key." || m.RefusedField != "key" {
		t.Errorf("refusal %q of %q", m.Refusal, m.RefusedField)
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	m := waybill.Mapping{
		column("key", "ID"), // another case, and only one such column
		{To: "price", Column: "total"},
		{To: "amount", Column: "total", As: waybill.MinorUnits},
		{To: "currency", Value: "USD", HasValue: true},
		{To: "voucher", Template: "{{ row.v | upcase }}"},
		{To: "country", Template: "{% if row.nothing %}US{% endif %}\n", IfNull: waybill.NullPolicy{Do: waybill.SendNull}},
		{To: "items", Each: "lines", Map: waybill.Mapping{
			column("quantity", "qty"), column("category", "cat"),
			{To: "label", Template: "{{ row.v }}-{{ element.qty }}"},
			{To: "options", Each: "opts", Map: waybill.Mapping{column("o", "name")}},
		}},
		{To: "address", Map: waybill.Mapping{column("city", "town")}},
	}
	s := syncOf(m)
	s.Custom = waybill.Mapping{{To: "run", Variable: "run.id"}, {To: "model", Variable: "model.name"}, column("zz", "v"), column("empty", "blank")}
	got := mustMap(t, orders(), s, rowOf("id", int64(7_000), "total", "12.50", "v", "ab", "town", "Rome", "blank", "",
		"lines", `[{"qty": 2, "cat": "", "opts": [{"name": 1.10}]}]`))
	want := `{"key":"7000","amount":1250,"price":12.50,"currency":"USD","country":null,"voucher_code":"AB",` +
		`"items":[{"quantity":2,"label":"ab-2","options":[{"o":1.10}]}],"address":{"city":"Rome"}}`
	if j := asJSON(t, got.Record.Fields); j != want || got.Refusal != "" {
		t.Errorf("fields\n%s (refusal %q), want\n%s", j, got.Refusal, want)
	}
	if j, want := asJSON(t, got.Record.Custom), `{"run":"R1","model":"m","zz":"ab"}`; j != want {
		t.Errorf("custom %s, want %s", j, want)
	}
	if got.Key != `["7000"]` || got.BusinessKey != "7000" || got.Record.Columns != nil {
		t.Errorf("key %s, business key %s, columns %v", got.Key, got.BusinessKey, got.Record.Columns)
	}
}

func TestMoneyIsNeverRounded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ amount, currency, want string }{
		{"-12.50", "USD", "-1250"},
		{"12", "JPY", "12"},
		{"1.234", "BHD", "1234"},
		{"12.345", "USD", "!amount: 12.345 USD has more than 2 decimals"},
		{"1", "", `!amount: "1" cannot be converted: the row has no currency`},
		{"1", "XXY", `!amount: "XXY" is not a currency: three upper-case letters of ISO 4217 are expected, such as USD`},
		{"one", "USD", `!amount: "one" is not an amount`},
	} {
		m := mustMap(t, orders(), syncOf(waybill.Mapping{column("key", "id"), {To: "amount", Column: "t", As: waybill.MinorUnits}, column("currency", "c")}),
			rowOf("id", "K1", "t", c.amount, "c", c.currency))
		got := m.Record.Fields.Text("amount")
		if m.Refusal != "" {
			got = "!" + m.Refusal
		}
		if got != c.want && !strings.HasSuffix(got, strings.TrimPrefix(c.want, "!amount: ")) {
			t.Errorf("%s %s: %s, want %s", c.amount, c.currency, got, c.want)
		}
	}
}

func TestOpenOperationKeepsValuesAsTheyAre(t *testing.T) {
	t.Parallel()
	s := syncOf(nil)
	s.Custom = waybill.Mapping{column("total", "total"), column("note", "note"), column("lines", "lines")}
	s.Match = &waybill.Match{Field: "order", Column: "ref"}
	m := mustMap(t, open(), s, rowOf("id", int64(1), "total", json.Number("1.50"), "note", "", "lines", []any{int64(1)}, "ref", json.Number("10.0")))
	if got, want := asJSON(t, m.Record.Custom), `{"total":1.50,"note":"","lines":[1]}`; got != want {
		t.Errorf("custom %s, want %s", got, want)
	}
	if m.BusinessKey != "10" || m.Record.Columns.Text("ref") != "10" {
		t.Errorf("business key %q, columns %v", m.BusinessKey, m.Record.Columns)
	}
	s.Match = nil
	if m := mustMap(t, open(), s, rowOf("id", int64(1), "total", nil, "note", nil, "lines", nil)); m.BusinessKey != "1" {
		t.Errorf("business key %q, want the primary key", m.BusinessKey)
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	s := syncOf(waybill.Mapping{column("key", "new"), column("country", "c")})
	s.Mode, s.Match = waybill.Upsert, &waybill.Match{Field: "email", Column: "mail"}
	r := rowOf("id", int64(1), "mail", "Ada@Example.com", "new", "K2", "c", "US", "old", "K1")
	m := mustMap(t, orders(), s, r)
	if got, want := asJSON(t, m.Record.Fields), `{"key":"K2","email":"Ada@Example.com","country":"US"}`; got != want || m.Ident != "ada@example.com" || m.Record.Match != nil {
		t.Errorf("fields %s, ident %q, match %v", got, m.Ident, m.Record.Match)
	}
	s.Match = &waybill.Match{Field: "key", Column: "old"}
	if m = mustMap(t, orders(), s, r); m.Record.Match != "K1" || m.Record.Fields.Text("key") != "K2" || m.Ident != "K1" {
		t.Errorf("a renamed key: match %v, fields %v", m.Record.Match, m.Record.Fields)
	}
	s.Match = nil
	if m = mustMap(t, orders(), s, r); m.Ident != "K2" || m.BusinessKey != "" {
		t.Errorf("without a match: ident %q, business key %q", m.Ident, m.BusinessKey)
	}
}

func TestOneOfIsCheckedForEachRow(t *testing.T) {
	t.Parallel()
	op := orders()
	op.OneOf = [][]string{{"email", "kind"}}
	s := syncOf(waybill.Mapping{column("key", "id"), column("email", "e"), column("kind", "k")})
	for _, c := range []struct {
		email, kind any
		want        string
	}{
		{"a@b", nil, ""},
		{nil, "", "exactly one of email, kind is required; the row has none"},
		{"a@b", "new", "exactly one of email, kind is required; the row has email and kind"},
	} {
		if m := mustMap(t, op, s, rowOf("id", "K1", "e", c.email, "k", c.kind)); m.Refusal != c.want {
			t.Errorf("%v, %v: %q, want %q", c.email, c.kind, m.Refusal, c.want)
		}
	}
}

func TestNullKey(t *testing.T) {
	t.Parallel()
	s := syncOf(waybill.Mapping{column("key", "k")})
	s.Model.PrimaryKey = []string{"id", "part"}
	for _, part := range []any{nil, []any{}, map[string]any{}, []byte{0xff}, "\xff"} {
		if m := mustMap(t, orders(), s, rowOf("id", int64(1), "part", part, "k", "K1")); !m.NullKey || m.Key != "" {
			t.Errorf("%#v is a key: %s", part, m.Key)
		}
	}
	if m := mustMap(t, orders(), s, rowOf("id", int64(1), "part", "", "k", "K1")); m.Key != `["1",""]` {
		t.Errorf("key %s", m.Key)
	}
}

func paths(err error) string {
	var out []string
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return ""
	}
	for _, e := range joined.Unwrap() {
		w, _ := errors.AsType[*waybill.Error](e)
		out = append(out, w.Path+": "+w.Message+" | "+w.Hint)
	}
	return strings.Join(out, "\n")
}
