package web_test

import (
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Who asks where a record is reads that the vendor may have it twice.
func TestSentencesTellWhatWasAcceptedBefore(t *testing.T) {
	t.Parallel()
	of := func(state store.State, before ...store.Acceptance) knownRow {
		h := hit("C-7", store.ByKey, "")
		h.Entry.State, h.Entry.Refusals = state, 1
		h.Claim = &store.Claim{Own: true, Sync: "gone", Key: `["C-7"]`, BusinessKey: "C-7", State: state, BegunAt: noon.Add(3 * time.Hour), SettledAt: noon.Add(3 * time.Hour), VendorID: "v3", Before: before}
		if state != store.Accepted {
			h.Claim.VendorID = ""
		}
		return knownRow{hit: h}
	}
	first, second := store.Acceptance{At: noon, VendorID: "v1"}, store.Acceptance{At: noon.Add(time.Hour)}
	const now, then = "C-7 was accepted by crm on 21 November 2026 at 15:00:00 UTC as v3, by the sync gone.", " It was sent before, and accepted on 21 November 2026 at 12:00:00 UTC as v1"
	for name, c := range map[string]struct {
		knownRow
		want string
	}{
		"once":                       {of(store.Accepted), now},
		"twice":                      {of(store.Accepted, first), now + then + ": crm may have it twice."},
		"three times, once as such":  {of(store.Accepted, first, second), now + then + " and on 21 November 2026 at 13:00:00 UTC without an id: crm may have it 3 times."},
		"before, and is in doubt":    {of(store.InDoubt, first), "C-7 is in doubt: it was sent, and nobody knows whether it was recorded by crm (sync gone)." + then + ": crm may have it twice."},
		"before, and to be again":    {of(store.Released, first), "C-7 will be sent again by the next run to crm (sync gone)." + then + "."},
		"before, and is on its way":  {of(store.Begun, first), "C-7 is being sent to crm since 21 November 2026 at 15:00:00 UTC, and no answer is known yet (sync gone)." + then + "."},
		"before, and was refused":    {of(store.Refused, first), "C-7 was refused by crm (sync gone)." + then + "."},
		"before, by the same minute": {of(store.Accepted, store.Acceptance{At: noon.Add(3 * time.Hour), VendorID: "v2"}), now + strings.ReplaceAll(then, "12:00:00 UTC as v1", "15:00:00 UTC as v2") + ": crm may have it twice."},
	} {
		wantSentence(t, name, c.knownRow, c.want)
	}
}

// The id that a vendor's report has is found, whichever of two it is.
func TestARecordThatWasSentTwiceIsFoundByBothIDs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run := waybill.Run{ID: "01K0000000000000000000RUN4", Sync: "orders-to-partnerize", Account: "partnerize-sandbox", Status: waybill.Completed, StartedAt: noon, FinishedAt: noon}
	if err := w.store.SaveRun(t.Context(), run, 0); err != nil {
		t.Fatal(err)
	}
	b := store.Batch{
		Run: run.ID, Scope: store.Scope{Account: run.Account, Sync: run.Sync},
		Claims: store.ClaimScope{Account: run.Account, Operation: "conversions", Scope: "10l176"},
	}
	for i, id := range []string{"10l9a", "10l9b"} {
		at := noon.Add(time.Duration(i) * time.Hour)
		b.Begin, b.Settle, b.Entries = []store.Begin{{Key: `["9"]`, BusinessKey: "order 9", Force: i > 0, At: at}}, nil, nil
		if _, err := w.store.Commit(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		b.Begin, b.Settle = nil, []store.Settle{{BusinessKey: "order 9", State: store.Accepted, VendorID: id, At: at}}
		b.Entries = []store.Entry{{Key: `["9"]`, State: store.Accepted, BusinessKey: "order 9", Digest: waybill.Digest{1}}}
		if _, err := w.store.Commit(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	const said = `"sentence":"9 (order 9) was accepted by Partnerize on 21 November 2026 at 13:00:00 UTC as conversion 10l9b, by the sync orders-to-partnerize. It was sent before, and accepted on 21 November 2026 at 12:00:00 UTC as conversion 10l9a: Partnerize may have it twice."`
	for _, id := range []string{"10l9a", "10l9b"} {
		w.get("viewer", "/search?q="+id).want(t, 200, said).want(t, 200, `"found_by":"vendor_id"`)
	}
	w.get("viewer", "/ledger/orders-to-partnerize/9").want(t, 200, said).want(t, 200, `"accepted_before":[{"at":"2026-11-21T12:00:00Z","vendor_id":"10l9a"}]`)
}
