package web_test

import (
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// What another sync of the account writes, too, or what is there anyhow, is not said
// to be absent by one of them.
func TestWhatOthersMayHaveSentIsNotSaidToBeAbsent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.store.Commit(t.Context(), store.Batch{
		Scope:   store.Scope{Account: "partnerstack-sandbox", Sync: "customers-to-partnerstack"},
		Entries: []store.Entry{{Key: `["7"]`, State: store.Refused, Tried: waybill.Digest{1}, Refusals: 1, TriedAt: noon, Note: "no e-mail"}},
	}); err != nil {
		t.Fatal(err)
	}
	const path, sentence = "/ledger/customers-to-partnerstack/7", `"sentence":"7 was refused on 21 November 2026 at 12:00:00 UTC`
	w.get("viewer", path).want(t, 200, sentence+", and is not at PartnerStack").want(t, 200, `"absent":true`)
	w.send("PUT", "/syncs/more", "new", `{"spec":{"model":"orders","destination":"partnerstack","operation":"customers","mode":"update","match":{"customer_key":"order_id"},"mapping":{"customer_key":"order_id","email":"order_id","partner_key":"order_id"}}}`).want(t, 200, "")
	w.get("viewer", path).want(t, 200, sentence+" by PartnerStack (sync").want(t, 200, `"absent":false`)
}

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
