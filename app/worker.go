package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/metrics"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/schedule"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/tracing"
	"github.com/waybillhq/waybill/web"
)

// Worker carries out what a queue hands out, with the configuration as it is
// when a run begins. It may be used by several goroutines.
type Worker struct {
	Live   *Live
	State  *State
	Holder string // names this process to people
	Log    *slog.Logger
	Now    func() time.Time

	// Stop ends when this process is to end: runs begin no further row, settle
	// what is in flight, and are left to the next worker. Nil: it never does.
	Stop context.Context

	// Abort ends what is in flight, which is in doubt then. It ends some time
	// after the contexts of runs, which end them gracefully.
	Abort context.Context

	Metrics *metrics.Metrics // nil: nothing is counted
	Tracer  *tracing.Tracer  // nil: nothing is traced

	// Prune deletes what is old, once a day; nil: nothing is deleted by a tick.
	Prune func(ctx context.Context, now time.Time) error

	jobs   jobs
	pruned day
	looked time.Time // for runs whose process ended, by Tick
}

var _ queue.Worker = (*Worker)(nil)

// Run carries out one run, see [queue.Worker].
func (w *Worker) Run(ctx context.Context, q queue.Job) error {
	log := w.Log.With(slog.String("run", q.Run), slog.String("sync", q.Sync))
	log.Debug("run begins", slog.String("trigger", q.Trigger), slog.Int("attempt", q.Attempt))
	began := w.Now()
	ctx, traced := w.Tracer.Run(ctx, "run", q.Run, q.Sync)
	run, err := w.run(ctx, q)
	traced(err)
	if _, busy := errors.AsType[*engine.BusyError](err); busy {
		return fmt.Errorf("%w: %w", queue.ErrBusy, err)
	}
	if errors.Is(err, engine.ErrHandOver) || errors.Is(err, engine.ErrUnrecorded) || store.IsTakenOver(err) {
		run.Status, err = waybill.Running, fmt.Errorf("%w: %w", queue.ErrLost, err)
	}
	if run.ID == "" { // it could not begin
		run.Sync, run.Status = q.Sync, waybill.Failed
	}
	c, took := run.Counts, w.Now().Sub(began)
	if run.Status != waybill.Running { // nobody goes on with it
		w.Metrics.Run(run, took)
	}
	log.Info("run ended", slog.String("status", string(run.Status)), slog.String("trigger", q.Trigger), slog.Int("attempt", q.Attempt),
		slog.Float64("seconds", took.Seconds()), slog.Int64("read", c.Read), slog.Int64("accepted", c.Accepted),
		slog.Int64("rejected", c.Rejected), slog.Int64("deferred", c.Deferred), slog.Int64("in_doubt", c.InDoubt), slog.String("error", cause(run, err)))
	return err
}

func cause(run waybill.Run, err error) string {
	if err != nil {
		return err.Error()
	}
	return run.Error
}

func (w *Worker) run(ctx context.Context, q queue.Job) (waybill.Run, error) {
	var wishes web.RunOptions
	if len(q.Options) > 0 {
		if err := json.Unmarshal(q.Options, &wishes); err != nil {
			return waybill.Run{}, fmt.Errorf("reading the options of run %s: %w", q.Run, err)
		}
	}
	a, err := w.Live.App(ctx)
	if err != nil {
		return waybill.Run{}, err
	}
	job, closeJob, err := a.Job(ctx, q.Sync, Send)
	if err != nil {
		return waybill.Run{}, a.Project.MaskError(err)
	}
	ctx, release := w.handedOver(ctx)
	defer release()
	o := wishes.Engine()
	o.ID, o.Resume, o.Earlier, o.Trigger, o.Abort = q.Run, q.Attempt > 1, max(q.Attempt-1, 0), q.Trigger, w.Abort
	run, err := w.engine().Run(ctx, job, o)
	if run.Status == waybill.Cancelled && errors.Is(context.Cause(ctx), engine.ErrHandOver) { // by nobody but us
		err = errors.Join(err, engine.ErrHandOver)
	}
	run.Error = a.Project.Mask(run.Error)
	return run, a.Project.MaskError(errors.Join(err, closeJob()))
}

