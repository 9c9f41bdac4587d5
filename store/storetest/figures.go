package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// figures counts runs of two syncs, and rows in doubt of one.
func figures(t *testing.T, open Open) {
	s := open(t)
	for i, r := range []waybill.Run{
		{ID: "R1", Sync: "orders", Status: waybill.WithRejections, Counts: waybill.Counts{Accepted: 3}},
		{ID: "R2", Sync: "orders", Status: waybill.Failed, Counts: waybill.Counts{Deferred: 2}},
		{ID: "R3", Sync: "orders", Status: waybill.Running},
		{ID: "R4", Sync: "clients", Status: waybill.Held},
		{ID: "R5", Sync: "clients", Status: waybill.Cancelled},
	} {
		r.Account, r.Trigger, r.StartedAt = scope.Account, "manual", noon
		if r.Status != waybill.Running {
			r.FinishedAt = noon.Add(time.Duration(i) * time.Minute)
		}
		if err := s.SaveRun(t.Context(), r, 0); err != nil {
			t.Fatal(err)
		}
	}
	commit(t, s, "R3", store.Batch{Entries: []store.Entry{
		{Key: key("a"), State: store.InDoubt}, {Key: key("b"), State: store.InDoubt}, {Key: key("c"), State: store.Accepted}, {Key: key("d"), State: store.Refused},
	}})
	f, err := s.Figures(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int64{}
	for _, r := range f.Runs {
		n[r.Sync+" "+string(r.Status)] = r.Runs
	}
	if len(n) != 5 || n["orders running"] != 1 || n["clients held"] != 1 {
		t.Errorf("runs %v", n)
	}
	if len(f.Success) != 1 || !f.Success["orders"].Equal(noon) {
		t.Errorf("successes %v", f.Success)
	}
	if len(f.Last) != 2 || f.Last[0].ID != "R4" || f.Last[1].ID != "R2" || f.Last[1].Counts.Deferred != 2 {
		t.Errorf("last runs %+v", f.Last)
	}
	if len(f.InDoubt) != 1 || f.InDoubt[0] != (store.DoubtFigure{Scope: scope, Rows: 2}) {
		t.Errorf("in doubt %+v", f.InDoubt)
	}
	other := store.Scope{Account: "crm", Sync: "clients"}
	if _, err := s.Commit(t.Context(), store.Batch{Scope: other, Entries: []store.Entry{{Key: key("z"), State: store.Refused}, {Key: key("x"), State: store.Rekeyed}, {Key: key("y"), State: store.Deferred}, {Key: key("w"), State: store.Accepted, TriedAt: noon, Note: "no id"}, {Key: key("v"), State: store.Released}, {Key: key("u"), State: store.Released, Gone: store.Left}}}); err != nil {
		t.Fatal(err)
	}
	concerns, err := s.Concerns(t.Context())
	if err != nil || !slices.Equal(concerns, []store.Concern{{Scope: other, Refused: 2, Unconfirmed: 1, Released: 1}, {Scope: scope, InDoubt: 2, Refused: 1}}) {
		t.Errorf("concerns %+v, %v", concerns, err)
	}
}
