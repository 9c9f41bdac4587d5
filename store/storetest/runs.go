package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

func result(name string, o waybill.Outcome, message string) store.Result {
	return store.Result{Result: waybill.Result{
		Key: key(name), BusinessKey: "bk-" + name, Kind: waybill.Added, Outcome: o, Message: message, Attempts: 2, VendorID: "v-" + name, At: noon,
	}}
}

func find(t *testing.T, s store.Store, run string, f store.ResultFilter) (names []string) {
	t.Helper()
	for r, err := range s.Results(t.Context(), run, f) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, r.Key)
	}
	return names
}

func results(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	unconfirmed := result("b", waybill.Accepted, "")
	unconfirmed.Unconfirmed = true
	commit(t, s, "R1", store.Batch{Results: []store.Result{
		result("a", waybill.Rejected, "100% wrong_country"), unconfirmed, result("c", waybill.Rejected, "no click"),
		{Result: waybill.Result{Key: `["x","y"]`, Kind: waybill.Added, Outcome: waybill.Deferred, At: noon}},
	}})
	for _, c := range []struct {
		name string
		f    store.ResultFilter
		want string
	}{
		{"all", store.ResultFilter{}, `["a"] ["b"] ["c"] ["x","y"]`},
		{"outcome", store.ResultFilter{Outcome: waybill.Rejected}, `["a"] ["c"]`},
		{"unconfirmed", store.ResultFilter{Unconfirmed: true}, `["b"]`},
		{"primary key", store.ResultFilter{Key: "c"}, `["c"]`},
		{"business key", store.ResultFilter{Key: "bk-a"}, `["a"]`},
		{"composite key", store.ResultFilter{Key: "x,y"}, `["x","y"]`},
		{"message without case", store.ResultFilter{Message: "CLICK"}, `["c"]`},
		{"message is not a pattern", store.ResultFilter{Message: "100% wrong_"}, `["a"]`},
		{"nor here", store.ResultFilter{Message: "wrong%country"}, ``},
		{"paging", store.ResultFilter{After: key("a"), Limit: 2}, `["b"] ["c"]`},
	} {
		if got := strings.Join(find(t, s, "R1", c.f), " "); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
	for r, err := range s.Results(t.Context(), "R1", store.ResultFilter{Key: "b"}) {
		if err != nil || r != unconfirmed.Result {
			t.Errorf("got %+v, %v, want %+v", r, err, unconfirmed.Result)
		}
	}
	for _, err := range s.Results(t.Context(), "no such run", store.ResultFilter{}) {
		if waybill.ErrorCode(err) != waybill.ENotFound {
			t.Errorf("a run that does not exist: %v", err)
		}
	}
}

func sharedKeys(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	first, second := result("a", waybill.Rejected, "1"), result("a", waybill.Rejected, "2")
	second.Copy = 1
	commit(t, s, "R1", store.Batch{Results: []store.Result{first, result("b", waybill.Rejected, "")}})
	commit(t, s, "R1", store.Batch{Results: []store.Result{second}})
	if got := find(t, s, "R1", store.ResultFilter{Key: "a"}); len(got) != 2 {
		t.Errorf("got %d results of two rows", len(got))
	}
}

func receipts(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	var names []string
	var settles []store.Settle
	var entries []store.Entry
	for i := range 70 { // more than two statements' worth
		n := fmt.Sprint("k", i)
		names = append(names, n)
		x := store.Settle{BusinessKey: n, State: store.Accepted, VendorID: "v" + n, At: noon}
		if i%3 != 0 {
			x.Request, x.Answer = "request of "+n, "answer to "+n
		}
		settles = append(settles, x)
		entries = append(entries, store.Entry{Key: key(n), State: store.Accepted, BusinessKey: n})
	}
	commit(t, s, "R1", store.Batch{Begin: begin(names...)})
	commit(t, s, "R1", store.Batch{Settle: settles, Entries: entries})
	for i, n := range names {
		story, err := s.Story(t.Context(), scope, n)
		if err != nil {
			t.Fatal(err)
		}
		if story.Claim == nil || story.Claim.VendorID != "v"+n || story.Claim.Scope != claims {
			t.Fatalf("%s: claim %+v", n, story.Claim)
		}
		switch rs := story.Claim.Receipts; {
		case i%3 == 0 && len(rs) != 0:
			t.Errorf("%s has a receipt of another: %+v", n, rs)
		case i%3 != 0 && (len(rs) != 1 || rs[0].Request != "request of "+n || rs[0].Answer != "answer to "+n || !rs[0].At.Equal(noon)):
			t.Errorf("%s: receipts %+v", n, rs)
		}
	}
}

func captures(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	a, b := result("a", waybill.Accepted, ""), result("b", waybill.Accepted, "")
	a.Exchanges = []waybill.Exchange{
		{Method: "GET", URL: "https://x/1", Status: 404, StartedAt: noon},
		{Method: "POST", URL: "https://x/2", Status: 200, RequestBody: "é日", ResponseHeader: map[string][]string{"X-A": {"1", "2"}}, StartedAt: noon, Took: 5},
	}
	commit(t, s, "R1", store.Batch{Results: []store.Result{a, b}})
	got, err := s.Captures(t.Context(), "R1", key("a"))
	if err != nil || fmt.Sprint(got) != fmt.Sprint(a.Exchanges) {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := s.Captures(t.Context(), "R1", key("b")); err != nil || len(got) != 0 {
		t.Errorf("captures of another row: %+v, %v", got, err)
	}
}

// recoverLost recovers what is lost of the sync, under its lease.
func recoverLost(t *testing.T, s store.Store) (store.Recovered, error) {
	t.Helper()
	lease, err := s.Lock(t.Context(), scope.Sync)
	if err != nil {
		t.Fatal(err)
	}
	found, err := s.Recover(t.Context(), scope, lease.Fence(), "")
	return found, errors.Join(err, lease.Release())
}

func lostRun(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	commit(t, s, "R1", store.Batch{Begin: begin("a", "b", "c"), Entries: []store.Entry{{Key: key("b"), State: store.Baseline, Digest: waybill.Digest{1}}}})
	commit(t, s, "R1", store.Batch{
		Settle:  []store.Settle{{BusinessKey: "a", State: store.Accepted, At: noon}},
		Entries: []store.Entry{{Key: key("a"), State: store.Accepted, Digest: waybill.Digest{1}, BusinessKey: "a"}, {Key: key("u"), State: store.Begun}},
		Results: []store.Result{result("a", waybill.Accepted, "")},
	})
	found, err := recoverLost(t, open(t))
	if err != nil || found.InDoubt != 2 || len(found.Runs) != 1 {
		t.Fatalf("recovered %+v, %v", found, err)
	}
	for name, want := range map[string]store.State{"a": store.Accepted, "b": store.InDoubt, "c": store.InDoubt} {
		e, _, err := s.Entry(t.Context(), scope, key(name))
		if err != nil || e.State != want || e.Assumed != (name == "b") || claim(t, s, name).State != want {
			t.Errorf("%s: %s and claim %s, want %s (%v)", name, e.State, claim(t, s, name).State, want, err)
		}
	}
	if e, _, _ := s.Entry(t.Context(), scope, key("u")); e.State != store.Begun {
		t.Errorf("an upsert is %s: it is tried again by itself", e.State)
	}
	r, err := s.Run(t.Context(), "R1")
	if err != nil || r.Status != waybill.Failed || r.Counts.InDoubt != 2 || r.Counts.Accepted != 1 || r.FinishedAt.IsZero() {
		t.Errorf("run %+v, %v", r, err)
	}
	if got := find(t, s, "R1", store.ResultFilter{Outcome: waybill.InDoubt}); len(got) != 2 {
		t.Errorf("results in doubt: %q", got)
	}
	if again, err := recoverLost(t, s); err != nil || len(again.Runs) != 0 {
		t.Errorf("recovered twice: %+v, %v", again, err)
	}
}

// resumedRun is never seen to have failed while it is taken over.
func resumedRun(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	commit(t, s, "R1", store.Batch{Begin: begin("a")})
	lease, err := s.Lock(t.Context(), scope.Sync)
	if err != nil {
		t.Fatal(err)
	}
	defer lease.Release() //nolint:errcheck // the test is over
	found, err := s.Recover(t.Context(), scope, lease.Fence(), "R1")
	if err != nil || found.InDoubt != 1 || len(found.Runs) != 1 {
		t.Errorf("recovered %+v, %v", found, err)
	}
	r, err := s.Run(t.Context(), "R1")
	if err != nil || r.Status != waybill.Running || !r.FinishedAt.IsZero() || r.Error != "" || r.Counts.InDoubt != 1 {
		t.Errorf("run %+v, %v", r, err)
	}
}

func runs(t *testing.T, open Open) {
	s := open(t)
	for _, id := range []string{"01AAAA", "01AABB", "01BBBB"} {
		startRun(t, s, id)
	}
	done := waybill.Run{
		ID: "01AABB", Sync: "orders", Account: "shop", Trigger: "manual", Status: waybill.Completed, StartedAt: noon, FinishedAt: noon,
		Counts: waybill.Counts{Read: 5, Accepted: 5}, Warnings: []string{"w"}, Basis: "b",
	}
	if err := s.SaveRun(t.Context(), done, 0); err != nil {
		t.Fatal(err)
	}
	list, err := s.ListRuns(t.Context(), store.RunFilter{Scope: scope, Limit: 2})
	if err != nil || len(list) != 2 || list[0].ID != "01BBBB" || list[1].ID != "01AABB" {
		t.Errorf("got %+v, %v", list, err)
	}
	got, err := s.Run(t.Context(), "01aab")
	if err != nil || fmt.Sprint(got) != fmt.Sprint(done) {
		t.Errorf("by prefix: got %+v, %v", got, err)
	}
	if _, err := s.Run(t.Context(), "01AA"); waybill.ErrorCode(err) != waybill.EInvalid {
		t.Errorf("a prefix of two runs: %v", err)
	}
	if _, err := s.Run(t.Context(), "02"); waybill.ErrorCode(err) != waybill.ENotFound {
		t.Errorf("no such run: %v", err)
	}
}

func cancelled(t *testing.T, open Open) {
	a, b := open(t), open(t)
	startRun(t, a, "R1")
	if err := b.Cancel(t.Context(), "R1"); err != nil {
		t.Fatal(err)
	}
	if ok, err := a.Cancelled(t.Context(), "R1"); !ok || err != nil {
		t.Errorf("not cancelled: %v", err)
	}
}

func durable(t *testing.T, open Open) {
	a, b := open(t), open(t)
	startRun(t, a, "R1")
	commit(t, a, "R1", store.Batch{Begin: begin("a"), Counters: &waybill.Counts{Read: 7}})
	if c := claim(t, b, "a"); c.State != store.Begun || c.Run != "R1" {
		t.Errorf("claim seen by another process: %+v", c)
	}
	if r, err := b.Run(t.Context(), "R1"); err != nil || r.Counts.Read != 7 {
		t.Errorf("run seen by another process: %+v, %v", r, err)
	}
}

func pruned(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	a := result("a", waybill.Accepted, "")
	a.Exchanges = []waybill.Exchange{{Method: "POST", URL: "https://x/1", Status: 200, StartedAt: noon}}
	commit(t, s, "R1", store.Batch{Begin: begin("a")})
	commit(t, s, "R1", store.Batch{Settle: []store.Settle{{BusinessKey: "a", State: store.Accepted, At: noon, Request: "q", Answer: "a"}}, Results: []store.Result{a}})
	if err := s.SaveRun(t.Context(), waybill.Run{ID: "R1", Sync: scope.Sync, Account: scope.Account, Status: waybill.Completed, StartedAt: noon, FinishedAt: noon}, 0); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ days, captures, results int }{{29, 1, 1}, {31, 0, 1}, {89, 0, 1}, {91, 0, 0}} {
		if err := s.Prune(t.Context(), noon.AddDate(0, 0, c.days), store.DefaultRetention); err != nil {
			t.Fatal(err)
		}
		xs, err := s.Captures(t.Context(), "R1", key("a"))
		if got := len(find(t, s, "R1", store.ResultFilter{})); err != nil || len(xs) != c.captures || got != c.results {
			t.Errorf("after %d days: %d captures, %d results, %v", c.days, len(xs), got, err)
		}
	}
	if c := claim(t, s, "a"); c.State != store.Accepted {
		t.Errorf("the claim is %s", c.State)
	}
}
