package local

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/queue/book"
	"github.com/waybillhq/waybill/queue/internal/inwork"
)

const (
	pollEvery = time.Second     // for what other processes wrote, and for the worker's tick
	lastWords = 5 * time.Second // for what is still to be written when the grace is over
	again     = time.Second     // until a run that was busy, or a delivery that failed, is tried again
)

// Work works on what there is until ctx ends. While another process does, it
// stands by.
func (q *Queue) Work(ctx context.Context, w queue.Worker, o queue.Options) error {
	release, err := q.state.LockWork(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return nil //nolint:nilerr // it was told to end before its turn came
		}
		return err
	}
	defer func() { _ = release() }()
	base, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	defer giveUp()
	s := &session{
		Queue: q, worker: w, o: inwork.Defaults(o), base: base, giveUp: giveUp,
		later: map[string]time.Time{}, delivering: map[piece]bool{}, failed: map[piece]time.Time{}, done: make(chan func()),
	}
	if err := s.orphan(ctx); err != nil {
		return err
	}
	s.loop(ctx)
	return nil
}

// session is one call of Work. Its fields belong to the goroutine of loop;
// what others tell it are functions that they send to done.
type session struct {
	*Queue
	worker  queue.Worker
	o       queue.Options
	base    context.Context
	giveUp  func() // ends base
	done    chan func()
	running int
	ticking bool

	later      map[string]time.Time // runs that were busy, until when
	delivering map[piece]bool
	failed     map[piece]time.Time // deliveries, until when
}

// orphan leaves the runs that were in work to the next taker: only one process
// works at a time, so whoever had them has died.
func (s *session) orphan(ctx context.Context) error {
	err := s.DB.Write(ctx, func(tx book.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE runs SET holder = '' WHERE holder <> ''`)
		return err
	})
	if err != nil {
		return fmt.Errorf("taking over the queue: %w", err)
	}
	return nil
}

// loop hands out work until ctx ends, and then waits for what is in work.
func (s *session) loop(ctx context.Context) {
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	s.tick(time.Now())
	s.begin()
	for {
		select {
		case <-ctx.Done():
			s.stop(poll)
			return
		case fn := <-s.done:
			fn()
		case <-s.wake:
			s.endCancelled()
		case now := <-poll.C:
			s.endCancelled()
			s.tick(now)
		}
		s.begin()
	}
}

// stop waits for what is in work, for as long as the grace period is, and then
// until it has taken notice of its end. What cannot be written by then, since
// the disk is full, the next process finds out.
func (s *session) stop(poll *time.Ticker) {
	grace := time.NewTimer(s.o.Grace)
	defer grace.Stop()
	idle := s.set.Idle()
	for {
		select {
		case <-idle:
			return
		case fn := <-s.done:
			fn()
		case <-grace.C:
			s.set.EndAll(queue.ErrStopping)
			defer time.AfterFunc(lastWords, s.giveUp).Stop()
		case <-poll.C:
			s.endCancelled()
		}
	}
}

// endCancelled ends the work on runs that somebody cancelled.
func (s *session) endCancelled() {
	runs, err := s.Cancelled(s.base)
	if err != nil {
		s.o.Log.Error("looking for cancelled runs", slog.Any("error", err))
	}
	for _, run := range runs {
		s.set.End(run, queue.ErrCancelled)
	}
}

// tick calls the worker's Tick, unless it is still at the one before.
func (s *session) tick(now time.Time) {
	if s.ticking {
		return
	}
	s.ticking = true
	ctx, end := s.set.Begin(s.base, "")
	go func() {
		defer end()
		if err := inwork.Call(s.o.Log, func() error { return s.worker.Tick(ctx, now.UTC()) }); err != nil {
			s.o.Log.Error("ticking", slog.Any("error", err))
		}
		s.tell(func() { s.ticking = false })
	}()
}

// tell has the loop call fn. The work in whose name it tells is still in the
// set, so that the loop is there to listen.
func (s *session) tell(fn func()) { s.done <- fn }

// begin begins what there is to do, as far as there are slots.
func (s *session) begin() {
	if s.running < s.o.Slots {
		if err := s.beginRuns(); err != nil {
			s.o.Log.Error("looking for runs", slog.Any("error", err))
		}
	}
	if len(s.delivering) < s.o.Deliveries {
		if err := s.beginDeliveries(); err != nil {
			s.o.Log.Error("looking for deliveries", slog.Any("error", err))
		}
	}
}
