package storetest

import (
	"sync"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

func addedCounts(t *testing.T, open Open) {
	const processes, batches = 4, 25
	startRun(t, open(t), "R1")
	var all sync.WaitGroup
	for range processes {
		s := open(t)
		all.Go(func() {
			for i := range batches {
				b := store.Batch{Run: "R1", Scope: scope, Added: &waybill.Counts{Accepted: 2, Unconfirmed: 1, InDoubt: int64(i % 2)}}
				if _, err := s.Commit(t.Context(), b); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	r, err := open(t).Run(t.Context(), "R1")
	want := waybill.Counts{Accepted: 2 * processes * batches, Unconfirmed: processes * batches, InDoubt: processes * (batches / 2)}
	if err != nil || r.Counts != want {
		t.Errorf("got %+v, %v, want %+v", r.Counts, err, want)
	}
}
