package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// ManyRuns fills a store with runs that got to none of their rows, each of which
// is read in every run.
func ManyRuns(b *testing.B, s store.Store, runs, rows int) {
	b.Helper()
	results := make([]store.Result, rows)
	for i := range results {
		key := fmt.Sprintf("O-%d", i)
		results[i] = store.Result{Result: waybill.Result{Key: store.EncodedKey(key), BusinessKey: "B" + key, Kind: waybill.Added, Outcome: waybill.Deferred, Message: "not sent", At: time.Now()}}
	}
	for i := range runs {
		r := waybill.Run{ID: fmt.Sprintf("R%06d", i), Account: "a", Sync: "s", Status: waybill.Running, StartedAt: time.Now()}
		if err := s.SaveRun(b.Context(), r, 0); err != nil {
			b.Fatal(err)
		}
		if _, err := s.Commit(b.Context(), store.Batch{Run: r.ID, Scope: store.Scope{Account: "a", Sync: "s"}, Results: results}); err != nil {
			b.Fatal(err)
		}
	}
}
