package web_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	configured "github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

// known are rows that are found by any text, with what is known of each.
type known []knownRow

type knownRow struct {
	hit   store.Hit
	story store.Story
	runs  []waybill.Run // of its sync, since the last that the story knows
}

func (k known) Search(_ context.Context, _ string, limit int) ([]store.Hit, error) {
	var hits []store.Hit
	for _, row := range k[:min(limit, len(k))] {
		hits = append(hits, row.hit)
	}
	return hits, nil
}

func (k known) Pasts(_ context.Context, found []store.Hit) ([]store.Story, error) {
	pasts := make([]store.Story, len(found))
	for i := range found {
		at := slices.IndexFunc(k, func(row knownRow) bool { return row.hit.Key == found[i].Key })
		pasts[i] = k[at].story
	}
	return pasts, nil
}

func (k known) ListRuns(context.Context, store.RunFilter) ([]waybill.Run, error) {
	var runs []waybill.Run
	for _, row := range k {
		runs = append(runs, row.runs...)
	}
	return runs, nil
}

func hit(key string, by store.Found, field string) store.Hit {
	return store.Hit{Scope: store.Scope{Account: "crm", Sync: "gone"}, Key: `["` + key + `"]`, By: by, Field: field, Entry: &store.Entry{State: store.Accepted}}
}

// sent is a row that was found by a customer, and whose receipts have requests.
func sent(key string, requests ...string) store.Hit {
	h := hit(key, store.ByReference, "customer_key")
	h.Claim = &store.Claim{Own: true, Sync: "gone", Key: h.Key, BusinessKey: key}
	h.Sent = requests
	return h
}

func TestHitsSayWhatWasFound(t *testing.T) {
	t.Parallel()
	rows := known{{hit: hit("C-7", store.ByKey, "")}, {hit: sent("T-1", "POST /customers\n\n{\"customer_key\": \"C-7\"}")}, {hit: hit("T-2", store.ByReference, "customer_key")}}
	got, err := web.Find(t.Context(), rows, web.Place{Project: &configured.Project{}}, " C-7 ", 2)
	if err != nil || len(got.Items) != 2 || !got.More {
		t.Fatalf("two of three: %+v, %v", got, err)
	}
	for i, want := range []web.Hit{
		{FoundAs: "primary key", Sentence: "C-7 was accepted by crm, by the sync gone."},
		{FoundAs: "customer key", Sentence: "T-1 (customer key C-7) was accepted by crm, by the sync gone.", Field: "customer_key"},
	} {
		if h := got.Items[i]; h.FoundAs != want.FoundAs || h.Sentence != want.Sentence || h.Field != want.Field {
			t.Errorf("got %+v, want %+v", h, want)
		}
	}
	if all, err := web.Find(t.Context(), rows, web.Place{Project: &configured.Project{}}, "C-7", 3); err != nil || len(all.Items) != 3 || all.More {
		t.Errorf("all of three: %+v, %v", all, err)
	}
}

// Who asks where a row is reads what became of it and when, whoever knows it.
func TestSentencesTellWhen(t *testing.T) {
	t.Parallel()
	refused := hit("C-7", store.ByKey, "")
	refused.Entry = &store.Entry{State: store.Refused, Refusals: 1, TriedAt: noon, Note: "no such partner."}
	invalid := hit("C-7", store.ByKey, "")
	invalid.Entry = &store.Entry{State: store.Refused, TriedAt: noon, Note: "no such partner."}
	claimed := hit("C-7", store.ByKey, "")
	claimed.Claim = &store.Claim{Own: true, Sync: "gone", Key: `["C-7"]`, BusinessKey: "C-7", State: store.Accepted, SettledAt: noon, VendorID: "v1"}
	in := func(r waybill.Result) []store.RunResult { return []store.RunResult{{Result: r}} }
	accepted := waybill.Result{Outcome: waybill.Accepted, At: noon, VendorID: "v2"}
	unconfirmed := accepted
	unconfirmed.Unconfirmed = true
	for name, c := range map[string]struct {
		knownRow
		want string
	}{
		"refused by the vendor": {knownRow{hit: refused}, "C-7 was refused on 21 November 2026 at 12:00:00 UTC, and is not at crm (sync gone): no such partner."},
		"refused before": {
			knownRow{hit: invalid, story: store.Story{Results: in(waybill.Result{Outcome: waybill.Rejected, Invalid: true})}},
			"C-7 was refused before it was sent on 21 November 2026 at 12:00:00 UTC, and is not at crm (sync gone): no such partner.",
		},
		"refused by the vendor, and looked at since by a run that was held": {
			knownRow{hit: refused, story: store.Story{Results: in(waybill.Result{Outcome: waybill.Rejected, Invalid: true, At: noon.Add(time.Hour)})}},
			"C-7 was refused on 21 November 2026 at 12:00:00 UTC, and is not at crm (sync gone): no such partner.",
		},
		"claimed":  {knownRow{hit: claimed}, "C-7 was accepted by crm on 21 November 2026 at 12:00:00 UTC as v1, by the sync gone."},
		"repeated": {knownRow{hit: hit("C-7", store.ByKey, ""), story: store.Story{Results: in(accepted)}}, "C-7 was accepted by crm on 21 November 2026 at 12:00:00 UTC as v2, by the sync gone."},
		"unconfirmed": {
			knownRow{hit: hit("C-7", store.ByKey, ""), story: store.Story{Results: in(unconfirmed)}},
			"C-7 was accepted by crm on 21 November 2026 at 12:00:00 UTC as v2, by the sync gone. It was not confirmed: the answer lacked what it has on success.",
		},
		"claimed, unconfirmed": {
			knownRow{hit: claimed, story: store.Story{Results: in(unconfirmed)}},
			"C-7 was accepted by crm on 21 November 2026 at 12:00:00 UTC as v1, by the sync gone. It was not confirmed: the answer lacked what it has on success.",
		},
		"looked at since by a run that was held": {
			knownRow{hit: hit("C-7", store.ByKey, ""), story: store.Story{Results: append(in(waybill.Result{Outcome: waybill.Rejected, Invalid: true, At: noon.Add(time.Hour)}), in(accepted)...)}},
			"C-7 was accepted by crm on 21 November 2026 at 12:00:00 UTC as v2, by the sync gone.",
		},
		"of which its claim alone is left": {
			knownRow{hit: store.Hit{Scope: claimed.Scope, Key: claimed.Key, By: store.ByBusinessKey, Claim: claimed.Claim}},
			"C-7 was accepted by crm on 21 November 2026 at 12:00:00 UTC as v1, by the sync gone.",
		},
		"whose key begins with a space": {
			knownRow{hit: hit(" C-7", store.ByKey, "")}, "“ C-7” was accepted by crm, by the sync gone.",
		},
		"decided since": {
			knownRow{hit: hit("C-7", store.ByKey, ""), story: store.Story{Results: in(unconfirmed), Decisions: []store.Decision{{At: noon.Add(time.Hour)}}}},
			"C-7 was accepted by crm, by the sync gone.",
		},
	} {
		wantSentence(t, name, c.knownRow, c.want)
	}
}

