package web_test

import (
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	configured "github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

// remembered is a row with a state, and with the digest of what was accepted of it.
func remembered(state store.State, note string) store.Hit {
	h := hit("C-7", store.ByKey, "")
	h.Entry = &store.Entry{Key: h.Key, State: state, Digest: waybill.Digest{1}, Tried: waybill.Digest{2}, Refusals: 1, Note: note, TriedAt: noon.Add(time.Hour)}
	return h
}

// outcomes are the results of runs, newest first.
func outcomes(results ...waybill.Result) store.Story {
	var s store.Story
	for _, r := range results {
		s.Results = append(s.Results, store.RunResult{Run: "01RUN", Result: r})
	}
	return s
}

// What was accepted is at the vendor, whatever became of its change.
func TestSentencesOfChangesKnowWhatWasAccepted(t *testing.T) {
	t.Parallel()
	accepted := waybill.Result{Outcome: waybill.Accepted, At: noon, VendorID: "v2"}
	unconfirmed := accepted
	unconfirmed.Unconfirmed = true
	rejected := waybill.Result{Outcome: waybill.Rejected, At: noon.Add(time.Hour)}
	invalid := rejected
	invalid.Invalid = true
	marked := outcomes(rejected, waybill.Result{Outcome: waybill.InDoubt, At: noon.Add(-time.Hour)})
	marked.Decisions = []store.Decision{{Verdict: store.Delivered, By: "eve@example.com", At: noon}}
	left := remembered(store.Deferred, "connection refused")
	left.Entry.Gone = store.Left
	unsent := remembered(store.Refused, "no e-mail address")
	unsent.Entry.Refusals = 0
	resent := remembered(store.Refused, "no.")
	resent.Claim = &store.Claim{Own: true, Sync: "gone", Key: `["C-7"]`, BusinessKey: "C-7", State: store.Refused, SettledAt: noon.Add(time.Hour)}
	assumed := remembered(store.Refused, "no.")
	assumed.Entry.Assumed = true
	const is = "C-7 is at crm as v2, as it was accepted on 21 November 2026 at 12:00:00 UTC (sync gone). "
	for name, c := range map[string]struct {
		knownRow
		want string
	}{
		"refused before": {knownRow{hit: unsent, story: outcomes(invalid, accepted)}, is + "Its change was refused before it was sent on 21 November 2026 at 13:00:00 UTC: no e-mail address."},
		"refused":        {knownRow{hit: remembered(store.Refused, "crm answered 422"), story: outcomes(rejected, accepted)}, is + "Its change was refused on 21 November 2026 at 13:00:00 UTC: crm answered 422."},
		"deferred":       {knownRow{hit: remembered(store.Deferred, "connection refused"), story: outcomes(accepted)}, is + "Its change was not delivered, and waits for the next run: connection refused."},
		"left":           {knownRow{hit: left, story: outcomes(accepted)}, is + "Its change was not delivered: connection refused. It has left the model since: no run sends it unless it comes back."},
		"given up":       {knownRow{hit: remembered(store.GivenUp, "Closed."), story: outcomes(rejected, accepted)}, is + "Its change was given up: Closed."},
		"resent":         {knownRow{hit: resent, story: outcomes(rejected, accepted)}, is + "What was sent of it since was refused on 21 November 2026 at 13:00:00 UTC: no."},
		"unconfirmed": {
			knownRow{hit: remembered(store.Deferred, ""), story: outcomes(unconfirmed)},
			"C-7 was accepted by crm on 21 November 2026 at 12:00:00 UTC as v2 (sync gone), and not confirmed: the answer lacked what it has on success. Its change was not delivered, and waits for the next run.",
		},
		"marked": {
			knownRow{hit: remembered(store.Refused, "no."), story: marked},
			"C-7 was marked as delivered to crm by eve@example.com on 21 November 2026 at 12:00:00 UTC (sync gone), who alone says so. Its change was refused on 21 November 2026 at 13:00:00 UTC: no.",
		},
		"assumed": {
			knownRow{hit: assumed, story: outcomes(rejected)},
			"C-7 was remembered without being sent (sync gone). It was refused on 21 November 2026 at 13:00:00 UTC: no.",
		},
		"no longer known": {
			knownRow{hit: remembered(store.Refused, "no."), story: outcomes(rejected)},
			"C-7 was accepted by crm before (sync gone). Its change was refused on 21 November 2026 at 13:00:00 UTC: no.",
		},
	} {
		got, err := web.Find(t.Context(), known{c.knownRow}, web.Place{Project: &configured.Project{}}, "C-7", 1)
		if err != nil || len(got.Items) != 1 || got.Items[0].Sentence != c.want {
			t.Errorf("%s: got %+v, %v; want %q", name, got, err, c.want)
		}
	}
}

// A run that was told to send nothing writes rows off: that is said, and since when.
func TestSentencesOfBaselines(t *testing.T) {
	t.Parallel()
	plain, noted, claimed := remembered(store.Baseline, ""), remembered(store.Baseline, "it was refused before: no such partner."), remembered(store.Baseline, "")
	claimed.Claim = &store.Claim{Own: true, Sync: "gone", Key: `["C-7"]`, BusinessKey: "C-7", State: store.Accepted, SettledAt: noon, VendorID: "v1"}
	old := hit("C-7", store.ByKey, "")
	old.Entry = &store.Entry{State: store.Baseline}
	const since = "was remembered without being sent on 21 November 2026 at 13:00:00 UTC (by a run that was told to send nothing), and is not sent"
	for name, c := range map[string]struct {
		knownRow
		want string
	}{
		"new":     {knownRow{hit: plain}, "C-7 " + since + " to crm (sync gone)."},
		"refused": {knownRow{hit: noted}, "C-7 " + since + " to crm (sync gone): it was refused before: no such partner."},
		"claimed": {knownRow{hit: claimed}, "C-7 is at crm as v1, as it was accepted on 21 November 2026 at 12:00:00 UTC (sync gone). Since then it " + since + "."},
		"of earlier versions": {
			knownRow{hit: old, story: outcomes(waybill.Result{Outcome: waybill.Rejected, At: noon, Message: "no click"})},
			"C-7 was remembered without being sent (by a run that was told to send nothing), and is not sent to crm (sync gone): it was refused before: no click.",
		},
	} {
		wantSentence(t, name, c.knownRow, c.want)
	}
}

// A row that a later run did not find waits for nothing.
func TestSentencesOfRowsThatLeft(t *testing.T) {
	t.Parallel()
	unsent := hit("C-7", store.ByKey, "")
	unsent.Entry = nil
	deferred := outcomes(waybill.Result{Outcome: waybill.Deferred, At: noon, Message: "not sent: the run was cancelled"})
	refused := outcomes(waybill.Result{Outcome: waybill.Rejected, At: noon, Message: "crm answered 404", Attempts: 1})
	run := func(trigger string, at time.Time) []waybill.Run {
		return []waybill.Run{{ID: "01LATER", Trigger: trigger, Status: waybill.Completed, StartedAt: at, FinishedAt: at, Counts: waybill.Counts{Unchanged: 1}}}
	}
	later := noon.Add(time.Hour)
	const left = " It has left the model since: no run sends it unless it comes back."
	for name, c := range map[string]struct {
		knownRow
		want string
	}{
		"not sent":       {knownRow{unsent, deferred, run("manual", later)}, "C-7 was not sent to crm (sync gone): the run was cancelled." + left},
		"refused":        {knownRow{unsent, refused, run("schedule", later)}, "C-7 was refused on 21 November 2026 at 12:00:00 UTC, and is not at crm (sync gone): crm answered 404." + left},
		"retried others": {knownRow{unsent, deferred, run("retry", later)}, "C-7 was not sent to crm (sync gone): the run was cancelled."},
		"the same run":   {knownRow{unsent, deferred, run("manual", noon)}, "C-7 was not sent to crm (sync gone): the run was cancelled."},
	} {
		wantSentence(t, name, c.knownRow, c.want)
	}
}
