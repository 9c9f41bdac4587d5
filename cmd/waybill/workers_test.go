package main

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/sandbox"
	"github.com/waybillhq/waybill/sandbox/all"
	"github.com/waybillhq/waybill/store"
)

// receiver is Partnerize's sandbox, with a note of what was recorded and when.
type receiver struct {
	mu    sync.Mutex
	seen  map[string]int
	times []time.Time
}

var conversionRef = regexp.MustCompile(`/conversionref:([^/]+)`)

func newReceiver(t *testing.T) (*receiver, string) {
	t.Helper()
	kind, err := sandbox.ParseKind(all.Kinds(), "partnerize")
	if err != nil {
		t.Fatal(err)
	}
	vendor, err := sandbox.New(kind, sandbox.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	r := &receiver{seen: map[string]int{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if m := conversionRef.FindStringSubmatch(req.URL.Path); m != nil {
			r.mu.Lock()
			r.seen[m[1]]++
			r.times = append(r.times, time.Now())
			r.mu.Unlock()
		}
		vendor.ServeHTTP(w, req)
	}))
	t.Cleanup(server.Close)
	return r, server.URL
}

// most is the most conversions in any second.
func (r *receiver) most() (most int) {
	from := 0
	for to := range r.times {
		for r.times[to].Sub(r.times[from]) >= time.Second {
			from++
		}
		most = max(most, to-from+1)
	}
	return most
}

func (r *receiver) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.times)
}

// crowd is a server's state in PostgreSQL and the processes that work on it.
type crowd struct {
	t      *testing.T
	dir    string
	server *app.Server
	args   []string
	away   bool // the database may be, for a moment

	mu      sync.Mutex
	workers []*exec.Cmd
}

func (c *crowd) start(i int) {
	c.t.Helper()
	self, err := os.Executable()
	if err != nil {
		c.t.Fatal(err)
	}
	cmd := exec.Command(self, c.args...)
	cmd.Args[0] = "waybill" // see TestMain
	cmd.Stderr = c.t.Output()
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.workers[i] = cmd
}

func (c *crowd) kill(i int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.workers[i].Process.Kill()
	_ = c.workers[i].Wait()
}

const crowdProject = `version: 1
sources:
  shop: {type: sqlite, path: %s}
models:
  orders: {source: shop, table: orders, primary_key: id}
destinations:
  partnerize: {type: partnerize, user_application_key: "${A:-app_sandbox}", user_api_key: "${B:-user_sandbox}", api_url: %s, tracking_url: %s, rate: {requests: %d, per: 1s}, concurrency: 8}
syncs:
  orders:
    model: orders
    destination: partnerize
    operation: conversions
    mode: insert
    settings: {campaign: 10l176}
    mapping: {conversion_reference: id, click_reference: click, currency: {value: USD}, item_category: {value: shoes}, item_quantity: {value: 1}, item_value: amount}
`

// newCrowd starts so many processes of a command on a state.
func newCrowd(t *testing.T, vendor, state string, rows, rate, workers int, command ...string) *crowd {
	t.Helper()
	c := &crowd{t: t, dir: t.TempDir(), workers: make([]*exec.Cmd, workers)}
	db := filepath.Join(c.dir, "shop.db")
	makeOrders(t, db, rows)
	text := fmt.Sprintf(crowdProject, db, vendor, vendor, rate)
	if err := os.WriteFile(filepath.Join(c.dir, "waybill.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if state == "" {
		state = filepath.Join(c.dir, "waybill.db")
	}
	var err error
	env := func(string) (string, bool) { return "", false }
	if c.server, err = app.OpenServer(t.Context(), app.ServerOptions{Dir: c.dir, State: state, Env: env, Catalogue: catalogue()}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.server.Close() })
	set, err := configuration.FromProject(c.dir, catalogue())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.server.Configuration.Apply(t.Context(), set, store.AnyVersion, store.Author{Who: "test", Via: "cli", At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	c.args = append(command, "--state", state, "--project", c.dir, "--log-level", "warn")
	for i := range c.workers {
		c.start(i)
		t.Cleanup(func() { c.kill(i) })
	}
	return c
}

func makeOrders(t *testing.T, path string, rows int) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE TABLE orders (id TEXT PRIMARY KEY, click TEXT, amount TEXT)`); err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
		INSERT INTO orders SELECT 'O-' || i, 'click' || i, '12.50' FROM n`, rows)
	if err != nil {
		t.Fatal(err)
	}
}

