package engine

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/tracing"
)

// Run carries out one run of a sync. The run is returned, and recorded where
// it began, however it ends; the error says why it failed, and is nil for runs
// that were completed, held or cancelled.
//
// Ending ctx ends the run gracefully, see [Options].
func (e *Engine) Run(ctx context.Context, j *Job, o Options) (waybill.Run, error) {
	run := waybill.Run{
		ID: cmp.Or(o.ID, newID(e.now())), Sync: j.Sync.Name, Account: j.Sync.Account, Trigger: o.Trigger,
		Status: waybill.Running, StartedAt: e.now(),
	}
	if run.Trigger == "" && o.Retry != "" {
		run.Trigger = "retry"
	}
	run.Trigger = cmp.Or(run.Trigger, "manual")
	lease, err := e.Store.Lock(ctx, j.Sync.Name)
	if err != nil {
		err = &BusyError{err}
		return e.failed(run, err), err
	}
	defer func() { _ = lease.Release() }()

	keep := context.WithoutCancel(ctx) // the books are kept to the end
	resumed := ""
	if o.Resume {
		resumed = run.ID
	}
	lost, err := e.Store.Recover(keep, j.scope(), lease.Fence(), resumed)
	if err != nil {
		return e.failed(run, err), err
	}
	if waited, err := e.continued(ctx, &run, lost, lease); waited {
		return e.end(keep, run, o.Earlier, lease.Fence(), err)
	}
	if o.Resume {
		e.resume(keep, &run)
	}
	if err := e.Store.SaveRun(keep, run, lease.Fence()); err != nil {
		return e.failed(run, err), err
	}
	if lost.InDoubt > 0 && !slices.Contains(lost.Runs, run.ID) {
		run.Warnings = append(run.Warnings, lostRows(lost))
	}
	err = e.work(ctx, j, o, &run, lease)
	return e.end(keep, run, o.Earlier, lease.Fence(), err)
}

// resume has a run that was begun before go on with its own time, which mapped
// records may hold. One that is not known begins now.
func (e *Engine) resume(ctx context.Context, run *waybill.Run) {
	if kept, err := e.Store.Run(ctx, run.ID); err == nil && !kept.StartedAt.IsZero() {
		run.StartedAt = kept.StartedAt
	}
}

// end records how a run ended, unless others go on with it. That many workers
// had it earlier.
func (e *Engine) end(ctx context.Context, run waybill.Run, earlier int, fence int64, err error) (waybill.Run, error) {
	if _, busy := errors.AsType[*BusyError](err); busy {
		return e.failed(run, err), err
	}
	if errors.Is(err, ErrHandOver) {
		return run, err
	}
	if store.IsTakenOver(err) { // whoever has the run now, or will, records how it ends
		return e.failed(run, err), err
	}
	return e.finish(ctx, run, earlier, fence, err)
}

// BusyError says that a run did not begin because its sync is running.
type BusyError struct{ Err error }

// Error returns the reason.
func (e *BusyError) Error() string { return e.Err.Error() }

// Unwrap returns the store's error.
func (e *BusyError) Unwrap() error { return e.Err }

// lostRows tells of what the process of an earlier run that died had begun.
func lostRows(lost store.Recovered) string {
	return fmt.Sprintf("an earlier run (%s) ended without a word: %d rows it had begun are in doubt", lost.Runs[0], lost.InDoubt)
}

// newID returns an id that sorts by time.
func newID(now time.Time) string { return ulid.MustNew(ulid.Timestamp(now), rand.Reader).String() }

// work is a run between its lock and its record.
func (e *Engine) work(ctx context.Context, j *Job, o Options, run *waybill.Run, lease store.Lease) error {
	if o.Resume && o.ResendAccepted > 0 {
		return waybill.Errorf(waybill.EConflict, "the process that sent accepted rows again died").
			WithHint("see with `waybill rows %s` which were sent, and run it again with the exact number of those that are left", run.ID)
	}
	hold, err := e.identity(ctx, j, o)
	if err != nil {
		return err
	}
	if hold != "" {
		return j.holds(run, hold)
	}
	tell := throttle(e.now, func(s Stage, n int64) {
		if o.Progress != nil {
			o.Progress(Progress{Run: run.ID, Stage: s, Done: n, Counts: run.Counts})
		}
	})
	planning, planned := tracing.Start(ctx, "plan")
	b := store.Batch{Run: run.ID, Scope: j.scope(), Fence: lease.Fence()}
	far := e.soFar(ctx, b)
	p, err := e.prepare(planning, j, o, *run, false, func(s Stage, n int64) {
		if s == Reading {
			far.rows.Store(n)
		}
		tell(s, n)
	})
	far.end()
	planned(err)
	if err != nil && errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err() // sources say in words of their own that they were ended
	}
	if err != nil {
		return err
	}
	defer p.planned.Close()
	run.Warnings = append(run.Warnings, p.warnings...)
	changed, err := j.changed(o)
	if err != nil {
		return err
	}
	reason := held(j, o, p.planned, p.history)
	if changed {
		reason = changedSince
	}
	if reason != "" {
		run.Counts = p.counts
		if err := e.reportHeld(ctx, run, p.planned, b); err != nil {
			return err
		}
		return j.holds(run, reason)
	}
	account := store.Account{Name: j.Sync.Account, Type: j.Destination.Name, Identity: j.Identity}
	if err := e.Store.SetAccount(ctx, account, lease.Fence()); err != nil {
		return err
	}
	if err := p.references.keep(ctx, e.Store, b, o.Retry == ""); err != nil {
		return err
	}
	run.Counts = p.counts // of a run that ends before, no row is told
	ctx, delivered := tracing.Start(ctx, "deliver")
	tracing.Number(ctx, "waybill.rows", p.sends+p.removals)
	if s := e.Sharing; s != nil && p.sends+p.removals > int64(s.Rows) {
		err = e.share(ctx, j, p.planned, run, lease)
	} else {
		err = e.carryOut(ctx, j, o, p.planned, run, duty{lease: lease})
	}
	delivered(err)
	return err
}

