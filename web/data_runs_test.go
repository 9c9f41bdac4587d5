package web_test

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

func TestOneKeyIsOneRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	type ticket struct {
		Run string
		New bool
	}
	trigger := func(key string) ticket {
		r := w.request("token admin", "POST", "/syncs/orders-to-partnerize/runs", `{}`)
		r.Header.Set("Idempotency-Key", key)
		return decode[ticket](t, w.do(r).want(t, 202, ""))
	}
	first := trigger("a")
	if again := trigger("a"); !first.New || again.New || again.Run != first.Run {
		t.Errorf("first %+v, then %+v", first, again)
	}
	w.send("POST", "/runs/"+first.Run+"/cancel", "", "").want(t, 202, "cancelled")
	if again := trigger("a"); again.Run != first.Run {
		t.Errorf("a key stands for another run: %+v", again)
	}
	if other := trigger("b"); !other.New {
		t.Errorf("another key: %+v", other)
	}
	w.send("POST", "/syncs/nobody/runs", "", `{}`).want(t, 404, "there is no sync nobody")
	w.send("POST", "/syncs/orders-to-partnerize/runs", "", `{"reset":true,"full_resync":true}`).want(t, 422, "either")
	w.get("viewer", "/runs/"+first.Run).want(t, 200, `"trigger":"api"`)
}

func TestAHeldRunIsApprovedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	type run struct {
		Run, Error string
		Options    map[string]any
	}
	asked := decode[run](t, w.send("POST", "/syncs/orders-to-partnerize/runs", "", `{"full_resync":true}`).want(t, 202, ""))
	w.send("POST", "/runs/"+asked.Run+"/approve", "", `{}`).want(t, 409, "is not held")
	hold := waybill.Run{ID: asked.Run, Sync: "orders-to-partnerize", Status: waybill.Held, StartedAt: noon, FinishedAt: noon, Error: "more than 1,000 rows", Counts: waybill.Counts{Read: 1100, Added: 1100}, Basis: "b1"}
	if err := w.store.SaveRun(t.Context(), hold, 0); err != nil {
		t.Fatal(err)
	}
	waiting := decode[run](t, w.send("POST", "/syncs/orders-to-partnerize/runs", "", `{}`).want(t, 202, ""))
	w.send("POST", "/runs/"+asked.Run+"/approve", "", `{}`).want(t, 409, "waits already")
	w.send("POST", "/runs/"+waiting.Run+"/cancel", "", "").want(t, 202, "")
	approved := decode[run](t, w.send("POST", "/runs/"+asked.Run+"/approve", "", `{"resend_accepted":7}`).want(t, 202, ""))
	got := decode[run](t, w.get("viewer", "/runs/"+approved.Run).want(t, 200, ""))
	approval, _ := got.Options["approved"].(map[string]any)
	delete(got.Options, "approved")
	if want := map[string]any{"full_resync": true, "resend_accepted": 7.0, "basis": "b1"}; !maps.Equal(got.Options, want) || approval["added"] != 1100.0 {
		t.Errorf("the approved run has the options %v and approves %v, want %v", got.Options, approval, want)
	}
	was := decode[run](t, w.get("viewer", "/runs/"+asked.Run).want(t, 200, `"status":"cancelled"`))
	if want := "approved by admin@example.com as run " + approved.Run + "; it was held: more than 1,000 rows"; was.Error != want {
		t.Errorf("%q, want %q", was.Error, want)
	}
	w.send("POST", "/runs/"+asked.Run+"/approve", "", `{}`).want(t, 409, "is not held")
}

func TestAHeldRunIsDiscardedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.send("POST", "/runs/"+w.names["held"]+"/discard", "", `{"reason":"the shop tested"}`).want(t, 200, "discarded by admin@example.com (the shop tested)")
	w.send("POST", "/runs/"+w.names["held"]+"/discard", "", "").want(t, 409, "is not held")
}

func TestPagesOfRowsAreWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	type page struct {
		Items []struct{ Key, Outcome string }
		Next  string
	}
	for limit := 1; limit <= 6; limit++ {
		var keys []string
		after := ""
		for range 10 {
			p := decode[page](t, w.get("viewer", fmt.Sprintf("/runs/%s/rows?limit=%d&after=%s", w.names["run"], limit, url.QueryEscape(after))).want(t, 200, ""))
			for _, r := range p.Items {
				keys = append(keys, r.Key)
			}
			if after = p.Next; after == "" {
				break
			}
		}
		if got := strings.Join(keys, " "); got != "1 2 3 4 =1+1" {
			t.Errorf("pages of %d: %s", limit, got)
		}
	}
	w.get("viewer", "/runs/"+w.names["run"]+"/rows?after=nonsense").want(t, 422, "next")
	w.get("viewer", "/runs/"+w.names["run"]+"/rows/9").want(t, 404, "did nothing with 9")
}

func TestExportedCellsAreNoFormulas(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.get("viewer", "/runs/"+w.names["run"]+"/export").want(t, 200, "")
	cells, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	if err != nil || len(cells) != 6 {
		t.Fatalf("%d rows, %v", len(cells), err)
	}
	for _, row := range cells {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
				t.Errorf("a spreadsheet computes %s", cell)
			}
		}
	}
	if got := a.Header.Get("Content-Disposition"); got != `attachment; filename="waybill-`+w.names["run"]+`.csv"` {
		t.Errorf("the file is %s", got)
	}
	lines := w.get("viewer", "/runs/"+w.names["run"]+"/export?format=ndjson&outcome=rejected").want(t, 200, `"key":"=1+1"`)
	if n := strings.Count(lines.body, "\n"); n != 3 || lines.Header.Get("Content-Type") != "application/x-ndjson" {
		t.Errorf("%d lines of %s", n, lines.Header.Get("Content-Type"))
	}
}

func TestARunIsWatchedToItsEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run := waybill.Run{ID: "01KWATCHED", Sync: "orders-to-partnerize", Account: "a", Status: waybill.Running, StartedAt: noon.Add(-10 * time.Second), Counts: waybill.Counts{Read: 100, Added: 100}}
	save := func() {
		t.Helper()
		if err := w.store.SaveRun(t.Context(), run, 0); err != nil {
			t.Fatal(err)
		}
	}
	save()
	res, err := w.client.Do(w.request("viewer", "GET", "/runs/"+run.ID+"/events", ""))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	events := bufio.NewScanner(res.Body)
	next := func() (name string, told struct {
		Done, Total int64
		Rate        float64
		ETA         time.Time
		Status      string
	},
	) {
		t.Helper()
		for events.Scan() && events.Text() != "" {
			field, value, _ := strings.Cut(events.Text(), ": ")
			switch field {
			case "event":
				name = value
			case "data":
				if err := json.Unmarshal([]byte(value), &told); err != nil {
					t.Fatal(err)
				}
			}
		}
		return name, told
	}
	if name, told := next(); name != "progress" || told.Total != 100 || told.Done != 0 {
		t.Errorf("first %s %+v", name, told)
	}
	run.Counts.Accepted = 50
	run.Counts.Rejected, run.Counts.Invalid = 20, 20 // these took no time
	save()
	if name, told := next(); name != "progress" || told.Done != 70 || told.Rate != 5 || !told.ETA.Equal(noon.Add(6*time.Second)) {
		t.Errorf("then %s %+v", name, told)
	}
	run.Status, run.Counts.Accepted, run.FinishedAt = waybill.Completed, 80, noon
	save()
	if name, told := next(); name != "end" || told.Status != "completed" || told.Done != 100 {
		t.Errorf("at last %s %+v", name, told)
	}
	if events.Scan() {
		t.Errorf("the stream goes on: %s", events.Text())
	}
}

