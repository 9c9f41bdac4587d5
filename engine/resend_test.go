package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
)

func TestFullResyncTakesTheExactNumber(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	f.run(engine.Options{})
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil}, waybill.Row{int64(3), "C", nil, nil})
	f.sent("A", "B")
	held := f.run(engine.Options{FullResync: true, ResendAccepted: 3, Yes: true})
	if held.Status != waybill.Held || !strings.Contains(held.Error, "--resend-accepted 2") {
		t.Errorf("run %s: %s", held.Status, held.Error)
	}
	f.want(f.run(engine.Options{FullResync: true}), waybill.Completed, "read=3 already_sent=2 added=1 accepted=1")
	f.sent("C")
	f.want(f.run(engine.Options{FullResync: true, ResendAccepted: 3}), waybill.Completed, "read=3 added=3 accepted=3")
	f.sent("A", "B", "C")
	f.want(f.run(engine.Options{}), waybill.Completed, "read=3 unchanged=3")
}

func TestFullResyncOfRowsThatCannotBeSentAnyMore(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	f.run(engine.Options{})
	f.sent("A", "B")
	const long = "much too long a note"
	f.rows(waybill.Row{int64(1), "A", nil, long}, waybill.Row{int64(2), "B", nil, nil})
	f.want(f.run(engine.Options{FullResync: true, ResendAccepted: 2}), waybill.Completed, "read=2 already_sent=1 added=1 accepted=1")
	f.sent("B")
	f.job.Sync.Name, f.job.Sync.Account, f.job.Sync.FirstRun = "baseline", "other", waybill.SkipFirst
	f.run(engine.Options{})
	f.want(f.run(engine.Options{FullResync: true}), waybill.WithRejections, "read=2 added=2 accepted=1 rejected=1 invalid=1")
	f.sent("B")
}

// What was accepted in another scope, such as a campaign, is sent again by its exact
// number only.
func TestFullResyncKnowsWhatAnotherScopeAccepted(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.job.Destination.Operations[0].Key.Scope = waybill.ScopeSetting + "campaign"
	f.job.Sync.Settings = map[string]string{"campaign": "one"}
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	f.run(engine.Options{})
	f.sent("A", "B")
	f.job.Sync.Settings["campaign"] = "two"
	f.now = f.now.Add(time.Hour)
	f.want(f.run(engine.Options{FullResync: true}), waybill.Completed, "read=2 already_sent=2")
	f.sent()
	f.want(f.run(engine.Options{FullResync: true, ResendAccepted: 2}), waybill.Completed, "read=2 added=2 accepted=2")
	f.sent("A", "B")
	story, err := f.store.Story(t.Context(), store.Scope{Account: "vendor", Sync: "sync"}, "1")
	if err != nil || story.Claim.Scope.Scope != "two" || len(story.Others) != 1 || story.Others[0].Scope.Scope != "one" {
		t.Errorf("its claims are %+v and %+v, %v", story.Claim, story.Others, err)
	}
}

// A row that was accepted under another key is known to have been, whatever a reset
// and a full resync make of it.
func TestAResetForgetsNoOtherKey(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.run(engine.Options{})
	f.sent("A")
	f.rows(waybill.Row{int64(1), "B", nil, nil})
	for _, o := range []engine.Options{{}, {FullResync: true}} {
		f.want(f.run(o), waybill.WithRejections, "read=1 added=1 rejected=1 invalid=1")
		if run := f.run(engine.Options{Reset: true}); len(run.Warnings) != 0 {
			t.Errorf("the reset warns %q", run.Warnings)
		}
	}
	f.sent()
	if e := f.entry("1"); e.State != store.Rekeyed || e.BusinessKey != "A" || e.NewKey != "B" {
		t.Errorf("rekeyed: %+v", e)
	}
	f.decide("1", store.Resend)
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 added=1 accepted=1")
	f.sent("B")
	f.rows(waybill.Row{int64(1), "A", nil, nil}) // it has its first key again, and that was accepted
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=1 added=1 rejected=1 invalid=1")
	f.decide("1", store.Resend)
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 already_sent=1")
	story, err := f.store.Story(t.Context(), store.Scope{Account: "vendor", Sync: "sync"}, "1")
	if err != nil || story.Entry.State != store.Accepted || story.Claim.BusinessKey != "A" || len(story.Others) != 1 || story.Others[0].BusinessKey != "B" {
		t.Errorf("it is %+v, its claims are %+v and %+v, %v", story.Entry, story.Claim, story.Others, err)
	}
	f.sent()
}

