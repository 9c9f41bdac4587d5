package engine

import (
	"context"
	"encoding/binary"
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Sharing is how the work of a run gets to all workers: it is cut into pieces
// that any of them may take.
type Sharing struct {
	Store store.Deliveries

	// Spread hands out pieces 1 to n of a run to all workers, which call
	// [Engine.Deliver] for each. It may be called again for the same run.
	Spread func(ctx context.Context, run string, n int) error

	// Holder names this process to people.
	Holder string

	// Rows is how many rows a piece has. A run with fewer is not shared.
	Rows int
}

// ErrHandOver is the cause of a context that ends because its process stops: the
// run goes on elsewhere.
var ErrHandOver = errors.New("another worker goes on with the run")

// glance is how often the planner of a shared run looks how far it is.
const glance = 250 * time.Millisecond

// share cuts the plan of a run into pieces and waits until all are done.
func (e *Engine) share(ctx context.Context, j *Job, p *planned, run *waybill.Run, lease store.Lease) error {
	keep := context.WithoutCancel(ctx)
	if err := verify(ctx, j); err != nil {
		if blocks(err) {
			run.Counts.Deferred += p.sends
			return err
		}
		run.Warnings = append(run.Warnings, "the settings of the sync could not be checked: "+err.Error())
	}
	if err := e.Store.SaveRun(keep, *run, lease.Fence()); err != nil {
		return err
	}
	n, err := e.Sharing.Store.SaveDeliveries(keep, run.ID, lease.Fence(), e.pieces(keep, j, p, run, lease))
	if err != nil {
		return err
	}
	if err := e.Sharing.Spread(keep, run.ID, n); err != nil {
		return err
	}
	return e.await(ctx, run, lease)
}

// pieces yields the work that is to be sent, in pieces. What is not to be sent
// is written down on the way.
func (e *Engine) pieces(ctx context.Context, j *Job, p *planned, run *waybill.Run, lease store.Lease) iter.Seq2[store.Piece, error] {
	claims, claimed := j.claims()
	b := &books{job: j, ledger: e.Store, by: duty{lease: lease}, run: run, claims: claims, claimed: claimed}
	return func(yield func(store.Piece, error) bool) {
		mark := fingerprint(j)
		piece := store.Piece{Work: mark}
		var quiet []entryOfBooks
		for raw, err := range p.work.All() {
			w := &work{}
			if err == nil {
				err = w.decode(raw)
			}
			if err == nil && w.Do != send && w.Do != remove {
				quiet = append(quiet, entryOfBooks{quiet: w})
				quiet, err = b.note(ctx, quiet, atOnce)
			} else if err == nil {
				piece.Work = append(binary.AppendUvarint(piece.Work, uint64(len(raw))), raw...)
				piece.Rows++
			}
			if err != nil {
				yield(store.Piece{}, err)
				return
			}
			if piece.Rows == e.Sharing.Rows {
				if !yield(piece, nil) {
					return
				}
				piece = store.Piece{Work: mark[:len(mark):len(mark)]}
			}
		}
		if _, err := b.note(ctx, quiet, 1); err != nil {
			yield(store.Piece{}, err)
			return
		}
		if piece.Rows > 0 {
			yield(piece, nil)
		}
	}
}

// note commits what is not to be sent, if there is enough of it.
func (b *books) note(ctx context.Context, group []entryOfBooks, enough int) ([]entryOfBooks, error) {
	if len(group) < enough {
		return group, nil
	}
	_, err := b.ledger.Commit(ctx, b.batch(group))
	return group[:0], err
}

// await waits until all pieces of a run are done, and takes over their counts.
// Cancelling the run has those who work on pieces leave the rest of them.
func (e *Engine) await(ctx context.Context, run *waybill.Run, lease store.Lease) error {
	keep := context.WithoutCancel(ctx)
	tick := time.NewTicker(glance)
	defer tick.Stop()
	done := ctx.Done()
	for {
		select {
		case <-done:
			if errors.Is(context.Cause(ctx), ErrHandOver) {
				return ErrHandOver
			}
			done = nil
			if err := e.Store.Cancel(keep, run.ID); err != nil {
				return err
			}
		case <-lease.Lost():
			return store.TakenOver()
		case <-tick.C:
			left, _, err := e.Sharing.Store.Unfinished(keep, run.ID)
			if err != nil { // the state is away: if that lasts, so is the lease
				continue
			}
			if left == 0 {
				return e.gathered(keep, run)
			}
		}
	}
}

// gathered reads what the pieces of a run came to.
func (e *Engine) gathered(ctx context.Context, run *waybill.Run) error {
	kept, err := e.Store.Run(ctx, run.ID)
	if err != nil {
		return err
	}
	run.Counts, run.Warnings = kept.Counts, kept.Warnings
	if kept.Error != "" {
		return waybill.Errorf(waybill.EInternal, "%s", kept.Error)
	}
	if asked, err := e.Store.Cancelled(ctx, run.ID); err != nil || asked {
		return errors.Join(err, errCancelled)
	}
	return nil
}

// continued goes on waiting for a run whose planner died. It reports false if
// there is nothing to wait for.
func (e *Engine) continued(ctx context.Context, run *waybill.Run, lost store.Recovered, lease store.Lease) (bool, error) {
	done, working := slices.Contains(lost.Done, run.ID), slices.Contains(lost.Working, run.ID)
	if !done && !working {
		if len(lost.Working) > 0 {
			return true, &BusyError{store.Running(run.Sync, "workers share run "+lost.Working[0])}
		}
		return false, nil
	}
	kept, err := e.Store.Run(ctx, run.ID)
	if err != nil {
		return true, err
	}
	run.StartedAt, run.Counts, run.Warnings = kept.StartedAt, kept.Counts, kept.Warnings
	if done {
		return true, e.gathered(ctx, run)
	}
	_, n, err := e.Sharing.Store.Unfinished(ctx, run.ID)
	if err == nil {
		err = e.Sharing.Spread(ctx, run.ID, n) // the planner may have died before it did
	}
	if err != nil {
		return true, err
	}
	return true, e.await(ctx, run, lease)
}
