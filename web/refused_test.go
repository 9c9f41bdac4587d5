package web_test

import (
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// An API of one's own may have recorded what it refused. What was never sent to it
// is not there.
func TestWhatAnAPIRefusedIsNotSaidToBeAbsent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	spec := func(more string) string {
		return `{"spec":{"model":"orders","destination":"lonely","operation":"requests","custom":{"id":"order_id"},` + more + `}}`
	}
	w.send("PUT", "/syncs/hooks", "new", spec(`"mode":"insert"`)).want(t, 200, "")
	refused := func(key string, refusals int, note string) store.Entry {
		return store.Entry{Key: `["` + key + `"]`, State: store.Refused, Tried: waybill.Digest{1}, Refusals: refusals, TriedAt: noon, Note: note}
	}
	if _, err := w.store.Commit(t.Context(), store.Batch{
		Scope: store.Scope{Account: "lonely", Sync: "hooks"}, Entries: []store.Entry{refused("7", 1, "lonely answered 404"), refused("8", 0, "no click")},
	}); err != nil {
		t.Fatal(err)
	}
	say := func(key, want, absent string) {
		t.Helper()
		for _, path := range []string{"/search?q=" + key, "/ledger/hooks/" + key, "/refused?sync=hooks"} {
			w.get("viewer", path).want(t, 200, `"sentence":"`+want+`"`)
		}
		w.get("viewer", "/ledger/hooks/"+key).want(t, 200, `"absent":`+absent)
	}
	const at = " on 21 November 2026 at 12:00:00 UTC"
	say("7", "7 was refused"+at+" by lonely (sync hooks): lonely answered 404.", "false")
	say("8", "8 was refused before it was sent"+at+", and is not at lonely (sync hooks): no click.", "true")
	// An upsert that is refused before it is sent may have been sent before it was changed.
	w.send("PUT", "/syncs/hooks?force=true", "*", spec(`"mode":"upsert","match":{"id":"order_id"}`)).want(t, 200, "")
	say("8", "8 was refused before it was sent"+at+" (sync hooks): no click.", "false")
}
