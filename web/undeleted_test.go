package web_test

import (
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// A row that left the model and could not be deleted is told as that wherever it is
// told of, and is given up and nothing else.
func TestARowThatCouldNotBeDeleted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.send("PUT", "/syncs/hooks", "new", `{"spec":{"model":"orders","destination":"lonely","operation":"requests","custom":{"id":"order_id"},"mode":"mirror","match":{"id":"order_id"}}}`).want(t, 200, "")
	digest := waybill.Digest{1}
	scope := store.Scope{Account: "lonely", Sync: "hooks"}
	if _, err := w.store.Commit(t.Context(), store.Batch{Scope: scope, Entries: []store.Entry{
		{Key: `["7"]`, State: store.Refused, Digest: digest, Tried: digest, Refusals: 1, TriedAt: noon, Note: "lonely answered 400", Gone: store.Leaving},
	}}); err != nil {
		t.Fatal(err)
	}
	const said = `"sentence":"7 has left the model, and could not be deleted at lonely on 21 November 2026 at 12:00:00 UTC (sync hooks): lonely answered 400. ` +
		`That stays so until a run deletes it, or somebody gives it up."`
	for _, path := range []string{"/search?q=7", "/ledger/hooks/7", "/refused?sync=hooks"} {
		w.get("viewer", path).want(t, 200, said)
	}
	w.get("viewer", "/ledger/hooks/7").want(t, 200, `"absent":false`).want(t, 200, `"stays":true`)
	w.get("viewer", "/overview").want(t, 200, `"sync":"hooks","account":"lonely","in_doubt":0,"refused":1`)
	resolve := func(verdict string) answer {
		return w.send("POST", "/ledger/hooks/7/resolve", "", `{"verdict":"`+verdict+`","reason":"it may stay"}`)
	}
	for _, verdict := range []string{"delivered", "resend"} {
		resolve(verdict).want(t, 409, "its deletion was refused: it is not to be sent")
	}
	resolve("give-up").want(t, 200, `"state":"accepted"`)
	w.get("viewer", "/refused?sync=hooks").want(t, 200, `"total":0`)
	w.get("viewer", "/ledger/hooks/7").want(t, 200, `"stays":false`).want(t, 200, `"sentence":"7 was accepted by lonely, by the sync hooks. It has left the model since, and lonely refused to delete it. `+
		`admin@example.com gave that up on 21 November 2026 at 12:00:00 UTC: it may stay. It stays there as it is."`)
}