// run triggers a run and waits until it has ended; from time to time chaos is
// called.
func (c *crowd) run(ctx context.Context, chaos func()) waybill.Run {
	c.t.Helper()
	ticket, err := c.server.State.Queue.Trigger(ctx, queue.Request{Sync: "orders"})
	if err != nil {
		c.t.Fatal(err)
	}
	for end := time.Now().Add(15 * time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		run, err := c.server.State.Store.Run(ctx, ticket.Run)
		if err != nil && c.away {
			chaos()
			continue
		}
		if err != nil {
			c.t.Fatal(err)
		}
		if run.Status != waybill.Running && run.Status != waybill.Queued {
			return run
		}
		chaos()
	}
	c.t.Fatal("the run does not end")
	return waybill.Run{}
}

func number32(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

// TestWorkersKilledAnywhereLoseAndRepeatNothing has three workers share runs,
// kills them at random and starts them again. WAYBILL_ROWS and WAYBILL_KILLS
// make it longer.
func TestWorkersKilledAnywhereLoseAndRepeatNothing(t *testing.T) {
	t.Parallel()
	rows, kills, rate := number32("WAYBILL_ROWS", 12_000), number32("WAYBILL_KILLS", 6), number32("WAYBILL_RATE", 3000)
	vendor, url := newReceiver(t)
	c := newCrowd(t, url, testserver.Postgres(t), rows, rate, 3, "worker")
	c.killing(vendor, rows, kills, rate)
}

// TestAServerThatIsKilledGoesOn kills the one process of a state in a file, and
// starts it again: the run that it worked on goes on under its id.
func TestAServerThatIsKilledGoesOn(t *testing.T) {
	t.Parallel()
	const rows, kills, rate = 4000, 3, 2000
	vendor, url := newReceiver(t)
	c := newCrowd(t, url, "", rows, rate, 1, "serve", "--listen", "127.0.0.1:0")
	c.killing(vendor, rows, kills, rate)
}

// killing has a run end in spite of kills, and holds the vendor's record against
// the ledger.
func (c *crowd) killing(vendor *receiver, rows, kills, rate int) {
	t := c.t
	t.Helper()
	killed, next := 0, rows/(kills+2)
	run := c.run(t.Context(), func() {
		if killed < kills && vendor.count() > next {
			i := rand.IntN(len(c.workers))
			c.kill(i)
			c.start(i)
			killed++
			next = vendor.count() + rows/(kills+2)
		}
	})
	n := run.Counts
	t.Logf("%s (%s) after %d kills: %+v, at most %d in a second, in %s", run.Status, run.Error, killed, n, vendor.most(), run.FinishedAt.Sub(run.StartedAt))
	if n.Read != int64(rows) || n.Added != int64(rows) || n.Accepted+n.InDoubt+n.Deferred+n.Rejected != int64(rows) || n.Rejected != 0 {
		t.Fatalf("the counts do not add up: %+v", n)
	}
	if most := vendor.most(); most > rate {
		t.Errorf("%d in a second, %d are allowed", most, rate)
	}
	for deferred := int64(1); deferred > 0; { // those that were not got to
		deferred = c.run(t.Context(), func() {}).Counts.Deferred
	}
	c.compare(vendor, rows)
}

// compare holds the vendor's record against the ledger, row by row.
func (c *crowd) compare(vendor *receiver, rows int) {
	c.t.Helper()
	scope := store.Scope{Account: "partnerize", Sync: "orders"}
	doubts := 0
	for e, err := range c.server.State.Store.Memory(c.t.Context(), scope) {
		if err != nil {
			c.t.Fatal(err)
		}
		rows--
		switch n := vendor.seen[e.BusinessKey]; {
		case e.State == store.InDoubt && n <= 1:
			doubts++
		case e.State == store.Accepted && n == 1:
		default:
			c.t.Errorf("%s is %s and was recorded %d times", e.BusinessKey, e.State, n)
		}
	}
	if rows != 0 {
		c.t.Errorf("%d rows are not remembered", rows)
	}
	if most := slices.Max(slices.Collect(maps.Values(vendor.seen))); most > 1 {
		c.t.Errorf("a row was recorded %d times", most)
	}
	c.t.Logf("%d rows are in doubt", doubts)
}
