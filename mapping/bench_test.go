package mapping_test

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
)

func tenFields(b *testing.B) (*mapping.Compiled, waybill.Row) {
	b.Helper()
	op := &waybill.Operation{Name: "o"}
	s := syncOf(nil)
	cols := []waybill.Column{{Name: "id", Type: waybill.Int}}
	row := waybill.Row{int64(1042)}
	for i := range 10 {
		name := "field_" + strconv.Itoa(i)
		op.Fields = append(op.Fields, waybill.Field{Name: name, Type: []waybill.Type{waybill.String, waybill.Decimal, waybill.Int}[i%3]})
		cols = append(cols, waybill.Column{Name: name})
		s.Mapping = append(s.Mapping, column(name, name))
		row = append(row, []any{"some text of a row", json.Number("123.45"), int64(9000)}[i%3])
	}
	c, err := mapping.Compile(op, s, cols)
	if err != nil {
		b.Fatal(err)
	}
	return c, row
}

func BenchmarkMap(b *testing.B) {
	c, row := tenFields(b)
	b.ReportAllocs()
	for b.Loop() {
		c.Map(row, vars)
	}
}

func BenchmarkAppendRecord(b *testing.B) {
	c, row := tenFields(b)
	r := c.Map(row, vars).Record
	var space []byte
	b.ReportAllocs()
	for b.Loop() {
		space = mapping.AppendRecord(space[:0], r)
	}
}

func BenchmarkReadRecord(b *testing.B) {
	c, row := tenFields(b)
	bytes := mapping.AppendRecord(nil, c.Map(row, vars).Record)
	b.ReportAllocs()
	for b.Loop() {
		var r waybill.Record
		if _, err := mapping.ReadRecord(bytes, &r); err != nil {
			b.Fatal(err)
		}
	}
}
