package engine_test

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/sqlite"
	"github.com/waybillhq/waybill/transport"
)

// plan plans with a state that is only read and a transport that only shows.
func (f *fixture) plan(path string, o engine.Options) *engine.Plan {
	f.t.Helper()
	s, err := sqlite.OpenReadOnly(f.t.Context(), path)
	if err != nil {
		f.t.Fatal(err)
	}
	defer s.Close()
	return f.plannedOn(s, o)
}

// planned plans with the state of the runs.
func (f *fixture) planned(o engine.Options) *engine.Plan {
	f.t.Helper()
	return f.plannedOn(f.store, o)
}

func (f *fixture) plannedOn(s store.Store, o engine.Options) *engine.Plan {
	f.t.Helper()
	job := *f.job
	job.Transport = transport.New(transport.Options{Plan: true})
	e := &engine.Engine{Store: s, Now: func() time.Time { return f.now }, TempDir: f.t.TempDir()}
	p, err := e.Plan(f.t.Context(), &job, o, 10)
	if err != nil {
		f.t.Fatal(err)
	}
	return p
}

func TestPlanShowsRequestsAndChangesNothing(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	path := filepath.Join(t.TempDir(), "waybill.db")
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	f.store = s
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, nil})
	f.run(engine.Options{})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	f.sent("A", "B")
	before := stateOf(t, path)

	f.rows(waybill.Row{int64(1), "A", "7", nil}, waybill.Row{int64(3), "C/é", "2.50", nil}, waybill.Row{int64(4), nil, nil, nil})
	p := f.plan(path, engine.Options{})
	if p.Counts != (waybill.Counts{Read: 3, AlreadySent: 1, Added: 2, Rejected: 1, Invalid: 1, Removed: 1}) || p.Sends != 1 || p.Held != "" {
		t.Errorf("plan %+v", p)
	}
	if len(p.Rows) != 2 || len(p.Rows[0].Requests) != 1 || p.Rows[1].Message != "id is required" {
		t.Fatalf("rows %+v", p.Rows)
	}
	if r := p.Rows[0].Requests[0]; r.Method != "POST" || !strings.HasPrefix(r.URL, f.vendor.URL) || r.RequestBody != `{"id":"C/é","amount":2.50}` {
		t.Errorf("request %+v", r)
	}
	for _, o := range []engine.Options{{}, {FullResync: true}} {
		if p := f.plan(path, o); p.Known != 1 {
			t.Errorf("%+v: the ledger knows 1 of these rows as accepted, the plan says %d", o, p.Known)
		}
	}
	f.job.Identity = map[string]string{"url": "https://elsewhere"}
	if p := f.plan(path, engine.Options{}); !strings.Contains(p.Held, "elsewhere") {
		t.Errorf("held %q", p.Held)
	}
	f.sent()
	if after := stateOf(t, path); after != before {
		t.Error("planning changed the state or left files beside it")
	}
}

// Why rows would be refused is counted over all of them, beyond those that are told.
func TestAPlanCountsAllRefusals(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	var rows []waybill.Row
	for i := range int64(40) {
		id, amount := any("A"+strconv.FormatInt(i, 10)), any(nil)
		switch {
		case i >= 15:
			id = nil
		case i >= 12:
			amount = "many"
		}
		rows = append(rows, waybill.Row{i, id, amount, nil})
	}
	f.rows(rows...)
	p := f.plan(filepath.Join(t.TempDir(), "waybill.db"), engine.Options{})
	if len(p.Rows) != 10 || p.Counts.Rejected != 28 || len(p.Reasons) != 2 || p.Reasons[0] != (engine.PlanReason{Message: "id is required", Rows: 25}) || p.Reasons[1].Rows != 3 {
		t.Errorf("%d rows are told; counts %+v, reasons %+v", len(p.Rows), p.Counts, p.Reasons)
	}
}

// What a run would refuse is told apart from what was refused earlier, and would
// not be tried.
func TestAPlanTellsWhatWouldNotBeTried(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	path := filepath.Join(t.TempDir(), "waybill.db")
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	f.store = s
	f.job.Sync.Retry = waybill.RetryRefused{Never: true}
	f.rows(waybill.Row{int64(1), "A", nil, nil}, waybill.Row{int64(2), "B", nil, "much too long a note"}, waybill.Row{int64(3), "C", nil, nil})
	f.vendor.always(answer{status: 422})
	f.run(engine.Options{})
	f.decide("3", store.GiveUp)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	p := f.plan(path, engine.Options{})
	if p.Counts != (waybill.Counts{Read: 3, Unchanged: 1, Added: 2, Rejected: 2, Invalid: 1}) || p.Untried != 1 || p.Sends != 0 {
		t.Errorf("plan %+v", p)
	}
	if len(p.Rows) != 2 || !p.Rows[0].Untried || p.Rows[1].Untried || len(p.Reasons) != 2 {
		t.Fatalf("rows %+v, reasons %+v", p.Rows, p.Reasons)
	}
	for _, r := range p.Reasons {
		if r.Rows != 1 || r.Untried != strings.HasPrefix(r.Message, "not tried in this run") {
			t.Errorf("reason %+v", r)
		}
	}
	if p = f.plan(path, engine.Options{FullResync: true}); p.Sends != 1 || p.Untried != 0 {
		t.Errorf("of a full resync: %+v", p)
	}
}

func TestPlanOfASyncThatNeverRan(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Upsert)
	dir := t.TempDir()
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	if p := f.plan(filepath.Join(dir, "waybill.db"), engine.Options{}); p.Sends != 1 || len(p.Rows) != 1 {
		t.Errorf("plan %+v", p)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 0 {
		t.Errorf("planning made %v, %v", files, err)
	}
}

// stateOf returns the hashes of all files beside a state.
func stateOf(t *testing.T, path string) (text string) {
	t.Helper()
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(filepath.Dir(path), f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b)
		text += f.Name() + " " + string(sum[:]) + "\n"
	}
	return text
}

func TestAPlanSaysInPlainWordsWhatADoubtMeans(t *testing.T) {
	t.Parallel()
	f := setUp(t, waybill.Insert)
	path := filepath.Join(t.TempDir(), "waybill.db")
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	f.store = s
	f.rows(waybill.Row{int64(1), "A", nil, nil})
	f.vendor.always(answer{hangUp: true})
	f.want(f.run(engine.Options{}), waybill.WithRejections, "read=1 added=1 in_doubt=1")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	p := f.plan(path, engine.Options{})
	if len(p.Rows) != 1 || p.Rows[0].Outcome != waybill.InDoubt || !strings.HasPrefix(p.Rows[0].Meaning, "The answer never came") {
		t.Errorf("rows %+v", p.Rows)
	}
}
