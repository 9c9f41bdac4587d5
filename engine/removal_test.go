package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
)

// leaving is a mirror of one row, A, which stays, and B, which leaves the model and
// which the vendor refuses to delete.
func leaving(t *testing.T) *fixture {
	f := setUp(t, waybill.Mirror)
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	f.run(engine.Options{})
	f.sent("A", "B")
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.vendor.always(answer{status: 400})
	return f
}

// remembered is what is kept of the row that left.
func (f *fixture) remembered() store.Entry {
	f.t.Helper()
	e, _, err := f.store.Entry(f.t.Context(), store.Scope{Account: f.job.Sync.Account, Sync: f.job.Sync.Name}, `["2"]`)
	if err != nil {
		f.t.Fatal(err)
	}
	return e
}

func (f *fixture) giveUp() {
	f.t.Helper()
	err := f.store.Decide(f.t.Context(), store.Decision{
		Scope: store.Scope{Account: f.job.Sync.Account, Sync: f.job.Sync.Name}, Key: `["2"]`, Verdict: store.GiveUp, Reason: "it may stay", By: "ada", At: time.Now(),
	})
	if err != nil {
		f.t.Fatal(err)
	}
}

// TestADeletionThatIsRefusedIsKept tells of it in every run and counts how often it
// was refused, until it succeeds.
func TestADeletionThatIsRefusedIsKept(t *testing.T) {
	t.Parallel()
	f := leaving(t)
	f.job.Sync.Retry = waybill.RetryRefused{Runs: 1}
	for refusals, want := range []string{"removed=1", "", ""} {
		run := f.run(engine.Options{})
		f.want(run, waybill.WithRejections, strings.TrimSpace("read=1 unchanged=1 undeleted=1 "+want))
		r := f.result(run, "2")
		if r.Outcome != waybill.Rejected || r.Kind != waybill.Removed || !strings.HasPrefix(r.Message, "its deletion was refused: ") {
			t.Errorf("told is %+v", r)
		}
		if len(run.Warnings) != 1 || !strings.Contains(run.Warnings[0], "could not be deleted") {
			t.Errorf("warnings %q", run.Warnings)
		}
		if e := f.remembered(); !e.Undeleted() || e.Refusals != min(refusals+1, 2) || e.Note == "" || e.TriedAt.IsZero() {
			t.Errorf("kept is %+v", e)
		}
	}
	f.sent("-B", "-B") // not in the third run
	f.vendor.always(answer{status: 200})
	f.want(f.run(engine.Options{FullResync: true}), waybill.Completed, "read=1 changed=1 accepted=1 unconfirmed=1 deleted=1")
}

func TestARefusedDeletionIsGivenUp(t *testing.T) {
	t.Parallel()
	f := leaving(t)
	f.run(engine.Options{})
	f.giveUp()
	f.sent("-B")
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
	f.sent()
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=2 unchanged=2") // it is there
	f.sent()
}

// A retry of the run whose deletion was refused tries it again, and nothing else.
func TestARefusedDeletionIsRetried(t *testing.T) {
	t.Parallel()
	f := leaving(t)
	run := f.run(engine.Options{})
	f.sent("-B")
	if n, _, err := f.store.Retriable(t.Context(), run.ID, 10); err != nil || n != 1 {
		t.Errorf("%d rows are to be tried again, %v", n, err)
	}
	f.rows()
	f.want(f.run(engine.Options{Retry: run.ID}), waybill.Held, "") // an empty model proves nothing
	f.rows(waybill.Row{int64(3), "C", nil, nil})                   // A has left since, which a retry does not look at
	f.want(f.run(engine.Options{Retry: run.ID}), waybill.WithRejections, "undeleted=1")
	f.vendor.always(answer{status: 200})
	f.want(f.run(engine.Options{Retry: run.ID}), waybill.Completed, "deleted=1")
	f.sent("-B", "-B")
	f.want(f.run(engine.Options{Retry: run.ID}), waybill.Completed, "")
	f.sent()
}

func TestARowThatCouldNotBeDeletedComesBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		row  waybill.Row
		want string
		sent []string
	}{
		"as it was": {waybill.Row{int64(2), "B", nil, nil}, "read=2 unchanged=2", nil},
		"changed":   {waybill.Row{int64(2), "B", nil, "new"}, "read=2 unchanged=1 changed=1 accepted=1 unconfirmed=1", []string{"B"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := leaving(t)
			f.run(engine.Options{})
			f.sent("-B")
			f.vendor.always(answer{status: 200})
			f.rows(waybill.Row{int64(1), "A", nil, nil}, c.row)
			f.want(f.run(engine.Options{}), waybill.Completed, c.want)
			f.sent(c.sent...)
			if e := f.remembered(); e.State != store.Accepted || e.Gone != store.Present {
				t.Errorf("kept is %+v", e)
			}
		})
	}
}

func TestARefusedDeletionThatNobodyWantsAnyMore(t *testing.T) {
	t.Parallel()
	f := leaving(t)
	f.run(engine.Options{})
	f.sent("-B")
	f.job.Sync.OnRemoved = waybill.KeepRemoved
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
	f.sent()
	if e := f.remembered(); e.State != store.Accepted || e.Gone != store.Left {
		t.Errorf("kept is %+v", e)
	}
}
