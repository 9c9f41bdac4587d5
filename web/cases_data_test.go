package web_test

import (
	"context"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/app/sample"
	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/queue/local"
	"github.com/waybillhq/waybill/sandbox"
	sandboxes "github.com/waybillhq/waybill/sandbox/all"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/sqlite"
	"github.com/waybillhq/waybill/vault"
)

// dataCases are the cases of the configuration, of runs and of the ledger.
func dataCases() map[string]call {
	all := map[string]call{
		"list-source-types":      {Who: "viewer", Path: "/source-types", Want: 200},
		"list-destination-types": {Who: "viewer", Path: "/destination-types", Want: 200},
		"test-source":            {Who: "editor", Silent: true, Path: "/sources/shop/test", Want: 200, Check: says(`"ok":true`)},
		"test-source-draft":      {Who: "editor", Silent: true, Path: "/sources/test", Body: `{"name":"new","drafts":[{"kind":"source","name":"new","spec":{"type":"sqlite","path":"nowhere.db"}}]}`, Want: 200, Check: says(`"ok":false`)},
		"get-source-test":        {Who: "viewer", Path: "/sources/shop/test", Want: 200, Prepare: triedBefore, Check: says(`"ok":false,"changed":true,"notes":[{"level":"error","message":"no such file"}]`)},
		"get-destination-test":   {Who: "viewer", Path: "/destinations/partnerize/test", Want: 200, Prepare: triedBefore},
		"list-tables":            {Who: "viewer", Path: "/sources/shop/tables", Want: 200, Check: says(`"name":"orders"`)},
		"preview-model":          {Who: "viewer", Path: "/models/orders/preview?limit=2", Want: 200, Check: says(`"more":true`)},
		"preview-model-draft":    {Who: "editor", Silent: true, Path: "/models/preview", Body: `{"name":"new","drafts":[{"kind":"model","name":"new","spec":{"source":"shop","sql":"select 12.50 as amount, null as absent"}}]}`, Want: 200, Check: says(`[12.5,null]`)},
		"check-key":              {Who: "editor", Silent: true, Path: "/models/check-key", Body: `{"name":"new","drafts":[{"kind":"model","name":"new","spec":{"source":"shop","sql":"select 1 as id union all select 1 union all select null","primary_key":"id"}}]}`, Want: 200, Check: says(`"rows":3,"complete":true,"null":1,"repeated":1,"examples":["1"]`)},
		"test-destination":       {Who: "editor", Silent: true, Path: "/destinations/partnerize/test", Body: `{}`, Want: 200, Check: says(`"ok":true`)},
		"test-destination-draft": {Who: "editor", Silent: true, Path: "/destinations/test", Body: `{"name":"new","operations":["conversions"],"drafts":[{"kind":"destination","name":"new","spec":{"type":"partnerize","user_application_key":"wrong","user_api_key":"wrong","api_url":"${PARTNERIZE_URL}"}}]}`, Want: 200, Check: says(`Verify your User Application Key`)},
		"list-campaigns":         {Who: "editor", Path: "/destinations/partnerize/campaigns", Want: 200, Check: says(`"value":"`)},
		"list-brakes":            {Who: "viewer", Path: "/brakes", Want: 200, Check: says(`"name":"max_share","label":"Most of the model","type":"decimal","unit":"share"`)},
		"suggest-mapping":        {Who: "editor", Silent: true, Path: "/syncs/suggest", Body: `{"model":"orders","destination":"partnerize","operation":"conversions"}`, Want: 200, Check: says(`"field":"currency","column":"currency"`)},
		"preview-schedule":       {Who: "viewer", Silent: true, Path: "/schedules/preview", Body: `{"schedule":{"cron":"30 2 * * *","timezone":"Europe/London"}}`, Want: 200, Check: says(`"next":["2026-11-22T02:30:00Z"`)},
		"render-sync":            {Who: "viewer", Silent: true, Path: "/syncs/render", Body: `{"name":"late","spec":{"model":"orders","schedule":{"every":"1h"}}}`, Want: 200, Check: says(`syncs:\n  late:\n    model: orders\n    schedule:\n      every: 1h\n`)},
		"preview-row":            {Who: "editor", Silent: true, Path: "/syncs/preview-row", Body: `{"sync":"orders-to-partnerize","index":1}`, Want: 200, Check: says(`"method":"POST"`)},
		"plan-sync":              {Who: "editor", Silent: true, Path: "/syncs/orders-to-partnerize/plan", Body: `{"limit":2}`, Want: 200, Check: says(`"sends":`)},
		"run-tests":              {Who: "editor", Silent: true, Path: "/tests/run", Body: `{}`, Want: 200, Check: says(`"passed":true`)},
		"check":                  {Who: "editor", Silent: true, Path: "/check", Body: `{"names":["orders-to-partnerize"]}`, Want: 200, Check: says(`"subject":"source shop","level":"ok","message":"can be read"`)},
		"list-syncs":             {Who: "viewer", Path: "/syncs?limit=3&q=ORDERS&status=held,never", Want: 200, Check: says(`"last_status":"held"`)},
		"pause-sync":             {Who: "editor", Path: "/syncs/orders-to-partnerize/pause", Want: 204},
		"resume-sync":            {Who: "editor", Path: "/syncs/orders-to-partnerize/resume", Want: 204},
		"trigger-run":            {Who: "editor", Path: "/syncs/orders-to-partnerize/runs", Header: map[string]string{"Idempotency-Key": "k1"}, Body: `{"yes":true}`, Want: 202, Check: says(`"status":"queued"`)},
		"list-runs":              {Who: "viewer", Path: "/runs?sync=orders-to-partnerize&status=held,completed_with_rejections&since=2026-11-21T12:00:00Z&limit=1", Want: 200, Check: says(`"next":"`)},
		"list-queue":             {Who: "viewer", Path: "/queue", Want: 200, Prepare: queued, Check: says(`"status":"queued"`)},
		"get-run":                {Who: "viewer", Path: "/runs/{run}", Want: 200, Check: says(`"rejected":3`)},
		"cancel-run":             {Who: "editor", Path: "/runs/{queued}/cancel", Want: 202, Prepare: queued, Check: says(`"status":"cancelled"`)},
		"retry-run":              {Who: "editor", Path: "/runs/{run}/retry", Body: `{"rows":["[\"2\"]"]}`, Want: 202, Check: says(`"new":true`)},
		"approve-run":            {Who: "editor", Path: "/runs/{held}/approve", Body: `{}`, Want: 202, Check: says(`"new":true`)},
		"discard-run":            {Who: "editor", Path: "/runs/{held}/discard", Want: 200, Check: says(`"status":"cancelled"`)},
		"list-rows":              {Who: "viewer", Path: "/runs/{run}/rows?outcome=rejected&kind=added&limit=2", Want: 200, Check: says(`"next":"`)},
		"list-reasons":           {Who: "viewer", Path: "/runs/{run}/reasons", Want: 200, Check: says(`{"outcome":"rejected","message":"no click","rows":2}`)},
		"get-row":                {Who: "viewer", Path: "/runs/{run}/rows/order%201", Want: 200, Check: says(`"url":"https://vendor.example/1"`)},
		"export-rows":            {Who: "viewer", Path: "/runs/{run}/export?format=csv", Want: 200, Check: says("'=1+1")},
		"watch-run":              {Who: "viewer", Path: "/runs/{run}/events", Header: map[string]string{"Last-Event-ID": "7"}, Want: 200, Check: says("event: end\ndata: {")},
		"search":                 {Who: "viewer", Path: "/search?q=10lclick&limit=1", Want: 200, Check: says(`1 (order 1, click reference 10lclick) was accepted by Partnerize on 21 November 2026 at 12:00:00 UTC as conversion 10l1, by the sync orders-to-partnerize.`)},
		"get-story":              {Who: "viewer", Path: "/ledger/orders-to-partnerize/1", Want: 200, Check: says(`"request":"POST https://vendor.example/1/clickref:10lclick"`)},
		"resolve-row":            {Who: "editor", Path: "/ledger/orders-to-partnerize/2/resolve", Body: `{"verdict":"delivered","reason":"asked the vendor"}`, Want: 200, Check: says(`"state":"accepted"`)},
		"apply":                  {Who: "editor", Path: "/apply", Body: `{"files":[{"name":"waybill.yaml","body":"version: 1\nsources: {shop: {type: sqlite, path: shop.db}}\n"}]}`, Want: 200, Check: says(`"applied":true`)},
		"list-in-doubt":          {Who: "viewer", Path: "/in-doubt?sync=orders-to-partnerize&limit=1", Want: 200, Check: says(`"sentence":"2 is in doubt`)},
		"list-refused":           {Who: "viewer", Path: "/refused?limit=1", Want: 200, Check: says(`"total":`)},
		"list-unconfirmed":       {Who: "viewer", Path: "/unconfirmed?sync=orders-to-partnerize&limit=1", Want: 200, Check: says(`"total":`)},
		"list-days":              {Who: "viewer", Path: "/statistics/days?days=3&zone=Europe/Berlin&sync=orders-to-partnerize", Want: 200, Check: says(`"completed_with_rejections":1`)},
		"get-overview":           {Who: "viewer", Path: "/overview", Want: 200, Check: says(`"in_doubt":1`)},
		"list-dbt-models":        {Who: "editor", Path: "/dbt-models", Want: 200, Check: says(`"table":"\"shop\".\"fct_orders\""`)},
		"export":                 {Who: "viewer", Path: "/export", Want: 200, Check: says("orders-to-partnerize:")},
	}
	for kind, spec := range lonely {
		one, many := string(kind), configuration.Section(kind)
		all["get-"+one] = call{Who: "viewer", Path: "/" + many + "/lonely", Want: 200}
		all["put-"+one] = call{Who: "editor", Path: "/" + many + "/lonely", Match: "/" + many + "/lonely", Body: `{"spec":` + other.Replace(spec) + `}`, Want: 200, Check: says(`"origin":"interface"`)}
		all["delete-"+one] = call{Who: "editor", Path: "/" + many + "/lonely", Match: "/" + many + "/lonely", Want: 204}
		if kind != store.KindSync {
			all["list-"+many] = call{Who: "viewer", Path: "/" + many + "?limit=1", Want: 200}
		}
	}
	return all
}

