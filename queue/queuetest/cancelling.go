package queuetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/queue"
)

func cancelWaiting(t *testing.T, s State) {
	q := s.Open(t)
	first := trigger(t, q, queue.Request{Sync: "orders"})
	if err := q.Cancel(t.Context(), first.Run); err != nil {
		t.Fatal(err)
	}
	if items := list(t, q); len(items) != 0 {
		t.Errorf("after it was cancelled the queue is %+v", items)
	}
	begun := make(chan string, 2)
	work(t, q, worker{run: func(_ context.Context, j queue.Job) error { begun <- j.Run; return nil }}, queue.Options{})
	second := trigger(t, q, queue.Request{Sync: "orders"})
	if run := receive(t, "the second run", begun); run != second.Run {
		t.Errorf("begun was %s, the cancelled one was %s", run, first.Run)
	}
}

func cancelRunning(t *testing.T, s State) {
	q, other := s.Open(t), s.Open(t)
	begun, causes := make(chan struct{}), make(chan error)
	work(t, q, worker{run: func(ctx context.Context, _ queue.Job) error {
		begun <- struct{}{}
		<-ctx.Done()
		causes <- context.Cause(ctx)
		return ctx.Err()
	}}, queue.Options{})
	for name, from := range map[string]queue.Queue{"here": q, "another process": other} {
		ticket := trigger(t, q, queue.Request{Sync: "orders"})
		receive(t, "the run", begun)
		at := time.Now()
		if err := from.Cancel(t.Context(), ticket.Run); err != nil {
			t.Fatal(err)
		}
		cause := receive(t, "the end of the run", causes)
		if took := time.Since(at); took > 3*time.Second { // a second, on a machine that has time
			t.Errorf("cancelled from %s, the run was told after %s", name, took)
		}
		if !errors.Is(cause, queue.ErrCancelled) {
			t.Errorf("cancelled from %s, the run was ended because %v", name, cause)
		}
		if status := ended(t, q, "orders", ticket.Run); status != string(waybill.Cancelled) {
			t.Errorf("cancelled from %s, the run ended as %s", name, status)
		}
	}
}

// cancelStopping cancels a run that a stop has interrupted: it is not left to
// the next worker.
func cancelStopping(t *testing.T, s State) {
	q := s.Open(t)
	begun := make(chan struct{})
	stop := work(t, q, worker{run: func(ctx context.Context, j queue.Job) error {
		close(begun)
		<-ctx.Done()
		return errors.Join(ctx.Err(), q.Cancel(context.WithoutCancel(ctx), j.Run))
	}}, queue.Options{Grace: time.Millisecond})
	ticket := trigger(t, q, queue.Request{Sync: "orders"})
	receive(t, "the run", begun)
	stop()
	if items := list(t, q); len(items) > 0 {
		t.Errorf("left in the queue: %+v", items)
	}
	if status := ended(t, q, "orders", ticket.Run); status != string(waybill.Cancelled) {
		t.Errorf("the run ended as %s", status)
	}
}

// neverBegan cancels the run that waits: the one that went on is the last that
// ended.
func neverBegan(t *testing.T, s State) {
	q := s.Open(t)
	begun, release := make(chan struct{}), make(chan struct{})
	work(t, q, worker{run: func(context.Context, queue.Job) error { close(begun); <-release; return nil }}, queue.Options{})
	first := trigger(t, q, queue.Request{Sync: "orders"})
	receive(t, "the run", begun)
	second := trigger(t, q, queue.Request{Sync: "orders"})
	if err := q.Cancel(t.Context(), second.Run); err != nil {
		t.Fatal(err)
	}
	close(release)
	until(t, "the queue is empty", func() bool { return len(list(t, q)) == 0 })
	last, err := q.Ended(t.Context(), []string{"orders"})
	if err != nil || last["orders"].Run != first.Run {
		t.Errorf("the last run that ended is %+v, %v; want %s", last["orders"], err, first.Run)
	}
}

func cancelEnded(t *testing.T, s State) {
	q := s.Open(t)
	work(t, q, worker{}, queue.Options{})
	ticket := trigger(t, q, queue.Request{Sync: "orders"})
	ended(t, q, "orders", ticket.Run)
	if err := q.Cancel(t.Context(), ticket.Run); waybill.ErrorCode(err) != waybill.EConflict {
		t.Errorf("a run that has ended: %v", err)
	}
	if err := q.Cancel(t.Context(), "nothing"); waybill.ErrorCode(err) != waybill.ENotFound {
		t.Errorf("a run that does not exist: %v", err)
	}
}
