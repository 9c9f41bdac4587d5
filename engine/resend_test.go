package engine_test

import (
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
)

func TestFullResyncTakesTheExactNumber(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	f.run(engine.Options{})
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil}, waybill.Row{int64(3), "C", nil, nil})
	f.sent("A", "B")
	held := f.run(engine.Options{FullResync: true, ResendAccepted: 3, Yes: true})
	if held.Status != waybill.Held || !strings.Contains(held.Error, "--resend-accepted 2") {
		t.Errorf("run %s: %s", held.Status, held.Error)
	}
	f.want(f.run(engine.Options{FullResync: true}), waybill.Completed, "read=3 already_sent=2 added=1 accepted=1")
	f.sent("C")
	f.want(f.run(engine.Options{FullResync: true, ResendAccepted: 3}), waybill.Completed, "read=3 added=3 accepted=3")
	f.sent("A", "B", "C")
	f.want(f.run(engine.Options{}), waybill.Completed, "read=3 unchanged=3")
}

func TestFullResyncOfRowsThatCannotBeSentAnyMore(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	f.run(engine.Options{})
	f.sent("A", "B")
	const long = "much too long a note"
	f.rows(waybill.Row{int64(1), "A", nil, long}, waybill.Row{int64(2), "B", nil, nil})
	f.want(f.run(engine.Options{FullResync: true, ResendAccepted: 2}), waybill.Completed, "read=2 already_sent=1 added=1 accepted=1")
	f.sent("B")
	f.job.Sync.Name, f.job.Sync.Account, f.job.Sync.FirstRun = "baseline", "other", waybill.SkipFirst
	f.run(engine.Options{})
	f.want(f.run(engine.Options{FullResync: true}), waybill.WithRejections, "read=2 added=2 accepted=1 rejected=1 invalid=1")
	f.sent("B")
}

func TestBaselines(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.job.Sync.FirstRun = waybill.SkipFirst
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
	f.rows(waybill.Row{int64(1), "A", "5", nil}, waybill.Row{int64(2), "B", nil, nil})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=2 unchanged=1 added=1 accepted=1")
	f.sent("B")
	f.rows(waybill.Row{int64(1), "A", "6", nil}, waybill.Row{int64(2), "B", nil, nil}, waybill.Row{int64(3), "C", nil, nil})
	f.want(f.run(engine.Options{Reset: true}), waybill.Completed, "read=3 unchanged=3")
	f.want(f.run(engine.Options{}), waybill.Completed, "read=3 unchanged=3")
	f.sent()
}
