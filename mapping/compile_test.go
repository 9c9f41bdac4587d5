package mapping_test

import (
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
)

var mistakes = []struct {
	name   string
	change func(*waybill.Operation, *waybill.Sync)
	want   string
}{
	{
		"unknown column", func(_ *waybill.Operation, s *waybill.Sync) { s.Mapping[0].Column = "orderid" },
		"syncs.s.mapping.key: the model has no column orderid | Did you mean order_id?",
	},
	{
		"ambiguous case", func(_ *waybill.Operation, s *waybill.Sync) { s.Mapping[0].Column = "DUP" },
		"syncs.s.mapping.key: the model has no column DUP | Did you mean Dup?",
	},
	{
		"unknown field", func(op *waybill.Operation, s *waybill.Sync) {
			op.Custom = false
			s.Mapping = append(s.Mapping, column("curency", "id"))
		},
		"syncs.s.mapping.curency: orders has no field curency | Did you mean currency?",
	},
	{
		"a name of one's own", func(_ *waybill.Operation, s *waybill.Sync) { s.Mapping = append(s.Mapping, column("zzz", "id")) },
		"syncs.s.mapping.zzz: orders has no field zzz | Put a name of your own under custom: instead of mapping:.",
	},
	{
		"a field under custom", func(_ *waybill.Operation, s *waybill.Sync) { s.Custom = waybill.Mapping{column("voucher", "id")} },
		"syncs.s.custom.voucher: voucher is a field of orders | Put it under mapping:.",
	},
	{
		"an alias and its field", func(_ *waybill.Operation, s *waybill.Sync) {
			s.Mapping = append(s.Mapping, column("voucher", "id"), column("voucher_code", "id"))
		},
		"syncs.s.mapping.voucher_code: voucher_code is mapped twice | voucher and voucher_code are the same field.",
	},
	{
		"required", func(_ *waybill.Operation, s *waybill.Sync) { s.Mapping = nil },
		"syncs.s.mapping.key: key is required and not mapped | Map a column, a value or a template to it.",
	},
	{
		"one of", func(op *waybill.Operation, _ *waybill.Sync) { op.OneOf = [][]string{{"email", "kind"}} },
		"syncs.s.mapping: exactly one of email, kind is required, and none is mapped | Map one of them.",
	},
	{
		"a value that does not fit", func(_ *waybill.Operation, s *waybill.Sync) {
			s.Mapping = append(s.Mapping, waybill.Assign{To: "country", Value: "USA", HasValue: true})
		},
		`syncs.s.mapping.country: the value of country: "USA" is not a country`,
	},
	{
		"a default that does not fit", func(_ *waybill.Operation, s *waybill.Sync) {
			s.Mapping = append(s.Mapping, waybill.Assign{To: "amount", Column: "id", IfNull: waybill.NullPolicy{Do: waybill.UseDefault, Default: "x"}})
		},
		`syncs.s.mapping.amount: the default of amount: "x" is not a whole number`,
	},
	{
		"unknown filter", func(_ *waybill.Operation, s *waybill.Sync) {
			s.Mapping = append(s.Mapping, waybill.Assign{To: "kind", Template: "{{ row.id | upcsae }}"})
		},
		"syncs.s.mapping.kind: ",
	},
	{
		"unknown variable", func(_ *waybill.Operation, s *waybill.Sync) {
			s.Mapping = append(s.Mapping, waybill.Assign{To: "kind", Variable: "run.idd"})
		},
		"syncs.s.mapping.kind: there is no variable run.idd | Did you mean run.id?",
	},
	{
		"units without a currency", func(_ *waybill.Operation, s *waybill.Sync) {
			s.Mapping = append(s.Mapping, waybill.Assign{To: "amount", Column: "id", As: waybill.MinorUnits})
		},
		"syncs.s.mapping.amount: minor_units needs the row's currency, and no currency is mapped",
	},
	{
		"a list into text", func(_ *waybill.Operation, s *waybill.Sync) {
			s.Mapping = append(s.Mapping, waybill.Assign{To: "kind", Each: "id", Map: waybill.Mapping{column("a", "b")}})
		},
		"syncs.s.mapping.kind: kind takes string, not a list",
	},
	{
		"a member that is required", func(_ *waybill.Operation, s *waybill.Sync) {
			s.Mapping = append(s.Mapping, waybill.Assign{To: "address", Map: waybill.Mapping{column("cty", "id")}})
		},
		"syncs.s.mapping.address.map.cty: address has no member cty | Did you mean city?\n" +
			"syncs.s.mapping.address.map.city: city is required in address and not mapped",
	},
	{
		"matched on another field than the key", func(_ *waybill.Operation, s *waybill.Sync) {
			s.Match = &waybill.Match{Field: "email", Column: "id"}
		},
		"syncs.s.match.email: orders are told apart by key, not by email",
	},
	{
		"matched on a field that finds nothing", func(_ *waybill.Operation, s *waybill.Sync) {
			s.Mode, s.Match = waybill.Upsert, &waybill.Match{Field: "country", Column: "id"}
		},
		"syncs.s.match.country: orders cannot be matched on country | They can be matched on key, email.",
	},
	{
		"no primary key", func(_ *waybill.Operation, s *waybill.Sync) { s.Model.PrimaryKey = nil },
		"models.m.primary_key: the model has no primary key",
	},
}

func TestCompileErrors(t *testing.T) {
	t.Parallel()
	key := column("key", "id")
	cols := []waybill.Column{{Name: "id"}, {Name: "order_id"}, {Name: "Dup"}, {Name: "dup"}}
	for _, c := range mistakes {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			op, s := orders(), syncOf(waybill.Mapping{key})
			c.change(op, &s)
			_, err := mapping.Compile(op, s, cols)
			if got := paths(err); !strings.HasPrefix(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestMatchChecksTheColumnsType(t *testing.T) {
	t.Parallel()
	s := syncOf(waybill.Mapping{column("key", "id")})
	s.Mode, s.Match = waybill.Upsert, &waybill.Match{Field: "email", Column: "doc"}
	_, err := mapping.Compile(orders(), s, []waybill.Column{{Name: "id", Type: waybill.Int}, {Name: "doc", Type: waybill.JSON}})
	if got, want := paths(err), "syncs.s.match.email: the type of column doc is json, and email takes email"; !strings.HasPrefix(got, want) {
		t.Errorf("got %s", got)
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	s := syncOf(waybill.Mapping{column("key", "id"), {To: "kind", Template: "{{ row.nope }}"}, column("day", "n")})
	c, err := mapping.Compile(orders(), s, []waybill.Column{{Name: "id", Type: waybill.Int}, {Name: "n", Type: waybill.Decimal}})
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(c.Warnings(), "\n")
	for _, want := range []string{"maps no item", "row.nope", "column n, whose type is decimal"} {
		if !strings.Contains(all, want) {
			t.Errorf("no warning of %q in\n%s", want, all)
		}
	}
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	cols := []waybill.Column{
		{Name: "Key"},
		{Name: "customer_email"},
		{Name: "countryCode"},
		{Name: "currency"},
		{Name: "Voucher"},
		{Name: "items", Type: waybill.Int},
	}
	var got []string
	for _, a := range mapping.Suggest(orders(), mapping.Sample{Columns: cols}) {
		got = append(got, a.To+"="+a.Column)
	}
	if want := "key=Key currency=currency country=countryCode voucher_code=Voucher"; strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, " "), want)
	}
}
