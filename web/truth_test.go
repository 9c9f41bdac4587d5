package web_test

import (
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// A mapping that is not done yet is an ordinary answer; what is no mapping at
// all is not.
func TestAnUnfinishedMappingIsAnOrdinaryAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	preview := func(spec string) answer {
		return w.send("POST", "/syncs/preview-row", "", `{"sync":"new","drafts":[{"kind":"sync","name":"new","spec":{"model":"orders","destination":"partnerize","operation":"conversions",`+spec+`}}]}`)
	}
	type problems struct {
		Problems []struct{ Path, Detail, Hint string }
		Row      []any
	}
	got := decode[problems](t, preview(`"settings":{"campaign":"10l176"},"mapping":{"conversion_reference":"order_id"}`).want(t, 200, ""))
	if len(got.Problems) != 1 || got.Problems[0].Path != "syncs.new.mapping.click_reference" || got.Problems[0].Detail != "click_reference is required and not mapped" || got.Problems[0].Hint == "" || got.Row == nil {
		t.Errorf("got %+v", got)
	}
	for spec, path := range map[string]string{
		`"mapping":{}`: "syncs.new.settings.campaign",
		`"settings":{"campaign":"10l176"},"mapping":{}`: "syncs.new.mapping.conversion_reference",
		`"settings":{"campaign":"10l176"}`:              "syncs.new.mapping.click_reference",
		`"settings":{"campaign":"10l176"},"mapping":{"conversion_reference":"order_id","click_reference":"nowhere"}`:                                   "syncs.new.mapping.click_reference",
		`"settings":{"campaign":"10l176"},"mapping":{"conversion_reference":"order_id","click_reference":{"template":"{{ row.x | nothing }}"}}`:        "syncs.new.mapping.click_reference",
		`"settings":{"campaign":"10l176"},"mapping":{"conversion_reference":"order_id","click_reference":"clickref"},"custom":{"currency":"currency"}`: "syncs.new.custom.currency",
	} {
		if body := preview(spec).want(t, 200, "").body; !strings.Contains(body, `"path":"`+path+`"`) {
			t.Errorf("%s: want %s in %s", spec, path, body)
		}
	}
	preview(`"mappin":{}`).want(t, 422, "mappin")
	w.send("POST", "/syncs/preview-row", "", `{"sync":"new","drafts":[{"kind":"sync","name":"new","spec":[1]}]}`).want(t, 422, "")
	w.send("POST", "/syncs/preview-row", "", `{"sync":"nobody"}`).want(t, 404, "")
}

