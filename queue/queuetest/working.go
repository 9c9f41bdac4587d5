package queuetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/queue"
)

func job(t *testing.T, s State) {
	q := s.Open(t)
	jobs := make(chan queue.Job, 1)
	work(t, q, worker{run: func(_ context.Context, j queue.Job) error { jobs <- j; return nil }}, queue.Options{})
	ticket := trigger(t, q, queue.Request{Sync: "orders", Trigger: queue.API, Options: []byte(`{"yes": true}`), By: "ann"})
	got := receive(t, "the job", jobs)
	want := queue.Job{Run: ticket.Run, Sync: "orders", Trigger: queue.API, Options: []byte(`{"yes": true}`), By: "ann", Attempt: 1}
	if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if status := ended(t, q, "orders", ticket.Run); status != string(waybill.Completed) {
		t.Errorf("the run ended as %s", status)
	}
	item, err := q.Item(t.Context(), ticket.Run)
	if err != nil || item.Status != waybill.Completed || string(item.Options) != `{"yes": true}` || item.By != "ann" {
		t.Errorf("of a run that has ended is known %+v, %v", item, err)
	}
	if _, err := q.Item(t.Context(), "01ARZ3NDEKTSV4RRFFQ69G5FAV"); waybill.ErrorCode(err) != waybill.ENotFound {
		t.Errorf("a run that nobody asked for: %v", err)
	}
}

func once(t *testing.T, s State) {
	a, b := s.Open(t), s.Open(t)
	begun, release := make(chan queue.Job), make(chan struct{})
	w := worker{run: func(_ context.Context, j queue.Job) error { begun <- j; <-release; return nil }}
	work(t, a, w, queue.Options{})
	first := trigger(t, a, queue.Request{Sync: "orders"})
	receive(t, "the first run", begun)
	second := trigger(t, b, queue.Request{Sync: "orders"})
	third := trigger(t, a, queue.Request{Sync: "orders"})
	if !second.New || second.Run == first.Run || third.New || third.Run != second.Run {
		t.Errorf("during run %s came %+v and %+v", first.Run, second, third)
	}
	trigger(t, a, queue.Request{Sync: "customers"})
	if j := receive(t, "another sync's run", begun); j.Sync != "customers" {
		t.Fatalf("while a sync runs, it was begun again: %+v", j)
	}
	items := list(t, b)
	if len(items) != 3 || items[0].Status != waybill.Running || items[0].Holder == "" || items[1].Status != waybill.Queued || items[1].Attempt != 0 {
		t.Errorf("the queue is %+v", items)
	}
	release <- struct{}{}
	release <- struct{}{}
	if j := receive(t, "the run that waited", begun); j.Run != second.Run {
		t.Errorf("after the first run came %+v", j)
	}
	close(release)
}

func sideBySide(t *testing.T, s State) {
	q := s.Open(t)
	var want []string
	for i := range 5 {
		want = append(want, trigger(t, q, queue.Request{Sync: fmt.Sprint("sync ", i)}).Run)
	}
	begun, release := make(chan string), make(chan struct{})
	work(t, q, worker{run: func(_ context.Context, j queue.Job) error { begun <- j.Run; <-release; return nil }}, queue.Options{Slots: 2})
	var got []string
	for range 2 {
		got = append(got, receive(t, "a run", begun))
	}
	running := 0
	for _, item := range list(t, q) {
		if item.Status == waybill.Running {
			running++
		}
	}
	if running != 2 {
		t.Errorf("%d runs go on in 2 slots", running)
	}
	for range 3 {
		release <- struct{}{}
		got = append(got, receive(t, "the next run", begun))
	}
	close(release)
	for _, first := range [][]string{got[:2], want[:2]} {
		slices.Sort(first) // these begin together
	}
	if !slices.Equal(got, want) {
		t.Errorf("begun in the order %v, triggered in %v", got, want)
	}
}

