package web_test

import (
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Who decides about a row that is something else by now is told what it is, and
// by whom if somebody has decided; nothing is decided.
func TestADecisionHoldsForWhatWasSeen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const path = "/ledger/orders-to-partnerize/2"
	w.send("POST", path+"/resolve", "", `{"verdict":"give-up","reason":"r","seen":"refused"}`).want(t, 409, `"detail":"2 is in doubt now"`)
	w.get("viewer", path).want(t, 200, `"state":"in doubt"`).want(t, 200, `"decisions":[]`)
	w.clock.Add(time.Minute)
	w.send("POST", path+"/resolve", "", `{"verdict":"give-up","reason":"never again","seen":"in doubt"}`).want(t, 200, `"state":"given up"`)
	w.send("POST", path+"/resolve", "", `{"verdict":"resend","reason":"r","seen":"in doubt"}`).
		want(t, 409, "2 is given up now; the last decision, by admin@example.com on 21 November 2026 at 12:01:00 UTC, was to give it up: never again")
	w.send("POST", path+"/resolve", "", `{"verdict":"resend","reason":"r","seen":"given up"}`).want(t, 200, `"state":"to be sent again"`)
}

// What comes of a decision is said as it is for that row.
func TestADecisionSaysWhatComesOfIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := store.Batch{Run: w.names["run"], Scope: store.Scope{Account: "partnerize-sandbox", Sync: "orders-to-partnerize"}, Claims: store.ClaimScope{Account: "partnerize-sandbox", Operation: "conversions", Scope: "10l176"}}
	b.Begin = []store.Begin{{Key: `["7"]`, BusinessKey: "R-7", At: noon}, {Key: `["10"]`, BusinessKey: "R-10", At: noon}}
	commit := func() {
		if _, err := w.store.Commit(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	commit()
	b.Begin, b.Settle = nil, []store.Settle{{BusinessKey: "R-7", State: store.Accepted, At: noon}, {BusinessKey: "R-10", State: store.Accepted, At: noon}}
	b.Entries = []store.Entry{
		{Key: `["7"]`, State: store.Accepted, BusinessKey: "R-7", Digest: waybill.Digest{1}, TriedAt: noon},
		{Key: `["10"]`, State: store.Rekeyed, BusinessKey: "R-10", Digest: waybill.Digest{1}, Tried: waybill.Digest{2}},
		{Key: `["8"]`, State: store.Refused, Tried: waybill.Digest{1}, TriedAt: noon, Gone: store.Left},
		{Key: `["9"]`, State: store.Refused, Tried: waybill.Digest{1}, TriedAt: noon},
	}
	commit()
	decided := func(key, verdict, follows string) {
		t.Helper()
		a := w.send("POST", "/ledger/orders-to-partnerize/"+key+"/resolve", "", `{"verdict":"`+verdict+`","reason":"r"}`).want(t, 200, "")
		if got := decode[struct{ Follows string }](t, a).Follows; !strings.HasPrefix(got, follows) {
			t.Errorf("%s of %s: %q", verdict, key, got)
		}
	}
	decided("2", "give-up", "It is not sent again as 2, whatever else changes: the vendor may have it.")
	decided("2", "give-up", "It is not sent again as 2, whatever else changes: the vendor may have it.")
	decided("7", "give-up", "It is not sent again as R-7, whatever else changes: it was accepted.")
	decided("10", "give-up", "It is not sent under the key that it has now.")
	decided("8", "resend", "It has left the model: no run sends it unless it comes back.")
	decided("9", "give-up", "It is not tried again until it changes in the model.")
	decided("9", "resend", "The next run sends it, as it is in the model then.")
}

// Nobody is promised what no run does.
func TestARowOfADeletedSyncIsNotSentAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const path = "/ledger/orders-to-partnerize/2/resolve?account=partnerize-sandbox"
	for _, test := range []string{"lonely", "no%20click,%20no%20conversion"} {
		w.send("DELETE", "/tests/"+test+"?force=true", "*", "").want(t, 204, "")
	}
	w.send("DELETE", "/syncs/orders-to-partnerize?force=true", "*", "").want(t, 204, "")
	w.send("POST", path, "", `{"verdict":"resend","reason":"r"}`).want(t, 409, "the sync orders-to-partnerize is deleted: nothing sends its rows again")
	w.get("viewer", "/in-doubt").want(t, 200, `"total":1`)
	w.send("POST", path, "", `{"verdict":"delivered","reason":"r"}`).want(t, 200, `"state":"accepted"`)
}

// Who has a row sent again that was sent in another campaign than its sync has now reads
// that before, and in the answer.
func TestARowThatWouldBeSentToAnotherCampaign(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const path, moved = "/ledger/orders-to-partnerize/2", "It was sent in campaign 10l176, and would be sent in campaign 10l177: Partnerize may then have it in both."
	for _, list := range []string{path, "/in-doubt"} {
		if a := w.get("viewer", list).want(t, 200, ""); strings.Contains(a.body, `"moved"`) {
			t.Errorf("%s: %s", list, a.body)
		}
	}
	w.send("PUT", "/syncs/orders-to-partnerize?force=true", "*", `{"spec":{"model":"orders","destination":"partnerize","operation":"conversions","mode":"insert","settings":{"campaign":"10l177"},"mapping":{"conversion_reference":"order_id","click_reference":"clickref"}}}`).want(t, 200, "")
	for _, list := range []string{path, "/in-doubt"} {
		w.get("viewer", list).want(t, 200, `"moved":"`+moved+`"`)
	}
	w.send("POST", path+"/resolve", "", `{"verdict":"resend","reason":"r"}`).want(t, 200, `"follows":"The next run sends it, as it is in the model then. `+moved+`"`)
}
