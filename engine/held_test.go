package engine_test

import (
	"fmt"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
)

// Whoever is to approve a run reads which of its rows are refused and why, as of
// one that has ended. Nothing is remembered of them.
func TestAHeldRunSaysWhatIsRefused(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.job.Sync.Brakes = waybill.Brakes{MaxRows: new(int64(1))}
	rows := []waybill.Row{{int64(1), "A", nil, nil}, {int64(2), "B", nil, nil}}
	const refused = 1500 // more than one transaction takes
	for i := range refused {
		rows = append(rows, waybill.Row{int64(10 + i), fmt.Sprint("R", i), nil, "much too long a note"})
	}
	f.rows(rows...)
	run := f.run(engine.Options{})
	if run.Status != waybill.Held || run.Counts.Rejected != refused {
		t.Fatalf("the run is %s: %+v", run.Status, run.Counts)
	}
	reasons, err := f.store.Reasons(t.Context(), run.ID, 10)
	if err != nil || len(reasons) != 1 || reasons[0].Outcome != waybill.Rejected || reasons[0].Rows != refused {
		t.Errorf("got %+v, %v", reasons, err)
	}
	n := 0
	for r, err := range f.store.Results(t.Context(), run.ID, store.ResultFilter{}) {
		if err != nil || r.Outcome != waybill.Rejected || !r.Invalid || r.Message != reasons[0].Message {
			t.Fatalf("got %+v, %v", r, err)
		}
		n++
	}
	if n != refused {
		t.Errorf("%d rows are listed, and %d are refused", n, refused)
	}
	for e, err := range f.store.Memory(t.Context(), store.Scope{Account: f.job.Sync.Account, Sync: f.job.Sync.Name}) {
		t.Fatalf("remembered: %+v, %v", e, err)
	}
	f.sent()
	f.want(f.run(engine.Options{Approved: &run.Counts}), waybill.WithRejections, fmt.Sprintf("read=%d added=%d accepted=2 rejected=%d invalid=%d", refused+2, refused+2, refused, refused))
	f.sent("A", "B")
}
