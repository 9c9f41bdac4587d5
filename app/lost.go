package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// lookEvery is how often a worker looks for runs whose process ended.
const lookEvery = time.Minute

// takeOver records the end of runs that were begun without the queue, such as from
// a terminal, and whose process ended without a word.
func (w *Worker) takeOver(ctx context.Context, now time.Time) error {
	if now.Sub(w.looked) < lookEvery {
		return nil
	}
	w.looked = now
	scopes, err := w.unqueued(ctx)
	if err != nil {
		return fmt.Errorf("looking for runs whose process ended: %w", err)
	}
	var errs []error
	for scope := range scopes {
		found, err := w.engine().TakeOver(ctx, scope)
		if err != nil {
			errs = append(errs, fmt.Errorf("closing runs of %s whose process ended: %w", scope.Sync, err))
		}
		for _, run := range append(found.Runs, found.Done...) {
			w.Log.Warn("the process of a run had ended: the run is closed", slog.String("run", run), slog.String("sync", scope.Sync))
		}
	}
	return errors.Join(errs...)
}

// unqueued returns the scopes of runs that go on and that the queue does not have:
// those that are in work elsewhere, or that are lost. A run that the queue took, or
// that ended, between the two looks is among them, and is none of either: see
// [engine.Engine.TakeOver].
func (w *Worker) unqueued(ctx context.Context) (map[store.Scope]bool, error) {
	runs, err := w.State.Store.ListRuns(ctx, store.RunFilter{Status: waybill.Running})
	if err != nil || len(runs) == 0 {
		return nil, err
	}
	items, err := w.State.Queue.List(ctx)
	if err != nil {
		return nil, err
	}
	queued := map[string]bool{}
	for _, i := range items {
		queued[i.Run] = true
	}
	scopes := map[store.Scope]bool{}
	for _, r := range runs {
		if !queued[r.ID] {
			scopes[store.Scope{Account: r.Account, Sync: r.Sync}] = true
		}
	}
	return scopes, nil
}
