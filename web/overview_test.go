package web_test

import (
	"testing"
	"time"

	"github.com/waybillhq/waybill"
)

// A retry of some rows says nothing of why the sync failed; the next whole run does.
func TestARetryDoesNotOvercomeAFailure(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i, c := range []struct {
		trigger string
		status  waybill.Status
		failed  int
	}{
		{"schedule", waybill.Completed, 0},
		{"schedule", waybill.Failed, 1},
		{"retry", waybill.WithRejections, 1},
		{"manual", waybill.Completed, 0},
		{"retry", waybill.Failed, 0},
	} {
		at := noon.Add(time.Duration(i) * time.Minute)
		r := waybill.Run{ID: "01OVER" + string(rune('A'+i)), Sync: "orders-to-partnerize", Account: "partnerize", Trigger: c.trigger, Status: c.status, StartedAt: at, FinishedAt: at}
		if err := w.store.SaveRun(t.Context(), r, 0); err != nil {
			t.Fatal(err)
		}
		over := decode[struct{ Failed []struct{ ID string } }](t, w.get("admin", "/overview").want(t, 200, ""))
		if len(over.Failed) != c.failed || c.failed > 0 && over.Failed[0].ID != "01OVERB" {
			t.Errorf("after %+v the overview tells of %v", c, over.Failed)
		}
	}
}
