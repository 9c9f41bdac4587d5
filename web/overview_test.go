package web_test

import (
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// A retry of some rows says nothing of why the sync failed; the next whole run does.
func TestARetryDoesNotOvercomeAFailure(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i, c := range []struct {
		trigger string
		status  waybill.Status
		failed  int
	}{
		{"schedule", waybill.Completed, 0},
		{"schedule", waybill.Failed, 1},
		{"retry", waybill.WithRejections, 1},
		{"manual", waybill.Completed, 0},
		{"retry", waybill.Failed, 0},
	} {
		at := noon.Add(time.Duration(i) * time.Minute)
		r := waybill.Run{ID: "01OVER" + string(rune('A'+i)), Sync: "orders-to-partnerize", Account: "partnerize", Trigger: c.trigger, Status: c.status, StartedAt: at, FinishedAt: at}
		if err := w.store.SaveRun(t.Context(), r, 0); err != nil {
			t.Fatal(err)
		}
		over := decode[struct{ Failed []struct{ ID string } }](t, w.get("admin", "/overview").want(t, 200, ""))
		if len(over.Failed) != c.failed || c.failed > 0 && over.Failed[0].ID != "01OVERB" {
			t.Errorf("after %+v the overview tells of %v", c, over.Failed)
		}
	}
}

// A run from a terminal is in no queue, and goes on all the same.
func TestARunBesideTheQueueGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.get("viewer", "/overview").want(t, 200, `"going":[]`)
	r := waybill.Run{ID: "01OVERT", Sync: "orders-to-partnerize", Account: "partnerize-sandbox", Trigger: "manual", Status: waybill.Running, StartedAt: noon}
	if err := w.store.SaveRun(t.Context(), r, 0); err != nil {
		t.Fatal(err)
	}
	w.get("viewer", "/overview").want(t, 200, `"going":[{"run":"01OVERT","sync":"orders-to-partnerize","trigger":"manual","status":"running"`)
	r.Status, r.FinishedAt = waybill.Completed, noon
	if err := w.store.SaveRun(t.Context(), r, 0); err != nil {
		t.Fatal(err)
	}
	w.get("viewer", "/overview").want(t, 200, `"going":[]`)
}

// A retry of an older run sends nothing of what is held: that still waits for somebody.
func TestARetryDoesNotHideWhatIsHeld(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const sync = "orders-to-partnerize"
	r := waybill.Run{ID: "01OVERA", Sync: sync, Account: "partnerize", Trigger: "retry", Status: waybill.Completed, StartedAt: noon.Add(time.Minute), FinishedAt: noon.Add(time.Minute)}
	for _, held := range []string{w.names["held"], ""} {
		if held == "" {
			r.ID, r.Trigger = "01OVERB", "manual"
		}
		if err := w.store.SaveRun(t.Context(), r, 0); err != nil {
			t.Fatal(err)
		}
		over := decode[struct{ Held []struct{ ID string } }](t, w.get("viewer", "/overview").want(t, 200, ""))
		list := decode[struct{ Items []struct{ Name, Held string } }](t, w.get("viewer", "/syncs?status=held").want(t, 200, ""))
		if held == "" {
			if len(over.Held)+len(list.Items) > 0 {
				t.Errorf("behind a whole run there is held: %+v, %+v", over, list)
			}
		} else if len(over.Held) != 1 || over.Held[0].ID != held || len(list.Items) != 1 || list.Items[0].Held != held {
			t.Errorf("behind a retry there is held: %+v, %+v", over, list)
		}
	}
}

