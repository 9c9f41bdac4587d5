package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/sqlite"
	"github.com/waybillhq/waybill/template"
	"github.com/waybillhq/waybill/transport"
)

// vendor is a real HTTP server that records what it is sent, and answers as a
// test tells it to.
type vendor struct {
	*httptest.Server
	mu       sync.Mutex
	received []string // METHOD path body
	answer   func(id string, n int) answer
	times    map[string]int // how often an id was sent
}

// answer is what a vendor does with a request.
type answer struct {
	status int
	header map[string]string
	body   string
	hangUp bool
}

func newVendor(t *testing.T) *vendor {
	t.Helper()
	v := &vendor{times: map[string]int{}, answer: func(id string, _ int) answer { return answer{status: 200, body: `{"id":"v-` + id + `"}`} }}
	v.Server = httptest.NewServer(http.HandlerFunc(v.serve))
	t.Cleanup(v.Close)
	return v
}

func (v *vendor) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	id := strings.TrimPrefix(r.URL.Path, "/records/")
	v.mu.Lock()
	v.received = append(v.received, strings.TrimSpace(r.Method+" "+r.URL.Path+" "+string(body)))
	v.times[id]++
	a := v.answer(id, v.times[id])
	v.mu.Unlock()
	if a.hangUp {
		panic(http.ErrAbortHandler)
	}
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}

// always makes the vendor answer every request alike.
func (v *vendor) always(a answer) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.answer = func(string, int) answer { return a }
}

// take returns what was received since the last call, sorted.
func (v *vendor) take() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	got := v.received
	v.received = nil
	slices.Sort(got)
	return got
}

// vendorDestination is a destination with one operation that has every mode.
func vendorDestination(key *waybill.BusinessKey) *destination.Destination {
	send := func(ctx context.Context, c *destination.Client, r waybill.Record) (destination.Receipt, error) {
		resp, err := c.Do(ctx, destination.Request{Method: "POST", Path: "/records/" + template.PercentEncode(r.Fields.Text("id")), Body: r.Fields})
		if err != nil {
			return destination.Receipt{}, err
		}
		var out struct{ ID string }
		if err := json.Unmarshal(resp.Body, &out); err != nil {
			return destination.Receipt{Unconfirmed: "the answer has no id"}, nil
		}
		return destination.Receipt{VendorID: out.ID}, nil
	}
	remove := func(ctx context.Context, c *destination.Client, _ waybill.Removal, r waybill.Record) (destination.Receipt, error) {
		_, err := c.Do(ctx, destination.Request{Method: "DELETE", Path: "/records/" + template.PercentEncode(r.Fields.Text("id"))})
		return destination.Receipt{}, err
	}
	return &destination.Destination{
		Name: "vendor", Settings: []waybill.Field{{Name: "url", Type: waybill.URL, Identity: true}},
		Operations: []destination.Operation{{
			Operation: waybill.Operation{
				Name: "records", Modes: []waybill.Mode{waybill.Insert, waybill.Upsert, waybill.Mirror}, Match: []string{"id"}, Key: key,
				Removals: []waybill.Removal{waybill.DeleteRemoved},
				Fields: []waybill.Field{
					{Name: "id", Type: waybill.String, Required: true},
					{Name: "amount", Type: waybill.Decimal},
					{Name: "note", Type: waybill.String, MaxLen: 10},
				},
			},
			API: destination.API{Base: "url"}, Send: send, Remove: remove,
		}},
	}
}

// table is a model held in memory.
type table struct {
	columns []waybill.Column
	rows    []waybill.Row
	broken  error // after the rows
}

func (s *table) Query(context.Context, string) (waybill.Rows, error) { return s, nil }
func (s *table) Table(name string) string                            { return name }
func (s *table) Ping(context.Context) error                          { return nil }
func (s *table) Close() error                                        { return nil }
func (s *table) Columns() []waybill.Column                           { return s.columns }

func (s *table) All() iter.Seq2[waybill.Row, error] {
	return func(yield func(waybill.Row, error) bool) {
		for _, r := range s.rows {
			if !yield(r, nil) {
				return
			}
		}
		if s.broken != nil {
			yield(nil, s.broken)
		}
	}
}

// fixture is a sync with its vendor, its model and its state.
type fixture struct {
	t      *testing.T
	vendor *vendor
	model  *table
	store  *sqlite.Store
	job    *engine.Job
	now    time.Time
}