// A hit says of a row what its story says.
func TestAHitAndItsStoryAgree(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run := waybill.Run{ID: "01K0000000000000000000RUN2", Sync: "orders-to-partnerize", Account: "partnerize-sandbox", Status: waybill.Running, StartedAt: noon}
	if err := w.store.SaveRun(t.Context(), run, 0); err != nil {
		t.Fatal(err)
	}
	b := store.Batch{Run: run.ID, Scope: store.Scope{Account: run.Account, Sync: run.Sync}, Claims: store.ClaimScope{Account: run.Account, Operation: "conversions", Scope: "10l176"}}
	b.Begin = []store.Begin{{Key: `["7"]`, BusinessKey: "7", At: noon}}
	if _, err := w.store.Commit(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	b.Begin, b.Settle = nil, []store.Settle{{BusinessKey: "7", State: store.Accepted, At: noon}}
	b.Entries = []store.Entry{{Key: `["7"]`, State: store.Accepted, BusinessKey: "7", Digest: waybill.Digest{1}}}
	b.Results = []store.Result{{Result: waybill.Result{Key: `["7"]`, BusinessKey: "7", Kind: waybill.Added, Outcome: waybill.Accepted, Unconfirmed: true, Message: "no id", At: noon}}}
	if _, err := w.store.Commit(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	type told struct {
		Sentence    string
		Unconfirmed bool
	}
	for key, unconfirmed := range map[string]bool{"7": true, "1": false, "2": false} {
		hits := decode[struct{ Items []told }](t, w.get("viewer", "/search?q="+key).want(t, 200, "")).Items
		story := decode[told](t, w.get("viewer", "/ledger/orders-to-partnerize/"+key).want(t, 200, ""))
		if len(hits) != 1 || hits[0] != story || story.Unconfirmed != unconfirmed {
			t.Errorf("%s: the hits say %+v, the story %+v", key, hits, story)
		}
	}
}

// Where no run is due, nothing is said to be tried again.
func TestARowThatWaitsSaysWhatFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run := waybill.Run{ID: "01K0000000000000000000RUN3", Sync: "orders-to-partnerize", Account: "partnerize-sandbox", Status: waybill.Cancelled, StartedAt: noon, FinishedAt: noon}
	if err := w.store.SaveRun(t.Context(), run, 0); err != nil {
		t.Fatal(err)
	}
	left := waybill.Result{Key: `["9"]`, BusinessKey: "order 9", Kind: waybill.Added, Outcome: waybill.Deferred, Message: "not sent: the run was cancelled", At: noon}
	if _, err := w.store.Commit(t.Context(), store.Batch{
		Run: run.ID, Scope: store.Scope{Account: run.Account, Sync: run.Sync}, Results: []store.Result{{Result: left}},
		Entries: []store.Entry{{Key: `["8"]`, State: store.Deferred, Note: "no connection"}},
	}); err != nil {
		t.Fatal(err)
	}
	say := func(key, want string) {
		t.Helper()
		for _, path := range []string{"/search?q=" + key, "/ledger/orders-to-partnerize/" + key} {
			w.get("viewer", path).want(t, 200, `"sentence":"`+want+`"`)
		}
	}
	const path = "/syncs/orders-to-partnerize"
	const of, kept = "Partnerize (sync orders-to-partnerize)", "9 (order 9) was not sent to Partnerize (sync orders-to-partnerize): the run was cancelled."
	const yet, none = "8 was not delivered to " + of + ": no connection.", " It waits for the next run, and none is due: the sync "
	say("8", yet+none+"has no schedule.")
	say("9", kept+none+"has no schedule.")
	w.send("PUT", path+"?force=true", "*", `{"spec":{"model":"orders","destination":"partnerize","operation":"conversions","mode":"insert","settings":{"campaign":"10l176"},"mapping":{"conversion_reference":"order_id","click_reference":"clickref"},"schedule":{"every":"15m"}}}`).want(t, 200, "")
	say("8", "8 was not delivered, and waits for the next run to send it to "+of+": no connection.")
	say("9", kept)
	w.send("POST", path+"/pause", "", "").want(t, 204, "")
	say("8", yet+none+"is paused.")
	say("9", kept+none+"is paused.")
	say("1", "1 (order 1) was accepted by Partnerize on 21 November 2026 at 12:00:00 UTC as conversion 10l1, by the sync orders-to-partnerize.")
	w.send("POST", path+"/runs", "", `{}`).want(t, 202, "")
	say("9", kept)
}

func TestARowWithAnEmptyKeyIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := store.Batch{Scope: store.Scope{Account: "partnerize-sandbox", Sync: "orders-to-partnerize"}, Entries: []store.Entry{{Key: `[""]`, State: store.Refused, Tried: waybill.Digest{1}, TriedAt: noon, Note: "no click"}}}
	if _, err := w.store.Commit(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	w.get("viewer", "/refused").want(t, 200, `"sentence":"The row with an empty key was refused`)
}

func TestARetryRecordsHowManyRowsItAskedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.send("POST", "/runs/"+w.names["run"]+"/retry", "", `{}`).want(t, 202, "")
	w.get("admin", "/audit?action=retry").want(t, 200, `"rows":3`).want(t, 200, `"name":"`+w.names["run"]+`"`)
	w = newWorld(t)
	w.send("POST", "/runs/"+w.names["run"]+"/retry", "", `{"rows":["[\"3\"]"]}`).want(t, 202, "")
	w.get("admin", "/audit?action=retry").want(t, 200, `"rows":1`)
}

// A retry is worth asking for as long as it would try a row.
func TestARunSaysHowManyOfItsRowsARetryWouldTry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	path := "/runs/" + w.names["run"]
	w.get("viewer", path).want(t, 200, `"retriable":0`) // what is not remembered has left the model
	b := store.Batch{Scope: store.Scope{Account: "partnerize-sandbox", Sync: "orders-to-partnerize"}}
	for _, key := range []string{`["3"]`, `["4"]`} {
		b.Entries = append(b.Entries, store.Entry{Key: key, State: store.Refused, Tried: waybill.Digest{1}, TriedAt: noon, Note: "no click"})
	}
	if _, err := w.store.Commit(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	w.get("viewer", path).want(t, 200, `"retriable":2`)
	for left, key := range []string{"4", "3"} {
		w.send("POST", "/ledger/orders-to-partnerize/"+key+"/resolve", "", `{"verdict":"give-up","reason":"it was a test"}`).want(t, 200, "")
		w.get("viewer", path).want(t, 200, `"retriable":`+string(rune('1'-left)))
	}
	w.get("viewer", "/runs/"+w.names["held"]).want(t, 200, `"retriable":0`)
	w.get("viewer", "/runs?limit=1").want(t, 200, `"rate":0}`)
}