// lonely are resources that nothing refers to and that no file has.
var lonely = map[store.Kind]string{
	store.KindSource:      `{"type":"sqlite","path":"lonely.db"}`,
	store.KindModel:       `{"source":"shop","table":"orders","primary_key":"order_id"}`,
	store.KindDestination: `{"type":"http_request","url":"https://example.com/rows"}`,
	store.KindSync:        `{"model":"orders","destination":"partnerize","operation":"conversions","mode":"insert","settings":{"campaign":"10l176"},"mapping":{"conversion_reference":"order_id","click_reference":"clickref"},"schedule":{"every":"15m"}}`,
	store.KindTest:        `{"sync":"orders-to-partnerize","row":{"order_id":"O-1"},"expect":{"refused":"A click reference is required to attribute a Partnerize conversion."}}`,
	store.KindAlert:       `{"webhook":{"url":"https://example.com/alerts"},"on":{"fatal_error":"critical"}}`,
}

// other makes another spec of each of them.
var other = strings.NewReplacer("lonely.db", "other.db", `"table":"orders"`, `"sql":"select * from orders"`, "/rows", "/others", "15m", "30m", "O-1", "O-2", "/alerts", "/others")

// says makes sure that the answer says something.
func says(text string) func(*world, answer) {
	return func(w *world, a answer) {
		w.t.Helper()
		if !strings.Contains(a.body, text) {
			w.t.Errorf("the answer lacks %s:\n%s", text, a.body)
		}
	}
}

