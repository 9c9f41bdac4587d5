package sqlite

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/storetest"
)

// BenchmarkCommit measures the bookkeeping of a row: groups of 200 rows begin
// while the 200 before them are settled, as in a run of inserts.
func BenchmarkCommit(b *testing.B) {
	const group = 200
	ctx := b.Context()
	s, err := Open(ctx, filepath.Join(b.TempDir(), "state.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	scope := store.Scope{Account: "a", Sync: "s"}
	claims := store.ClaimScope{Account: "a", Operation: "o"}
	now := time.Now()
	if err := s.SaveRun(ctx, waybill.Run{ID: "r", Account: "a", Sync: "s", Status: waybill.Running, StartedAt: now}, 0); err != nil {
		b.Fatal(err)
	}
	body := `{"id":1,"email":"person.1@example.com","properties":{` + strings.Repeat(`"name":"Person Number 1",`, 8) + `"note":"a note"}}`
	row := 0
	for b.Loop() {
		t := store.Batch{Run: "r", Scope: scope, Claims: claims, Counters: &waybill.Counts{}}
		for i := range group {
			n := row + i
			key := fmt.Sprintf("K%d", n)
			t.Begin = append(t.Begin, store.Begin{Key: key, BusinessKey: key, At: now})
			if n < group {
				continue
			}
			key = fmt.Sprintf("K%d", n-group)
			t.Settle = append(t.Settle, store.Settle{BusinessKey: key, State: store.Accepted, At: now, Request: body, Answer: "200"})
			t.Entries = append(t.Entries, store.Entry{Key: key, Digest: waybill.Digest{1, byte(n)}, State: store.Accepted, BusinessKey: key})
			t.Results = append(t.Results, store.Result{
				Result: waybill.Result{Key: key, BusinessKey: key, Kind: waybill.Added, Outcome: waybill.Accepted, Attempts: 1, At: now},
				Exchanges: []waybill.Exchange{{
					Method: "POST", URL: "http://127.0.0.1:1234/rows", StartedAt: now, Took: time.Millisecond, Status: 200, RequestBody: body,
					RequestHeader: map[string][]string{"Content-Type": {"application/json"}, "User-Agent": {"waybill/dev"}}, ResponseHeader: map[string][]string{"Date": {"x"}, "Content-Length": {"0"}},
				}},
			})
		}
		row += group
		if _, err := s.Commit(ctx, t); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(row), "µs/row")
}

// BenchmarkSearch looks in a state of 3,000 runs for an order that nobody knows, and
// for one that none of them delivered.
func BenchmarkSearch(b *testing.B) {
	s, err := Open(b.Context(), filepath.Join(b.TempDir(), "state.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
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