// finish records how a run ended, under the lease of its sync.
func (e *Engine) finish(ctx context.Context, run waybill.Run, earlier int, fence int64, err error) (waybill.Run, error) {
	run.FinishedAt = e.now()
	c := run.Counts
	switch {
	case run.Status == waybill.Held:
	case errors.Is(err, errCancelled) || errors.Is(err, context.Canceled):
		run.Status, err = waybill.Cancelled, nil
	case err != nil:
		run.Status, run.Error = waybill.Failed, explain(err)
	case c.Rejected+c.Undeleted+c.Deferred+c.InDoubt > 0 || slices.Contains(run.Warnings, removalsFailed):
		run.Status = waybill.WithRejections
	default:
		run.Status = waybill.Completed
	}
	if errors.Is(err, errBooks) {
		return e.unkept(ctx, run, earlier, fence, err)
	}
	if problem := e.remark(ctx, &run, earlier); problem != nil {
		err = errors.Join(err, problem)
	}
	if problem := e.Store.SaveRun(ctx, run, fence); problem != nil {
		return run, errors.Join(err, problem)
	}
	if run.Status == waybill.Completed || run.Status == waybill.WithRejections {
		if problem := e.prune(ctx, run.FinishedAt); problem != nil {
			err = errors.Join(err, problem)
		}
	}
	return run, err
}

// prune deletes what is old.
func (e *Engine) prune(ctx context.Context, now time.Time) error {
	keep := store.DefaultRetention
	if e.Retention != nil {
		var err error
		if keep, err = e.Retention(ctx); err != nil {
			return err
		}
	}
	return e.Store.Prune(ctx, now, keep)
}

// ErrUnrecorded says that the end of a run could not be recorded: it is to be
// begun again when the state can be written.
var ErrUnrecorded = errors.New("how the run ended could not be recorded")

// unkept ends a run whose books could not be kept. It is treated like one whose
// process died: what it had begun is in doubt, and its counts are what is on
// disk. If not even that can be written, or another worker has taken over, the
// run is left to the next run of the sync.
func (e *Engine) unkept(ctx context.Context, run waybill.Run, earlier int, fence int64, err error) (waybill.Run, error) {
	if _, problem := e.Store.Recover(ctx, store.Scope{Account: run.Account, Sync: run.Sync}, fence, ""); problem != nil {
		return run, errors.Join(ErrUnrecorded, err)
	}
	kept, problem := e.Store.Run(ctx, run.ID)
	if problem != nil {
		return run, errors.Join(ErrUnrecorded, err)
	}
	c, k := &run.Counts, kept.Counts
	c.Accepted, c.Rejected, c.InDoubt, c.Deleted = k.Accepted, k.Rejected, k.InDoubt, min(c.Deleted, k.Deleted)
	c.Unconfirmed = min(c.Unconfirmed, c.Accepted)
	c.Deferred = c.Added + c.Changed - c.Accepted - c.Rejected - c.InDoubt
	err = errors.Join(err, e.remark(ctx, &run, earlier))
	return run, errors.Join(err, e.Store.SaveRun(ctx, run, fence))
}

// explain is an error in words, with what to do about it.
func explain(err error) string {
	text := err.Error()
	if e, ok := errors.AsType[*waybill.Error](err); ok && e.Hint != "" {
		text += " (" + e.Hint + ")"
	}
	return text
}

func (e *Engine) failed(run waybill.Run, err error) waybill.Run {
	run.Status, run.Error, run.FinishedAt = waybill.Failed, explain(err), e.now()
	return run
}

// errCancelled ends a run that a person cancelled.
var errCancelled = errors.New("cancelled")
