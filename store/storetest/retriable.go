package storetest

import (
	"fmt"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// retriable counts the rows of a run that a retry would try, by what is known of
// each by now.
func retriable(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	var left []store.Result
	var entries []store.Entry
	for state := store.Begun; state <= store.Rekeyed; state++ {
		for _, gone := range []store.Gone{store.Present, store.Left, store.Leaving} {
			k := fmt.Sprintf("%s, gone %d", state, gone)
			left = append(left, result(k, waybill.Rejected, "no"))
			entries = append(entries, store.Entry{Key: key(k), State: state, Gone: gone, TriedAt: noon})
		}
	}
	removed := result("removed", waybill.Rejected, "no")
	removed.Kind = waybill.Removed
	commit(t, s, "R1", store.Batch{Entries: entries, Results: append(
		left, removed, result("accepted", waybill.Accepted, ""), result("forgotten", waybill.Rejected, "no"), result("away", waybill.Deferred, "away"), result("left", waybill.Deferred, "away"),
	)})
	const all = 3*int64(store.Rekeyed) + 4
	want := func(run string, look, want, looked int64) {
		t.Helper()
		if n, of, err := s.Retriable(t.Context(), run, look); err != nil || n != want || of != looked {
			t.Errorf("%s, %d rows at most: %d of %d, %v; want %d of %d", run, look, n, of, err, want, looked)
		}
	}
	const tried = 5 // begun, refused, deferred and released, and in the model; and refused to be deleted
	want("R1", 100, tried+2, all)
	if _, of, err := s.Retriable(t.Context(), "R1", 5); err != nil || of != 5 {
		t.Errorf("looked at %d, %v", of, err)
	}
	want("nobody", 100, 0, 0)
	// A retry says nothing of other rows; a run of all of the model does.
	later(t, s, "R2", "retry")
	want("R1", 100, tried+2, all)
	later(t, s, "R3", "schedule", result("away", waybill.Deferred, "still away"))
	want("R1", 100, tried+1, all)
	want("R3", 100, 1, 1)
}

// later begins and completes a run.
func later(t *testing.T, s store.Store, id, trigger string, rows ...store.Result) {
	t.Helper()
	r := waybill.Run{ID: id, Sync: scope.Sync, Account: scope.Account, Trigger: trigger, Status: waybill.WithRejections, StartedAt: noon, FinishedAt: noon}
	if err := s.SaveRun(t.Context(), r, 0); err != nil {
		t.Fatal(err)
	}
	commit(t, s, id, store.Batch{Results: rows})
}
