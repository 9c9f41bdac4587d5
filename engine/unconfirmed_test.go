package engine_test

import (
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
)

func TestAnUnconfirmedRowCanBeSentAgain(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.vendor.always(answer{status: 200})
	unconfirmed := f.unconfirmed
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 added=1 accepted=1 unconfirmed=1")
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
	f.unsure(true)
	unconfirmed(1) // also after a run that finds it unchanged
	f.sent("A")
	f.decide("1", store.Resend)
	unconfirmed(0)
	f.vendor.always(answer{status: 200, body: `{"id":"x"}`})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 added=1 accepted=1")
	unconfirmed(0)
	f.unsure(false)
	f.sent("A")
}

// unsure checks whether the claim of row 1 says that it was not confirmed, whoever
// asks.
func (f *fixture) unsure(want bool) {
	f.t.Helper()
	story, err := f.store.Story(f.t.Context(), store.Scope{Account: "vendor", Sync: "sync"}, "1")
	if err != nil || story.Claim == nil || story.Claim.Unsure != want {
		f.t.Errorf("its claim is %+v, %v", story.Claim, err)
	}
}

// unconfirmed checks how many rows wait for a person to look at the vendor.
func (f *fixture) unconfirmed(want int64) {
	f.t.Helper()
	if _, n, err := f.store.OpenRows(f.t.Context(), store.OpenFilter{Cause: store.Unconfirmed}); n != want || err != nil {
		f.t.Errorf("%d rows wait for a person to look, want %d (%v)", n, want, err)
	}
}

// A change that was refused and taken back confirms nothing of what was accepted
// before it.
func TestARowWhoseChangeIsTakenBackStaysUnconfirmed(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Upsert)
	sound := waybill.Row{int64(1), "A", "1.0", nil}
	f.rows(sound)
	f.vendor.always(answer{status: 200})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 added=1 accepted=1 unconfirmed=1")
	since := f.entry("1").TriedAt
	refused := func(counts string, bad waybill.Row) {
		t.Helper()
		f.now = f.now.Add(time.Hour)
		f.rows(bad)
		f.want(f.run(engine.Options{}), waybill.WithRejections, counts)
		f.unconfirmed(0)
		f.rows(sound)
		f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
	}
	f.vendor.always(answer{status: 422})
	refused("read=1 changed=1 rejected=1", waybill.Row{int64(1), "A", "1.0", "bad"})
	refused("read=1 changed=1 rejected=1 invalid=1", waybill.Row{int64(1), nil, "1.0", nil}) // before it is sent
	f.unconfirmed(1)
	if e := f.entry("1"); !e.TriedAt.Equal(since) || e.Note == "" {
		t.Errorf("it is not confirmed since %s (%q), want %s", e.TriedAt, e.Note, since)
	}
	f.decide("1", store.Delivered)
	refused("read=1 changed=1 rejected=1", waybill.Row{int64(1), "A", "1.0", "bad"})
	f.unconfirmed(0) // somebody has seen it
}

// Nor does an insert that was refused under another business key.
func TestARowThatHasItsKeyBackStaysUnconfirmed(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.vendor.always(answer{status: 200})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 added=1 accepted=1 unconfirmed=1")
	f.rows(waybill.Row{int64(1), "B", nil, nil})
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=1 added=1 rejected=1 invalid=1")
	f.unconfirmed(0)
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
	f.unconfirmed(1)
}
