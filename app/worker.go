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
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/schedule"
)

// RunOptions are a person's wishes for a run, as they wait in the queue.
type RunOptions struct {
	FullResync     bool   `json:"full_resync,omitempty"`
	Reset          bool   `json:"reset,omitempty"`
	ResendAccepted int64  `json:"resend_accepted,omitempty"`
	Yes            bool   `json:"yes,omitempty"`
	SameAccount    bool   `json:"same_account,omitempty"`
	Retry          string `json:"retry,omitempty"` // a run, whose refused and deferred rows are meant
}

// Worker carries out what a queue hands out, with the configuration as it is
// when a run begins. It may be used by several goroutines.
type Worker struct {
	Live  *Live
	State *State
	Log   *slog.Logger
	Now   func() time.Time

	// Abort ends what is in flight, which is in doubt then. It ends some time
	// after the contexts of runs, which end them gracefully.
	Abort context.Context
}

var _ queue.Worker = (*Worker)(nil)

// Run carries out one run, see [queue.Worker].
func (w *Worker) Run(ctx context.Context, q queue.Job) error {
	log := w.Log.With("run", q.Run, "sync", q.Sync)
	began := w.Now()
	run, err := w.run(ctx, q)
	if _, busy := errors.AsType[*engine.BusyError](err); busy {
		return fmt.Errorf("%w: %w", queue.ErrBusy, err)
	}
	log.Info("run ended", "status", run.Status, "trigger", q.Trigger, "attempt", q.Attempt, "took", w.Now().Sub(began).Round(time.Millisecond),
		"read", run.Counts.Read, "accepted", run.Counts.Accepted, "rejected", run.Counts.Rejected, "deferred", run.Counts.Deferred,
		"in_doubt", run.Counts.InDoubt, "error", cause(run, err))
	return err
}

func cause(run waybill.Run, err error) string {
	if err != nil {
		return err.Error()
	}
	return run.Error
}

func (w *Worker) run(ctx context.Context, q queue.Job) (waybill.Run, error) {
	var o RunOptions
	if len(q.Options) > 0 {
		if err := json.Unmarshal(q.Options, &o); err != nil {
			return waybill.Run{}, fmt.Errorf("reading the options of run %s: %w", q.Run, err)
		}
	}
	a, _, err := w.Live.App(ctx)
	if err != nil {
		return waybill.Run{}, err
	}
	job, closeJob, err := a.Job(ctx, q.Sync, Send)
	if err != nil {
		return waybill.Run{}, err
	}
	e := &engine.Engine{Store: w.State.Store, Now: w.Now}
	run, err := e.Run(ctx, job, engine.Options{
		ID: q.Run, Resume: q.Attempt > 1, Trigger: q.Trigger, FullResync: o.FullResync, Reset: o.Reset, ResendAccepted: o.ResendAccepted,
		Yes: o.Yes, SameAccount: o.SameAccount, Retry: o.Retry, Abort: w.Abort,
	})
	return run, errors.Join(err, closeJob())
}

// Deliver carries out a piece of a run that was spread.
func (w *Worker) Deliver(context.Context, string, int) error { return nil }

// Tick triggers what is due.
func (w *Worker) Tick(ctx context.Context, now time.Time) error {
	s := queue.Scheduler{Queue: w.State.Queue, Schedules: w.schedules}
	return s.Tick(ctx, now)
}

// schedules are those of all syncs that run by themselves.
func (w *Worker) schedules(ctx context.Context) (map[string]schedule.Schedule, error) {
	a, _, err := w.Live.App(ctx)
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
