package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// lookedUp searches and returns what is known of what was found, as a look at the
// same rows and their stories tell it too.
func lookedUp(t *testing.T, s store.Store, text string) string {
	t.Helper()
	hits, err := s.Search(t.Context(), text, 10)
	if err != nil {
		t.Fatal(err)
	}
	var rows []store.Row
	for _, h := range hits {
		rows = append(rows, store.Row{Scope: h.Scope, Key: h.Key})
	}
	looked, err := s.Look(t.Context(), rows)
	if err != nil || len(looked) != len(hits) {
		t.Fatalf("%q: %d of %d rows, %v", text, len(looked), len(hits), err)
	}
	var got []string
	for i, h := range hits {
		told := fmt.Sprint(h.Scope.Sync, " ", h.Key, " by ", h.By, ": ", h.State())
		if h.Claim != nil {
			told += fmt.Sprintf(", %s %s of %s %s, sent %q", h.Claim.BusinessKey, h.Claim.State, h.Claim.Sync, h.Claim.Key, h.Sent)
		}
		story, err := s.Story(t.Context(), h.Scope, h.Key)
		if err != nil || (story.Claim == nil) != (h.Claim == nil) || h.Claim != nil && (story.Claim.BusinessKey != h.Claim.BusinessKey || story.Claim.Key != h.Claim.Key || story.Claim.Sync != h.Claim.Sync || story.Claim.Scope != h.Claims) {
			t.Errorf("%q: the story says %+v, the search %+v in %+v: %v", text, story.Claim, h.Claim, h.Claims, err)
		}
		if l := looked[i]; h.Entry != nil && (l.State() != h.State() || (l.Claim == nil) != (h.Claim == nil) || !slices.Equal(l.Sent, h.Sent)) {
			t.Errorf("%q: a look says %+v, the search %+v", text, l, h)
		}
		got = append(got, told)
	}
	return strings.Join(got, "; ")
}

// begunNow checks that what is being sent is told as that, whatever it was before,
// and found by all its names.
func begunNow(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	commit(t, s, "R1", store.Batch{Entries: []store.Entry{
		{Key: key("1"), State: store.Refused, BusinessKey: "old 1", Tried: waybill.Digest{1}}, {Key: key("2"), State: store.Refused, BusinessKey: "bk 2"},
	}})
	commit(t, s, "R1", store.Batch{Begin: []store.Begin{{Key: key("1"), BusinessKey: "new 1", At: noon}, {Key: key("2"), BusinessKey: "bk 2", At: noon}, {Key: key("3"), BusinessKey: "bk 3", At: noon}}})
	for text, want := range map[string]string{
		"1":     `orders ["1"] by primary_key: begun, new 1 begun of orders ["1"], sent []`,
		"new 1": `orders ["1"] by business_key: begun, new 1 begun of orders ["1"], sent []`,
		"old 1": `orders ["1"] by business_key: begun, new 1 begun of orders ["1"], sent []`,
		"2":     `orders ["2"] by primary_key: begun, bk 2 begun of orders ["2"], sent []`,
		"3":     `orders ["3"] by primary_key: begun, bk 3 begun of orders ["3"], sent []`,
	} {
		if got := lookedUp(t, s, text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
	if story, err := s.Story(t.Context(), scope, "3"); err != nil || story.Claim == nil || story.Claim.State != store.Begun {
		t.Errorf("by its primary key: %+v, %v", story.Claim, err)
	}
	commit(t, s, "R1", store.Batch{
		Settle:  []store.Settle{{BusinessKey: "new 1", State: store.Accepted, VendorID: "v1", At: noon, Request: "POST /1", Answer: "200"}},
		Entries: []store.Entry{{Key: key("1"), State: store.Accepted, BusinessKey: "new 1", Digest: waybill.Digest{1}}},
	})
	if got := lookedUp(t, s, "1"); got != `orders ["1"] by primary_key: accepted, new 1 accepted of orders ["1"], sent ["POST /1"]` {
		t.Errorf("when it is settled: %s", got)
	}
}

// held checks that the claim of another row is told as that, and that a row is found
// by all business keys that runs told of it.
func held(t *testing.T, open Open) {
	s := open(t)
	other := store.Scope{Account: scope.Account, Sync: "more orders"}
	startRun(t, s, "R1")
	commit(t, s, "R1", store.Batch{Begin: []store.Begin{{Key: key("1"), BusinessKey: "order 1", At: noon}}})
	commit(t, s, "R1", store.Batch{
		Settle:  []store.Settle{{BusinessKey: "order 1", State: store.Accepted, VendorID: "v1", At: noon, Request: "POST /1", Answer: "200"}},
		Entries: []store.Entry{{Key: key("1"), State: store.Accepted, BusinessKey: "order 1", Digest: waybill.Digest{1}}},
	})
	rekeyed := result("1", waybill.Rejected, "this row was sent as order 1")
	rekeyed.BusinessKey = "order 1b"
	commit(t, s, "R1", store.Batch{Results: []store.Result{rekeyed}})
	if _, err := s.Commit(t.Context(), store.Batch{Scope: other, Entries: []store.Entry{{Key: key("x"), State: store.Refused, BusinessKey: "order 1"}}}); err != nil {
		t.Fatal(err)
	}
	const row = `orders ["1"] by business_key: accepted, order 1 accepted of orders ["1"], sent ["POST /1"]`
	for text, want := range map[string]string{
		"x":        `more orders ["x"] by primary_key: refused, order 1 accepted of orders ["1"], sent ["POST /1"]`,
		"order 1b": row,
	} {
		if got := lookedUp(t, s, text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
	if story, err := s.Story(t.Context(), scope, "order 1b"); err != nil || story.Entry == nil || story.Entry.Key != key("1") {
		t.Errorf("by a business key that a run told of: %+v, %v", story, err)
	}
}
