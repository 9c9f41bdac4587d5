package sourcetest

import (
	"errors"
	"testing"

	"github.com/waybillhq/waybill"
)

// orders are what rows are looked for in. The name of the last column is of those
// that only quotes keep together.
func (s Subject) orders() []string {
	return []string{
		"create table orders (id integer, shop varchar(40), total decimal(10,2), " + s.identifier(`or"d er`) + " integer)",
		"insert into orders values (1, 'north', 12.50, 10), (2, 'north', 7.00, 20), (3, 'it''s', 1.10, 30), (4, null, null, 40)",
	}
}

// found returns the ids of the rows that fulfil conditions.
func found(t *testing.T, src waybill.Source, sql string, where ...waybill.Where) ([]any, error) {
	t.Helper()
	rows, err := src.Query(t.Context(), sql, where...)
	if err != nil {
		return nil, err
	}
	ids := []any{}
	for row, err := range rows.All() {
		if err != nil {
			return ids, err
		}
		ids = append(ids, row[0])
	}
	return ids, nil
}

func filtered(t *testing.T, s Subject) {
	src := s.Open(t, nil, s.orders()...)
	const all = "select * from orders"
	for name, test := range map[string]struct {
		sql   string
		where []waybill.Where
		want  []any
	}{
		"by a number":           {all, []waybill.Where{{Column: "id", Value: "2"}}, []any{int64(2)}},
		"by a text":             {all, []waybill.Where{{Column: "shop", Value: "it's"}}, []any{int64(3)}},
		"by a decimal":          {all, []waybill.Where{{Column: "total", Value: "1.10"}}, []any{int64(3)}},
		"by two":                {all, []waybill.Where{{Column: "shop", Value: "north"}, {Column: "id", Value: "1"}}, []any{int64(1)}},
		"by an odd column":      {all, []waybill.Where{{Column: `or"d er`, Value: "30"}}, []any{int64(3)}},
		"of a table":            {src.Table("orders"), []waybill.Where{{Column: "id", Value: "4"}}, []any{int64(4)}},
		"before a semicolon":    {all + " ; \n", []waybill.Where{{Column: "id", Value: "2"}}, []any{int64(2)}},
		"before a comment":      {all + " -- of all shops", []waybill.Where{{Column: "id", Value: "2"}}, []any{int64(2)}},
		"of an ordered query":   {all + " order by id desc", []waybill.Where{{Column: "id", Value: "2"}}, []any{int64(2)}},
		"none":                  {all, []waybill.Where{{Column: "id", Value: "5"}}, []any{}},
		"a text is no SQL":      {all, []waybill.Where{{Column: "shop", Value: "x' or '1'='1"}}, []any{}},
		"nor with a backslash":  {all, []waybill.Where{{Column: "shop", Value: `\' or 1=1 -- `}}, []any{}},
		"nor with a parameter":  {all, []waybill.Where{{Column: "shop", Value: "$1 ? :x"}}, []any{}},
		"a column is no SQL":    {"select id as " + s.identifier("x = x or x") + " from orders", []waybill.Where{{Column: "x = x or x", Value: "3"}}, []any{int64(3)}},
		"null is no value":      {all, []waybill.Where{{Column: "shop", Value: ""}}, []any{}},
		"of a common table":     {"with o as (select * from orders) select * from o", []waybill.Where{{Column: "id", Value: "1"}}, []any{int64(1)}},
		"of what is calculated": {"select id, upper(shop) as u from orders", []waybill.Where{{Column: "u", Value: "IT'S"}}, []any{int64(3)}},
	} {
		got, err := found(t, src, test.sql, test.where...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		equal(t, name, got, test.want)
	}
}

// What cannot be a value of a column is none: nothing is found, or it is said.
func filteredByNonsense(t *testing.T, s Subject) {
	src := s.Open(t, nil, s.orders()...)
	for _, value := range []string{"abc", "99999999999999999999999999", "1 or 1=1", "x\x00y"} {
		got, err := found(t, src, "select * from orders", waybill.Where{Column: "id", Value: value})
		if err != nil {
			if e := forPeople(t, err, value, nil); e.Code != waybill.EInvalid {
				t.Errorf("%q: got %v (%s), want it refused as invalid", value, err, e.Code)
			}
		}
		if value != "1 or 1=1" && len(got) > 0 { // MySQL reads the number that it begins with
			t.Errorf("%q: found %v", value, got)
		}
	}
	_, err := found(t, src, "select * from orders", waybill.Where{Column: "nowhere", Value: "1"})
	if _, ok := errors.AsType[*waybill.Error](err); !ok {
		t.Errorf("a column that is not there: got %v, want an error for people", err)
	}
}

// A filter changes nothing about the columns, and lets nothing write.
func filteredOnly(t *testing.T, s Subject) {
	src := s.Open(t, nil, append(s.orders(), keep...)...)
	one := waybill.Where{Column: "id", Value: "1"}
	whole, _ := Read(t, src, "select * from orders")
	rows, err := src.Query(t.Context(), "select * from orders", one)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the columns", rows.Columns(), whole)
	for _, err := range rows.All() {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, sql := range []string{
		"delete from keep", "select * from keep) as x; delete from keep; select * from (select 1 as id", "select 1 as id; delete from keep",
	} {
		if got, err := found(t, src, sql, one); err == nil {
			t.Errorf("%s: it was carried out, and found %v", sql, got)
		}
		kept(t, src, sql)
	}
}
