package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
)

// campaigns has the records of a sync be unique to its campaign, which is "one".
func campaigns(t *testing.T) *fixture {
	t.Helper()
	f := setUp(t, waybill.Insert)
	f.job.Destination.Operations[0].Key.Scope = waybill.ScopeSetting + "campaign"
	f.job.Sync.Settings = map[string]string{"campaign": "one"}
	return f
}

// What a sync sent, or may have sent, is not sent again where its campaign is changed
// and its rows have another primary key.
func TestRowsThatChangeTheirCampaignAndTheirKeyAreNotSentAgain(t *testing.T) {
	t.Parallel()
	f := campaigns(t)
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil}, waybill.Row{int64(3), "C", nil, nil}, waybill.Row{int64(4), "D", nil, nil})
	f.vendor.answer = func(id string, _ int) answer { return answer{hangUp: id != "A", status: 200, body: `{"id":"x"}`} }
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=4 added=4 accepted=1 in_doubt=3")
	f.sent("A", "B", "C", "D")
	f.decide("3", store.GiveUp)
	f.decide("4", store.Delivered)
	f.vendor.always(answer{status: 200, body: `{"id":"x"}`})
	f.job.Sync.Settings["campaign"] = "two"
	moved := []waybill.Row{{int64(11), "A", nil, nil}, {int64(12), "B", nil, nil}, {int64(13), "C", nil, nil}, {int64(14), "D", nil, nil}, {int64(15), "E", nil, nil}}
	f.rows(moved...)
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=5 already_sent=2 added=3 accepted=1 in_doubt=1 rejected=1 removed=3")
	f.sent("E")
	f.want(f.run(engine.Options{FullResync: true}), waybill.WithRejections, "read=5 already_sent=3 added=2 in_doubt=1 rejected=1")
	f.sent()
	f.decide("12", store.Resend)
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=5 unchanged=1 already_sent=2 added=2 accepted=1 rejected=1")
	f.sent("B")
	f.decide("13", store.Resend)
	f.want(f.run(engine.Options{}), waybill.Completed, "read=5 unchanged=2 already_sent=2 added=1 accepted=1")
	f.sent("C")
	f.want(f.run(engine.Options{FullResync: true, ResendAccepted: 5}), waybill.Completed, "read=5 added=5 accepted=5")
	f.sent("A", "B", "C", "D", "E")
}

// To another sync a key in a second campaign is a record of its own.
func TestAnotherSyncSendsInItsOwnCampaign(t *testing.T) {
	t.Parallel()
	f := campaigns(t)
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	f.vendor.answer = func(id string, _ int) answer { return answer{hangUp: id != "A", status: 200, body: `{"id":"x"}`} }
	f.run(engine.Options{})
	f.sent("A", "B")
	f.vendor.always(answer{status: 200, body: `{"id":"x"}`})
	f.job.Sync.Name, f.job.Sync.Settings = "other", map[string]string{"campaign": "two"}
	f.want(f.run(engine.Options{}), waybill.Completed, "read=2 added=2 accepted=2")
	f.sent("A", "B")
}

// What was given up in a new campaign, being in doubt in the old one, stays so.
func TestAMovedDoubtThatIsGivenUpStaysSo(t *testing.T) {
	t.Parallel()
	f := campaigns(t)
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.vendor.always(answer{hangUp: true})
	f.run(engine.Options{})
	f.sent("A")
	f.vendor.always(answer{status: 200, body: `{"id":"x"}`})
	f.job.Sync.Settings["campaign"] = "two"
	f.rows(waybill.Row{int64(2), "A", nil, nil})
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=1 added=1 in_doubt=1 removed=1")
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=1 added=1 in_doubt=1")
	f.decide("2", store.GiveUp)
	f.rows(waybill.Row{int64(2), "A", "5", nil})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
	f.sent()
}

// What was to be sent again after a doubt, and was written off by a reset, is sent by
// a full resync only if its number is named.
func TestADoubtThatWasWrittenOffTakesTheExactNumber(t *testing.T) {
	t.Parallel()
	f := campaigns(t)
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	f.vendor.always(answer{hangUp: true})
	f.run(engine.Options{})
	f.sent("A", "B")
	f.vendor.always(answer{status: 200, body: `{"id":"x"}`})
	f.decide("1", store.Resend)
	f.decide("2", store.Resend)
	const long = "much too long a note"
	f.rows(waybill.Row{int64(1), "A", nil, long}, waybill.Row{int64(2), "B", nil, nil})
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=2 added=2 accepted=1 rejected=1 invalid=1")
	f.sent("B")
	f.run(engine.Options{Reset: true})
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	f.want(f.run(engine.Options{FullResync: true}), waybill.Completed, "read=2 already_sent=2")
	f.job.Sync.Settings["campaign"] = "two"
	f.want(f.run(engine.Options{FullResync: true}), waybill.Completed, "read=2 already_sent=2")
	f.job.Sync.Settings["campaign"] = "one"
	f.sent()
	f.want(f.run(engine.Options{FullResync: true, ResendAccepted: 2}), waybill.Completed, "read=2 added=2 accepted=2")
	f.sent("A", "B")
}

// A doubt that was given up through another sync is settled here, and says by whom.
func TestADoubtThatAnotherSyncGaveUpIsGivenUp(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.vendor.always(answer{hangUp: true})
	f.run(engine.Options{})
	f.sent("A")
	f.job.Sync.Name = "other"
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=1 added=1 in_doubt=1")
	f.now = f.now.Add(time.Hour)
	f.job.Sync.Name = "sync"
	f.decide("1", store.GiveUp)
	f.job.Sync.Name = "other"
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
	if e := f.entry("1"); e.State != store.GivenUp || e.Note != "ada gave it up as row 1 of the sync sync: asked" {
		t.Errorf("it is remembered as %+v", e)
	}
	if _, n, err := f.store.OpenRows(t.Context(), store.OpenFilter{Cause: store.Doubted}); n != 0 || err != nil {
		t.Errorf("%d rows are in doubt still (%v)", n, err)
	}
	f.rows(waybill.Row{int64(1), "A", "5", nil})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
	f.sent()
}

// A row in doubt is known by the key that it has now, too, and what is decided is of
// the one that was sent.
func TestADoubtKnowsItsNewKey(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.vendor.always(answer{hangUp: true})
	f.run(engine.Options{})
	for _, now := range []string{"B", "B", "C", "A", "C"} {
		f.rows(waybill.Row{int64(1), now, nil, nil})
		f.want(f.run(engine.Options{}), waybill.WithRejections, "read=1 added=1 in_doubt=1")
		want := strings.TrimPrefix(now, "A")
		if e := f.entry("1"); e.NewKey != want || e.BusinessKey != "A" || e.State != store.InDoubt {
			t.Errorf("called %s it is remembered as %+v", now, e)
		}
		if hits, err := f.store.Search(t.Context(), now, 9); err != nil || len(hits) != 1 || hits[0].Key != `["1"]` {
			t.Errorf("%s is found as %+v, %v", now, hits, err)
		}
	}
	f.sent("A")
	f.decide("1", store.Delivered)
	if e := f.entry("1"); e.State != store.Accepted || e.BusinessKey != "A" || e.NewKey != "" {
		t.Errorf("delivered it is %+v", e)
	}
	run := f.run(engine.Options{})
	f.want(run, waybill.WithRejections, "read=1 added=1 rejected=1 invalid=1")
	if m := f.result(run, "1").Message; !strings.HasPrefix(m, "this row was A before and is now C: ") { // nobody knows whether it was sent
		t.Errorf("it is refused: %s", m)
	}
	f.sent()
}
