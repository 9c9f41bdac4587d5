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

// saveRun records how a run ended, and when.
func saveRun(t *testing.T, s store.Store, id string, status waybill.Status, at time.Time) {
	t.Helper()
	r := waybill.Run{ID: id, Sync: scope.Sync, Account: scope.Account, Trigger: "manual", Status: status, StartedAt: at, FinishedAt: at}
	if err := s.SaveRun(t.Context(), r, 0); err != nil {
		t.Fatal(err)
	}
}

// unremembered searches and returns what is found of which nothing is
// remembered: each row by what, in the field of a reference, and its last result.
func unremembered(t *testing.T, s store.Store, text string) string {
	t.Helper()
	hits, err := s.Search(t.Context(), text, 10)
	if err != nil {
		t.Fatal(err)
	}
	pasts, err := s.Pasts(t.Context(), hits)
	if err != nil || len(pasts) != len(hits) {
		t.Fatalf("%q: %d pasts of %d rows, %v", text, len(pasts), len(hits), err)
	}
	var got []string
	for i, h := range hits {
		if h.State() != 0 || len(pasts[i].Results) != 1 {
			t.Errorf("%q: found %+v, %+v", text, h, pasts[i])
			continue
		}
		last := pasts[i].Results[0]
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s by %s %s", h.Key, h.By, h.Field))+fmt.Sprintf(": %s in %s as %s", last.Outcome, last.Run, last.BusinessKey))
	}
	slices.Sort(got)
	return strings.Join(got, "; ")
}

