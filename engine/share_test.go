package engine_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/postgres"
)

// setUpShared is setUp on a state of many machines.
func setUpShared(t *testing.T, mode waybill.Mode) *fixture {
	t.Helper()
	f := setUp(t, mode)
	s, err := postgres.Open(t.Context(), testserver.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	f.store = s
	return f
}

// share runs the sync in pieces of four rows. The worker of each has the job
// that workers gives it.
func (f *fixture) share(workers func(piece int) *engine.Job) waybill.Run {
	f.t.Helper()
	e := &engine.Engine{Store: f.store, TempDir: f.t.TempDir()}
	e.Sharing = &engine.Sharing{Store: f.store.(store.Deliveries), Holder: "tester", Rows: 4}
	e.Sharing.Spread = func(ctx context.Context, run string, n int) error {
		for i := range n {
			if err := e.Deliver(ctx, workers(i+1), engine.Options{}, run, i+1); err != nil {
				return fmt.Errorf("piece %d: %w", i+1, err)
			}
		}
		return nil
	}
	run, err := e.Run(f.t.Context(), f.job, engine.Options{Yes: true})
	if err != nil && run.Status != waybill.Failed {
		f.t.Fatal(err)
	}
	f.balanced(run)
	return run
}

func tenRows() []waybill.Row {
	var rows []waybill.Row
	for i := range int64(10) {
		rows = append(rows, waybill.Row{i, fmt.Sprintf("R%d", i), nil, "note"})
	}
	return rows
}

// TestPiecesOfAnotherConfigurationAreLeft changes the mapping while a run goes
// on: what was planned with the old one is not sent by workers that have the new
// one, and nothing is lost.
func TestPiecesOfAnotherConfigurationAreLeft(t *testing.T) {
	t.Parallel()
	f := setUpShared(t, waybill.Insert)
	f.rows(tenRows()...)
	edited := *f.job
	edited.Sync.Mapping = slices.Clone(edited.Sync.Mapping)[:2] // no note any more
	run := f.share(func(piece int) *engine.Job {
		if piece == 2 {
			return &edited
		}
		return f.job
	})
	f.want(run, waybill.Failed, "read=10 added=10 accepted=4 deferred=6")
	if !strings.Contains(run.Error, "configuration changed") {
		t.Errorf("the run failed because %q", run.Error)
	}
	f.sent("R0", "R1", "R2", "R3")
	for _, key := range []string{`["5"]`, `["9"]`} { // of that piece, and of one that was not begun any more
		if got := f.result(run, key); got.Outcome != waybill.Deferred || !strings.Contains(got.Message, "configuration changed") {
			t.Errorf("row %s was %s: %s", key, got.Outcome, got.Message)
		}
	}
	f.want(f.share(func(int) *engine.Job { return f.job }), waybill.Completed, "read=10 unchanged=4 added=6 accepted=6")
	f.sent("R4", "R5", "R6", "R7", "R8", "R9")
}

// TestARunHasTheWarningsOfItsPieces lets removals fail in one piece of several:
// the run says so, and does not count as completed.
func TestARunHasTheWarningsOfItsPieces(t *testing.T) {
	t.Parallel()
	f := setUpShared(t, waybill.Mirror)
	same := func(int) *engine.Job { return f.job }
	f.rows(tenRows()...)
	f.share(same)
	f.vendor.always(answer{status: 422, body: `{}`})
	f.rows(tenRows()[5:]...)
	run := f.share(same)
	f.want(run, waybill.WithRejections, "read=5 unchanged=5 removed=5")
	if len(run.Warnings) != 1 || !strings.Contains(run.Warnings[0], "could not be deleted") {
		t.Errorf("the run warns of %q", run.Warnings)
	}
	kept, err := f.store.Run(t.Context(), run.ID)
	if err != nil || !slices.Equal(kept.Warnings, run.Warnings) {
		t.Errorf("the state keeps the warnings %q, %v", kept.Warnings, err)
	}
}
