package engine_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
)

func TestUpsertSendsWhatChanged(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Upsert)
	f.rows(waybill.Row{int64(1), "A", "1.0", nil}, waybill.Row{int64(2), "B", nil, nil})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=2 added=2 accepted=2")
	f.sent("A", "B")
	f.rows(waybill.Row{"1", "A", "1.00", nil}, waybill.Row{int64(2), "B", nil, "x"}) // the key as text, the number written otherwise
	f.want(f.run(engine.Options{}), waybill.Completed, "read=2 unchanged=1 changed=1 accepted=1")
	f.sent("B")
	f.want(f.run(engine.Options{FullResync: true}), waybill.Completed, "read=2 changed=2 accepted=2")
	f.sent("A", "B")
}

func TestUpsertRefusedThenTakenBack(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Upsert)
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.run(engine.Options{})
	f.vendor.always(answer{status: 422})
	f.rows(waybill.Row{int64(1), "A", nil, "bad"})
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=1 changed=1 rejected=1")
	f.sent("A", "A")
	f.rows(waybill.Row{int64(1), "A", nil, nil}) // what the vendor has
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
	f.sent()
}

func TestRowsThatMatchOneRecord(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Upsert)
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "A", "1", nil}, waybill.Row{int64(3), "C", nil, nil})
	run := f.run(engine.Options{})
	f.want(run, waybill.WithRejections, "read=3 added=3 accepted=1 rejected=2 invalid=2")
	if m := f.result(run, "1").Message; !strings.Contains(m, "1, 2") {
		t.Errorf("the rows are not named: %s", m)
	}
	f.sent("C")
}

func TestMirrorDeletesWhatLeft(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Mirror)
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	f.run(engine.Options{})
	f.sent("A", "B")
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.vendor.always(answer{status: 400})
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=1 unchanged=1 removed=1 undeleted=1")
	f.sent("-B")
	f.vendor.always(answer{status: 200})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1 deleted=1") // counted as removed once
	f.sent("-B")
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=2 unchanged=1 added=1 accepted=1 unconfirmed=1")
}

func TestAnEmptyModelIsHeldBeforeItDeletes(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Mirror)
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.run(engine.Options{})
	f.sent("A")
	f.rows()
	if run := f.run(engine.Options{}); run.Status != waybill.Held {
		t.Errorf("the run is %s", run.Status)
	}
	f.sent()
	f.run(engine.Options{Yes: true})
	f.sent("-A")
}

// Invariant 4.
func TestAReadThatBreaksRemovesNothing(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Mirror)
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	f.run(engine.Options{})
	f.sent("A", "B")
	f.rows(waybill.Row{int64(1), "A", nil, "new"})
	f.model.broken = errBroken
	run, err := f.try(engine.Options{})
	if err == nil || run.Status != waybill.Failed || !strings.Contains(run.Error, errBroken.Error()) {
		t.Errorf("run %s, %v", run.Status, err)
	}
	f.sent()
	f.model.broken = nil
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 changed=1 accepted=1 removed=1 deleted=1")
}

// TestAnApprovalIsForWhatWasHeld lets a model grow between a person's look and
// their word.
func TestAnApprovalIsForWhatWasHeld(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.job.Sync.Brakes = waybill.Brakes{MaxRows: new(int64(1))}
	row := func(i int64) waybill.Row { return waybill.Row{i, fmt.Sprint("R", i), nil, nil} }
	f.rows(row(1), row(2))
	looked := f.run(engine.Options{})
	f.rows(row(1), row(2), row(3))
	again := f.run(engine.Options{Approved: &looked.Counts})
	if again.Status != waybill.Held || !strings.Contains(again.Error, "3 rows would be sent") || !strings.Contains(again.Error, "approved were 2 added") {
		t.Errorf("the run is %s: %s", again.Status, again.Error)
	}
	f.rows()
	f.job.Sync.Brakes.Empty = "hold"
	if empty := f.run(engine.Options{Approved: &looked.Counts}); empty.Status != waybill.Held {
		t.Errorf("of an empty model the run is %s", empty.Status)
	}
	f.sent()
	f.rows(row(1), row(2))
	f.want(f.run(engine.Options{Approved: &looked.Counts}), waybill.Completed, "read=2 added=2 accepted=2")
}

// TestAnApprovalIsForTheSyncThatWasHeld changes what is sent, how and to whom
// between a person's look and their word.
func TestAnApprovalIsForTheSyncThatWasHeld(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.job.Sync.Brakes = waybill.Brakes{MaxRows: new(int64(0))}
	f.rows(waybill.Row{int64(1), "R1", nil, nil})
	looked := f.run(engine.Options{})
	approve := engine.Options{Approved: &looked.Counts, Basis: looked.Basis}
	was := f.job.Sync
	for name, change := range map[string]func(*waybill.Sync){
		"setting": func(s *waybill.Sync) { s.Settings = map[string]string{"campaign": "another"} },
		"mapping": func(s *waybill.Sync) {
			s.Mapping = slices.Clone(s.Mapping)
			s.Mapping[0] = waybill.Assign{To: s.Mapping[0].To, Value: "9999", HasValue: true}
		},
		"model": func(s *waybill.Sync) { s.Model.SQL += " WHERE true" },
		"brake": func(s *waybill.Sync) {
			s.Model.SQL += " WHERE true"
			s.Brakes = waybill.Brakes{} // nothing would hold it, and still nobody has looked
		},
	} {
		change(&f.job.Sync)
		if again := f.run(approve); again.Status != waybill.Held || !strings.Contains(again.Error, "look at the new plan") || again.Basis == looked.Basis {
			t.Errorf("%s: the run is %s: %s", name, again.Status, again.Error)
		}
		f.job.Sync = was
	}
	f.sent()
	f.job.Sync.Brakes.MaxShare, f.job.Sync.Retry.Runs = new(0.1), 9 // of what is sent they say nothing
	f.want(f.run(approve), waybill.Completed, "read=1 added=1 accepted=1")
}

