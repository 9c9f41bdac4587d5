package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/transport"
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

// TestARunWhoseWorkerDiedOnceSaysSo counts no times, where it is one or nobody
// knows of it.
func TestARunWhoseWorkerDiedOnceSaysSo(t *testing.T) {
	t.Parallel()
	for _, known := range []int{0, 1} {
		f := setUp(t, waybill.Insert)
		f.rows(tenRows()...)
		const id = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
		f.died(id, 1, time.Now().Add(-time.Hour))
		f.vendor.always(answer{status: 200, body: `{"id":"x"}`})
		run := f.run(engine.Options{ID: id, Resume: true, Earlier: known, Yes: true})
		if len(run.Warnings) != 1 || !strings.Contains(run.Warnings[0], "lost the state: 1 row that they had begun is in doubt") {
			t.Errorf("%d times: %q", known, run.Warnings)
		}
	}
}

// TestARunSaysHowOftenItsWorkersDied has two workers die, each with a row on its
// way; a row of an earlier run is in doubt already.
func TestARunSaysHowOftenItsWorkersDied(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]*fixture{"one machine": setUp(t, waybill.Insert), "many": setUpShared(t, waybill.Insert)} {
		t.Run(name, func(t *testing.T) {
			f.rows(tenRows()...)
			const id = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
			f.now = time.Now()
			f.died("01ARZ3NDEKTSV4RRFFQ69G5FAA", 0, f.now.Add(-2*time.Hour))
			began := f.now.Add(-time.Hour)
			f.died(id, 1, began)
			f.died(id, 2, began)
			f.vendor.always(answer{status: 200, body: `{"id":"x"}`})
			run := f.run(engine.Options{ID: id, Resume: true, Earlier: 2, Yes: true})
			if run.Counts.InDoubt != 3 || len(run.Warnings) != 1 || !strings.Contains(run.Warnings[0], "2 times in all: 2 rows that they had begun are in doubt") {
				t.Errorf("%+v: %q", run.Counts, run.Warnings)
			}
			if next := f.run(engine.Options{}); len(next.Warnings) != 0 {
				t.Errorf("the next run warns: %q", next.Warnings)
			}
		})
	}
}

// died leaves a run as a worker does that dies while one row is on its way.
func (f *fixture) died(id string, row int, at time.Time) {
	f.t.Helper()
	ctx, scope := f.t.Context(), store.Scope{Account: f.job.Sync.Account, Sync: f.job.Sync.Name}
	claims, _ := engine.Claims(f.job.Sync, &f.job.Operation.Operation)
	lease, err := f.store.Lock(ctx, scope.Sync)
	if err != nil {
		f.t.Fatal(err)
	}
	defer func() { _ = lease.Release() }()
	run := waybill.Run{ID: id, Sync: scope.Sync, Account: scope.Account, Status: waybill.Running, StartedAt: at}
	if err := f.store.SaveRun(ctx, run, lease.Fence()); err != nil {
		f.t.Fatal(err)
	}
	_, err = f.store.Commit(ctx, store.Batch{Run: id, Fence: lease.Fence(), Scope: scope, Claims: claims, Begin: []store.Begin{
		{Key: fmt.Sprintf(`["%d"]`, row), BusinessKey: fmt.Sprintf("R%d", row), At: at.Add(time.Minute)},
	}})
	if err != nil {
		f.t.Fatal(err)
	}
	if _, err := f.store.Recover(ctx, scope, lease.Fence(), ""); err != nil {
		f.t.Fatal(err)
	}
}

// TestARowThatWaitsForItsTurnSaysWhyItWasNotSent cancels a run whose second row
// has to wait: it says so as one does that was not got to at all.
func TestARowThatWaitsForItsTurnSaysWhyItWasNotSent(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	chain := transport.New(transport.Options{Concurrency: 4, Timeout: 5 * time.Second, Requests: 1, Per: time.Hour})
	t.Cleanup(func() { _ = chain.Close() })
	f.job.Transport = chain
	f.rows(tenRows()...)
	ctx, stop := context.WithCancel(t.Context())
	f.vendor.answer = func(string, int) answer {
		stop()
		return answer{status: 200, body: `{"id":"x"}`}
	}
	run, err := (&engine.Engine{Store: f.store}).Run(ctx, f.job, engine.Options{Yes: true})
	if err != nil || run.Counts.Accepted != 1 || run.Counts.Deferred != 9 {
		t.Fatalf("%+v, %v", run.Counts, err)
	}
	why, err := f.store.Reasons(t.Context(), run.ID, store.MostMessages)
	if err != nil || len(why) != 1 || why[0].Rows != 9 || why[0].Message != "not sent: the run was cancelled" {
		t.Errorf("%+v, %v", why, err)
	}
}
