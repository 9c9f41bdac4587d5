package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

func takenByForce(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	commit(t, s, "R1", store.Batch{Begin: begin("a")})
	commit(t, s, "R1", store.Batch{Settle: []store.Settle{{BusinessKey: "a", State: store.Accepted, At: noon, Request: "first", Answer: "1"}}})
	forced := begin("a")
	forced[0].Force = true
	if c := commit(t, s, "R1", store.Batch{Begin: forced}); len(c) != 0 {
		t.Fatalf("not taken: %+v", c)
	}
	commit(t, s, "R1", store.Batch{
		Settle:  []store.Settle{{BusinessKey: "a", State: store.Accepted, At: noon, Request: "second", Answer: "2"}},
		Entries: []store.Entry{{Key: key("a"), State: store.Accepted, BusinessKey: "a", Digest: waybill.Digest{1}}},
	})
	story, err := s.Story(t.Context(), scope, "a")
	if err != nil {
		t.Fatal(err)
	}
	if story.Claim == nil || len(story.Claim.Receipts) != 2 || story.Claim.Receipts[0].Request != "second" || story.Claim.Receipts[1].Request != "first" {
		t.Errorf("both receipts are kept, newest first: %+v", story.Claim)
	}
}

// force takes the accepted claim of a row again, and settles it after some hours.
func force(t *testing.T, s store.Store, name string, hours int, x store.Settle) {
	t.Helper()
	forced := begin(name)
	forced[0].Force = true
	if c := commit(t, s, "R1", store.Batch{Begin: forced}); len(c) != 0 {
		t.Fatalf("not taken: %+v", c)
	}
	settle(t, s, name, hours, x)
}

// settle settles the claim of a row after some hours, and remembers it.
func settle(t *testing.T, s store.Store, name string, hours int, x store.Settle) {
	t.Helper()
	x.BusinessKey, x.At = name, noon.Add(time.Duration(hours)*time.Hour)
	e := store.Entry{Key: key(name), State: x.State, BusinessKey: name, Digest: waybill.Digest{1}}
	r := result(name, waybill.Accepted, "")
	r.BusinessKey, r.VendorID, r.At = name, x.VendorID, x.At
	if x.State == store.Accepted && x.VendorID == "" { // it was not confirmed
		e.TriedAt, r.Unconfirmed = x.At, true
	}
	commit(t, s, "R1", store.Batch{Settle: []store.Settle{x}, Entries: []store.Entry{e}, Results: []store.Result{r}})
}

// wantBefore checks how the story of a row and a search for it tell that it was
// accepted before, as the hours and ids of these; and as what it is known now.
func wantBefore(t *testing.T, s store.Store, name, now, want string) {
	t.Helper()
	story, err := s.Story(t.Context(), scope, name)
	if err != nil {
		t.Fatal(err)
	}
	hits, err := s.Search(t.Context(), name, 10)
	if err != nil || len(hits) != 1 {
		t.Fatalf("%s: found %+v, %v", name, hits, err)
	}
	for from, c := range map[string]*store.Claim{"story": &story.Claim.Claim, "search": hits[0].Claim} {
		var got []string
		for _, a := range c.Before {
			got = append(got, fmt.Sprint(a.At.Sub(noon).Hours(), a.VendorID))
		}
		if c.VendorID != now || strings.Join(got, " ") != want {
			t.Errorf("%s of %s: known as %q, before %q; want %q, %q", from, name, c.VendorID, got, now, want)
		}
	}
}

// sentTwice checks that all ids are kept by which the vendor may have a record.
func sentTwice(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	commit(t, s, "R1", store.Batch{Begin: begin("a", "b", "c", "d")})
	settle(t, s, "a", 0, store.Settle{State: store.Accepted, VendorID: "v1"})
	wantBefore(t, s, "a", "v1", "")
	force(t, s, "a", 1, store.Settle{State: store.InDoubt})
	wantBefore(t, s, "a", "", "0v1")
	if err := s.Decide(t.Context(), store.Decision{Scope: scope, Claims: claims, Key: key("a"), Verdict: store.Delivered, Reason: "r", By: "b", At: noon.Add(2 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	force(t, s, "a", 3, store.Settle{State: store.Accepted, VendorID: "v2", Request: "r", Answer: "a"})
	force(t, s, "a", 4, store.Settle{State: store.Accepted, VendorID: "v3", Request: "r", Answer: "a"})
	wantBefore(t, s, "a", "v3", "0v1 2 3v2")
	for _, id := range []string{"v1", "v2", "v3"} {
		hits, err := s.Search(t.Context(), id, 10)
		if err != nil || len(hits) != 1 || hits[0].By != store.ByVendorID || hits[0].Key != key("a") || len(hits[0].Claim.Before) != 3 {
			t.Errorf("found by %s: %+v, %v", id, hits, err)
		}
	}

	settle(t, s, "b", 0, store.Settle{State: store.Accepted, VendorID: "w1"})
	force(t, s, "b", 1, store.Settle{State: store.Accepted, VendorID: "w1"}) // the vendor had one
	wantBefore(t, s, "b", "w1", "")
	settle(t, s, "c", 0, store.Settle{State: store.Accepted, VendorID: "x1"})
	force(t, s, "c", 1, store.Settle{State: store.Refused})
	wantBefore(t, s, "c", "", "0x1")
	settle(t, s, "d", 0, store.Settle{State: store.Accepted}) // unconfirmed
	if err := s.Decide(t.Context(), store.Decision{Scope: scope, Claims: claims, Key: key("d"), Verdict: store.Resend, Reason: "r", By: "b", At: noon.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	wantBefore(t, s, "d", "", "0")
	again := begin("d")
	again[0].Again = true
	commit(t, s, "R1", store.Batch{Begin: again})
	settle(t, s, "d", 2, store.Settle{State: store.Accepted, VendorID: "y1"})
	wantBefore(t, s, "d", "y1", "0")
}

// sentAgain checks that what nobody has accepted is not said to be.
func sentAgain(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	commit(t, s, "R1", store.Batch{Begin: begin("a", "b")})
	for i, name := range []string{"a", "b"} {
		settle(t, s, name, 0, store.Settle{State: []store.State{store.InDoubt, store.Refused}[i], Request: "r", Answer: "none"})
		if err := s.Decide(t.Context(), store.Decision{Scope: scope, Claims: claims, Key: key(name), Verdict: store.Resend, Reason: "r", By: "b", At: noon}); err != nil {
			t.Fatal(err)
		}
		again := begin(name)
		again[0].Again = true
		commit(t, s, "R1", store.Batch{Begin: again})
		settle(t, s, name, 1, store.Settle{State: store.Accepted, VendorID: "v" + name, Request: "r", Answer: "a"})
		wantBefore(t, s, name, "v"+name, "")
		story, err := s.Story(t.Context(), scope, name)
		if err != nil || len(story.Claim.Receipts) != 2 || !slices.ContainsFunc(story.Claim.Receipts, func(r store.Receipt) bool { return r.Answer == "none" }) {
			t.Errorf("%s: receipts %+v, %v", name, story.Claim, err)
		}
	}
}
