package storetest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// kinds looks for rows by their kind, beside every other filter, in pages.
func kinds(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	var all []store.Result
	outcomes := []waybill.Outcome{waybill.Accepted, waybill.Accepted, waybill.Rejected, waybill.Deferred}
	for i := range 120 {
		r := result(fmt.Sprintf("k%03d", i), outcomes[i%len(outcomes)], "")
		if r.Kind = waybill.Changed; i%10 == 7 {
			r.Kind = waybill.Added
		}
		if r.Outcome != waybill.Accepted {
			r.Message = fmt.Sprint("reason ", i%3)
		} else if i%6 == 0 {
			r.Unconfirmed, r.Message = true, "the answer has no id"
		}
		all = append(all, r)
	}
	gone := result("k999", waybill.Deleted, "")
	gone.Kind = waybill.Removed
	commit(t, s, "R1", store.Batch{Results: append(all, gone)})
	for _, c := range []struct {
		f     store.ResultFilter
		meant func(store.Result) bool
	}{
		{store.ResultFilter{Kind: waybill.Added}, func(store.Result) bool { return true }},
		{store.ResultFilter{Kind: waybill.Changed}, func(store.Result) bool { return true }},
		{store.ResultFilter{Kind: waybill.Removed}, func(store.Result) bool { return true }},
		{store.ResultFilter{Outcome: waybill.Accepted}, func(r store.Result) bool { return r.Outcome == waybill.Accepted }},
		{store.ResultFilter{Kind: waybill.Added, Outcome: waybill.Accepted}, func(r store.Result) bool { return r.Outcome == waybill.Accepted }},
		{store.ResultFilter{Kind: waybill.Added, Outcome: waybill.Deferred}, func(r store.Result) bool { return r.Outcome == waybill.Deferred }},
		{store.ResultFilter{Kind: waybill.Removed, Outcome: waybill.Accepted}, func(store.Result) bool { return false }},
		{store.ResultFilter{Kind: waybill.Changed, Message: "REASON 1"}, func(r store.Result) bool { return r.Message == "reason 1" }},
		{store.ResultFilter{Kind: waybill.Added, Outcome: waybill.Deferred, Reason: "reason 1"}, func(r store.Result) bool { return r.Outcome == waybill.Deferred && r.Message == "reason 1" }},
		{store.ResultFilter{Kind: waybill.Changed, Unconfirmed: true}, func(r store.Result) bool { return r.Unconfirmed }},
		{store.ResultFilter{Kind: waybill.Changed, Key: "k003"}, func(r store.Result) bool { return r.Key == key("k003") }},
		{store.ResultFilter{Kind: waybill.Added, Key: "k003"}, func(store.Result) bool { return false }},
		{store.ResultFilter{Kind: waybill.Added, KeyPrefix: "k01"}, func(r store.Result) bool { return r.Key == key("k017") }},
	} {
		var want []string
		for _, r := range append(all, gone) {
			if (c.f.Kind == "" || r.Kind == c.f.Kind) && c.meant(r) {
				want = append(want, r.Key)
			}
		}
		for _, size := range []int{0, 3, 1000} {
			if got := inPages(t, s, "R1", c.f, size); !slices.Equal(got, want) {
				t.Errorf("%+v, pages of %d: got %q, want %q", c.f, size, got, want)
			}
		}
	}
}

// readingSoFar has another process see how many rows a run has read.
func readingSoFar(t *testing.T, open Open) {
	s, other := open(t), open(t)
	startRun(t, s, "R1")
	says := func(want int64) {
		t.Helper()
		r, err := other.Run(t.Context(), "R1")
		if err != nil || r.Reading != want {
			t.Errorf("it has read %d, want %d (%v)", r.Reading, want, err)
		}
		listed, err := other.ListRuns(t.Context(), store.RunFilter{})
		if err != nil || len(listed) != 1 || listed[0].Reading != want {
			t.Errorf("listed: %+v, %v", listed, err)
		}
	}
	commit(t, s, "R1", store.Batch{Reading: 1_234_000})
	says(1_234_000)
	commit(t, s, "R1", store.Batch{})
	says(1_234_000)
	startRun(t, s, "R1") // it goes on, or begins again
	says(0)
	commit(t, s, "R1", store.Batch{Reading: 7})
	if _, err := recoverLost(t, s); err != nil {
		t.Fatal(err)
	}
	says(0)
}
