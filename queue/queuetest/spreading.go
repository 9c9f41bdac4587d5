package queuetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/waybillhq/waybill/queue"
)

// counter counts how often deliveries were worked.
type counter struct {
	mu     sync.Mutex
	counts map[int]int
}

// add returns how many there were, and how often this one.
func (c *counter) add(n int) (all, times int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts = map[int]int{}
	}
	c.counts[n]++
	return len(c.counts), c.counts[n]
}

func deliveries(t *testing.T, s State) {
	const pieces = 50
	var seen counter
	all := make(chan struct{})
	finish := sync.OnceFunc(func() { close(all) })
	starter := s.Open(t)
	w := worker{
		run: func(ctx context.Context, j queue.Job) error {
			if err := starter.Spread(ctx, j.Run, pieces); err != nil {
				return err
			}
			<-all
			return nil
		},
		deliver: func(_ context.Context, run string, n int) error {
			if n < 0 || n >= pieces {
				return fmt.Errorf("there is no piece %d", n)
			}
			if n, times := seen.add(n); n == pieces && times == 1 {
				finish()
			}
			return nil
		},
	}
	work(t, starter, w, queue.Options{Slots: 1})
	work(t, s.Open(t), w, queue.Options{Slots: 1, Deliveries: 3})
	ticket := trigger(t, starter, queue.Request{Sync: "orders"})
	if status := ended(t, starter, "orders", ticket.Run); status != "completed" {
		t.Errorf("the run ended as %s", status)
	}
}

func deliveryFails(t *testing.T, s State) {
	q := s.Open(t)
	done := make(chan struct{})
	var seen counter
	work(t, q, worker{
		run: func(ctx context.Context, j queue.Job) error {
			if err := q.Spread(ctx, j.Run, 1); err != nil {
				return err
			}
			<-done
			return nil
		},
		deliver: func(_ context.Context, _ string, n int) error {
			if _, times := seen.add(n); times < 2 {
				return errors.New("the disk is full")
			}
			close(done)
			return nil
		},
	}, queue.Options{})
	ticket := trigger(t, q, queue.Request{Sync: "orders"})
	ended(t, q, "orders", ticket.Run)
}

func deliveriesEnd(t *testing.T, s State) {
	q := s.Open(t)
	begun, told := make(chan struct{}), make(chan error, 10)
	work(t, q, worker{
		run: func(ctx context.Context, j queue.Job) error {
			if err := q.Spread(ctx, j.Run, 3); err != nil {
				return err
			}
			<-begun
			return nil
		},
		deliver: func(ctx context.Context, _ string, _ int) error {
			begun <- struct{}{}
			<-ctx.Done()
			told <- context.Cause(ctx)
			return ctx.Err()
		},
	}, queue.Options{Deliveries: 1})
	for _, sync := range []string{"orders", "customers"} { // the second needs the slot of the first's deliveries
		ticket := trigger(t, q, queue.Request{Sync: sync})
		ended(t, q, sync, ticket.Run)
		if cause := receive(t, "the end of the delivery", told); !errors.Is(cause, queue.ErrEnded) {
			t.Errorf("the delivery was ended because %v", cause)
		}
	}
}

// lateDelivery ends a run while a piece of it is delivered still, which notices
// late. The piece of another run, spread meanwhile, is delivered nevertheless:
// beside it or, if there is one slot, behind it.
func lateDelivery(t *testing.T, s State) {
	q := s.Open(t)
	for _, slots := range []int{1, 2} {
		late := &late{Queue: q, begun: make(chan string, 2), spread: make(chan struct{}), end: make(chan struct{})}
		stop := work(t, q, worker{run: late.run, deliver: late.deliver}, queue.Options{Slots: 2, Deliveries: slots})
		run := trigger(t, q, queue.Request{Sync: "orders"})
		ended(t, q, "orders", run.Run)
		other := trigger(t, q, queue.Request{Sync: "customers"})
		receive(t, "the piece of another run", late.spread)
		if slots == 1 {
			close(late.end)
		}
		ended(t, q, "customers", other.Run)
		if slots == 2 {
			close(late.end)
		}
		stop()
	}
}

// late is a worker of two runs: the first does not wait for the end of its piece.
type late struct {
	queue.Queue
	first  atomic.Value
	begun  chan string   // pieces, by their run
	spread chan struct{} // the piece of the second
	end    chan struct{} // of the piece of the first
}

func (l *late) run(ctx context.Context, j queue.Job) error {
	if err := l.Spread(ctx, j.Run, 1); err != nil {
		return err
	}
	if !l.first.CompareAndSwap(nil, j.Run) {
		close(l.spread)
	}
	select {
	case <-l.begun:
	case <-ctx.Done():
	}
	return nil
}

func (l *late) deliver(_ context.Context, run string, _ int) error {
	l.begun <- run
	if run == l.first.Load() {
		<-l.end
	}
	return nil
}
