package engine_test

import (
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
)

// referring makes people look for rows by their note, or not.
func (f *fixture) referring(on bool) {
	fields := f.job.Operation.Fields
	fields[len(fields)-1].Reference = on
}

// finds checks what a search for a reference answers: the state of the only row
// that has it, "" for none.
func (f *fixture) finds(text, state string) {
	f.t.Helper()
	hits, err := f.store.Search(f.t.Context(), text, 10)
	if err != nil {
		f.t.Fatal(err)
	}
	got := ""
	for _, h := range hits {
		if h.By != store.ByReference || h.Field != "note" || len(hits) > 1 {
			f.t.Errorf("%s: found %+v", text, h)
		}
		got = h.Entry.State.String()
	}
	if got != state {
		f.t.Errorf("%s is %q, want %q", text, got, state)
	}
}

// findsUnsent checks that a row that a run did not get to is found by its primary
// key, by its business key and by its note.
func (f *fixture) findsUnsent(run waybill.Run, key, business, note string) {
	f.t.Helper()
	if r := f.result(run, key); r.Outcome != waybill.Deferred || r.Attempts != 0 || r.BusinessKey != business {
		f.t.Errorf("the run got to %+v", r)
	}
	for text, by := range map[string]store.Found{key: store.ByKey, business: store.ByBusinessKey, note: store.ByReference} {
		hits, err := f.store.Search(f.t.Context(), text, 10)
		if err != nil || len(hits) != 1 || hits[0].By != by || hits[0].State() != 0 || hits[0].Key != store.EncodedKey(key) {
			f.t.Errorf("%s: %+v, %v", text, hits, err)
		}
	}
}

func TestRowsAreFoundByWhatTheyReferTo(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.referring(true)
	f.vendor.answer = func(id string, _ int) answer {
		switch id {
		case "b":
			return answer{status: 422}
		case "c":
			return answer{hangUp: true}
		}
		return answer{status: 200, body: `{"id":"v"}`}
	}
	f.rows(waybill.Row{"1", "a", "1", "click-1"}, waybill.Row{"2", "b", "1", "click-2"}, waybill.Row{"3", "c", "1", "click-3"},
		waybill.Row{"4", "d", "no number", "click-4"}, waybill.Row{"5", "e", "1", nil}, waybill.Row{"6", "note", "1", "note"})
	f.run(engine.Options{})
	f.finds("click-1", "accepted")
	f.finds("click-2", "refused")
	f.finds("click-3", "in doubt")
	f.finds("click-4", "refused")
	f.finds("click-5", "")
	if hits, err := f.store.Search(t.Context(), "note", 10); err != nil || len(hits) != 1 || hits[0].By != store.ByBusinessKey {
		t.Errorf("a key is no reference too: %+v, %v", hits, err)
	}
}

func TestAPlanAndAHeldRunKeepNoReferences(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.referring(true)
	f.job.Sync.Brakes.MaxRows = new(int64(1))
	f.rows(waybill.Row{"1", "a", "1", "click-1"}, waybill.Row{"2", "b", "1", "click-2"})
	if run := f.run(engine.Options{}); run.Status != waybill.Held {
		t.Fatalf("the run is %s", run.Status)
	}
	f.finds("click-1", "")
	f.run(engine.Options{Yes: true})
	f.finds("click-1", "accepted")
}

func TestABaselineIsFoundByReference(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Upsert)
	f.referring(true)
	f.rows(waybill.Row{"1", "a", "1", "click-1"})
	f.run(engine.Options{Reset: true})
	f.finds("click-1", "baseline")
}

func TestAChangedRowIsFoundByWhatItReferredTo(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Upsert)
	f.referring(true)
	f.rows(waybill.Row{"1", "a", "1", "click-1"})
	f.run(engine.Options{})
	f.rows(waybill.Row{"1", "a", "1", "click-2"})
	f.run(engine.Options{})
	f.finds("click-1", "accepted")
	f.finds("click-2", "accepted")
}

// TestRowsFromBefore has rows that were sent before anything was kept of what
// they refer to.
func TestRowsFromBefore(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.vendor.answer = func(id string, _ int) answer {
		if id == "c" {
			return answer{hangUp: true}
		}
		return answer{status: 200, body: `{"id":"v"}`}
	}
	f.rows(waybill.Row{"1", "a", "1", "click-1"}, waybill.Row{"2", "b", "1", "click-2"}, waybill.Row{"3", "c", "1", "click-3"})
	f.run(engine.Options{})
	f.finds("click-1", "")
	f.referring(true)
	f.rows(waybill.Row{"1", "a", "1", "click-1"}, waybill.Row{"2", "b", "1", "edited"}, waybill.Row{"3", "c", "1", "click-3"})
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=3 unchanged=1 already_sent=1 added=1 in_doubt=1")
	f.finds("click-1", "accepted")
	f.finds("edited", "") // it is not what was sent
	f.finds("click-3", "in doubt")
}