// queued asks for a run, {queued}.
func queued(w *world) {
	w.t.Helper()
	t, err := local.New(w.store).Trigger(w.t.Context(), queue.Request{Sync: "customers-to-partnerstack", By: "admin@example.com"})
	if err != nil {
		w.t.Fatal(err)
	}
	w.names["queued"] = t.Run
}

// project is the sample's folder, with its database; TestMain removes it.
var project = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "waybill-web-")
	if err == nil {
		_, err = sample.Write(context.Background(), dir+"/shop")
	}
	if err == nil {
		err = os.Mkdir(dir+"/target", 0o700)
	}
	if err == nil {
		err = os.WriteFile(dir+"/target/manifest.json", []byte(manifest), 0o600)
	}
	return dir, err
})

// manifest is what dbt has built beside the sample.
const manifest = `{"nodes": {"model.shop.fct_orders": {"name": "fct_orders", "schema": "shop", "alias": "fct_orders", "description": "Orders as they were paid.",
	"columns": {"order_id": {"name": "order_id", "data_type": "text", "description": "Its number."}}}, "test.shop.unique": {"name": "unique"}}}`

// sampleFolder is the folder of the sample's.
func sampleFolder() string {
	dir, err := project()
	if err != nil {
		panic(err)
	}
	return dir
}

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := project(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// vendors are the sandboxes of all worlds, by the variables that name them.
var vendors = sync.OnceValue(func() map[string]string {
	urls := map[string]string{}
	for variable, name := range map[string]string{"PARTNERIZE_URL": "partnerize", "PARTNERSTACK_URL": "partnerstack"} {
		kind, err := sandbox.ParseKind(sandboxes.Kinds(), name)
		if err != nil {
			panic(err)
		}
		vendor, err := sandbox.New(kind, sandbox.Options{Seed: 1})
		if err != nil {
			panic(err)
		}
		urls[variable] = httptest.NewServer(vendor).URL
	}
	return urls
})

// environment is what the configuration of all worlds may name.
func environment(name string) (string, bool) {
	v, ok := vendors()[name]
	return v, ok
}

// seedProject applies the sample project, and adds what is lonely.
func seedProject(ctx context.Context, s *sqlite.Store, _ map[string]string) error {
	dir, err := project()
	if err != nil {
		return err
	}
	v, err := vault.New(s.Office(), vaultKey())
	if err != nil {
		return err
	}
	set, err := configuration.FromProject(dir+"/shop", app.Catalogue())
	if err != nil {
		return err
	}
	c := configuration.New(s.Office(), v, app.Catalogue(), dir)
	by := store.Author{Who: "admin@example.com", Via: "cli", At: noon}
	if _, err := c.Apply(ctx, set, store.AnyVersion, by); err != nil {
		return err
	}
	var edits []configuration.Edit
	for kind, spec := range lonely {
		edits = append(edits, configuration.Edit{Kind: kind, Name: "lonely", Spec: []byte(spec)})
	}
	_, err = c.Change(ctx, edits, false, by)
	return err
}

// seedRuns makes a run with rows of all outcomes, {run}, and one that is held,
// {held}.
func seedRuns(ctx context.Context, s *sqlite.Store, names map[string]string) error {
	const sync, account = "orders-to-partnerize", "partnerize-sandbox"
	names["run"], names["held"] = "01K0000000000000000000RUN1", "01K0000000000000000000HELD"
	run := waybill.Run{ID: names["run"], Sync: sync, Account: account, Trigger: "manual", Status: waybill.Running, StartedAt: noon}
	if err := s.SaveRun(ctx, run, 0); err != nil {
		return err
	}
	b := store.Batch{Run: run.ID, Scope: store.Scope{Account: account, Sync: sync}, Claims: store.ClaimScope{Account: account, Operation: "conversions", Scope: "10l176"}}
	b.Begin = []store.Begin{{Key: `["1"]`, BusinessKey: "order 1", At: noon}, {Key: `["2"]`, BusinessKey: "2", At: noon}}
	if _, err := s.Commit(ctx, b); err != nil {
		return err
	}
	b.Begin = nil
	b.References = []store.Reference{{Digest: store.ReferenceDigest("10lclick"), Key: `["1"]`, Field: "click_reference"}}
	b.Settle = []store.Settle{
		{BusinessKey: "order 1", State: store.Accepted, VendorID: "10l1", At: noon, Request: "POST https://vendor.example/1/clickref:10lclick", Answer: "200"}, {BusinessKey: "2", State: store.InDoubt, At: noon},
	}
	b.Entries = []store.Entry{
		{Key: `["1"]`, State: store.Accepted, BusinessKey: "order 1", Digest: waybill.Digest{1}},
		{Key: `["2"]`, State: store.InDoubt, BusinessKey: "2", Tried: waybill.Digest{1, 2}, TriedAt: noon, Note: "no answer"},
	}
	add := func(key, business string, o waybill.Outcome, message string) *store.Result {
		b.Results = append(b.Results, store.Result{Result: waybill.Result{Key: key, BusinessKey: business, Kind: waybill.Added, Outcome: o, Message: message, Attempts: 1, At: noon}})
		return &b.Results[len(b.Results)-1]
	}
	add(`["1"]`, "order 1", waybill.Accepted, "").Exchanges = []waybill.Exchange{{Method: "POST", URL: "https://vendor.example/1", Status: 200, StartedAt: noon, Took: 5}}
	add(`["2"]`, "2", waybill.InDoubt, "no answer")
	add(`["3"]`, "", waybill.Rejected, "no click")
	add(`["4"]`, "", waybill.Rejected, "no click")
	add(`["=1+1"]`, "", waybill.Rejected, "@SUM(A1)")
	if _, err := s.Commit(ctx, b); err != nil {
		return err
	}
	run.Status, run.FinishedAt = waybill.WithRejections, noon
	run.Counts = waybill.Counts{Read: 5, Added: 5, Accepted: 1, Rejected: 3, InDoubt: 1}
	if err := s.SaveRun(ctx, run, 0); err != nil {
		return err
	}
	return s.SaveRun(ctx, waybill.Run{
		ID: names["held"], Sync: sync, Account: account, Trigger: "manual", Status: waybill.Held, StartedAt: noon, FinishedAt: noon, Error: "it would send 9 rows",
	}, 0)
}
