package transport

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

// Rates holds what several processes together may send. A store that machines
// share has it.
type Rates interface {
	// Book books up to n slots that are an interval apart, and returns when the
	// first of them is and how many it got, at least one.
	Book(ctx context.Context, name string, n int, interval time.Duration) (first time.Time, granted int, err error)

	// Hold keeps slots from being booked for a while.
	Hold(ctx context.Context, name string, wait time.Duration) error
}

const (
	// slice is how much time is booked ahead at once: enough to ask seldom, and
	// little enough to be no loss where it is not used.
	slice = 200 * time.Millisecond

	// misses is how often a request may be late for its slot and take another;
	// where it is always late the next one has to do. What is sent late may be
	// one too many in the second that follows, so this is for machines where
	// nothing else would ever be sent.
	misses = 20

	// holdTimeout bounds telling the others to wait.
	holdTimeout = 5 * time.Second
)

// shared hands out slots of a rate that other processes use as well. Slots that
// passed unused are lost: they never make up for one another.
type shared struct {
	rates    Rates
	name     string
	interval time.Duration
	lag      time.Duration // how late a request may use its slot

	waiting atomic.Int64  // how many requests want a slot
	turn    chan struct{} // holds one: whoever put it there may change what follows
	next    time.Time     // the first slot that is booked and not handed out
	left    int           // how many there are
	size    int           // how many to book where fewer are wanted
	lost    bool          // some of the last ones passed unused
}

func newShared(r Rates, name string, interval time.Duration) *shared {
	return &shared{rates: r, name: name, interval: interval, lag: max(lag, interval/100), turn: make(chan struct{}, 1)}
}

// wait blocks until one of our slots has come, and returns when that was.
func (s *shared) wait(ctx context.Context) (time.Time, error) {
	for miss := 0; ; miss++ {
		slot, err := s.take(ctx)
		if err != nil {
			return time.Time{}, err
		}
		if err := until(ctx, time.Until(slot)); err != nil {
			return time.Time{}, err
		}
		if now := time.Now(); now.Sub(slot) <= s.lag || miss == misses {
			return now, ctx.Err()
		}
	}
}

// take returns the next slot, booking more if there is none left.
func (s *shared) take(ctx context.Context) (time.Time, error) {
	s.waiting.Add(1)
	defer s.waiting.Add(-1)
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return time.Time{}, ctx.Err()
	case <-stopped(ctx):
		return time.Time{}, ErrStopped
	}
	defer func() { <-s.turn }()
	s.drop(time.Now())
	if s.left == 0 {
		if err := s.book(ctx); err != nil {
			return time.Time{}, err
		}
	}
	slot := s.next
	s.next, s.left = s.next.Add(s.interval), s.left-1
	return slot, nil
}

// drop loses the slots that have passed.
func (s *shared) drop(now time.Time) {
	for s.left > 0 && now.Sub(s.next) > s.lag {
		s.next, s.left, s.lost = s.next.Add(s.interval), s.left-1, true
	}
}

// book books slots: those that are wanted now or, where there are more, about as
// many as were used of late, a slice at most. It does so not before the last one
// that we have is near: what others ask for comes in between.
func (s *shared) book(ctx context.Context) error {
	if err := until(ctx, time.Until(s.next.Add(-slice))); err != nil {
		return err
	}
	most := max(1, int(slice/s.interval))
	if s.size += 1 + s.size/4; s.lost {
		s.size /= 2
	}
	s.size, s.lost = min(s.size, most), false
	n := min(max(int(s.waiting.Load()), s.size), most)
	first, granted, err := s.rates.Book(ctx, s.name, n, s.interval)
	if err != nil {
		return fmt.Errorf("asking when to send: %w", err)
	}
	s.next, s.left = first, granted
	return nil
}

// hold tells the others that the host wants to be left alone.
func (s *shared) hold(ctx context.Context, wait time.Duration) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), holdTimeout)
	defer cancel()
	_ = s.rates.Hold(ctx, s.name, wait) // where it fails the others find out by themselves
}
