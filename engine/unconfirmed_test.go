package engine_test

import (
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
)

func TestAnUnconfirmedRowCanBeSentAgain(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.vendor.always(answer{status: 200})
	unconfirmed := func(want int64) {
		t.Helper()
		if _, n, err := f.store.OpenRows(t.Context(), store.OpenFilter{Cause: store.Unconfirmed}); n != want || err != nil {
			t.Errorf("%d rows wait for a person to look, want %d (%v)", n, want, err)
		}
	}
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 added=1 accepted=1 unconfirmed=1")
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 unchanged=1")
	unconfirmed(1) // also after a run that finds it unchanged
	f.sent("A")
	f.decide("1", store.Resend)
	unconfirmed(0)
	f.vendor.always(answer{status: 200, body: `{"id":"x"}`})
	f.want(f.run(engine.Options{}), waybill.Completed, "read=1 added=1 accepted=1")
	unconfirmed(0)
	f.sent("A")
}
