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

// openRows lists rows that are refused or were not confirmed, until these are
// accepted, confirmed or decided about.
func openRows(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	unsure := func(k string, minute int) store.Entry {
		return store.Entry{Key: key(k), State: store.Accepted, Digest: waybill.Digest{1}, TriedAt: noon.Add(time.Duration(minute) * time.Minute), Note: "no id of " + k}
	}
	commit(t, s, "R1", store.Batch{Entries: []store.Entry{
		unsure("a", 1), unsure("b", 3), unsure("c", 2), unsure("d", 4),
		{Key: key("fine"), State: store.Accepted, Digest: waybill.Digest{1}},
		{Key: key("r"), State: store.Refused, Note: "no amount"},
		{Key: key("q"), State: store.Refused, Tried: waybill.Digest{2}, Refusals: 2, TriedAt: noon, Note: "no such click"},
		{Key: key("s"), State: store.Rekeyed, Note: "another key"},
		{Key: key("doubt"), State: store.InDoubt, TriedAt: noon},
	}})
	other := store.Scope{Account: "crm", Sync: "clients"}
	if _, err := s.Commit(t.Context(), store.Batch{Scope: other, Entries: []store.Entry{{Key: key("z"), State: store.Refused, Note: "no"}}}); err != nil {
		t.Fatal(err)
	}
	want := func(c store.Cause, sync, want string) {
		t.Helper()
		for size := 1; size < 6; size++ {
			got, total := opened(t, s, store.OpenFilter{Cause: c, Sync: sync, Limit: size})
			if text := strings.Join(got, " "); text != want || int(total) != len(got) {
				t.Errorf("cause %d of %q, by %d: got %s of %d, want %s", c, sync, size, text, total, want)
			}
		}
	}
	want(store.Unconfirmed, "", "d b c a")
	want(store.Unconfirmed, "clients", "")
	want(store.Denied, scope.Sync, "q r s")
	want(store.Denied, "clients", "z")
	want(store.Denied, "", "q r s z")
	for k, want := range map[string]int{"q": 2, "r": 0} {
		page, _, err := s.OpenRows(t.Context(), store.OpenFilter{Cause: store.Denied, Sync: scope.Sync})
		at := slices.IndexFunc(page, func(r store.OpenRow) bool { return r.Entry.Key == key(k) })
		if err != nil || at < 0 || page[at].Entry.Refusals != want {
			t.Errorf("the vendor refused %s in %d runs: %+v, %v", k, want, page, err)
		}
	}

	for k, v := range map[string]store.Verdict{"a": store.Delivered, "b": store.GiveUp, "c": store.Resend} {
		if err := s.Decide(t.Context(), store.Decision{Scope: scope, Claims: claims, Key: key(k), Verdict: v, Reason: "seen there", By: "ada", At: noon}); err != nil {
			t.Fatal(err)
		}
	}
	want(store.Unconfirmed, "", "d")
	e, _, err := s.Entry(t.Context(), scope, key("a"))
	if err != nil || e.Unconfirmed() || e.Note != "seen there" {
		t.Errorf("a person has seen it: %+v, %v", e, err)
	}
	if e, _, err = s.Entry(t.Context(), scope, key("d")); err != nil || !e.Unconfirmed() || e.Note != "no id of d" {
		t.Errorf("nobody has seen it: %+v, %v", e, err)
	}
	commit(t, s, "R1", store.Batch{Entries: []store.Entry{{Key: key("d"), State: store.Accepted}, {Key: key("q"), State: store.Accepted}}})
	want(store.Unconfirmed, "", "")
	want(store.Denied, scope.Sync, "r s")
}

// opened reads all pages of open rows.
func opened(t *testing.T, s store.Store, f store.OpenFilter) (keys []string, total int64) {
	t.Helper()
	for {
		page, n, err := s.OpenRows(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		total = n
		for _, d := range page {
			keys, f.After = append(keys, strings.Trim(d.Entry.Key, `[]"`)), d.Cursor
		}
		if len(page) < f.Limit {
			return keys, total
		}
	}
}

// settledSince counts the rows of a run that a later one did not leave deferred.
func settledSince(t *testing.T, open Open) {
	s := open(t)
	var left []store.Result
	for i := range 6 {
		left = append(left, result(fmt.Sprint(i), waybill.Deferred, "not sent: away"))
	}
	startRun(t, s, "R1")
	commit(t, s, "R1", store.Batch{Results: append(left, result("done", waybill.Accepted, ""))})
	for i, rows := range [][]store.Result{
		{result("0", waybill.Accepted, ""), result("1", waybill.Deferred, "away"), result("done", waybill.Accepted, "")},
		{result("0", waybill.Accepted, ""), result("2", waybill.Rejected, "no")},
	} {
		run := fmt.Sprintf("R%d", i+2)
		startRun(t, s, run)
		commit(t, s, run, store.Batch{Results: rows})
	}
	commit(t, s, "R3", store.Batch{Entries: []store.Entry{{Key: key("2"), State: store.Deferred}, {Key: key("3"), State: store.Deferred}}})
	for _, k := range []string{"2", "3"} {
		if err := s.Decide(t.Context(), store.Decision{Scope: scope, Key: key(k), Verdict: store.Resend, Reason: "now", By: "ada", At: noon.Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	for run, want := range map[string][2]int64{"R1": {2, 1}, "R2": {}, "R3": {}, "nobody": {}} {
		if settled, decided, err := s.SettledSince(t.Context(), run); err != nil || [2]int64{settled, decided} != want {
			t.Errorf("since %s: %d and %d, %v; want %v", run, settled, decided, err, want)
		}
	}
}
