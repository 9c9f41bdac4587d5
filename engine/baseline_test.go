package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
)

// What a reset gives up is told before and after: it may be somebody's pay.
func TestAResetTellsWhatItWritesOff(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	a, bad := waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, "much too long a note"}
	f.rows(a, bad)
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=2 added=2 accepted=1 rejected=1 invalid=1")
	f.sent("A")
	f.now = f.now.Add(time.Hour)
	f.rows(a, bad, waybill.Row{int64(3), "C", nil, nil}, waybill.Row{int64(4), "A", nil, nil})
	const want = "2 rows that were never accepted are written off: 1 new, 1 refused. They are remembered, and will not be sent"
	e := &engine.Engine{Store: f.store, Now: func() time.Time { return f.now }, TempDir: t.TempDir()}
	f.rows(a, bad, waybill.Row{int64(3), "C", nil, nil})
	plan, err := e.Plan(t.Context(), f.job, engine.Options{Reset: true}, 1)
	if err != nil || len(plan.Warnings) != 1 || plan.Warnings[0] != want {
		t.Errorf("the plan warns %q, %v", plan.Warnings, err)
	}
	if run := f.run(engine.Options{Reset: true}); len(run.Warnings) != 1 || run.Warnings[0] != want {
		t.Errorf("the run warns %q", run.Warnings)
	}
	if e := f.entry("2"); e.State != store.Baseline || !e.TriedAt.Equal(f.now) || !strings.HasPrefix(e.Note, "it was refused before: ") {
		t.Errorf("remembered is %+v", e)
	}
	remembered := f.entry("3")
	f.now = f.now.Add(time.Hour)
	if run := f.run(engine.Options{Reset: true}); len(run.Warnings) != 0 || f.entry("3") != remembered {
		t.Errorf("another reset warns %q and remembers %+v", run.Warnings, f.entry("3"))
	}
	f.sent()
}

// What was remembered without being sent, and is then to be sent and is refused, is
// not taken for accepted.
func TestWhatABaselineAssumesIsNotAccepted(t *testing.T) {
	t.Parallel()
	bad := waybill.Row{int64(1), "A", nil, "much too long a note"}
	f := setUp(t, waybill.Insert)
	f.rows(bad)
	f.run(engine.Options{Reset: true})
	f.want(f.run(engine.Options{FullResync: true}), waybill.WithRejections, "read=1 added=1 rejected=1 invalid=1")
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=1 added=1 rejected=1 invalid=1")
	if run := f.run(engine.Options{Reset: true}); len(run.Warnings) != 1 || !strings.Contains(run.Warnings[0], "1 refused") {
		t.Errorf("the reset warns %q", run.Warnings)
	}
	f.sent()

	f = setUp(t, waybill.Upsert)
	good := waybill.Row{int64(1), "A", nil, nil}
	f.rows(good)
	f.run(engine.Options{Reset: true})
	remembered := f.entry("1")
	f.rows(bad)
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=1 changed=1 rejected=1 invalid=1")
	f.rows(good)
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
	if e := f.entry("1"); e.State != store.Baseline || e.Assumed || e.Digest != remembered.Digest {
		t.Errorf("a change that was taken back left %+v", e)
	}
	f.sent()
}

// What another sync has sent is not given up.
func TestAResetKnowsWhatWasClaimed(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.run(engine.Options{})
	f.job.Sync.Name = "other"
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	run := f.run(engine.Options{Reset: true})
	if len(run.Warnings) != 1 || run.Warnings[0] != "1 row that was never accepted is written off: 1 new. It is remembered, and will not be sent" {
		t.Errorf("the run warns %q", run.Warnings)
	}
}

func TestAResetTellsOfChanges(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Upsert)
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	f.run(engine.Options{})
	f.rows(waybill.Row{int64(1), "A", nil, "new"}, waybill.Row{int64(2), "B", nil, nil})
	run := f.run(engine.Options{Reset: true})
	if len(run.Warnings) != 1 || run.Warnings[0] != "1 row was sent before and its change is written off. It is remembered, and will not be sent unless it changes" {
		t.Errorf("the run warns %q", run.Warnings)
	}
	f.job.Sync.Name, f.job.Sync.FirstRun = "first", waybill.SkipFirst
	run = f.run(engine.Options{})
	if len(run.Warnings) != 1 || run.Warnings[0] != "2 rows were there before the first run. They are remembered, and will not be sent unless they change" {
		t.Errorf("the first run warns %q", run.Warnings)
	}
}

// Nobody takes yesterday's answer for that of a vendor who was not asked.
func TestARowThatIsNotTriedSaysSo(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Upsert)
	f.vendor.always(answer{status: 422})
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	first := f.run(engine.Options{})
	answered := f.result(first, "1").Message
	for range 5 {
		f.run(engine.Options{})
	}
	tried := f.entry("1").TriedAt
	f.now = f.now.Add(time.Hour)
	for then, words := range map[time.Duration]string{24 * time.Hour: "once a day or once it changes", 6 * time.Hour: "every 6h or once it changes", 0: "once it changes"} {
		f.job.Sync.Retry.Then = then
		run := f.run(engine.Options{})
		if r, want := f.result(run, "1"), "not tried in this run, but "+words+". Last time: "+answered; r.Message != want || r.Outcome != waybill.Rejected || r.Attempts != 0 {
			t.Errorf("got %+v, want %q", r, want)
		}
	}
	if e := f.entry("1"); e.Note != answered || !e.TriedAt.Equal(tried) {
		t.Errorf("remembered is %+v", e)
	}
}

// When a row was refused is known of those that were not sent, too.
func TestARefusalBeforeSendingHasItsTime(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Upsert)
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.run(engine.Options{})
	f.now = f.now.Add(time.Hour)
	since := f.now
	f.rows(waybill.Row{int64(1), "A", nil, "much too long a note"})
	for range 2 {
		f.want(f.run(engine.Options{}), waybill.WithRejections, "read=1 changed=1 rejected=1 invalid=1")
		f.now = f.now.Add(time.Hour)
	}
	if e := f.entry("1"); !e.TriedAt.Equal(since) || e.Digest.IsZero() {
		t.Errorf("remembered is %+v", e)
	}
}

// A row that is to be sent again and has left the model is known to have.
func TestWhatAPersonDecidedAboutLeaves(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.vendor.always(answer{status: 422})
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	f.run(engine.Options{})
	f.decide("1", store.Resend)
	f.decide("2", store.GiveUp)
	f.rows()
	f.want(f.run(engine.Options{}), waybill.Completed, "")
	if a, b := f.entry("1"), f.entry("2"); a.Gone != store.Left || a.State != store.Released || b.Gone != store.Left {
		t.Errorf("remembered are %+v and %+v", a, b)
	}
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	f.vendor.always(answer{status: 200})
	f.sent("A", "B")
	f.run(engine.Options{})
	f.sent("A")
}

// entry returns the memory of one row.
func (f *fixture) entry(key string) store.Entry {
	f.t.Helper()
	e, _, err := f.store.Entry(f.t.Context(), store.Scope{Account: "vendor", Sync: f.job.Sync.Name}, `["`+key+`"]`)
	if err != nil {
		f.t.Fatal(err)
	}
	return e
}