// What another sync had accepted is accepted, whatever became of it here.
func TestARowThatAnotherSyncHadAcceptedIsAccepted(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.vendor.always(answer{status: 422})
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, "much too long a note"})
	f.run(engine.Options{})
	f.sent("A")
	f.vendor.always(answer{status: 200})
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	f.job.Sync.Name = "other"
	f.run(engine.Options{})
	f.sent("A", "B")
	f.job.Sync.Name = "sync"
	f.run(engine.Options{})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=2 unchanged=2")
	for _, key := range []string{"1", "2"} {
		if e := f.entry(key); e.State != store.Accepted {
			t.Errorf("%s is remembered as %+v", key, e)
		}
	}
	f.sent()
}

// What may be at the vendor is not sent under another key because somebody gave up
// the row and somebody else edited it.
func TestWhatWasGivenUpIsNotSentUnderAnotherKey(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.run(engine.Options{})
	f.vendor.always(answer{hangUp: true})
	f.rows(waybill.Row{int64(1), "A2", nil, nil}, waybill.Row{int64(2), "B", nil, nil}, waybill.Row{int64(3), "C", nil, "much too long a note"})
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=3 added=3 in_doubt=1 rejected=2 invalid=2")
	f.sent("A", "B")
	f.vendor.always(answer{status: 200, body: `{"id":"v"}`})
	for _, key := range []string{"1", "2", "3"} {
		f.decide(key, store.GiveUp)
	}
	f.rows(waybill.Row{int64(1), "A2", "5", nil}, waybill.Row{int64(2), "B2", nil, nil}, waybill.Row{int64(3), "C2", nil, nil})
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=3 added=3 accepted=1 rejected=2 invalid=2")
	f.sent("C2") // of what was refused nothing is there
	f.decide("1", store.Resend)
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=3 unchanged=1 added=2 accepted=1 rejected=1 invalid=1")
	f.sent("A2")
}

// What somebody gave up after a doubt is not sent by an edit: not where it was to be
// sent again and was refused in between, and not in another campaign.
func TestADoubtThatWasGivenUpStaysSo(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.job.Destination.Operations[0].Key.Scope = waybill.ScopeSetting + "campaign"
	f.job.Sync.Settings = map[string]string{"campaign": "one"}
	const long = "much too long a note"
	f.vendor.always(answer{hangUp: true})
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil}, waybill.Row{int64(3), "C", nil, nil})
	f.run(engine.Options{})
	f.sent("A", "B", "C")
	f.vendor.always(answer{status: 200, body: `{"id":"v"}`})
	f.decide("1", store.Resend)
	f.decide("2", store.GiveUp)
	f.decide("3", store.Resend)
	f.rows(waybill.Row{int64(1), "A", nil, long}, waybill.Row{int64(2), "B", nil, nil}, waybill.Row{int64(3), "C2", nil, long})
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=3 unchanged=1 added=2 rejected=2 invalid=2")
	f.decide("1", store.GiveUp)
	f.rows(waybill.Row{int64(1), "A", "5", nil}, waybill.Row{int64(2), "B", "5", nil}, waybill.Row{int64(3), "C2", nil, long})
	f.want(f.run(engine.Options{Reset: true}), waybill.Completed, "read=3 unchanged=3")
	f.rows(waybill.Row{int64(1), "A", "6", nil}, waybill.Row{int64(2), "B", "6", nil}, waybill.Row{int64(3), "C2", nil, long})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=3 unchanged=3")
	f.job.Sync.Settings["campaign"] = "two"
	f.rows(waybill.Row{int64(1), "A", "7", nil}, waybill.Row{int64(2), "B", "7", nil}, waybill.Row{int64(3), "C2", nil, long})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=3 unchanged=3")
	f.sent()
	story, err := f.store.Story(t.Context(), store.Scope{Account: "vendor", Sync: "sync"}, "3")
	if err != nil || len(story.Others) != 1 || story.Others[0].BusinessKey != "C" || story.Others[0].Doubted.IsZero() {
		t.Errorf("the doubt about C is forgotten: %+v, %v", story.Others, err)
	}
}

func TestBaselines(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.job.Sync.FirstRun = waybill.SkipFirst
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
	f.rows(waybill.Row{int64(1), "A", "5", nil}, waybill.Row{int64(2), "B", nil, nil})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=2 unchanged=1 added=1 accepted=1")
	f.sent("B")
	f.rows(waybill.Row{int64(1), "A", "6", nil}, waybill.Row{int64(2), "B", nil, nil}, waybill.Row{int64(3), "C", nil, nil})
	f.want(f.run(engine.Options{Reset: true}), waybill.Completed, "read=3 unchanged=3")
	f.want(f.run(engine.Options{}), waybill.Completed, "read=3 unchanged=3")
	f.sent()
}
