package app_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	_ "modernc.org/sqlite" // a driver

	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/sandbox"
	"github.com/waybillhq/waybill/sandbox/all"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/vault"
	"github.com/waybillhq/waybill/web"
)

// walkProject has syncs of three sorts: orders may be recorded once, whichever of two
// sends them; customers are brought up to date; things are mirrored.
const walkProject = `
version: 1
state: "${WAYBILL_STATE}"
sources: {shop: {type: sqlite, path: shop.db}}
models:
  orders: {source: shop, table: orders, primary_key: id}
  customers: {source: shop, table: customers, primary_key: id}
  things: {source: shop, table: things, primary_key: id}
destinations:
  hook: {type: http_request, method: PUT, url: "${HOOK_URL}/{{ row.id }}"}
  ize: {type: partnerize, user_application_key: app_sandbox, user_api_key: user_sandbox, api_url: "${PARTNERIZE_URL}", tracking_url: "${PARTNERIZE_URL}"}
  stack: {type: partnerstack, public_key: pk_sandbox, secret_key: sk_sandbox, api_url: "${PARTNERSTACK_URL}/api/v2", tracking_url: "${PARTNERSTACK_URL}"}
syncs:
  orders:
    model: orders
    destination: ize
    operation: conversions
    mode: insert
    settings: {campaign: 10l176}
    mapping: {conversion_reference: ref, click_reference: click, currency: currency, voucher: note, items: {each: lines, map: {category: category, quantity: quantity}}}
    brakes: {max_rows: 4}
  twin: # of the same orders to the same campaign
    model: orders
    destination: ize
    operation: conversions
    mode: insert
    settings: {campaign: 10l176}
    mapping: {conversion_reference: ref, click_reference: click, currency: currency, items: {each: lines, map: {category: category, quantity: quantity}}}
  customers:
    model: customers
    destination: stack
    operation: customers
    mode: upsert
    match: {customer_key: id}
    mapping: {customer_key: id, email: email, name: note, partner_key: partner}
    brakes: {max_rows: 4}
  things:
    model: things
    destination: hook
    operation: requests
    mode: mirror
    custom: {name: name}
`

// walkTables are the shop: a row is changed in whole by its id.
const walkTables = `
CREATE TABLE orders (id TEXT PRIMARY KEY, ref TEXT, click TEXT, currency TEXT, note TEXT, lines TEXT DEFAULT '[{"category": "shoes", "quantity": 1}]');
CREATE TABLE customers (id TEXT PRIMARY KEY, email TEXT, note TEXT, partner TEXT);
CREATE TABLE things (id TEXT PRIMARY KEY, name TEXT);`

// walk is a server that things happen to in an order that nobody thought of.
type walk struct {
	*testing.T
	rand    *rand.Rand
	url     string
	shop    *sql.DB
	server  *app.Server
	dir     string                      // of the project
	vars    map[string]string           // of its environment
	vendors map[string]*sandbox.Sandbox // by the model whose rows they get
	hook    *walkHook                   // gets things
	faults  map[string]string           // of these, if any
	again   map[string]int              // how often somebody asked for a business key to be sent again
	past    []string                    // what happened, for who reads of a failure
	steps   int                         // so many, that no two edits are alike
	about   []walkSync                  // what it is about: rows of one sync have more happen to them in as many steps
	moved   bool                        // whether they do now
}

// walkSyncs are the syncs with the models of their rows.
var walkSyncs = []walkSync{{"orders", "orders"}, {"twin", "orders"}, {"customers", "customers"}, {"things", "things"}}

type walkSync struct{ sync, model string }

func newWalk(t *testing.T, seed uint64) *walk {
	t.Helper()
	w := &walk{
		T: t, rand: rand.New(rand.NewPCG(seed, seed)), vendors: map[string]*sandbox.Sandbox{},
		hook: &walkHook{things: map[string]string{}}, faults: map[string]string{}, again: map[string]int{}, about: walkSyncs,
	}
	switch seed % 6 {
	case 0, 3:
		w.about = walkSyncs[:1] // alone, their campaign may change
	case 1:
		w.about = walkSyncs[3:]
	}
	hook := httptest.NewServer(w.hook)
	t.Cleanup(hook.Close)
	vars := map[string]string{"HOOK_URL": hook.URL}
	for _, kind := range all.Kinds() {
		s, err := sandbox.New(kind, sandbox.Options{Seed: 1})
		w.must(err)
		vendor := httptest.NewServer(s)
		t.Cleanup(vendor.Close)
		vars[map[string]string{"partnerize": "PARTNERIZE_URL", "partnerstack": "PARTNERSTACK_URL"}[kind.Name]] = vendor.URL
		w.vendors[map[string]string{"partnerize": "orders", "partnerstack": "customers"}[kind.Name]] = s
	}
	dir := write(t, walkProject)
	var err error
	w.shop, err = sql.Open("sqlite", filepath.Join(dir, "shop.db"))
	w.must(err)
	t.Cleanup(func() { _ = w.shop.Close() })
	_, err = w.shop.ExecContext(t.Context(), walkTables)
	w.must(err)
	vars["WAYBILL_KEY"] = vault.NewKey().Reveal()
	w.dir, w.vars = dir, vars
	state := filepath.Join(dir, "state.db")
	if seed%2 == 0 {
		state = testserver.Postgres(t)
	}
	vars["WAYBILL_STATE"] = state
	s, err := app.OpenServer(t.Context(), app.ServerOptions{
		Dir: dir, State: state, Catalogue: app.Catalogue(), Log: slog.New(slog.DiscardHandler),
		Env: func(name string) (string, bool) { v, ok := vars[name]; return v, ok },
	})
	w.must(err)
	w.server = s
	w.apply()
	w.serve(s)
	return w
}

