package engine

import (
	"reflect"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// All that is remembered of a row comes out of the spool as it went in: a field that
// is added and not written would be forgotten without a word.
func TestEntriesAreSpooledWhole(t *testing.T) {
	t.Parallel()
	in := store.Entry{
		Key: "k", Digest: waybill.Digest{1, 2}, State: store.Rekeyed, Tried: waybill.Digest{3}, BusinessKey: "b", Refusals: 4, TriedAt: time.UnixMicro(5).UTC(),
		Note: "n", Gone: store.Leaving, Unsure: time.UnixMicro(6).UTC(), Assumed: true, NewKey: "new",
	}
	for v, i := reflect.ValueOf(in), 0; i < v.NumField(); i++ {
		if v.Field(i).IsZero() {
			t.Errorf("%s is not tried", v.Type().Field(i).Name)
		}
	}
	var out store.Entry
	d := decoder{b: appendEntry(nil, &in)}
	if d.entry(&out); out != in || d.err != nil || len(d.b) > 0 {
		t.Errorf("%+v became %+v, %v", in, out, d.err)
	}
}
