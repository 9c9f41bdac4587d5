package mapping

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/waybillhq/waybill"
)

// BenchmarkDigest must stay below 500 ns: it is paid for every row read.
func BenchmarkDigest(b *testing.B) {
	var r waybill.Record
	for i := range 10 {
		v := []any{"some text of a row", json.Number("123.45"), int64(9000)}[i%3]
		r.Fields = append(r.Fields, waybill.Member{Name: "field_" + strconv.Itoa(i), Value: v})
	}
	b.ReportAllocs()
	for b.Loop() {
		digest(r, "")
	}
}
