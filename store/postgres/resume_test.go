package postgres_test

import (
	"maps"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/store"
)

// resumeRow is a row whose primary key and business key are alike.
func resumeRow(name string) store.ResumeRow {
	return store.ResumeRow{ResultKey: store.ResultKey{Key: `["` + name + `"]`}, BusinessKey: name}
}

func beginOf(names ...string) (bs []store.Begin) {
	for _, n := range names {
		bs = append(bs, store.Begin{Key: resumeRow(n).Key, BusinessKey: n})
	}
	return bs
}

// TestResumeFindsHowFarAPieceGot: of a piece that was taken over, "accepted" is
// settled, "begun" was on its way, "untouched" was not begun, "refused" has two
// results of rows that share a key, and "other" was begun by another run.
func TestResumeFindsHowFarAPieceGot(t *testing.T) {
	t.Parallel()
	s := open(t, testserver.Postgres(t))
	planned(t, s, "R", 2)
	run(t, s, "R0", "another sync")
	d := take(t, s, "R", 1)
	commit := func(run string, b store.Batch) {
		t.Helper()
		b.Run, b.Claims = run, claims
		if b.Scope = orders; run != "R" {
			b.Scope.Sync = "another sync"
		}
		if conflicts, err := s.Commit(t.Context(), b); err != nil || len(conflicts) > 0 {
			t.Fatal(conflicts, err)
		}
	}
	commit("R0", store.Batch{Begin: beginOf("other")})
	commit("R", store.Batch{Delivery: &d.DeliveryRef, Begin: beginOf("accepted", "begun", "of another piece")})
	commit("R", store.Batch{
		Delivery: &d.DeliveryRef, Added: &waybill.Counts{Accepted: 1, Rejected: 2},
		Settle: []store.Settle{{BusinessKey: "accepted", State: store.Accepted}},
		Entries: []store.Entry{
			{Key: `["accepted"]`, State: store.Accepted, BusinessKey: "accepted", Digest: waybill.Digest{1}},
			{Key: `["upsert"]`, State: store.Begun},
		},
		Results: []store.Result{
			{Result: waybill.Result{Key: `["accepted"]`, Kind: waybill.Added, Outcome: waybill.Accepted}},
			{Result: waybill.Result{Key: `["refused"]`, Kind: waybill.Added, Outcome: waybill.Rejected}},
			{Result: waybill.Result{Key: `["refused"]`, Kind: waybill.Added, Outcome: waybill.Rejected}, Copy: 1},
		},
	})
	if err := d.Lease.Release(); err != nil {
		t.Fatal(err)
	}
	d = take(t, s, "R", 1)
	defer d.Lease.Release() //nolint:errcheck // the test has ended
	ask := store.ResumeRequest{Delivery: d.DeliveryRef, Scope: orders, Claims: claims}
	for _, name := range []string{"accepted", "begun", "untouched", "refused", "other", "upsert"} {
		ask.Rows = append(ask.Rows, resumeRow(name))
	}
	second, third := resumeRow("refused"), resumeRow("refused")
	second.Copy, third.Copy = 1, 2
	ask.Rows = append(ask.Rows, second, third)
	want := map[store.ResultKey]bool{{Key: `["accepted"]`}: true, {Key: `["begun"]`}: true, {Key: `["refused"]`}: true, {Key: `["refused"]`, Copy: 1}: true}
	for _, inDoubt := range []int64{1, 0} { // a second time there is nothing to be put in doubt
		got, err := s.Resume(t.Context(), ask)
		if err != nil || got.InDoubt != inDoubt || !maps.Equal(got.Settled, want) {
			t.Errorf("got %+v, %v", got, err)
		}
	}
	held, err := s.Claims(t.Context(), claims, []string{"accepted", "begun", "untouched", "other", "of another piece"})
	if err != nil {
		t.Fatal(err)
	}
	for name, state := range map[string]store.State{"accepted": store.Accepted, "begun": store.InDoubt, "untouched": 0, "other": store.Begun, "of another piece": store.Begun} {
		if got := held[name].State; got != state {
			t.Errorf("%s is %d, want %d", name, got, state)
		}
	}
	if e, _, err := s.Entry(t.Context(), orders, `["begun"]`); err != nil || e.State != store.InDoubt || e.BusinessKey != "begun" || e.Note == "" {
		t.Errorf("%+v, %v", e, err)
	}
	if e, _, err := s.Entry(t.Context(), orders, `["upsert"]`); err != nil || e.State != store.Begun {
		t.Errorf("an upsert is %s, %v: it is tried again", e.State, err)
	}
	if r, err := s.Run(t.Context(), "R"); err != nil || r.Counts != (waybill.Counts{Accepted: 1, Rejected: 2, InDoubt: 1}) {
		t.Errorf("%+v, %v", r.Counts, err)
	}
	ask.Claims, ask.Rows = store.ClaimScope{}, []store.ResumeRow{resumeRow("of another piece")}
	if got, err := s.Resume(t.Context(), ask); err != nil || got.InDoubt != 0 || len(got.Settled) != 0 {
		t.Errorf("records that are not claimed: %+v, %v", got, err)
	}
}