func TestADecisionIsAuditedAndWaitsForTheRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const path, body = "/ledger/orders-to-partnerize/2/resolve", `{"verdict":"resend","reason":"they never got it"}`
	lease, err := w.store.Lock(t.Context(), "orders-to-partnerize")
	if err != nil {
		t.Fatal(err)
	}
	w.send("POST", path, "", body).want(t, 409, "is already running")
	if err := lease.Release(); err != nil {
		t.Fatal(err)
	}
	w.send("POST", path, "", body).want(t, 200, `"verdict":"resend","reason":"they never got it","by":"admin@example.com"`)
	w.get("admin", "/audit?kind=row").want(t, 200, "they never got it")
	w.get("viewer", "/search?q=2").want(t, 200, "will be sent again by the next run to")
	w.send("POST", path, "", body).want(t, 409, "nothing to decide")
	w.send("POST", "/ledger/orders-to-partnerize/nobody/resolve", "", body).want(t, 404, "knows nothing of nobody")
	entry, _, err := w.store.Entry(t.Context(), store.Scope{Account: "partnerize-sandbox", Sync: "orders-to-partnerize"}, `["2"]`)
	if err != nil || entry.State != store.Released {
		t.Errorf("the row is %s, %v", entry.State, err)
	}
}

func TestSchedulesTellTheirNextRuns(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.get("viewer", "/syncs").want(t, 200, `"schedule":"every 15 minutes","paused":false,"next_runs":["2026-11-21T12:15:00Z","2026-11-21T12:30:00Z","2026-11-21T12:45:00Z"]`)
	w.send("POST", "/syncs/lonely/pause", "", "").want(t, 204, "")
	w.get("viewer", "/syncs").want(t, 200, `"schedule":"every 15 minutes","paused":true,"next_runs":[]`)
	w.send("POST", "/syncs/lonely/resume", "", "").want(t, 204, "")
	w.get("viewer", "/syncs").want(t, 200, `"paused":false,"next_runs":["2026-11-21T12:15:00Z"`)
	w.send("POST", "/syncs/nobody/pause", "", "").want(t, 404, "")
}

func TestAnUnsavedDBTModelIsPreviewed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	manifest := `{"nodes":{"model.shop.fct":{"unique_id":"model.shop.fct","name":"fct","schema":"main","alias":"orders","config":{"materialized":"table"}}}}`
	if err := os.WriteFile(sampleFolder()+"/manifest.json", []byte(manifest), 0o600); err != nil {
		t.Fatal(err)
	}
	draft := func(manifest string) string {
		return `{"name":"new","drafts":[{"kind":"model","name":"new","spec":{"source":"shop","dbt":{"manifest":"` + manifest + `","model":"fct"}}}]}`
	}
	w.send("POST", "/models/preview", "", draft("manifest.json")).want(t, 200, `"more":false,"table":"`)
	for _, outside := range []string{"/etc/passwd", "../manifest.json"} {
		w.send("POST", "/models/preview", "", draft(outside)).want(t, 422, "not in the server's folder")
	}
}

func TestARowIsChosenByItsKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	type preview struct {
		Key     string
		Row     []any
		Refused string
	}
	rows := decode[struct{ Rows [][]any }](t, w.get("viewer", "/models/orders/preview?limit=3").want(t, 200, "")).Rows
	key := fmt.Sprint(rows[2][0])
	got := decode[preview](t, w.send("POST", "/syncs/preview-row", "", `{"sync":"orders-to-partnerize","key":"`+key+`"}`).want(t, 200, ""))
	if got.Key != key || fmt.Sprint(got.Row) != fmt.Sprint(rows[2]) {
		t.Errorf("got %+v, want %v", got, rows[2])
	}
	w.send("POST", "/syncs/preview-row", "", `{"sync":"orders-to-partnerize","key":"nobody"}`).want(t, 404, "has no row nobody")
	draft := `{"sync":"new","drafts":[{"kind":"sync","name":"new","spec":{"model":"orders","destination":"partnerize","operation":"conversions","settings":{"campaign":"10l176"},"mapping":{"conversion_reference":"order_id","click_reference":{"template":"{{ row.nothing }}"}}}}]}`
	w.send("POST", "/syncs/preview-row", "", draft).want(t, 200, `"refused":"A click reference is required to attribute a Partnerize conversion."`)
	if a := w.get("admin", "/syncs/new"); a.StatusCode != http.StatusNotFound {
		t.Errorf("a draft was kept: %s", a.body)
	}
}