// unsent checks that what a run read and did not get to send is found by all that
// is known of it, as long as that is kept.
func unsent(t *testing.T, open Open) {
	s := open(t)
	later := func(days int) time.Time { return noon.AddDate(0, 0, days) }
	saveRun(t, s, "R1", waybill.Cancelled, noon)
	commit(t, s, "R1", store.Batch{
		References: slices.Concat(refer("click", "c-8", "8"), refer("customer", "C-7", "7", "8", "sent"), refer("click", "c-9", "9")),
		Referenced: "click customer", Entries: remembered("sent", "9"),
	})
	// The row 9 was refused, and left the model before it was delivered.
	commit(t, s, "R1", store.Batch{Results: []store.Result{
		result("7", waybill.Deferred, "not sent"), result("8", waybill.Deferred, "not sent"), result("9", waybill.Rejected, "no click"), result("sent", waybill.Accepted, ""),
	}})
	commit(t, s, "R1", store.Batch{Forget: []string{key("9")}})
	// Another sync knows a row by the same key, and many runs came since.
	other := store.Batch{Scope: store.Scope{Account: "crm", Sync: "customers"}, Forget: []string{key("8")}, Referenced: "click"}
	if _, err := s.Commit(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	for i := range 30 {
		saveRun(t, s, fmt.Sprint("S", i), []waybill.Status{waybill.Completed, waybill.WithRejections}[i%2], later(80))
	}
	saveRun(t, s, "R2", waybill.Failed, later(80))
	commit(t, s, "R2", store.Batch{Results: []store.Result{result("8", waybill.Deferred, "not sent")}})
	check := func(when string, want map[string]string) {
		t.Helper()
		for text, want := range want {
			if got := unremembered(t, s, text); got != want {
				t.Errorf("%s, %q: got %s, want %s", when, text, got, want)
			}
		}
	}
	prune := func(days int) {
		t.Helper()
		if err := s.Prune(t.Context(), later(days), store.DefaultRetention); err != nil {
			t.Fatal(err)
		}
	}
	eight := `["8"] by %s: deferred in R2 as bk-8`
	check("while all is kept", map[string]string{
		"8": fmt.Sprintf(eight, "primary_key"), "bk-8": fmt.Sprintf(eight, "business_key"), "c-8": fmt.Sprintf(eight, "reference click"),
		"9": `["9"] by primary_key: rejected in R1 as bk-9`, "bk-9": `["9"] by business_key: rejected in R1 as bk-9`, "c-9": "", "bk-sent": "",
	})
	hits, err := s.Search(t.Context(), "C-7", 10)
	if err != nil || len(hits) != 3 || hits[0].Key != key("sent") || hits[1].Key != key("8") || hits[2].Key != key("7") {
		t.Errorf("what is remembered comes first, then the newest: %+v, %v", hits, err)
	}
	prune(85)
	check("a while later", map[string]string{"c-8": fmt.Sprintf(eight, "reference click"), "c-9": ""})
	prune(91) // the results of R1 are deleted
	check("when one run is left", map[string]string{"7": "", "8": fmt.Sprintf(eight, "primary_key"), "bk-9": ""})
	prune(91)
	commit(t, s, "R2", store.Batch{Entries: remembered("7")})
	if got := foundBy(t, s, "C-7", 10); got != `orders ["sent"] by customer, accepted` {
		t.Errorf("what a row was found by of which nothing was left is still there: %s", got)
	}
	prune(171)
	check("when nothing is left", map[string]string{"8": "", "bk-8": "", "c-8": ""})
}

// pasts checks that what is told of the past of rows says how they are now.
func pasts(t *testing.T, open Open) {
	s := open(t)
	for i, list := range [][]store.Result{
		{result("a", waybill.Accepted, ""), result("b", waybill.Accepted, ""), result("c", waybill.Rejected, "no")},
		{result("a", waybill.Deferred, "held"), result("b", waybill.Accepted, ""), result("c", waybill.Rejected, "no")},
	} {
		id := fmt.Sprint("R", i+1)
		startRun(t, s, id)
		commit(t, s, id, store.Batch{Results: list})
	}
	commit(t, s, "R2", store.Batch{Entries: []store.Entry{
		{Key: key("a"), State: store.Accepted, Digest: waybill.Digest{1}},
		{Key: key("b"), State: store.Accepted, Digest: waybill.Digest{1}},
		{Key: key("d"), State: store.Accepted, Digest: waybill.Digest{1}},
	}})
	for i, v := range []store.Verdict{store.Resend, store.GiveUp} {
		commit(t, s, "R2", store.Batch{Entries: []store.Entry{{Key: key("c"), State: store.InDoubt, Note: "no answer", TriedAt: noon}}})
		d := store.Decision{Scope: scope, Key: key("c"), Verdict: v, Reason: "asked", By: "ada", At: noon.Add(time.Duration(i) * time.Minute)}
		if err := s.Decide(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	var found []store.Hit
	for _, n := range []string{"d", "c", "b", "a"} {
		hits, err := s.Search(t.Context(), n, 1)
		if err != nil || len(hits) != 1 {
			t.Fatalf("%s: %+v, %v", n, hits, err)
		}
		found = append(found, hits...)
	}
	got, err := s.Pasts(t.Context(), found)
	if err != nil || len(got) != len(found) {
		t.Fatalf("%+v, %v", got, err)
	}
	for i, want := range []string{"", "R2 rejected", "R2 accepted", "R1 accepted"} {
		last := ""
		for _, r := range got[i].Results {
			last += fmt.Sprint(r.Run, " ", r.Outcome)
		}
		if last != want {
			t.Errorf("%s: got %q, want %q", found[i].Key, last, want)
		}
		past, err := s.Past(t.Context(), scope, found[i].Key)
		if err != nil || !slices.Equal(got[i].Decisions, past.Decisions) {
			t.Errorf("%s: decisions %+v, want %+v, %v", found[i].Key, got[i].Decisions, past.Decisions, err)
		}
	}
	if d := got[1].Decisions; len(d) != 2 || d[0].Verdict != store.GiveUp {
		t.Errorf("the newest comes first: %+v", d)
	}
	if none, err := s.Pasts(t.Context(), nil); err != nil || len(none) != 0 {
		t.Errorf("of no rows: %+v, %v", none, err)
	}
}
