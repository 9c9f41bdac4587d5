package storetest

import (
	"slices"
	"testing"

	"github.com/waybillhq/waybill/store"
)

// claimedIn has a memory know where it has claims, by runs and by a person's word.
func claimedIn(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	theirs := store.Scope{Account: scope.Account, Sync: "another"}
	one, two := claims, claims
	one.Scope, two.Scope = "10l1", "10l2"
	if got, err := s.ClaimedIn(t.Context(), scope); err != nil || len(got) != 0 {
		t.Errorf("at first: %v, %v", got, err)
	}
	for _, b := range []store.Batch{
		{Scope: scope, Claims: one, Begin: begin("a")},
		{Scope: scope, Claims: claims, Begin: begin("a", "b")},
		{Scope: scope, Claims: one, Begin: begin("c")},
		{Scope: theirs, Claims: one, Begin: begin("d")},
		{Scope: theirs, Entries: []store.Entry{{Key: key("e"), State: store.Refused, BusinessKey: "e"}}},
	} {
		b.Run = "R1"
		if held, err := s.Commit(t.Context(), b); err != nil || len(held) != 0 {
			t.Fatal(held, err)
		}
	}
	if err := s.Decide(t.Context(), store.Decision{Scope: theirs, Claims: two, Key: key("e"), Verdict: store.Delivered, Reason: "seen", By: "ada", At: noon}); err != nil {
		t.Fatal(err)
	}
	for of, want := range map[store.Scope][]store.ClaimScope{scope: {one, claims}, theirs: {one, two}} {
		if got, err := s.ClaimedIn(t.Context(), of); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s has claims in %v, %v; want %v", of.Sync, got, err, want)
		}
	}
}

// unsureClaims has a claim know that its acceptance was not confirmed, until it is or
// until somebody has decided; and that an attempt was never answered.
func unsureClaims(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	commit(t, s, "R1", store.Batch{Begin: begin("a", "b", "c")})
	for _, name := range []string{"a", "b"} {
		commit(t, s, "R1", store.Batch{
			Settle:  []store.Settle{{BusinessKey: name, State: store.Accepted, Unsure: true, At: noon}},
			Entries: []store.Entry{{Key: key(name), State: store.Accepted, BusinessKey: name, TriedAt: noon}},
		})
		if c := told(t, s, name).Claim; !c.Unsure {
			t.Errorf("not confirmed: %+v", c)
		}
	}
	if err := decideOn(t, s, "a", store.Delivered); err != nil {
		t.Fatal(err)
	}
	if err := decideOn(t, s, "b", store.Resend); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "b"} {
		if c := told(t, s, name).Claim; c.Unsure {
			t.Errorf("decided about: %+v", c)
		}
	}
	if story := told(t, s, "a"); story.Claim.Marked != "ada" {
		t.Errorf("marked: %+v", story.Claim)
	}
	again := begin("b")
	again[0].Again = true
	commit(t, s, "R1", store.Batch{Begin: again})
	commit(t, s, "R1", store.Batch{Settle: []store.Settle{{BusinessKey: "b", State: store.Accepted, VendorID: "v1", At: noon}, {BusinessKey: "c", State: store.InDoubt, At: noon}}})
	if c := told(t, s, "b").Claim; c.Unsure {
		t.Errorf("sent again and confirmed: %+v", c)
	}
	if found, err := s.Claims(t.Context(), claims, []string{"a", "c"}); err != nil || !found["a"].Doubted.IsZero() || !found["c"].Doubted.Equal(noon) {
		t.Errorf("the claims are %+v, %v", found, err)
	}
}

// renamedDoubts has a row in doubt be found by the key that it has now, and what is
// decided be of the one that was sent.
func renamedDoubts(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	for _, verdict := range []store.Verdict{store.Delivered, store.GiveUp, store.Resend} {
		name, now := "old "+string(verdict), "new "+string(verdict)
		commit(t, s, "R1", store.Batch{Begin: begin(name)})
		commit(t, s, "R1", store.Batch{
			Settle:  []store.Settle{{BusinessKey: name, State: store.InDoubt, At: noon}},
			Entries: []store.Entry{{Key: key(name), State: store.InDoubt, BusinessKey: name, NewKey: now, TriedAt: noon}},
		})
		hits, err := s.Search(t.Context(), now, 9)
		if err != nil || len(hits) != 1 || hits[0].By != store.ByBusinessKey || hits[0].Key != key(name) || hits[0].Claim == nil || hits[0].Claim.BusinessKey != name {
			t.Errorf("%s is found as %+v, %v", now, hits, err)
		}
		if story, err := s.Story(t.Context(), scope, now); err != nil || story.Entry == nil || story.Entry.Key != key(name) {
			t.Errorf("the story of %s is %+v, %v", now, story, err)
		}
		if err := decideOn(t, s, name, verdict); err != nil {
			t.Fatal(err)
		}
		if story := told(t, s, name); story.Entry.BusinessKey != name || story.Entry.NewKey != "" || story.Claim.BusinessKey != name {
			t.Errorf("%s: it is %+v, its claim %+v", verdict, story.Entry, story.Claim)
		}
	}
	if found, err := s.Claims(t.Context(), claims, []string{"new delivered"}); err != nil || len(found) != 0 {
		t.Errorf("what was never sent is claimed: %+v, %v", found, err)
	}
}