func failing(t *testing.T, s State) {
	q := s.Open(t)
	var mu sync.Mutex
	calls := map[string]int{}
	work(t, q, worker{run: func(_ context.Context, j queue.Job) error {
		mu.Lock()
		defer mu.Unlock()
		calls[j.Sync]++
		if j.Sync == "panics" {
			panic("at the disco")
		}
		return errors.New("no such table: \xff\x00")
	}}, queue.Options{})
	for _, sync := range []string{"fails", "panics"} {
		ticket := trigger(t, q, queue.Request{Sync: sync})
		if status := ended(t, q, sync, ticket.Run); status != string(waybill.Failed) {
			t.Errorf("a run that %s ended as %s", sync, status)
		}
		next := trigger(t, q, queue.Request{Sync: sync})
		ended(t, q, sync, next.Run)
	}
	mu.Lock()
	defer mu.Unlock()
	if calls["fails"] != 2 || calls["panics"] != 2 {
		t.Errorf("two runs each were called %v times", calls)
	}
}

func busy(t *testing.T, s State) {
	q := s.Open(t)
	attempts := make(chan queue.Job)
	answer := make(chan error)
	work(t, q, worker{run: func(_ context.Context, j queue.Job) error { attempts <- j; return <-answer }}, queue.Options{})
	ticket := trigger(t, q, queue.Request{Sync: "orders"})
	receive(t, "the run", attempts)
	answer <- fmt.Errorf("locking: %w", queue.ErrBusy)
	j := receive(t, "the run again", attempts)
	if j.Run != ticket.Run || j.Attempt != 1 {
		t.Errorf("a run that was busy came again as %+v", j)
	}
	answer <- nil
	if status := ended(t, q, "orders", ticket.Run); status != string(waybill.Completed) {
		t.Errorf("the run ended as %s", status)
	}
}

func busyWithAnother(t *testing.T, s State) {
	q := s.Open(t)
	attempts, answer := make(chan queue.Job), make(chan error)
	work(t, q, worker{run: func(_ context.Context, j queue.Job) error { attempts <- j; return <-answer }}, queue.Options{})
	first := trigger(t, q, queue.Request{Sync: "orders"})
	receive(t, "the run", attempts)
	second := trigger(t, q, queue.Request{Sync: "orders"})
	answer <- queue.ErrBusy
	if j := receive(t, "the run again", attempts); j.Run != first.Run {
		t.Errorf("the run that was busy lost its place to %+v", j)
	}
	answer <- nil
	if j := receive(t, "the next run", attempts); j.Run != second.Run {
		t.Errorf("then came %+v", j)
	}
	answer <- nil
}

func stopGraceful(t *testing.T, s State) {
	q := s.Open(t)
	begun, release := make(chan struct{}), make(chan struct{})
	stop := work(t, q, worker{run: func(ctx context.Context, _ queue.Job) error {
		begun <- struct{}{}
		select {
		case <-release:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}}, queue.Options{})
	ticket := trigger(t, q, queue.Request{Sync: "orders"})
	receive(t, "the run", begun)
	stopped := make(chan struct{})
	go func() { stop(); close(stopped) }()
	select {
	case <-stopped:
		t.Error("the stop did not wait")
	case <-time.After(50 * time.Millisecond):
	}
	close(release)
	receive(t, "the stop", stopped)
	if status := ended(t, q, "orders", ticket.Run); status != string(waybill.Completed) {
		t.Errorf("the run ended as %s", status)
	}
}

func stopInterrupts(t *testing.T, s State) {
	q := s.Open(t)
	begun, causes := make(chan queue.Job, 1), make(chan error, 1)
	stop := work(t, q, worker{run: func(ctx context.Context, j queue.Job) error {
		begun <- j
		<-ctx.Done()
		causes <- context.Cause(ctx)
		return ctx.Err()
	}}, queue.Options{Grace: 10 * time.Millisecond})
	ticket := trigger(t, q, queue.Request{Sync: "orders"})
	receive(t, "the run", begun)
	stop()
	if cause := receive(t, "the end of the run", causes); !errors.Is(cause, queue.ErrStopping) {
		t.Errorf("the run was ended because %v", cause)
	}
	again := make(chan queue.Job, 1)
	work(t, s.Open(t), worker{run: func(_ context.Context, j queue.Job) error { again <- j; return nil }}, queue.Options{})
	if j := receive(t, "the run again", again); j.Run != ticket.Run || j.Attempt != 2 {
		t.Errorf("the run that was interrupted came again as %+v", j)
	}
	if status := ended(t, q, "orders", ticket.Run); status != string(waybill.Completed) {
		t.Errorf("the run ended as %s", status)
	}
}
