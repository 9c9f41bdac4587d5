package storetest

import (
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// told returns the story of a row, and checks that a search finds the same claims.
func told(t *testing.T, s store.Store, name string) store.Story {
	t.Helper()
	story, err := s.Story(t.Context(), scope, key(name))
	if err != nil {
		t.Fatal(err)
	}
	hits, err := s.Search(t.Context(), name, 9)
	if err != nil || len(hits) != 1 {
		t.Fatalf("%s is found %d times: %v", name, len(hits), err)
	}
	h := hits[0]
	if (h.Claim == nil) != (story.Claim == nil) || len(h.Others) != len(story.Others) {
		t.Fatalf("%s: the search knows %+v and %+v, the story %+v and %+v", name, h.Claim, h.Others, story.Claim, story.Others)
	}
	same := func(a, b store.Claim) bool {
		return a.BusinessKey == b.BusinessKey && a.State == b.State && a.Sync == b.Sync && a.Own == b.Own && a.VendorID == b.VendorID &&
			a.Marked == b.Marked && a.Doubted.Equal(b.Doubted)
	}
	if h.Claim != nil && !same(*h.Claim, story.Claim.Claim) {
		t.Errorf("%s: the search knows %+v, the story %+v", name, h.Claim, story.Claim.Claim)
	}
	for i := range h.Others {
		if !same(h.Others[i].Claim, story.Others[i].Claim) {
			t.Errorf("%s: of others the search knows %+v, the story %+v", name, h.Others[i], story.Others[i])
		}
	}
	return story
}

func decideOn(t *testing.T, s store.Store, name string, v store.Verdict) error {
	t.Helper()
	return s.Decide(t.Context(), store.Decision{Scope: scope, Claims: claims, Key: key(name), Verdict: v, Reason: "looked", By: "ada", At: noon.Add(time.Hour)})
}

// doubtsStay has a claim remember that an attempt was never answered, whatever came of
// the next one.
func doubtsStay(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	commit(t, s, "R1", store.Batch{Begin: begin("a")})
	commit(t, s, "R1", store.Batch{
		Settle:  []store.Settle{{BusinessKey: "a", State: store.InDoubt, At: noon.Add(time.Minute)}},
		Entries: []store.Entry{{Key: key("a"), State: store.InDoubt, BusinessKey: "a", TriedAt: noon}},
	})
	if c := told(t, s, "a").Claim; !c.Doubted.Equal(noon) || !c.Own || c.Sync != scope.Sync {
		t.Errorf("in doubt: %+v", c)
	}
	if err := decideOn(t, s, "a", store.Resend); err != nil {
		t.Fatal(err)
	}
	again := begin("a")
	again[0].Again, again[0].At = true, noon.Add(2*time.Hour)
	commit(t, s, "R1", store.Batch{Begin: again})
	if story := told(t, s, "a"); story.Claim.State != store.Begun || store.Known(story.Entry, &story.Claim.Claim) != store.Begun {
		t.Errorf("it is on its way again: %+v, %+v", story.Entry, story.Claim)
	}
	commit(t, s, "R1", store.Batch{
		Settle:  []store.Settle{{BusinessKey: "a", State: store.Accepted, VendorID: "v2", At: noon.Add(2 * time.Hour)}},
		Entries: []store.Entry{{Key: key("a"), State: store.Accepted, BusinessKey: "a"}},
	})
	if c := told(t, s, "a").Claim; !c.Doubted.Equal(noon) || c.State != store.Accepted || !c.Matters() {
		t.Errorf("accepted: %+v", c)
	}
}

// marks has a person's word take a claim that nobody had, and be known as that.
func marks(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	commit(t, s, "R1", store.Batch{Entries: []store.Entry{{Key: key("a"), State: store.Refused, BusinessKey: "a", Tried: waybill.Digest{1}, Note: "no click"}}})
	if err := decideOn(t, s, "a", store.Delivered); err != nil {
		t.Fatal(err)
	}
	if c := told(t, s, "a").Claim; c == nil || c.State != store.Accepted || c.Marked != "ada" || !c.SettledAt.Equal(noon.Add(time.Hour)) {
		t.Errorf("marked: %+v", c)
	}
	if held := commit(t, s, "R1", store.Batch{Begin: []store.Begin{{Key: key("b"), BusinessKey: "a", At: noon}}}); len(held) != 1 {
		t.Errorf("another row took the claim: %+v", held)
	}
}

// formerKeys has what a row was accepted as stay known when it is called otherwise.
func formerKeys(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	commit(t, s, "R1", store.Batch{Begin: []store.Begin{{Key: key("a"), BusinessKey: "old", At: noon}}})
	commit(t, s, "R1", store.Batch{
		Settle:  []store.Settle{{BusinessKey: "old", State: store.Accepted, VendorID: "v1", At: noon}},
		Entries: []store.Entry{{Key: key("a"), State: store.Rekeyed, BusinessKey: "old", NewKey: "new", Digest: waybill.Digest{1}, Tried: waybill.Digest{2}}},
	})
	if story := told(t, s, "a"); story.Claim.VendorID != "v1" || len(story.Others) != 0 {
		t.Errorf("rekeyed: %+v, %+v", story.Claim, story.Others)
	}
	if err := decideOn(t, s, "a", store.Delivered); err != nil {
		t.Fatal(err)
	}
	story := told(t, s, "a")
	if e := story.Entry; e.State != store.Accepted || e.BusinessKey != "new" || e.NewKey != "" || e.Digest != (waybill.Digest{2}) {
		t.Errorf("marked as delivered: %+v", e)
	}
	if c := story.Claim; c.BusinessKey != "new" || c.Marked != "ada" || len(story.Others) != 1 || story.Others[0].VendorID != "v1" || !story.Others[0].Own {
		t.Errorf("its claims are %+v and %+v", c, story.Others)
	}
	commit(t, s, "R1", store.Batch{
		Begin:  []store.Begin{{Key: key("a"), BusinessKey: "newer", At: noon.Add(time.Hour)}},
		Former: []store.FormerKey{{Key: key("a"), BusinessKey: "new"}, {Key: key("a"), BusinessKey: "newer"}, {Key: key("b"), BusinessKey: "old"}},
	})
	if story := told(t, s, "a"); story.Claim.BusinessKey != "newer" || story.Claim.State != store.Begun || len(story.Others) != 2 {
		t.Errorf("on its way under another key: %+v and %+v", story.Claim, story.Others)
	}
}

// contests has nobody decide otherwise about what was decided through another row.
func contests(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	for verdict, state := range map[store.Verdict]store.State{store.Delivered: store.Accepted, store.Resend: store.Released, store.GiveUp: store.GivenUp} {
		n := "of " + string(verdict)
		commit(t, s, "R1", store.Batch{Begin: begin(n)})
		commit(t, s, "R1", store.Batch{
			Settle: []store.Settle{{BusinessKey: n, State: state, At: noon}},
			Entries: []store.Entry{
				{Key: key(n), State: store.InDoubt, BusinessKey: n, TriedAt: noon},
				{Key: key("twin " + n), State: store.InDoubt, BusinessKey: n, TriedAt: noon},
			},
		})
		for _, other := range []store.Verdict{store.Delivered, store.Resend, store.GiveUp} {
			if other == verdict {
				continue
			}
			for _, row := range []string{n, "twin " + n} {
				if err := decideOn(t, s, row, other); waybill.ErrorCode(err) != waybill.EConflict {
					t.Errorf("%s: %s was taken: %v", row, other, err)
				}
			}
		}
		if err := decideOn(t, s, "twin "+n, verdict); err != nil {
			t.Errorf("%s: the same was not taken: %v", n, err)
		}
	}
}

// heldElsewhere has a row of which a run alone knows find who has its business key.
func heldElsewhere(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	r := result("a", waybill.Rejected, "no click")
	r.BusinessKey = "x"
	commit(t, s, "R1", store.Batch{Results: []store.Result{r}, Begin: []store.Begin{{Key: key("b"), BusinessKey: "x", At: noon}}})
	commit(t, s, "R1", store.Batch{Settle: []store.Settle{{BusinessKey: "x", State: store.Accepted, VendorID: "v1", At: noon}}})
	if c := told(t, s, "a").Claim; c == nil || c.Own || c.VendorID != "v1" || c.Key != key("b") {
		t.Errorf("its business key is %+v", c)
	}
}