// apply has the server take over the files of the project.
func (w *walk) apply() {
	w.Helper()
	_, err := w.server.ApplyFiles(w.Context(), store.Author{Who: "ada", Via: "test"})
	w.must(err)
}

// serve has a server work and answer until the test ends.
func (w *walk) serve(s *app.Server) {
	w.Helper()
	link, _, err := s.People.Setup(w.Context())
	w.must(err)
	ada, err := s.People.Join(w.Context(), link.Reveal(), people.Joining{Email: "ada@example.com", Name: "Ada", Password: "correct horse battery"})
	w.must(err)
	sum := sha256.Sum256([]byte(walkToken))
	w.must(s.State.Office.CreateToken(w.Context(), store.Token{ID: "01WALK", Name: "walk", Person: ada.ID, Scopes: []string{"admin"}, Hash: sum[:]}, store.Author{Who: "ada@example.com", Via: "test"}))
	handler, err := s.Handler(app.HandlerOptions{PublicURL: "http://localhost"})
	w.must(err)
	listening := httptest.NewServer(handler)
	w.url = listening.URL
	ctx, stop := context.WithCancel(context.WithoutCancel(w.Context()))
	worked := make(chan error, 1)
	go func() { worked <- s.Work(ctx) }()
	w.Cleanup(func() {
		stop()
		if err := <-worked; err != nil {
			w.Error(err)
		}
		listening.Close()
		w.must(s.Close())
	})
}

const walkToken = "wb_walks-where-nobody-walked-before"

func (w *walk) must(err error) {
	w.Helper()
	if err != nil {
		w.fail("%v", err)
	}
}

// fail ends the walk, and tells how it came there.
func (w *walk) fail(format string, args ...any) {
	w.Helper()
	text := ""
	for i, step := range w.past {
		text += fmt.Sprintf("\n%3d. %s", i+1, step)
	}
	w.Fatalf("%s\nafter%s", fmt.Sprintf(format, args...), text)
}

// did notes what happened.
func (w *walk) did(format string, args ...any) { w.past = append(w.past, fmt.Sprintf(format, args...)) }

// ask asks the API, and returns the status of the answer. An answer of 200 or more
// below 300 is read into what is wanted.
func (w *walk) ask(method, path string, body, want any) int {
	w.Helper()
	var b bytes.Buffer
	if body != nil {
		w.must(json.NewEncoder(&b).Encode(body))
	}
	r, err := http.NewRequestWithContext(w.Context(), method, w.url+web.Prefix+path, &b)
	w.must(err)
	r.Header.Set("Authorization", "Bearer "+walkToken)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	res, err := http.DefaultClient.Do(r)
	w.must(err)
	defer res.Body.Close() //nolint:errcheck // it was read
	var text bytes.Buffer
	_, err = text.ReadFrom(res.Body)
	w.must(err)
	switch {
	case res.StatusCode >= 500 || res.StatusCode == http.StatusUnprocessableEntity || res.StatusCode == http.StatusUnauthorized:
		w.fail("%s %s: %s %s", method, path, res.Status, text.String())
	case res.StatusCode < 300 && want != nil:
		w.must(json.Unmarshal(text.Bytes(), want))
	}
	return res.StatusCode
}

// get asks for what must be there.
func (w *walk) get(path string, want any) {
	w.Helper()
	if code := w.ask("GET", path, nil, want); code != http.StatusOK {
		w.fail("GET %s: %d", path, code)
	}
}

// TestAllPagesTellTheSameTruth has things happen in orders that nobody thought of.
// After each it compares what the server says of every row with what the vendors
// have, and what it says in one place with what it says in the others.
// WAYBILL_WALKS=N walks N times, WAYBILL_WALK=SEED the one way that failed.
func TestAllPagesTellTheSameTruth(t *testing.T) {
	t.Parallel()
	walks, first := 4, uint64(1)
	if n, err := strconv.Atoi(os.Getenv("WAYBILL_WALKS")); err == nil {
		walks, first = n, 1000
	}
	if seed, err := strconv.ParseUint(os.Getenv("WAYBILL_WALK"), 10, 64); err == nil {
		walks, first = 1, seed
	}
	for seed := first; seed < first+uint64(walks); seed++ {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			w := newWalk(t, seed)
			for range 40 {
				w.step()
				w.check()
			}
		})
	}
}
