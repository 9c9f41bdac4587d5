package engine

import (
	"context"
	"errors"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// TakeOver closes the runs of a scope whose process ended without a word, as the
// next run of its sync would: it may be long until there is one. It is for runs
// that no queue hands out, and does nothing while the sync is running.
//
// It may be called at any time, by any process:
//
//   - A run that no queue handed out takes the lock of its sync before its record
//     says that it goes on, and gives it back after the record says how it ended. So
//     whoever has the lock, and finds a run that goes on, finds one that nobody
//     works on. In PostgreSQL the lock is a lease: a process that was cut off for
//     longer than it lasts has lost it, and writes nothing more (invariant 13).
//   - A run of a queue may be handed out while the lock is held here for another
//     run. It has no account before its worker has the lock, so that it is not
//     found; then its worker finds the sync locked, and the run waits a second. If a
//     worker that died had begun it before, what that one had begun is settled here
//     instead of by the next, which has it go on under its id.
//   - What is found is read again under the lock: a run that ended meanwhile stays
//     as it is. Pieces that others still deliver are left to them.
func (e *Engine) TakeOver(ctx context.Context, scope store.Scope) (store.Recovered, error) {
	found, _, err := e.closeLost(ctx, scope)
	return found, err
}

// closeLost closes the lost runs of a scope, unless its sync is running.
func (e *Engine) closeLost(ctx context.Context, scope store.Scope) (found store.Recovered, free bool, err error) {
	lease, err := e.Store.Lock(ctx, scope.Sync)
	if waybill.ErrorCode(err) == waybill.EConflict {
		return found, false, nil // it is running: its own business
	}
	if err != nil {
		return found, false, err
	}
	found, err = e.Store.Recover(ctx, scope, lease.Fence(), "")
	return found, true, errors.Join(err, lease.Release())
}
