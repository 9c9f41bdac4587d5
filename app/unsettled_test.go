package app_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/store"
)

// breaking is a worker that begins to send a row and then breaks.
type breaking struct {
	state *app.State
	begin func(ctx context.Context, run string) error
}

func (b breaking) Run(ctx context.Context, j queue.Job) error {
	if err := b.begin(ctx, j.Run); err != nil {
		return err
	}
	if j.Sync == "panics" {
		panic("at the disco")
	}
	return errors.New("the disk is full")
}
func (breaking) Deliver(context.Context, string, int) error { return nil }
func (breaking) Tick(context.Context, time.Time) error      { return nil }

// TestWhatABrokenWorkerHadBegunIsInDoubt ends runs of which the worker recorded
// no end: the queue does, and the next run puts in doubt what had been begun.
func TestWhatABrokenWorkerHadBegunIsInDoubt(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return filepath.Join(t.TempDir(), "waybill.db") },
		"postgres": func(t testing.TB) string { return testserver.Postgres(t) },
	} {
		for _, sync := range []string{"fails", "panics"} {
			t.Run(name+" "+sync, func(t *testing.T) {
				t.Parallel()
				state, err := app.OpenState(t.Context(), address(t))
				if err != nil {
					t.Fatal(err)
				}
				defer state.Close() //nolint:errcheck // the test has ended
				broken(t, state, sync)
			})
		}
	}
}

func broken(t *testing.T, state *app.State, sync string) {
	scope, claims := store.Scope{Account: "shop", Sync: sync}, store.ClaimScope{Account: "shop", Operation: "conversions"}
	w := breaking{state, func(ctx context.Context, run string) error {
		now := time.Now().UTC()
		err := state.Store.SaveRun(ctx, waybill.Run{ID: run, Sync: sync, Account: "shop", Status: waybill.Running, StartedAt: now, Counts: waybill.Counts{Read: 2, Added: 2}}, 0)
		if err != nil {
			return err
		}
		_, err = state.Store.Commit(ctx, store.Batch{Run: run, Scope: scope, Claims: claims, Begin: []store.Begin{{Key: `["1"]`, BusinessKey: "O-1", At: now}}})
		return err
	}}
	ctx, stop := context.WithCancel(t.Context())
	worked := make(chan error, 1)
	go func() { worked <- state.Queue.Work(ctx, w, queue.Options{}) }()
	ticket, err := state.Queue.Trigger(ctx, queue.Request{Sync: sync})
	if err != nil {
		t.Fatal(err)
	}
	run := ends(t, state, ticket.Run)
	stop()
	if err := <-worked; err != nil {
		t.Fatal(err)
	}
	if run.Status != waybill.Failed {
		t.Fatalf("the run is %s", run.Status)
	}
	lease, err := state.Store.Lock(t.Context(), sync)
	if err != nil {
		t.Fatal(err)
	}
	defer lease.Release() //nolint:errcheck // the test has ended
	for _, want := range []int64{1, 0} {
		found, err := state.Store.Recover(t.Context(), scope, lease.Fence(), "")
		if err != nil || found.InDoubt != want || len(found.Runs) != int(want) {
			t.Fatalf("recovered %+v, %v; want %d in doubt", found, err, want)
		}
	}
	e, _, err := state.Store.Entry(t.Context(), scope, `["1"]`)
	if err != nil || e.State != store.InDoubt {
		t.Errorf("the row is %s, %v", e.State, err)
	}
	kept, err := state.Store.Run(t.Context(), run.ID)
	if err != nil || kept.Error != run.Error || kept.Status != waybill.Failed || kept.Counts.InDoubt != 1 || kept.Counts.Deferred != 1 {
		t.Errorf("the run was %+v, and is %+v, %v", run, kept, err)
	}
}

// ends waits until a run has ended.
func ends(t *testing.T, state *app.State, id string) waybill.Run {
	t.Helper()
	poll := time.NewTicker(20 * time.Millisecond)
	defer poll.Stop()
	for deadline := time.After(30 * time.Second); ; {
		select {
		case <-poll.C:
			run, err := state.Store.Run(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if !run.FinishedAt.IsZero() {
				return run
			}
		case <-deadline:
			t.Fatalf("run %s does not end", id)
		}
	}
}
