package storetest

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

func decisions(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	for verdict, want := range map[store.Verdict]store.State{store.Delivered: store.Accepted, store.Resend: store.Released, store.GiveUp: store.GivenUp} {
		n := string(verdict)
		commit(t, s, "R1", store.Batch{Begin: begin(n)})
		commit(t, s, "R1", store.Batch{
			Settle:  []store.Settle{{BusinessKey: n, State: store.InDoubt, At: noon}},
			Entries: []store.Entry{{Key: key(n), State: store.InDoubt, Digest: waybill.Digest{1}, Assumed: true, Tried: waybill.Digest{1, 7}, TriedAt: noon, BusinessKey: n, Unsure: noon}},
		})
		d := store.Decision{Scope: scope, Claims: claims, Key: key(n), Verdict: verdict, Reason: "asked the vendor", By: "ada", At: noon}
		if err := s.Decide(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		story, err := s.Story(t.Context(), scope, n)
		if err != nil || story.Entry.State != want || !story.Entry.Unsure.IsZero() || story.Claim.State != want {
			t.Errorf("%s: row %+v, claim %+v, %v", n, story.Entry, story.Claim, err)
		}
		if (verdict == store.Delivered) != (story.Entry.Digest == waybill.Digest{1, 7}) || (verdict == store.Delivered) == story.Entry.Assumed {
			t.Errorf("%s: digest %v, assumed %v", n, story.Entry.Digest, story.Entry.Assumed)
		}
		if len(story.Decisions) != 1 || story.Decisions[0].Verdict != d.Verdict || story.Decisions[0].Reason != d.Reason || !story.Decisions[0].At.Equal(d.At) {
			t.Errorf("%s: decisions %+v", n, story.Decisions)
		}
		if past, err := s.Past(t.Context(), scope, key(n)); err != nil || !slices.Equal(past.Decisions, story.Decisions) {
			t.Errorf("%s: its past %+v, %v", n, past, err)
		}
	}
}

func nothingToDecide(t *testing.T, open Open) {
	s := open(t)
	commit(t, s, "", store.Batch{Entries: []store.Entry{{Key: key("a"), State: store.Accepted, Digest: waybill.Digest{1}}}})
	err := s.Decide(t.Context(), store.Decision{Scope: scope, Claims: claims, Key: key("a"), Verdict: store.Resend, Reason: "r", By: "b", At: noon})
	if waybill.ErrorCode(err) != waybill.EConflict {
		t.Errorf("an accepted row was released: %v", err)
	}
	commit(t, s, "", store.Batch{Entries: []store.Entry{{Key: key("b"), State: store.Baseline, Digest: waybill.Digest{1}}}})
	err = s.Decide(t.Context(), store.Decision{Scope: scope, Claims: claims, Key: key("b"), Verdict: store.Resend, Reason: "r", By: "b", At: noon})
	if told, ok := errors.AsType[*waybill.Error](err); !ok || told.Code != waybill.EConflict || !strings.Contains(told.Hint, "--full-resync") {
		t.Errorf("a row of a baseline: %v", err)
	}
	err = s.Decide(t.Context(), store.Decision{Scope: scope, Claims: claims, Key: key("nobody"), Verdict: store.GiveUp, Reason: "r", By: "b", At: noon})
	if waybill.ErrorCode(err) != waybill.ENotFound {
		t.Errorf("a row nobody knows: %v", err)
	}
	if _, err := s.Story(t.Context(), scope, "nobody"); waybill.ErrorCode(err) != waybill.ENotFound {
		t.Errorf("the story of nobody: %v", err)
	}
	if past, err := s.Past(t.Context(), scope, key("nobody")); err != nil || len(past.Results)+len(past.Decisions) > 0 {
		t.Errorf("the past of nobody: %+v, %v", past, err)
	}
}

func ambiguous(t *testing.T, open Open) {
	s := open(t)
	commit(t, s, "", store.Batch{Entries: []store.Entry{
		{Key: key("1"), State: store.InDoubt, BusinessKey: "2"},
		{Key: key("2"), State: store.InDoubt, BusinessKey: "1"},
		{Key: key("3"), State: store.InDoubt, BusinessKey: "3"},
		{Key: key("4"), State: store.Refused, BusinessKey: "twice"},
		{Key: key("5"), State: store.Refused, BusinessKey: "twice"},
	}})
	for name, want := range map[string]string{"1": "primary key of one row and the business key of another", "twice": "business key of several rows"} {
		if _, err := s.Story(t.Context(), scope, name); waybill.ErrorCode(err) != waybill.EInvalid || !strings.Contains(err.Error(), want) {
			t.Errorf("one of two rows was taken: %v", err)
		}
	}
	for _, name := range []string{key("1"), key("2"), "3"} {
		if story, err := s.Story(t.Context(), scope, name); err != nil || story.Entry == nil || (story.Entry.Key != name && name != "3") {
			t.Errorf("%s: %+v, %v", name, story.Entry, err)
		}
	}
}