// setUp makes a sync of the columns pk, id, amount and note, keyed by pk.
func setUp(t *testing.T, mode waybill.Mode) *fixture {
	t.Helper()
	f := &fixture{t: t, vendor: newVendor(t), now: time.Date(2026, 5, 3, 9, 0, 0, 0, time.UTC)}
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "waybill.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	f.store = s
	f.model = &table{}
	for _, name := range []string{"pk", "id", "amount", "note"} {
		f.model.columns = append(f.model.columns, waybill.Column{Name: name, Type: waybill.Any})
	}
	d := vendorDestination(&waybill.BusinessKey{Field: "id"})
	chain := transport.New(transport.Options{Concurrency: 4, Timeout: 5 * time.Second})
	t.Cleanup(func() { _ = chain.Close() })
	f.job = &engine.Job{
		Source: f.model, Destination: d, Operation: &d.Operations[0], Config: destination.Settings{"url": f.vendor.URL},
		Identity: map[string]string{"url": f.vendor.URL}, Transport: chain, Concurrency: 4,
		Sync: waybill.Sync{
			Name: "sync", Destination: "vendor", Account: "vendor", Operation: "records", Mode: mode, Retry: waybill.DefaultRetryRefused,
			Model: waybill.Model{Name: "model", SQL: "select", PrimaryKey: []string{"pk"}},
			Mapping: waybill.Mapping{
				{To: "id", Column: "id"}, {To: "amount", Column: "amount"}, {To: "note", Column: "note"},
			},
		},
	}
	if mode != waybill.Insert {
		f.job.Sync.Match = &waybill.Match{Field: "id", Column: "id"}
	}
	return f
}

// rows sets the model's rows: pk, id, amount, note.
func (f *fixture) rows(rows ...waybill.Row) { f.model.rows = rows }

func (f *fixture) run(o engine.Options) waybill.Run {
	f.t.Helper()
	run, err := f.try(o)
	if err != nil {
		f.t.Fatalf("the run failed: %v", err)
	}
	return run
}

func (f *fixture) try(o engine.Options) (waybill.Run, error) {
	f.t.Helper()
	e := &engine.Engine{Store: f.store, Now: func() time.Time { return f.now }, TempDir: f.t.TempDir()}
	run, err := e.Run(f.t.Context(), f.job, o)
	if run.Status == waybill.Completed || run.Status == waybill.WithRejections || run.Status == waybill.Cancelled {
		f.balanced(run)
	}
	return run, err
}

// balanced checks invariant 3 and that the results say what the counts say.
func (f *fixture) balanced(run waybill.Run) {
	f.t.Helper()
	c := run.Counts
	if c.Read != c.Unchanged+c.Added+c.Changed+c.AlreadySent+c.Skipped || c.Added+c.Changed != c.Accepted+c.Rejected+c.Deferred+c.InDoubt {
		f.t.Errorf("the counts do not add up: %+v", c)
	}
	byOutcome := map[waybill.Outcome]int64{}
	for r, err := range f.store.Results(f.t.Context(), run.ID, store.ResultFilter{}) {
		if err != nil {
			f.t.Fatal(err)
		}
		if r.Kind != waybill.Removed {
			byOutcome[r.Outcome]++
		}
	}
	for o, n := range map[waybill.Outcome]int64{waybill.Accepted: c.Accepted, waybill.Rejected: c.Rejected, waybill.Deferred: c.Deferred, waybill.InDoubt: c.InDoubt} {
		if byOutcome[o] != n {
			f.t.Errorf("%d results are %s, the counts say %d", byOutcome[o], o, n)
		}
	}
}

// want checks the counts that matter to a test: "added=1 accepted=1"; all that
// are not named must be 0.
func (f *fixture) want(run waybill.Run, status waybill.Status, counts string) {
	f.t.Helper()
	text, _ := json.Marshal(run.Counts)
	var all map[string]int
	_ = json.Unmarshal(text, &all)
	for _, part := range strings.Fields(counts) {
		name, value, _ := strings.Cut(part, "=")
		if got, ok := all[name]; !ok || fmt.Sprint(got) != value {
			f.t.Errorf("%s is %d, want %s", name, got, value)
		}
		delete(all, name)
	}
	for name, n := range all {
		if n != 0 {
			f.t.Errorf("%s is %d, want 0", name, n)
		}
	}
	if run.Status != status {
		f.t.Errorf("the run is %s, want %s (%s)", run.Status, status, run.Error)
	}
}

// sent checks what the vendor received since the last look: ids, in order.
func (f *fixture) sent(ids ...string) {
	f.t.Helper()
	var got []string
	for _, r := range f.vendor.take() {
		method, rest, _ := strings.Cut(r, " ")
		path, _, _ := strings.Cut(rest, " ")
		id := strings.TrimPrefix(path, "/records/")
		if method == "DELETE" {
			id = "-" + id
		}
		got = append(got, id)
	}
	slices.Sort(ids)
	slices.Sort(got)
	if !slices.Equal(got, ids) {
		f.t.Errorf("the vendor received %q, want %q", got, ids)
	}
}

// result returns the result of one row.
func (f *fixture) result(run waybill.Run, key string) waybill.Result {
	f.t.Helper()
	for r, err := range f.store.Results(f.t.Context(), run.ID, store.ResultFilter{Key: key}) {
		if err != nil {
			f.t.Fatal(err)
		}
		return r
	}
	f.t.Fatalf("row %s has no result", key)
	return waybill.Result{}
}

// decide carries out a person's decision.
func (f *fixture) decide(key string, v store.Verdict) {
	f.t.Helper()
	err := f.store.Decide(f.t.Context(), store.Decision{
		Scope: store.Scope{Account: "vendor", Sync: "sync"}, Key: `["` + key + `"]`, Verdict: v, Reason: "asked", By: "ada", At: f.now,
	})
	if err != nil {
		f.t.Fatal(err)
	}
}

var errBroken = errors.New("the connection to the warehouse was lost")
