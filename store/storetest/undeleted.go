package storetest

import (
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// undeleted lists a row that left the model and could not be deleted, until it is
// given up. Nothing else can be decided about it.
func undeleted(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	digest := waybill.Digest{1}
	kept := store.Entry{Key: key("a"), State: store.Refused, Digest: digest, Tried: digest, TriedAt: noon, Refusals: 2, Note: "not allowed", Gone: store.Leaving}
	commit(t, s, "R1", store.Batch{Entries: []store.Entry{
		kept,
		{Key: key("b"), State: store.Accepted, Digest: digest, Gone: store.Leaving}, // tried by the next run
		{Key: key("c"), State: store.Accepted, Digest: digest, Gone: store.Left},
	}})
	listed := func(want int) {
		t.Helper()
		page, total, err := s.OpenRows(t.Context(), store.OpenFilter{Cause: store.Denied})
		if err != nil || len(page) != want || int(total) != want {
			t.Fatalf("listed are %+v of %d, %v; want %d", page, total, err, want)
		}
		if want > 0 && (page[0].Entry.Key != key("a") || !page[0].Entry.Undeleted() || page[0].Entry.Refusals != 2 || page[0].Entry.Note != "not allowed" || !page[0].Entry.TriedAt.Equal(noon)) {
			t.Errorf("listed is %+v", page[0])
		}
		concerns, err := s.Concerns(t.Context())
		if err != nil || len(concerns) != want || want > 0 && concerns[0].Refused != 1 {
			t.Errorf("concerns are %+v, %v", concerns, err)
		}
	}
	listed(1)
	decide := func(v store.Verdict) error {
		return s.Decide(t.Context(), store.Decision{Scope: scope, Key: key("a"), Verdict: v, Reason: "it may stay", By: "ada", At: noon})
	}
	for _, v := range []store.Verdict{store.Delivered, store.Resend} {
		if err := decide(v); waybill.ErrorCode(err) != waybill.EConflict {
			t.Errorf("%s: %v", v, err)
		}
	}
	listed(1)
	if err := decide(store.GiveUp); err != nil {
		t.Fatal(err)
	}
	listed(0)
	e, _, err := s.Entry(t.Context(), scope, key("a"))
	if err != nil || e.State != store.Accepted || e.Gone != store.Left || e.Digest != digest || e.Unconfirmed() || e.Note != "it may stay" {
		t.Errorf("given up it is %+v, %v", e, err)
	}
	if err := decide(store.GiveUp); waybill.ErrorCode(err) != waybill.EConflict {
		t.Errorf("again: %v", err)
	}
	story, err := s.Story(t.Context(), scope, "a")
	if err != nil || len(story.Decisions) != 1 || story.Decisions[0].Verdict != store.GiveUp {
		t.Errorf("decided was %+v, %v", story.Decisions, err)
	}
}
