package river

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river"

	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/queue/book"
	"github.com/waybillhq/waybill/queue/internal/inwork"
)

// Runs and deliveries wait in queues of their own, so that runs that wait for
// their deliveries do not take their slots.
const (
	runQueue      = "runs"
	deliveryQueue = "deliveries"
)

// again is how long a run that was busy, or a delivery that failed, waits.
const again = time.Second

// runArgs wake a worker for a run.
type runArgs struct {
	Run string `json:"run"`
}

func (runArgs) Kind() string                 { return "run" }
func (runArgs) InsertOpts() river.InsertOpts { return forever(runQueue) }

// deliverArgs are a delivery.
type deliverArgs struct {
	Run   string `json:"run"`
	Piece int    `json:"piece"`
}

func (deliverArgs) Kind() string                 { return "deliver" }
func (deliverArgs) InsertOpts() river.InsertOpts { return forever(deliveryQueue) }

// forever keeps River from giving a job up.
func forever(name string) river.InsertOpts {
	return river.InsertOpts{Queue: name, MaxAttempts: math.MaxInt16}
}

// runWorker works the jobs that wake for runs.
type runWorker struct {
	river.WorkerDefaults[runArgs]
	*session
}

func (w runWorker) Work(ctx context.Context, job *river.Job[runArgs]) error {
	if w.stopping.Load() {
		return river.JobSnooze(0) // for another worker, or the next start
	}
	var h book.Held
	var ok bool
	err := pgx.BeginFunc(ctx, w.pool, func(tx pgx.Tx) (err error) {
		if h, ok, err = book.Take(ctx, conn{tx}, job.Args.Run, w.holder, w.Time()); err != nil || !ok {
			return err // whoever makes its sync free wakes a worker
		}
		_, err = tx.Exec(ctx, `UPDATE runs SET job = $2 WHERE id = $1`, h.Run, job.ID)
		return err
	})
	if err != nil {
		w.o.Log.Error("taking a run", slog.Any("error", err))
		return river.JobSnooze(again)
	}
	if !ok {
		return nil
	}
	switch w.work(ctx, h) {
	case book.Back:
		return river.JobSnooze(again)
	case book.Passed:
		return river.JobSnooze(0)
	}
	return nil
}

// work calls the worker and records what became of the run.
func (s *session) work(ctx context.Context, h book.Held) book.Fate {
	ctx, end := s.begin(ctx, h.Run, queue.ErrCancelled)
	defer end()
	if h.Cancelled {
		s.set.End(h.Run, queue.ErrCancelled)
	}
	err := inwork.Call(s.o.Log, func() error { return s.worker.Run(ctx, h.Job) })
	cause := context.Cause(ctx)
	var fate book.Fate
	err = inwork.Insist(s.alive, s.o.Log, "what became of run "+h.Run, stays, func() error {
		return pgx.BeginFunc(s.alive, s.pool, func(tx pgx.Tx) (problem error) {
			fate, problem = book.Settle(s.alive, conn{tx}, h, err, cause, s.Time())
			if problem != nil || fate != book.Ended {
				return problem
			}
			return s.free(s.alive, tx, h)
		})
	})
	if err != nil && stays(err) {
		return s.fail(h, err)
	}
	return fate
}

// fail ends a run of which the state refuses to record what became. The queue
// finds out by itself that its sync is free.
func (s *session) fail(h book.Held, why error) book.Fate {
	for _, bare := range []bool{false, true} {
		err := inwork.Insist(s.alive, s.o.Log, "that run "+h.Run+" failed", stays, func() error {
			return book.Fail(s.alive, conn{s.pool}, h, why, bare, s.Time())
		})
		if err == nil {
			return book.Ended
		}
	}
	return book.Gone
}

// stays reports whether an error of the database stays, however often the same is
// tried: the state is not as it should be, or may not be written. Connections
// that are away, standbys, full disks and conflicts pass.
func stays(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || len(pg.Code) < 2 {
		return false
	}
	const notSupported, data, schema, syntaxOrAccess = "0A", "22", "3F", "42" // classes of SQLSTATE
	return slices.Contains([]string{notSupported, data, schema, syntaxOrAccess}, pg.Code[:2])
}

// free ends what was spread of a run and wakes a worker for the next one of its
// sync.
func (s *session) free(ctx context.Context, tx pgx.Tx, h book.Held) error {
	if err := s.cancelJobs(ctx, tx, deliveriesOf, h.Run); err != nil {
		return err
	}
	next, err := book.Next(ctx, conn{tx}, h.Sync)
	if err != nil || next == "" {
		return err
	}
	return wake(ctx, s.jobs, tx, next)
}

// deliverWorker works deliveries.
type deliverWorker struct {
	river.WorkerDefaults[deliverArgs]
	*session
}

func (w deliverWorker) Work(ctx context.Context, job *river.Job[deliverArgs]) error {
	if w.stopping.Load() {
		return river.JobSnooze(0)
	}
	run, n := job.Args.Run, job.Args.Piece
	goesOn, err := book.InWork(ctx, conn{w.pool}, run)
	if err != nil {
		return river.JobSnooze(again)
	}
	if !goesOn {
		return nil
	}
	ctx, end := w.begin(ctx, run, queue.ErrEnded)
	defer end()
	err = inwork.Call(w.o.Log, func() error { return w.worker.Deliver(ctx, run, n) })
	switch {
	case err == nil:
		return nil
	case errors.Is(context.Cause(ctx), queue.ErrStopping):
		return river.JobSnooze(0)
	case ctx.Err() == nil && !errors.Is(err, queue.ErrBusy):
		w.o.Log.Error("delivering", slog.String("run", run), slog.Int("piece", n), slog.Any("error", err))
	}
	return river.JobSnooze(again) // until the run has ended
}
