package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/sqlite"
	"github.com/waybillhq/waybill/transport"
)

// table is a model held in memory.
type table struct {
	columns []waybill.Column
	rows    []waybill.Row
	broken  error // after the rows
}

func (s *table) Query(context.Context, string, ...waybill.Where) (waybill.Rows, error) {
	return s, nil
}
func (s *table) Table(name string) string   { return name }
func (s *table) Ping(context.Context) error { return nil }
func (s *table) Close() error               { return nil }
func (s *table) Columns() []waybill.Column  { return s.columns }

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
	store  store.Store
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
	claims, _ := engine.Claims(f.job.Sync, &f.job.Operation.Operation)
	err := f.store.Decide(f.t.Context(), store.Decision{
		Scope: store.Scope{Account: "vendor", Sync: f.job.Sync.Name}, Claims: claims, Key: `["` + key + `"]`, Verdict: v, Reason: "asked", By: "ada", At: f.now,
	})
	if err != nil {
		f.t.Fatal(err)
	}
}

var errBroken = errors.New("the connection to the warehouse was lost")
