package engine_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
)

// TestAStoppedRunGoesOn stops the worker of a run in the middle and lets another
// one go on with it: the run ends as if nothing had happened.
func TestAStoppedRunGoesOn(t *testing.T) {
	t.Parallel()
	for _, mode := range []waybill.Mode{waybill.Insert, waybill.Upsert, waybill.Mirror} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			f := setUp(t, mode)
			if mode == waybill.Mirror {
				f.rows(waybill.Row{int64(900), "gone", nil, nil}, waybill.Row{int64(1), "R001", nil, "old"})
				f.run(engine.Options{})
				f.vendor.take()
			}
			var rows []waybill.Row
			for i := range int64(200) {
				rows = append(rows, waybill.Row{i, fmt.Sprintf("R%03d", i), nil, nil})
			}
			f.rows(append(rows, rows[3])...)
			ctx, stop := context.WithCancel(t.Context())
			n := 0
			f.vendor.answer = func(string, int) answer {
				if n++; n == 50 {
					stop()
				}
				return answer{status: 200, body: `{"id":"x"}`}
			}
			const id = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
			if run, err := (&engine.Engine{Store: f.store}).Run(ctx, f.job, engine.Options{ID: id, Yes: true}); err != nil || run.Status != waybill.Cancelled {
				t.Fatalf("run %s, %v", run.Status, err)
			}
			f.vendor.always(answer{status: 200, body: `{"id":"x"}`})
			run := f.run(engine.Options{ID: id, Resume: true, Yes: true})
			want := "read=201 skipped=1 added=200 accepted=200"
			if mode == waybill.Mirror {
				want = "read=201 skipped=1 added=199 changed=1 accepted=200 removed=1 deleted=1"
			}
			f.want(run, waybill.Completed, want)
			if run.ID != id || len(f.vendor.take()) != 200+int(run.Counts.Deleted) {
				t.Errorf("run %s: rows were sent twice, or not at all", run.ID)
			}
		})
	}
}

func TestRowsThatAreSentAgainAreNotSentAThirdTime(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.run(engine.Options{})
	f.vendor.take()
	if run, err := f.try(engine.Options{ID: "01ARZ3NDEKTSV4RRFFQ69G5FAV", Resume: true, FullResync: true, ResendAccepted: 1}); err == nil || run.Status != waybill.Failed {
		t.Errorf("the run is %s", run.Status)
	}
	f.sent()
}