// What the last whole run did not send waits, less what a retry of some rows has
// sent since, and what somebody has decided about; a sync whose schedule is due is not told, and a retry is no whole run.
func TestRowsThatNobodyIsDueToComeForAreTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const sync = "customers-to-partnerstack"
	save := func(r waybill.Run, results ...store.Result) {
		t.Helper()
		r.Sync, r.Account, r.StartedAt, r.FinishedAt = sync, "partnerstack", noon, noon
		if err := w.store.SaveRun(t.Context(), r, 0); err != nil {
			t.Fatal(err)
		}
		b := store.Batch{Run: r.ID, Scope: store.Scope{Account: r.Account, Sync: sync}, Results: results}
		if _, err := w.store.Commit(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	row := func(key string, o waybill.Outcome) store.Result {
		return store.Result{Result: waybill.Result{Key: `["` + key + `"]`, Kind: waybill.Added, Outcome: o, Message: "not sent: dial tcp 127.0.0.1:1: connect: connection refused", At: noon}}
	}
	waiting := func(want string) {
		t.Helper()
		w.get("viewer", "/overview").want(t, 200, `"waiting":`+want)
	}
	waiting(`[]`)
	save(waybill.Run{ID: "01WAITA", Trigger: "manual", Status: waybill.WithRejections, Counts: waybill.Counts{Added: 3, Deferred: 3}}, row("1", waybill.Deferred), row("2", waybill.Deferred), row("3", waybill.Deferred))
	waiting(`[{"sync":"` + sync + `","run":"01WAITA","status":"completed_with_rejections","vendor":"PartnerStack","sent":false,"away":true,"rows":3,"why":"not sent: dial tcp 127.0.0.1:1: connect: connection refused"}]`)
	save(waybill.Run{ID: "01WAITB", Trigger: "retry", Status: waybill.Completed, Counts: waybill.Counts{Added: 1, Accepted: 1}}, row("1", waybill.Accepted))
	waiting(`[{"sync":"` + sync + `","run":"01WAITA","status":"completed_with_rejections","vendor":"PartnerStack","sent":true,"away":false,"rows":2,`)
	entry := store.Entry{Key: `["2"]`, State: store.Deferred}
	if _, err := w.store.Commit(t.Context(), store.Batch{Scope: store.Scope{Account: "partnerstack", Sync: sync}, Entries: []store.Entry{entry}}); err != nil {
		t.Fatal(err)
	}
	if err := w.store.Decide(t.Context(), store.Decision{Scope: store.Scope{Account: "partnerstack", Sync: sync}, Key: entry.Key, Verdict: store.Resend, Reason: "now", By: "ada", At: noon.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	waiting(`[{"sync":"` + sync + `","run":"01WAITA","status":"completed_with_rejections","vendor":"PartnerStack","sent":true,"away":false,"rows":1,`) // the other is to be sent again
	save(waybill.Run{ID: "01WAITC", Trigger: "manual", Status: waybill.Failed, Error: "the source is away"})
	waiting(`[{"sync":"` + sync + `","run":"01WAITA"`)
	save(waybill.Run{ID: "01WAITD", Trigger: "manual", Status: waybill.Completed, Counts: waybill.Counts{Added: 2, Accepted: 2}})
	waiting(`[]`)
}

// Rows that were refused or not confirmed are counted and listed until they are
// not so any more: a decision counts.
func TestOpenRowsAreToldUntilTheyAreClosed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const sync = "customers-to-partnerstack"
	b := store.Batch{Scope: store.Scope{Account: "partnerstack-sandbox", Sync: sync}, Entries: []store.Entry{
		{Key: `["7"]`, State: store.Refused, BusinessKey: "c7", Tried: waybill.Digest{1}, Refusals: 1, Note: "there is no such partner"},
		{Key: `["9"]`, State: store.Refused, Tried: waybill.Digest{1}, TriedAt: noon, Note: "no e-mail address"},
		{Key: `["8"]`, State: store.Accepted, BusinessKey: "c8", TriedAt: noon, Note: "the answer has no key"},
	}}
	if _, err := w.store.Commit(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	const concern = `{"sync":"` + sync + `","account":"partnerstack-sandbox","in_doubt":0,"refused":2,"unconfirmed":`
	w.get("viewer", "/overview").want(t, 200, concern+`1,"gone":false}`)
	w.get("viewer", "/refused?sync="+sync).want(t, 200, `"invalid":false,"note":"there is no such partner","state":"refused"`).want(t, 200, `"total":2`).
		want(t, 200, `"since":"2026-11-21T12:00:00Z","invalid":true,"note":"no e-mail address","state":"refused","gone":false,"sentence":"9 was refused before it was sent on 21 November 2026 at 12:00:00 UTC, and is not at PartnerStack (sync `+sync+`): no e-mail address."`)
	a := w.get("viewer", "/unconfirmed?sync="+sync).want(t, 200, `"since":"2026-11-21T12:00:00Z","invalid":false,"note":"the answer has no key","state":"accepted"`).want(t, 200, `"total":1`)
	a.want(t, 200, `8 (c8) was accepted by PartnerStack on 21 November 2026 at 12:00:00 UTC`).want(t, 200, `It was not confirmed`)
	w.get("viewer", "/ledger/"+sync+"/8").want(t, 200, `"unconfirmed":true`)
	w.send("POST", "/ledger/"+sync+"/8/resolve", "", `{"verdict":"delivered","reason":"it is there"}`).want(t, 200, "")
	w.get("viewer", "/overview").want(t, 200, concern+`0,"gone":false}`)
	w.get("viewer", "/unconfirmed").want(t, 200, `"total":0`)
}

// Rows that somebody said to send again are told while no run is due that would, be
// it since the sync runs after another one that is paused.
func TestRowsToBeSentAgainAreToldWhereNoRunIsDue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const sync, follower = "orders-to-partnerize", "later"
	spec := func(schedule string) string {
		return `{"spec":{"model":"orders","destination":"partnerize","operation":"conversions","mode":"insert","settings":{"campaign":"10l176"},"mapping":{"conversion_reference":"order_id","click_reference":"clickref"},"schedule":{` + schedule + `}}}`
	}
	for i, name := range []string{sync, follower} {
		run := waybill.Run{ID: "01AGAIN" + name, Sync: name, Account: "partnerize-sandbox", Trigger: "manual", Status: waybill.Completed, StartedAt: noon, FinishedAt: noon}
		if err := w.store.SaveRun(t.Context(), run, 0); err != nil {
			t.Fatal(err)
		}
		b := store.Batch{Scope: store.Scope{Account: run.Account, Sync: name}, Entries: []store.Entry{
			{Key: `["gone"]`, State: store.Released, Gone: store.Left}, {Key: `["71"]`, State: store.Released}, {Key: `["72"]`, State: store.Released},
		}[:3-i]}
		if _, err := w.store.Commit(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	told := func(released, idle string) {
		t.Helper()
		w.get("viewer", "/overview").want(t, 200, `"released":`+released+`}`)
		if got := decode[struct{ Idle string }](t, w.get("viewer", "/syncs/"+sync).want(t, 200, "")); got.Idle != idle {
			t.Errorf("no run is due since it %q, want %q", got.Idle, idle)
		}
	}
	const one, two = `{"sync":"` + follower + `","rows":1}`, `{"sync":"` + sync + `","rows":2}`
	told(`[`+two+`]`, "has no schedule") // there is no sync called later yet
	w.send("PUT", "/syncs/"+follower, "new", spec(`"after":"`+sync+`"`)).want(t, 200, `"idle":"runs after `+sync+`, which has no schedule"`)
	told(`[`+one+`,`+two+`]`, "has no schedule")
	w.send("PUT", "/syncs/"+sync+"?force=true", "*", spec(`"every":"15m"`)).want(t, 200, "")
	told(`[]`, "")
	w.send("POST", "/syncs/"+sync+"/pause", "", "").want(t, 204, "")
	told(`[`+one+`,`+two+`]`, "is paused")
	w.get("viewer", "/syncs/"+follower).want(t, 200, `"idle":"runs after `+sync+`, which is paused"`)
	w.get("viewer", "/search?q=71").want(t, 200, "none is due: the sync runs after "+sync+", which is paused.")
	w.send("POST", "/syncs/"+sync+"/runs", "", `{}`).want(t, 202, "")
	told(`[]`, "")
}