// What no vendor has said is not said to come from one.
func TestSentencesTellWhoseWordItIs(t *testing.T) {
	t.Parallel()
	claimed, doubtful, unsent := hit("C-7", store.ByKey, ""), hit("C-7", store.ByKey, ""), hit("C-7", store.ByKey, "")
	claimed.Claim = &store.Claim{Own: true, Sync: "gone", Key: `["C-7"]`, BusinessKey: "C-7", State: store.Accepted, SettledAt: noon, VendorID: "v1"}
	doubtful.Entry = &store.Entry{State: store.InDoubt, Note: "Post: unexpected EOF"}
	unsent.Entry = nil
	word := []store.Decision{{Verdict: store.Delivered, By: "eve@example.com", At: noon, Reason: "Seen there."}}
	in := func(r waybill.Result) []store.RunResult { return []store.RunResult{{Result: r}} }
	for name, c := range map[string]struct {
		knownRow
		want string
	}{
		"in doubt": {
			knownRow{hit: doubtful}, "C-7 is in doubt: it was sent, and nobody knows whether it was recorded by crm (sync gone). The answer never came: the connection was closed after the request was sent.",
		},
		"marked delivered": {
			knownRow{hit: claimed, story: store.Story{Results: in(waybill.Result{Outcome: waybill.InDoubt, At: noon.Add(-time.Hour)}), Decisions: word}},
			"C-7 was marked as delivered to crm by eve@example.com on 21 November 2026 at 12:00:00 UTC (sync gone): Seen there. That is their word: no answer of crm says so.",
		},
		"marked delivered, and accepted since": {
			knownRow{hit: hit("C-7", store.ByKey, ""), story: store.Story{Results: in(waybill.Result{Outcome: waybill.Accepted, At: noon.Add(time.Hour)}), Decisions: word}},
			"C-7 was accepted by crm on 21 November 2026 at 13:00:00 UTC, by the sync gone.",
		},
		"that a cancelled run did not get to": {
			knownRow{hit: unsent, story: store.Story{Results: in(waybill.Result{Outcome: waybill.Deferred, Message: "not sent: the run was cancelled"})}},
			"C-7 was not sent to crm (sync gone): the run was cancelled.",
		},
		"that a held run would refuse": {
			knownRow{hit: unsent, story: store.Story{Results: in(waybill.Result{Outcome: waybill.Rejected, Invalid: true, Message: "no click", At: noon})}},
			"C-7 was refused before it was sent on 21 November 2026 at 12:00:00 UTC, and is not at crm (sync gone): no click.",
		},
		"that was deleted": {
			knownRow{hit: unsent, story: store.Story{Results: in(waybill.Result{Outcome: waybill.Deleted, At: noon})}},
			"C-7 was deleted at crm on 21 November 2026 at 12:00:00 UTC (sync gone).",
		},
		"of which nothing is left": {knownRow{hit: unsent}, "Nothing of C-7 was ever sent by gone."},
	} {
		wantSentence(t, name, c.knownRow, c.want)
	}
}

// wantSentence finds a row, and compares what is said of it.
func wantSentence(t *testing.T, name string, row knownRow, want string) {
	t.Helper()
	got, err := web.Find(t.Context(), known{row}, web.Place{Project: &configured.Project{}}, "C-7", 1)
	if err != nil || len(got.Items) != 1 || got.Items[0].Sentence != want {
		t.Errorf("%s: got %+v, %v; want %q", name, got, err, want)
		return
	}
	if h := got.Items[0]; h.Unconfirmed != strings.Contains(want, "not confirmed") || h.Marked != strings.Contains(want, "was marked") {
		t.Errorf("%s: unconfirmed is %v, marked %v", name, h.Unconfirmed, h.Marked)
	}
}
