package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// inDoubt lists rows of two syncs, some of which went in doubt when their
// process died, or because another row holds their claim.
func inDoubt(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	commit(t, s, "R1", store.Batch{Begin: begin("a", "b", "fine")})
	commit(t, s, "R1", store.Batch{
		Settle: []store.Settle{{BusinessKey: "a", State: store.InDoubt, At: noon}, {BusinessKey: "b", State: store.InDoubt, At: noon}, {BusinessKey: "fine", State: store.Accepted, At: noon}},
		Entries: []store.Entry{
			{Key: key("a"), State: store.InDoubt, BusinessKey: "a", Tried: waybill.Digest{1}, TriedAt: noon, Note: "no answer"},
			{Key: key("b"), State: store.InDoubt, BusinessKey: "b", Tried: waybill.Digest{1}, TriedAt: noon.Add(time.Minute), Note: "cut off"},
			{Key: key("fine"), State: store.Accepted, BusinessKey: "fine", Digest: waybill.Digest{1}},
			{Key: key("held"), State: store.InDoubt, BusinessKey: "a", Note: "it was sent as another row"},
		},
	})
	other := store.Scope{Account: "crm", Sync: "clients"}
	if _, err := s.Commit(t.Context(), store.Batch{Scope: other, Entries: []store.Entry{{Key: key("z"), State: store.InDoubt, TriedAt: noon, Note: "no answer"}}}); err != nil {
		t.Fatal(err)
	}
	startRun(t, s, "R2")
	commit(t, s, "R2", store.Batch{Results: []store.Result{result("b", waybill.InDoubt, ""), result("fine", waybill.InDoubt, ""), result("a", waybill.Rejected, "")}})
	for run, want := range map[string]string{"R1": "", "R2": `["b"] R1`, "R3": ""} { // what is settled, or was not in doubt in that run, is left out
		if got, total := doubts(t, s, store.OpenFilter{Run: run, Limit: 5}); strings.Join(got, "; ") != want || int(total) != len(got) {
			t.Errorf("of run %s: %q, %d", run, got, total)
		}
	}
	for sync, want := range map[string]string{
		"": `["held"] ; ["b"] R1; ["z"] ; ["a"] R1`, scope.Sync: `["held"] ; ["b"] R1; ["a"] R1`, "clients": `["z"] `, "nobody": ``,
	} {
		for size := 1; size < 6; size++ {
			got, total := doubts(t, s, store.OpenFilter{Sync: sync, Limit: size})
			if text := strings.Join(got, "; "); text != want || int(total) != len(got) {
				t.Errorf("of %q, by %d: got %s of %d, want %s", sync, size, text, total, want)
			}
		}
	}
	list, _, err := s.OpenRows(t.Context(), store.OpenFilter{Sync: "clients"})
	if err != nil || list[0].Scope != other || list[0].Entry.Note != "no answer" || !list[0].Entry.TriedAt.Equal(noon) || list[0].Entry.State != store.InDoubt {
		t.Errorf("got %+v, %v", list, err)
	}
	if _, _, err := s.OpenRows(t.Context(), store.OpenFilter{After: "nonsense"}); waybill.ErrorCode(err) != waybill.EInvalid {
		t.Errorf("a cursor that is none: %v", err)
	}
	settle := store.Decision{Scope: scope, Claims: claims, Key: key("a"), Verdict: store.Delivered, Reason: "asked", By: "ada", At: noon}
	if err := s.Decide(t.Context(), settle); err != nil {
		t.Fatal(err)
	}
	if got, total := doubts(t, s, store.OpenFilter{Limit: 10}); total != 3 || slices.Contains(got, `["a"] R1`) {
		t.Errorf("what is settled is still in doubt: %q", got)
	}
}

// doubts reads all pages.
func doubts(t *testing.T, s store.Store, f store.OpenFilter) (rows []string, total int64) {
	t.Helper()
	for {
		page, n, err := s.OpenRows(t.Context(), f)
		if err != nil || len(page) > f.Limit {
			t.Fatalf("%d rows, %v", len(page), err)
		}
		total = n
		for _, d := range page {
			rows, f.After = append(rows, d.Entry.Key+" "+d.Run), d.Cursor
		}
		if len(page) < f.Limit {
			return rows, total
		}
	}
}

// ran saves runs, one a minute apart from the other.
func ran(t *testing.T, s store.Store, runs ...waybill.Run) {
	t.Helper()
	for i, r := range runs {
		r.ID, r.Account, r.Trigger = fmt.Sprintf("RUN%d", i+1), scope.Account, "manual"
		if err := s.SaveRun(t.Context(), r, 0); err != nil {
			t.Fatal(err)
		}
	}
}