const (
	// pieceRows is how many rows of a run that is shared go to one worker at once.
	pieceRows = 2000

	// deliveries is how many pieces a process works on at once.
	deliveries = 4
)

// engine returns the engine of a state. On many machines, runs are shared.
func (w *Worker) engine() *engine.Engine {
	e := &engine.Engine{Store: w.State.Store, Now: w.Now, Retention: retention(w.State.Office)}
	if d, ok := w.State.Store.(store.Deliveries); ok && w.State.Shared {
		e.Sharing = &engine.Sharing{Store: d, Spread: w.State.Queue.Spread, Holder: w.Holder, Rows: pieceRows}
	}
	return e
}

// handedOver returns a context whose end tells the engine whether a person
// cancelled the run, or this process stops.
func (w *Worker) handedOver(ctx context.Context) (context.Context, context.CancelFunc) {
	inner, end := context.WithCancelCause(context.WithoutCancel(ctx))
	undo := context.AfterFunc(ctx, func() {
		cause := context.Cause(ctx)
		if errors.Is(cause, queue.ErrStopping) || errors.Is(cause, queue.ErrLost) {
			cause = engine.ErrHandOver
		}
		end(cause)
	})
	stay := func() bool { return true }
	if w.Stop != nil {
		stay = context.AfterFunc(w.Stop, func() { end(engine.ErrHandOver) })
	}
	return inner, func() { undo(); stay(); end(nil) }
}

// Deliver carries out a piece of a run that was spread. The queue numbers pieces
// from 0.
func (w *Worker) Deliver(ctx context.Context, run string, n int) error {
	r, err := w.State.Store.Run(ctx, run)
	if err != nil {
		return err
	}
	job, release, err := w.jobs.get(ctx, w.Live, r)
	if err != nil {
		return err
	}
	defer release()
	ctx, end := w.handedOver(ctx)
	defer end()
	piece := *job // the pieces of a process share what the destination allows it
	piece.Concurrency = max(1, job.Concurrency/deliveries)
	ctx, traced := w.Tracer.Run(ctx, "piece", run, r.Sync)
	err = w.engine().Deliver(ctx, &piece, engine.Options{Abort: w.Abort}, run, n+1)
	traced(err)
	w.Log.Debug("piece ended", slog.String("run", run), slog.String("sync", r.Sync), slog.Int("piece", n+1), slog.String("error", cause(waybill.Run{}, err)))
	if waybill.ErrorCode(err) == waybill.EConflict { // somebody else has it, and may have died
		return fmt.Errorf("%w: %w", queue.ErrBusy, err)
	}
	return err
}

// Tick triggers what is due, records the end of runs whose process ended, and
// deletes once a day what is old.
func (w *Worker) Tick(ctx context.Context, now time.Time) error {
	s := queue.Scheduler{Queue: w.State.Queue, Schedules: w.schedules}
	err := errors.Join(s.Tick(ctx, now), w.takeOver(ctx, now))
	if w.Prune != nil && w.pruned.begins(now) {
		err = errors.Join(err, w.Prune(ctx, now))
	}
	return err
}

// schedules are those of all syncs that run by themselves.
func (w *Worker) schedules(ctx context.Context) (map[string]schedule.Schedule, error) {
	a, err := w.Live.App(ctx)
	if err != nil {
		return nil, err
	}
	all := map[string]schedule.Schedule{}
	for _, s := range a.Project.Syncs {
		if s.Schedule.Manual() {
			continue
		}
		if all[s.Name], err = schedule.Parse(schedule.Spec(s.Schedule)); err != nil {
			return nil, err
		}
	}
	return all, nil
}
