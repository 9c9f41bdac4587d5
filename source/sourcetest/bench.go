package sourcetest

import (
	"testing"

	"github.com/waybillhq/waybill"
)

// Benchmark reads a query to its end, as a run does, and reports rows/s.
func Benchmark(b *testing.B, src waybill.Source, sql string) {
	b.Helper()
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		rows, err := src.Query(b.Context(), sql)
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range rows.All() {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
}
