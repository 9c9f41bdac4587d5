package web_test

import (
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	configured "github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

// claimed is a row in a state whose business key a row of a sync holds.
func claimed(entry, claim store.State, sync, key string) store.Hit {
	h := hit("C-7", store.ByKey, "")
	h.Entry = &store.Entry{Key: h.Key, State: entry, BusinessKey: "R-7", TriedAt: noon.Add(time.Hour), Note: "no click"}
	h.Claim = &store.Claim{BusinessKey: "R-7", State: claim, Sync: sync, Key: `["` + key + `"]`, BegunAt: noon, Own: sync == "gone" && key == "C-7"}
	if entry == store.Accepted {
		h.Entry.TriedAt = time.Time{}
	}
	if claim == store.Accepted {
		h.Claim.SettledAt, h.Claim.VendorID = noon, "v1"
	}
	return h
}

// doubted is a row that was sent an hour before, too, and never answered.
func doubted(h store.Hit) store.Hit {
	h.Claim.Doubted = noon.Add(-time.Hour)
	return h
}

// atOnce is a row that was sent and never answered within the second of its refusal.
func atOnce(h store.Hit) store.Hit {
	h.Claim.Doubted = h.Entry.TriedAt
	return h
}

// renamed is a row that has another business key by now.
func renamed(h store.Hit) store.Hit {
	h.Entry.NewKey = "R-7x"
	return h
}

// marked is a row whose attempt was never answered, and that somebody has seen there.
func marked(h store.Hit) store.Hit {
	h.Claim.Doubted, h.Claim.Marked, h.Claim.VendorID = noon, "ada", ""
	return h
}

// later is a row whose claim was settled two hours later.
func later(h store.Hit) store.Hit {
	h.Claim.SettledAt = noon.Add(2 * time.Hour)
	return h
}

// unsure is a row whose claim was accepted and not confirmed.
func unsure(h store.Hit) store.Hit {
	h.Claim.Unsure, h.Claim.VendorID = true, ""
	return h
}

// besides is a row that took another claim, too.
func besides(h store.Hit, c store.Claim) store.Hit {
	h.Others = []store.ClaimStory{{Claim: c, Scope: store.ClaimScope{Scope: "10l176"}}}
	return h
}

// Nobody is told that a record is not at a vendor where its business key says that
// it is, or may be.
func TestSentencesKnowWhatABusinessKeyTells(t *testing.T) {
	t.Parallel()
	at := noon
	const noon, refused = " on 21 November 2026 at 12:00:00 UTC", "C-7 (R-7) was refused before it was sent on 21 November 2026 at 13:00:00 UTC (sync gone): no click."
	const nowhere = "C-7 (R-7) was refused before it was sent on 21 November 2026 at 13:00:00 UTC, and is not at crm (sync gone): no click."
	const own = " crm may have it: it was sent" + noon + ", and nobody knows whether it was recorded."
	again := claimed(store.GivenUp, store.GivenUp, "gone", "C-7")
	again.Entry.Note = ""
	called, given := claimed(store.InDoubt, store.InDoubt, "gone", "C-7"), claimed(store.GivenUp, store.GivenUp, "other", "C-7")
	called.Entry.NewKey, given.Entry.Note = "R-8", "ada gave it up as row C-7 of the sync other: lost"
	for name, c := range map[string]struct {
		hit  store.Hit
		want string
	}{
		"another sync":           {claimed(store.Refused, store.Accepted, "other", "C-7"), refused + " R-7 was accepted by crm" + noon + " as v1, by the sync other."},
		"settled elsewhere":      {claimed(store.InDoubt, store.Accepted, "other", "C-7"), "C-7 (R-7) was accepted by crm" + noon + " as v1, by the sync other. The sync gone has it in doubt until its next run."},
		"marked meanwhile":       {later(marked(claimed(store.InDoubt, store.Accepted, "gone", "C-7"))), "C-7 (R-7) was marked as delivered to crm by ada on 21 November 2026 at 14:00:00 UTC. That is their word: no answer of crm says so. The sync gone has it in doubt until its next run."},
		"in doubt in both":       {claimed(store.InDoubt, store.InDoubt, "other", "C-7"), "C-7 (R-7) is in doubt: it was sent, and nobody knows whether it was recorded by crm (sync gone). It was sent" + noon + " by the sync other."},
		"another row":            {claimed(store.Refused, store.Accepted, "gone", "C-8"), refused + " R-7 was accepted by crm" + noon + " as v1, by row C-8."},
		"a row of another":       {claimed(store.Refused, store.Accepted, "other", "C-8"), refused + " R-7 was accepted by crm" + noon + " as v1, by row C-8 of the sync other."},
		"in doubt elsewhere":     {claimed(store.Refused, store.InDoubt, "other", "C-7"), refused + " crm may have R-7: it was sent" + noon + " by the sync other, and nobody knows whether it was recorded."},
		"given up elsewhere":     {claimed(store.Refused, store.GivenUp, "other", "C-7"), refused + " crm may have R-7: it was sent" + noon + " by the sync other, and nobody knows whether it was recorded."},
		"on its way elsewhere":   {claimed(store.Refused, store.Begun, "other", "C-7"), refused + " R-7 is being sent by the sync other since 21 November 2026 at 12:00:00 UTC, and no answer is known yet."},
		"refused elsewhere":      {claimed(store.Refused, store.Refused, "other", "C-7"), nowhere},
		"its own, refused":       {claimed(store.Refused, store.Refused, "gone", "C-7"), nowhere},
		"its own, to be resent":  {claimed(store.Refused, store.Released, "gone", "C-7"), nowhere},
		"doubted, to be resent":  {doubted(claimed(store.Refused, store.Released, "gone", "C-7")), refused + " It was sent before, on 21 November 2026 at 11:00:00 UTC, and nobody knows whether that was recorded."},
		"doubted, and refused":   {doubted(claimed(store.Refused, store.Refused, "gone", "C-7")), refused + " It was sent before, on 21 November 2026 at 11:00:00 UTC, and nobody knows whether that was recorded."},
		"in the same second":     {atOnce(claimed(store.Refused, store.Refused, "gone", "C-7")), refused + " It was sent before, on 21 November 2026 at 13:00:00 UTC, and nobody knows whether that was recorded."},
		"in doubt and given up":  {later(claimed(store.InDoubt, store.GivenUp, "other", "C-7")), "C-7 (R-7) is in doubt: it was sent, and nobody knows whether it was recorded by crm (sync gone). It was sent" + noon + " by the sync other, and was given up elsewhere on 21 November 2026 at 14:00:00 UTC."},
		"its own, given up, too": {later(claimed(store.InDoubt, store.GivenUp, "gone", "C-7")), "C-7 (R-7) is in doubt: it was sent, and nobody knows whether it was recorded by crm (sync gone): no click. It was sent" + noon + ", and was given up elsewhere on 21 November 2026 at 14:00:00 UTC."},
		"rekeyed and given up":   {renamed(claimed(store.GivenUp, store.Accepted, "gone", "C-7")), "C-7 (R-7) is at crm as v1, as it was accepted" + noon + " (sync gone). It is R-7x in the model now, and was given up as that: no click."},
		"doubted, and sent":      {doubted(claimed(store.Accepted, store.Accepted, "gone", "C-7")), "C-7 (R-7) was accepted by crm" + noon + " as v1, by the sync gone. It was sent before, on 21 November 2026 at 11:00:00 UTC, and nobody knows whether that was recorded: crm may have it twice."},
		"doubted, and marked":    {marked(claimed(store.Accepted, store.Accepted, "gone", "C-7")), "C-7 (R-7) was marked as delivered to crm by ada on 21 November 2026 at 12:00:00 UTC. That is their word: no answer of crm says so."},
		"marked elsewhere":       {marked(claimed(store.Accepted, store.Accepted, "other", "C-7")), "C-7 (R-7) was marked as delivered to crm by ada on 21 November 2026 at 12:00:00 UTC (sync other). That is their word: no answer of crm says so."},
		"refused, and marked":    {marked(claimed(store.Refused, store.Accepted, "other", "C-7")), refused + " R-7 was marked as delivered to crm by ada" + noon + ", by the sync other."},
		"sent under another key": {besides(claimed(store.Refused, store.Refused, "gone", "C-7"), store.Claim{BusinessKey: "R-6", State: store.Accepted, SettledAt: at, VendorID: "v0"}), refused + " It was sent as R-6, too, and accepted" + noon + " as v0: crm has that, too."},
		"doubted by another key": {besides(claimed(store.Accepted, store.Accepted, "gone", "C-7"), store.Claim{BusinessKey: "R-6", State: store.InDoubt, BegunAt: at}), "C-7 (R-7) was accepted by crm" + noon + " as v1, by the sync gone. It was sent as R-6, too, on 21 November 2026 at 12:00:00 UTC, and nobody knows whether that was recorded."},
		"sent elsewhere, too":    {besides(claimed(store.Accepted, store.Accepted, "gone", "C-7"), store.Claim{BusinessKey: "R-7", State: store.Accepted, SettledAt: at, Marked: "ada"}), "C-7 (R-7) was accepted by crm" + noon + " as v1, by the sync gone. It was sent in 10l176, too, and marked as delivered by ada" + noon + ": no answer of crm says so."},
		"its own, given up":      {claimed(store.Refused, store.GivenUp, "gone", "C-7"), refused + own},
		"its own, accepted":      {claimed(store.Refused, store.Accepted, "gone", "C-7"), "C-7 (R-7) is at crm as v1, as it was accepted" + noon + " (sync gone). What was to be sent of it since was refused before it was sent on 21 November 2026 at 13:00:00 UTC: no click."},
		"given up from doubt":    {again, "C-7 (R-7) was given up, and is not sent again to crm (sync gone)." + own},
		"on its way":             {claimed(store.Refused, store.Begun, "gone", "C-7"), "C-7 (R-7) is being sent to crm since 21 November 2026 at 12:00:00 UTC, and no answer is known yet (sync gone)."},
		"released, on its way":   {claimed(store.Released, store.Begun, "gone", "C-7"), "C-7 (R-7) is being sent to crm since 21 November 2026 at 12:00:00 UTC, and no answer is known yet (sync gone)."},
		"released, and accepted": {claimed(store.Released, store.Accepted, "other", "C-7"), "C-7 (R-7) was to be sent again to crm (sync gone): no click. R-7 was accepted by crm" + noon + " as v1, by the sync other."},
		"unsure elsewhere":       {unsure(claimed(store.Refused, store.Accepted, "other", "C-7")), refused + " R-7 was accepted by crm" + noon + ", by the sync other, and not confirmed."},
		"unsure in another":      {unsure(claimed(store.Accepted, store.Accepted, "other", "C-7")), "C-7 (R-7) was accepted by crm" + noon + ", by the sync other, and not confirmed."},
		"settled, and unsure":    {unsure(claimed(store.InDoubt, store.Accepted, "other", "C-7")), "C-7 (R-7) was accepted by crm" + noon + ", by the sync other, and not confirmed. The sync gone has it in doubt until its next run."},
		"unsure as another key":  {besides(claimed(store.Refused, store.Refused, "gone", "C-7"), store.Claim{BusinessKey: "R-6", State: store.Accepted, SettledAt: at, Unsure: true}), refused + " It was sent as R-6, too, and accepted" + noon + " without an id, and not confirmed."},
		"in doubt, and renamed":  {called, "C-7 (R-7) is in doubt: it was sent, and nobody knows whether it was recorded by crm (sync gone): no click. It is R-8 in the model now: sent again, it would be sent as that."},
		"given up by another":    {given, "C-7 (R-7) was given up, and is not sent again to crm (sync gone): ada gave it up as row C-7 of the sync other: lost. crm may have R-7: it was sent" + noon + " by the sync other, and nobody knows whether it was recorded."},
		"accepted by another":    {claimed(store.Accepted, store.Accepted, "other", "C-7"), "C-7 (R-7) was accepted by crm" + noon + " as v1, by the sync other."},
	} {
		got, err := web.Find(t.Context(), known{{hit: c.hit}}, web.Place{Project: &configured.Project{}}, "C-7", 1)
		if err != nil || len(got.Items) != 1 || got.Items[0].Sentence != c.want {
			t.Errorf("%s: got %+v, %v; want %q", name, got, err, c.want)
		}
	}
}

// Who asks by a click reads whether the record was accepted with it.
func TestARowIsNotAcceptedWithWhatItOnceReferredTo(t *testing.T) {
	t.Parallel()
	accepted := func(requests ...string) knownRow {
		h := sent("T-1", requests...)
		h.Claim.State, h.Claim.SettledAt, h.Entry.BusinessKey = store.Accepted, noon, "T-1"
		return knownRow{hit: h}
	}
	doubted := accepted("POST https://v.example/conversion/clickref:C-70/x")
	doubted.hit.Entry.State, doubted.hit.Claim.State = store.InDoubt, store.InDoubt
	upsert := knownRow{hit: hit("T-1", store.ByReference, "customer_key")}
	called := knownRow{hit: claimed(store.Accepted, store.Accepted, "gone", "C-7")}
	called.hit.By = store.ByBusinessKey
	const was, at = "T-1 was accepted by crm on 21 November 2026 at 12:00:00 UTC, by the sync gone.", "T-1 (customer key C 7) was accepted by crm on 21 November 2026 at 12:00:00 UTC, by the sync gone."
	for name, c := range map[string]struct {
		row        knownRow
		text, want string
	}{
		"in its path":     {accepted("POST https://v.example/conversion/clickref:C%207/x"), "C 7", at},
		"in its body":     {accepted("POST https://v.example/t\n\n{\"a\": [{\"customer\": \"C\\u00207\"}]}"), "C 7", at},
		"a part of it":    {accepted("POST https://v.example/conversion/clickref:C%2070/x"), "C 7", was + " A run has read it with the customer key C 7; it was accepted with another one."},
		"before":          {accepted("POST https://v.example/clickref:C-8", "POST https://v.example/clickref:C%207"), "C 7", was + " It was sent with the customer key C 7 before, and then accepted with another one."},
		"in doubt":        {doubted, "C-7", "T-1 is in doubt: it was sent, and nobody knows whether it was recorded by crm (sync gone). A run has read it with the customer key C-7; it was sent with another one."},
		"no receipt":      {upsert, "C 7", "T-1 was accepted by crm, by the sync gone. A run has read it with the customer key C 7, which it may not have any more."},
		"a key it had":    {called, "R-6", "C-7 (R-7) was accepted by crm on 21 November 2026 at 12:00:00 UTC as v1, by the sync gone. A run has read it as R-6; it was accepted as R-7."},
		"the key it has":  {called, "R-7", "C-7 (R-7) was accepted by crm on 21 November 2026 at 12:00:00 UTC as v1, by the sync gone."},
		"case of e-mails": {accepted("POST https://v.example/t?mail=Ada%40example.com"), "ada@example.com", "T-1 (customer key ada@example.com) was accepted by crm on 21 November 2026 at 12:00:00 UTC, by the sync gone."},
	} {
		got, err := web.Find(t.Context(), known{c.row}, web.Place{Project: &configured.Project{}}, c.text, 1)
		if err != nil || len(got.Items) != 1 || got.Items[0].Sentence != c.want {
			t.Errorf("%s: got %+v, %v; want %q", name, got, err, c.want)
		}
	}
}

// Of rows that are called alike the newest comes first.
func TestNewerRowsComeFirst(t *testing.T) {
	t.Parallel()
	older, newer := hit("C-7", store.ByKey, ""), hit("C-8", store.ByKey, "")
	older.Entry = &store.Entry{Key: older.Key, State: store.Refused, TriedAt: noon, Note: "no click"}
	rows := known{{hit: older}, {hit: newer, story: outcomes(waybill.Result{Outcome: waybill.Accepted, At: noon.Add(time.Minute)})}, {hit: hit("T-1", store.ByReference, "customer_key")}}
	got, err := web.Find(t.Context(), rows, web.Place{Project: &configured.Project{}}, "C-7", 3)
	if err != nil || len(got.Items) != 3 || got.Items[0].Key != "C-8" || got.Items[1].Key != "C-7" || got.Items[2].Key != "T-1" {
		t.Errorf("got %+v, %v", got, err)
	}
}