func someRuns(t *testing.T, s store.Store) {
	t.Helper()
	at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
	ran(
		t, s,
		waybill.Run{Sync: "orders", Status: waybill.Completed, StartedAt: at(0), FinishedAt: at(2), Counts: waybill.Counts{Accepted: 5}},
		waybill.Run{Sync: "orders", Status: waybill.Completed, StartedAt: at(14), FinishedAt: at(15), Counts: waybill.Counts{Accepted: 1, Rejected: 2, Deferred: 3, InDoubt: 4}},
		waybill.Run{Sync: "clients", Status: waybill.Failed, StartedAt: at(15), FinishedAt: at(16)},
		waybill.Run{Sync: "orders", Status: waybill.Held, StartedAt: at(20), FinishedAt: at(20), Counts: waybill.Counts{Rejected: 7}},
		waybill.Run{Sync: "orders", Status: waybill.Running, StartedAt: at(30)},
		waybill.Run{Sync: "clients", Status: waybill.Queued},
	)
}

func activity(t *testing.T, open Open) {
	s := open(t)
	someRuns(t, s)
	for sync, want := range map[string]string{
		"orders": "12:00 completed 2: 6 2 3 4 in 3m0s; 12:15 held 1: 0 0 0 0 in 0s", "": "12:00 completed 2: 6 2 3 4 in 3m0s; 12:15 failed 1: 0 0 0 0 in 1m0s; 12:15 held 1: 0 0 0 0 in 0s", "nobody": "",
	} {
		list, err := s.Activity(t.Context(), noon, noon.Add(30*time.Minute), sync)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, a := range list {
			got = append(got, fmt.Sprintf("%s %s %d: %d %d %d %d in %s", a.At.Format("15:04"), a.Status, a.Runs, a.Accepted, a.Rejected, a.Deferred, a.InDoubt, a.Took))
		}
		if text := strings.Join(got, "; "); text != want {
			t.Errorf("of %q: got %s, want %s", sync, text, want)
		}
	}
	if list, err := s.Activity(t.Context(), time.Time{}, noon.Add(time.Hour), ""); err != nil || len(list) != 4 {
		t.Errorf("since ever: %+v, %v", list, err) // not what waits
	}
	late := waybill.Run{ID: "LATE1", Sync: "late", Status: waybill.Held, StartedAt: noon, FinishedAt: noon, Counts: waybill.Counts{Rejected: 7}, Error: "more than 100"}
	late.Discard("ada", "")
	cancelled := waybill.Run{ID: "LATE2", Sync: "late", Status: waybill.Cancelled, StartedAt: noon, FinishedAt: noon, Counts: waybill.Counts{Rejected: 2}, Error: "cancelled by ada"}
	if err := errors.Join(s.SaveRun(t.Context(), late, 0), s.SaveRun(t.Context(), cancelled, 0)); err != nil {
		t.Fatal(err)
	}
	if list, err := s.Activity(t.Context(), noon, noon.Add(time.Hour), "late"); err != nil || len(list) != 1 || list[0].Rejected != 2 || list[0].Runs != 2 {
		t.Errorf("what was only held was not refused: %+v, %v", list, err)
	}
}

func selectedRuns(t *testing.T, open Open) {
	s := open(t)
	someRuns(t, s)
	bad := []waybill.Status{waybill.Failed, waybill.Held}
	for _, c := range []struct {
		f    store.RunFilter
		want string
	}{
		{store.RunFilter{}, "6 5 4 3 2 1"},
		{store.RunFilter{Statuses: bad}, "4 3"},
		{store.RunFilter{Statuses: bad, Limit: 1}, "4"},
		{store.RunFilter{Statuses: bad, Before: "RUN4"}, "3"},
		{store.RunFilter{Statuses: bad, Scope: store.Scope{Sync: "orders"}}, "4"},
		{store.RunFilter{Statuses: bad[:1], Status: waybill.Completed}, "3 2 1"},
		{store.RunFilter{Since: noon.Add(15 * time.Minute)}, "5 4 3"},
		{store.RunFilter{Until: noon.Add(15 * time.Minute)}, "2 1"},
		{store.RunFilter{Since: noon.Add(time.Minute), Until: noon.Add(16 * time.Minute), Statuses: []waybill.Status{waybill.Completed, waybill.Failed}}, "3 2"},
	} {
		list, err := s.ListRuns(t.Context(), c.f)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range list {
			got = append(got, strings.TrimPrefix(r.ID, "RUN"))
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%+v: got %s, want %s", c.f, text, c.want)
		}
	}
}

func lastRuns(t *testing.T, open Open) {
	s := open(t)
	someRuns(t, s)
	got, err := s.LastRuns(t.Context(), []string{"orders", "clients", "nobody"})
	if err != nil || len(got) != 2 || got["orders"].ID != "RUN4" || got["clients"].Status != waybill.Failed {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := s.LastRuns(t.Context(), nil); err != nil || len(got) != 0 {
		t.Errorf("of none: %+v, %v", got, err)
	}
}

func version(t *testing.T, open Open) {
	have, want, err := open(t).Version(t.Context())
	if err != nil || have != want || want == 0 {
		t.Errorf("version %d, wanted %d: %v", have, want, err)
	}
}
