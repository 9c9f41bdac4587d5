package postgres_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/storetest"
)

// BenchmarkCommit measures the bookkeeping of a row: groups of 200 rows begin
// while the 200 before them are settled, as in a run of inserts.
func BenchmarkCommit(b *testing.B) {
	const group = 200
	s := open(b, testserver.Postgres(b))
	run(b, s, "R", "orders")
	now := time.Now()
	body := `{"id":1,"email":"person.1@example.com","properties":{` + strings.Repeat(`"name":"Person Number 1",`, 8) + `"note":"a note"}}`
	row := 0
	for b.Loop() {
		t := store.Batch{
			Run: "R", Scope: store.Scope{Account: "shop", Sync: "orders"}, Claims: store.ClaimScope{Account: "shop", Operation: "o"}, Counters: &waybill.Counts{},
		}
		for i := range group {
			key := fmt.Sprintf("K%d", row+i)
			t.Begin = append(t.Begin, store.Begin{Key: key, BusinessKey: key, At: now})
			if row < group {
				continue
			}
			key = fmt.Sprintf("K%d", row+i-group)
			t.Settle = append(t.Settle, store.Settle{BusinessKey: key, State: store.Accepted, At: now, Request: body, Answer: "200"})
			t.Entries = append(t.Entries, store.Entry{Key: key, Digest: waybill.Digest{1, byte(i)}, State: store.Accepted, BusinessKey: key})
			t.Results = append(t.Results, store.Result{
				Result:    waybill.Result{Key: key, BusinessKey: key, Kind: waybill.Added, Outcome: waybill.Accepted, Attempts: 1, At: now},
				Exchanges: []waybill.Exchange{{Method: "POST", URL: "http://127.0.0.1:1234/rows", StartedAt: now, Status: 200, RequestBody: body}},
			})
		}
		row += group
		if _, err := s.Commit(b.Context(), t); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(row)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkMemory reads a memory of 1,000,000 rows.
func BenchmarkMemory(b *testing.B) {
	const rows = 1_000_000
	url := testserver.Postgres(b)
	s := open(b, url)
	scope := store.Scope{Account: "a", Sync: "s"}
	for n := 0; n < rows; {
		var entries []store.Entry
		for range 10_000 {
			entries = append(entries, store.Entry{Key: fmt.Sprintf(`["%d"]`, n), Digest: waybill.Digest{1, byte(n)}, State: store.Accepted, BusinessKey: fmt.Sprint("O-", n)})
			n++
		}
		if _, err := s.Commit(b.Context(), store.Batch{Scope: scope, Entries: entries}); err != nil {
			b.Fatal(err)
		}
	}
	runtime.GC()
	var before, m runtime.MemStats
	runtime.ReadMemStats(&before)
	most := uint64(0)
	for b.Loop() {
		n := 0
		for _, err := range s.Memory(b.Context(), scope) {
			if err != nil {
				b.Fatal(err)
			}
			if n++; n%100_000 == 0 {
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapInuse)
			}
		}
		if n != rows {
			b.Fatalf("%d rows", n)
		}
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(most)/(1<<20), "MB-heap")
}

// BenchmarkSearch looks in a state of 3,000 runs for an order that nobody knows, and
// for one that none of them delivered.
func BenchmarkSearch(b *testing.B) {
	s := open(b, testserver.Postgres(b))
	storetest.ManyRuns(b, s, 3000, 100)
	for text, found := range map[string]int{"nobody": 0, "O-5": 1, "BO-5": 1} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				if hits, err := s.Search(b.Context(), text, 20); err != nil || len(hits) != found {
					b.Fatal(hits, err)
				}
			}
		})
	}
}
