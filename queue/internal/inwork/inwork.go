// Package inwork knows what a process works on, so that it can be ended from
// outside, and calls workers.
package inwork

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/waybillhq/waybill/queue"
)

// Set is the work of a process. It may be used by several goroutines at once.
// Its zero value is empty.
type Set struct {
	mu   sync.Mutex
	next int
	work map[int]work
	all  sync.WaitGroup
}

type work struct {
	run string
	end context.CancelCauseFunc
}

// Begin adds work on a run. Its context ends with end or when it is ended from
// outside; end must be called when the work is done.
func (s *Set) Begin(ctx context.Context, run string) (_ context.Context, end func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.work == nil {
		s.work = map[int]work{}
	}
	id := s.next
	s.next++
	s.work[id] = work{run, cancel}
	s.all.Add(1)
	return ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.work, id)
		cancel(context.Canceled)
		s.all.Done()
	}
}

// End ends all work on a run for a cause.
func (s *Set) End(run string, cause error) {
	s.each(func(w work) {
		if w.run == run {
			w.end(cause)
		}
	})
}

// EndAll ends all work for a cause.
func (s *Set) EndAll(cause error) { s.each(func(w work) { w.end(cause) }) }

func (s *Set) each(fn func(work)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range s.work {
		fn(w)
	}
}

// Idle returns a channel that is closed when all work is done. No work may be
// begun after it was called.
func (s *Set) Idle() <-chan struct{} {
	idle := make(chan struct{})
	go func() { s.all.Wait(); close(idle) }()
	return idle
}

// Call calls a worker and makes an error of a panic. Where that was is logged:
// the error is shown to people, and is kept.
func Call(log *slog.Logger, fn func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			log.Error("a worker panicked", slog.Any("panic", r), slog.String("stack", string(debug.Stack())))
			err = fmt.Errorf("a bug: %v", r)
		}
	}()
	return fn()
}

// Insist repeats what has to be written until it is, or until ctx ends. An error
// that stays, however often it is tried, is returned at once.
func Insist(ctx context.Context, log *slog.Logger, what string, stays func(error) bool, fn func() error) error {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval, b.MaxInterval = 50*time.Millisecond, 2*time.Second
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		err := fn()
		switch {
		case err == nil:
		case stays(err):
			return struct{}{}, backoff.Permanent(err)
		default:
			log.Warn("trying again to write", slog.String("what", what), slog.Any("error", err))
		}
		return struct{}{}, err
	}, backoff.WithBackOff(b), backoff.WithMaxElapsedTime(0))
	if err != nil {
		log.Error("giving up to write", slog.String("what", what), slog.Any("error", err))
	}
	return err
}

// Defaults fills in the options that are not set.
func Defaults(o queue.Options) queue.Options {
	if o.Slots <= 0 {
		o.Slots = 4
	}
	if o.Deliveries <= 0 {
		o.Deliveries = o.Slots
	}
	if o.Holder == "" {
		o.Holder, _ = os.Hostname() // a name for people
	}
	if o.Grace <= 0 {
		o.Grace = 30 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}