// Who is asked why a row was not sent learns who had it written off.
func TestARowThatWasResetSaysByWhom(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const sync, account = "orders-to-partnerize", "partnerize-sandbox"
	asked := decode[struct{ Run string }](t, w.send("POST", "/syncs/"+sync+"/runs", "", `{"reset":true}`).want(t, 202, ""))
	at := noon.Add(time.Hour)
	reset := waybill.Run{ID: asked.Run, Sync: sync, Account: account, Status: waybill.Completed, StartedAt: at, FinishedAt: at}
	first := waybill.Run{ID: "01K0000000000000000000RUN5", Sync: sync, Account: account, Status: waybill.Completed, StartedAt: at.Add(time.Minute), FinishedAt: at.Add(time.Minute)}
	for _, r := range []waybill.Run{reset, first} {
		if err := w.store.SaveRun(t.Context(), r, 0); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.store.Commit(t.Context(), store.Batch{Scope: store.Scope{Account: account, Sync: sync}, Entries: []store.Entry{
		{Key: `["7"]`, State: store.Baseline, Digest: waybill.Digest{1}, TriedAt: reset.StartedAt},
		{Key: `["8"]`, State: store.Baseline, Digest: waybill.Digest{1}, TriedAt: first.StartedAt},
	}}); err != nil {
		t.Fatal(err)
	}
	for key, by := range map[string]string{"7": "13:00:00 UTC (by a reset that admin@example.com asked for), and is", "8": "13:01:00 UTC (by a run that was told to send nothing), and is"} {
		for _, path := range []string{"/search?q=" + key, "/ledger/" + sync + "/" + key} {
			w.get("viewer", path).want(t, 200, key+" was remembered without being sent on 21 November 2026 at "+by)
		}
	}
}

func TestRowsThatARunLeftInDoubtAndStillAre(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.get("viewer", "/in-doubt?run="+w.names["run"]).want(t, 200, `"total":1`)
	w.get("viewer", "/in-doubt?run="+w.names["held"]).want(t, 200, `"total":0`)
	w.get("viewer", "/in-doubt?run=01KNOWHERE").want(t, 404, "there is no run")
	w.send("POST", "/ledger/orders-to-partnerize/2/resolve", "", `{"verdict":"delivered","reason":"it is there"}`).want(t, 200, "")
	w.get("viewer", "/in-doubt?run="+w.names["run"]).want(t, 200, `"total":0`)
}

// A test that asks nobody says so; its result is not that it works.
func TestATestThatAsksNobodyProvesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.send("PUT", "/destinations/anything", "new", `{"spec":{"type":"http_request","url":"http://127.0.0.1:1/"}}`).want(t, 200, "")
	w.send("POST", "/destinations/anything/test", "", `{}`).want(t, 200, `"ok":true,"tried":false,"notes":[{"level":"note"`)
	w.get("viewer", "/destinations/anything/test").want(t, 200, `"tried":false`)
	w.send("POST", "/destinations/partnerize/test", "", `{}`).want(t, 200, `"ok":true,"tried":true`)
	w.get("viewer", "/destinations/partnerize/test").want(t, 200, `"tried":true`)
	w.send("POST", "/sources/shop/test", "", "").want(t, 200, `"tried":true`)
}

// What is wrong with a setting is told at that setting, in its words.
func TestAWrongURLIsTheFaultOfItsSetting(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	type note struct{ Path, Message, Detail string }
	for url, want := range map[string]note{
		"nonsense":                    {Path: "destinations.new.tracking_url", Detail: "Tracking URL:"},
		"${NOWHERE:-nonsense}":        {Path: "destinations.new.tracking_url", Message: "Tracking URL:"},
		"${NOWHERE}":                  {Path: "destinations.new.tracking_url", Message: "NOWHERE"},
		"https://prf.example.com/?a=": {Path: "destinations.new.tracking_url", Message: "tracking_url cannot have a query"},
	} {
		for kind, keys := range map[string]string{"partnerize": `"user_application_key":"app_sandbox","user_api_key":"user_sandbox","api_url":"${PARTNERIZE_URL}"`, "partnerstack": `"s2s_tracking_token":"s2s_sandbox"`} {
			a := w.send("POST", "/destinations/test", "", `{"name":"new","drafts":[{"kind":"destination","name":"new","spec":{"type":"`+kind+`",`+keys+`,"tracking_url":"`+url+`"}}]}`)
			got := decode[struct {
				note
				Notes []note
			}](t, a)
			for _, n := range append(got.Notes, got.note) {
				if n.Path != "" && (n.Path != want.Path || !strings.Contains(n.Message+n.Detail, want.Message+want.Detail) || strings.Contains(n.Message+n.Detail, "destinations.")) {
					t.Errorf("%s, %s: got %+v", kind, url, n)
				}
			}
			if !strings.Contains(a.body, want.Path) || strings.Contains(a.body, "Verify your") {
				t.Errorf("%s, %s: answered %d %s", kind, url, a.StatusCode, a.body)
			}
		}
	}
}