func TestBrakes(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Upsert)
	f.job.Sync.Brakes = waybill.Brakes{MaxRows: new(int64(2)), MaxShare: new(0.5), Empty: "hold"}
	f.rows()
	if run := f.run(engine.Options{}); run.Status != waybill.Held {
		t.Errorf("an empty model: %s", run.Status)
	}
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=2 added=2 accepted=2") // a share says nothing yet
	f.rows(waybill.Row{int64(1), "A", "1", nil}, waybill.Row{int64(2), "B", "1", nil})
	run := f.run(engine.Options{})
	if run.Status != waybill.Held || !strings.Contains(run.Error, "max_share") {
		t.Errorf("%s: %s", run.Status, run.Error)
	}
	f.rows(waybill.Row{int64(1), "A", "1", nil}, waybill.Row{int64(2), "B", "1", nil}, waybill.Row{int64(3), "C", nil, nil})
	if run := f.run(engine.Options{}); run.Status != waybill.Held || !strings.Contains(run.Error, "max_rows") {
		t.Errorf("%s: %s", run.Status, run.Error)
	}
	f.sent("A", "B")
	f.want(f.run(engine.Options{Yes: true}), waybill.Completed, "read=3 added=1 changed=2 accepted=3")
	f.job.Sync.Brakes = waybill.Brakes{MaxRows: new(int64(0))} // not one row without a person's word
	f.want(f.run(engine.Options{}), waybill.Completed, "read=3 unchanged=3")
	f.rows(waybill.Row{int64(1), "A", "2", nil}, waybill.Row{int64(2), "B", "1", nil}, waybill.Row{int64(3), "C", nil, nil})
	if run := f.run(engine.Options{}); run.Status != waybill.Held || !strings.Contains(run.Error, "more than 0") {
		t.Errorf("%s: %s", run.Status, run.Error)
	}
}

func TestAnAccountThatIsSomebodyElseHolds(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.run(engine.Options{})
	f.sent("A")
	f.job.Identity = map[string]string{"url": "https://production.example.com"}
	for range 2 {
		if run := f.run(engine.Options{Yes: true}); run.Status != waybill.Held || !strings.Contains(run.Error, "production.example.com") {
			t.Errorf("%s: %s", run.Status, run.Error)
		}
	}
	f.job.Sync.Account = "production"
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 added=1 accepted=1") // a new account knows nothing
	f.job.Sync.Account = "vendor"
	f.want(f.run(engine.Options{SameAccount: true}), waybill.Completed, "read=1 unchanged=1")
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
}

func TestARunningSyncIsRefused(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	lease, err := f.store.Lock(t.Context(), "sync")
	if err != nil {
		t.Fatal(err)
	}
	run, err := f.try(engine.Options{})
	if waybill.ErrorCode(err) != waybill.EConflict || run.Status != waybill.Failed {
		t.Errorf("run %s, %v", run.Status, err)
	}
	if err := lease.Release(); err != nil {
		t.Fatal(err)
	}
	f.run(engine.Options{})
}

func TestCancelSettlesWhatIsInFlight(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.job.Concurrency = 2
	f.referring(true)
	var rows []waybill.Row
	for i := range int64(200) {
		rows = append(rows, waybill.Row{i, "R" + string(rune('A'+i%26)) + strings.Repeat("x", int(i/26)), nil, fmt.Sprint("click-", i)})
	}
	f.rows(rows...)
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	f.vendor.answer = func(string, int) answer {
		if n++; n == 10 {
			cancel()
		}
		return answer{status: 200, body: `{"id":"x"}`}
	}
	e := &engine.Engine{Store: f.store}
	run, err := e.Run(ctx, f.job, engine.Options{})
	if err != nil || run.Status != waybill.Cancelled {
		t.Fatalf("run %s, %v", run.Status, err)
	}
	f.balanced(run)
	first := f.vendor.take()
	if run.Counts.InDoubt != 0 || run.Counts.Accepted != int64(len(first)) || run.Counts.Deferred == 0 {
		t.Errorf("%d received, counts %+v", len(first), run.Counts)
	}
	f.findsUnsent(run, "99", "RVxxx", "click-99") // the last in the order of keys: no slot ever had it
	f.vendor.always(answer{status: 200, body: `{"id":"x"}`})
	run = f.run(engine.Options{})
	if got := len(first) + len(f.vendor.take()); got != 200 || run.Counts.Accepted+run.Counts.Unchanged != 200 {
		t.Errorf("%d rows arrived, counts %+v", got, run.Counts)
	}
	f.finds("click-99", "accepted")
}

func TestCancelledThroughTheState(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.job.Concurrency = 1
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.vendor.answer = func(string, int) answer {
		runs, err := f.store.ListRuns(context.Background(), store.RunFilter{Status: waybill.Running})
		if err == nil && len(runs) == 1 {
			_ = f.store.Cancel(context.Background(), runs[0].ID)
		}
		return answer{status: 429, header: map[string]string{"Retry-After": "60"}}
	}
	f.want(f.run(engine.Options{}), waybill.Cancelled, "read=1 added=1 deferred=1")
}
