package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

func reasons(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	startRun(t, s, "R2")
	long := strings.Repeat("é", store.ReasonLength)
	commit(t, s, "R1", store.Batch{Results: []store.Result{
		result("a", waybill.Rejected, "no click"), result("b", waybill.Rejected, "no click"), result("c", waybill.InDoubt, "no answer"),
		result("d", waybill.Rejected, long+" 1"), result("e", waybill.Rejected, long+" 2"), result("f", waybill.Rejected, long+" 3"),
		result("g", waybill.Accepted, "kept"), result("h", waybill.Deferred, ""), result("i", waybill.Deferred, "no click"),
	}})
	commit(t, s, "R2", store.Batch{Results: []store.Result{result("a", waybill.Rejected, "another run")}})
	want := []store.Reason{
		{Outcome: waybill.Rejected, Message: long, Rows: 3},
		{Outcome: waybill.Rejected, Message: "no click", Rows: 2},
		{Outcome: waybill.Deferred, Rows: 1},
		{Outcome: waybill.Deferred, Message: "no click", Rows: 1},
		{Outcome: waybill.InDoubt, Message: "no answer", Rows: 1},
	}
	check := func(when string) {
		t.Helper()
		for limit := 1; limit <= len(want)+1; limit++ {
			got, err := s.Reasons(t.Context(), "R1", limit)
			if err != nil || !slices.Equal(got, want[:min(limit, len(want))]) {
				t.Errorf("%s, the first %d: got %+v, %v", when, limit, got, err)
			}
		}
	}
	check("while it goes on")
	endRun(t, s, "R1")
	check("when it has ended")
	startRun(t, s, "R1") // taken up again
	commit(t, s, "R1", store.Batch{Results: []store.Result{result("j", waybill.Rejected, "no click"), result("k", waybill.Rejected, "no click")}})
	want[0], want[1] = want[1], want[0]
	want[0].Rows = 4
	check("when it goes on again")
	endRun(t, s, "R1")
	check("when it has ended again")
	if got := find(t, s, "R1", store.ResultFilter{Outcome: waybill.Rejected, Reason: long}); len(got) != 3 {
		t.Errorf("rows of a reason: %q", got)
	}
	if got := find(t, s, "R1", store.ResultFilter{Outcome: waybill.Rejected, Reason: "no click"}); len(got) != 4 {
		t.Errorf("rows of a reason: %q", got)
	}
	if _, err := s.Reasons(t.Context(), "no such run", 1); waybill.ErrorCode(err) != waybill.ENotFound {
		t.Errorf("a run that does not exist: %v", err)
	}
}

func pages(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	var all []store.Result
	var want []string
	for i, name := range []string{"a", "b", "b", "b", "b", "c"} {
		r := result(name, waybill.Rejected, fmt.Sprint("problem ", i))
		r.Copy = i
		all, want = append(all, r), append(want, r.Message)
	}
	commit(t, s, "R1", store.Batch{Results: all})
	for size := 1; size <= len(all); size++ {
		var got []string
		f := store.ResultFilter{Limit: size, Outcome: waybill.Rejected}
		for range len(all) + 1 {
			n := 0
			for r, err := range s.Results(t.Context(), "R1", f) {
				if err != nil {
					t.Fatal(err)
				}
				if n++; r.Key != f.After {
					f.After, f.Seen = r.Key, 0
				}
				f.Seen++
				got = append(got, r.Message)
			}
			if n > size {
				t.Fatalf("a page of %d has %d", size, n)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("pages of %d: got %q", size, got)
		}
	}
}

func runPages(t *testing.T, open Open) {
	s := open(t)
	for _, id := range []string{"R1", "R2", "R3"} {
		startRun(t, s, id)
	}
	for before, want := range map[string]string{"": "R3 R2 R1", "R3": "R2 R1", "R1": "", "no such run": ""} {
		list, err := s.ListRuns(t.Context(), store.RunFilter{Before: before})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, r := range list {
			ids = append(ids, r.ID)
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("behind %q: got %q, want %q", before, got, want)
		}
	}
}

func search(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	commit(t, s, "R1", store.Batch{Begin: []store.Begin{{Key: key("1042"), BusinessKey: "order 1042", At: noon}, {Key: key("7"), BusinessKey: "7", At: noon}}})
	commit(t, s, "R1", store.Batch{
		Settle: []store.Settle{{BusinessKey: "order 1042", State: store.Accepted, VendorID: "10l1a", At: noon}, {BusinessKey: "7", State: store.InDoubt, At: noon}},
		Entries: []store.Entry{
			{Key: key("1042"), State: store.Accepted, BusinessKey: "order 1042", Digest: waybill.Digest{1}},
			{Key: key("7"), State: store.InDoubt, BusinessKey: "7", Note: "no answer"},
		},
	})
	other := store.Scope{Account: "crm", Sync: "customers"}
	_, err := s.Commit(t.Context(), store.Batch{Scope: other, Entries: []store.Entry{
		{Key: key("1042"), State: store.Refused, BusinessKey: "ada@example.com", Note: "no such partner"}, {Key: `["eu","7"]`, State: store.Accepted, Digest: waybill.Digest{1}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	unsent := result("8", waybill.Deferred, "Not sent: the run was cancelled.")
	unsent.BusinessKey = "order 8"
	commit(t, s, "R1", store.Batch{Results: []store.Result{unsent, result("7", waybill.InDoubt, "no answer")}})
	startRun(t, s, "R2")
	commit(t, s, "R2", store.Batch{Results: []store.Result{unsent}})
	for text, want := range map[string]string{
		"8":               "orders by primary_key: unknown, no claim", // what a run read and did not get to
		"order 8":         "orders by business_key: unknown, no claim",
		"1042":            "customers by primary_key: refused, no claim; orders by primary_key: accepted, claim 10l1a",
		"order 1042":      "orders by business_key: accepted, claim 10l1a",
		"10l1a":           "orders by vendor_id: accepted, claim 10l1a",
		"7":               "orders by primary_key: in doubt, claim ",
		"eu,7":            "customers by primary_key: accepted, no claim",
		"ada@example.com": "customers by business_key: refused, no claim",
		"nobody":          "",
		"":                "",
		"%":               "",
	} {
		hits, err := s.Search(t.Context(), text, 10)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range hits {
			of := "no claim"
			if h.Claim != nil {
				of = "claim " + h.Claim.VendorID
			}
			state := "unknown"
			if h.Entry != nil {
				state = h.Entry.State.String()
			}
			got = append(got, fmt.Sprintf("%s by %s: %s, %s", h.Scope.Sync, h.By, state, of))
		}
		slices.Sort(got)
		if got := strings.Join(got, "; "); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
	if hits, err := s.Search(t.Context(), "1042", 1); err != nil || len(hits) != 1 {
		t.Errorf("more than was asked for: %+v, %v", hits, err)
	}
}
