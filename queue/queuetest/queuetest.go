// Package queuetest is the contract of a queue, as tests. A package with a
// queue has
//
//	func TestMain(m *testing.M) {
//		queuetest.Main(open) // works as a process of TestKilled, if it is one
//		os.Exit(m.Run())
//	}
//	func TestQueue(t *testing.T) { queuetest.Run(t, fresh) }
package queuetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/waybillhq/waybill/queue"
)

// State is a new state, for one test.
type State struct {
	Open    func(t testing.TB) queue.Queue // once more, as another process would
	Address string                         // by which processes open it
}

// Run tests a queue.
func Run(t *testing.T, fresh func(t testing.TB) State) {
	for name, test := range map[string]func(*testing.T, State){
		"one run waits":                              oneWaits,
		"keys stand for runs":                        keys,
		"requests that are wrong":                    wrongRequests,
		"what waits does what was asked for":         otherWishes,
		"a job is what was asked for":                job,
		"a sync runs once at a time":                 once,
		"syncs run side by side, oldest first":       sideBySide,
		"what waits is cancelled at once":            cancelWaiting,
		"what runs is cancelled within a second":     cancelRunning,
		"what a stop interrupts can be cancelled":    cancelStopping,
		"what never began has not ended":             neverBegan,
		"what has ended cannot be cancelled":         cancelEnded,
		"an error is not repeated":                   failing,
		"a busy sync is tried again":                 busy,
		"a busy sync keeps its place":                busyWithAnother,
		"a stop waits for what is in work":           stopGraceful,
		"what a stop interrupts is begun again":      stopInterrupts,
		"deliveries are worked":                      deliveries,
		"a delivery that fails comes again":          deliveryFails,
		"deliveries end with their run":              deliveriesEnd,
		"a late delivery takes no other's place":     lateDelivery,
		"who works is known":                         workers,
		"one ticks":                                  ticks,
		"a time that is due is accepted once":        dueOnce,
		"schedules pause and resume":                 pausing,
		"a schedule that is changed begins anew":     beginning,
		"two schedulers fire once":                   schedulers,
		"a sync follows another":                     following,
		"processes are killed, and no run is lost":   killed,
		"the work of a killed process is taken over": takenOver,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, fresh(t))
		})
	}
}

// worker is a queue.Worker made of functions; those that are nil do nothing.
type worker struct {
	run     func(ctx context.Context, j queue.Job) error
	deliver func(ctx context.Context, run string, n int) error
	tick    func(ctx context.Context, now time.Time) error
}

func (w worker) Run(ctx context.Context, j queue.Job) error {
	if w.run == nil {
		return nil
	}
	return w.run(ctx, j)
}

func (w worker) Deliver(ctx context.Context, run string, n int) error {
	if w.deliver == nil {
		return nil
	}
	return w.deliver(ctx, run, n)
}

func (w worker) Tick(ctx context.Context, now time.Time) error {
	if w.tick == nil {
		return nil
	}
	return w.tick(ctx, now)
}

// work has w work until the test ends or stop is called, which waits.
func work(t testing.TB, q queue.Queue, w queue.Worker, o queue.Options) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- q.Work(ctx, w, o) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("working: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// patience bounds how long a test waits for what must happen.
const patience = 20 * time.Second

// until waits until a condition holds.
func until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	poll := time.NewTicker(5 * time.Millisecond)
	defer poll.Stop()
	for !holds() {
		select {
		case <-poll.C:
		case <-deadline.C:
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

// receive waits for a value.
func receive[T any](t testing.TB, what string, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}

func trigger(t testing.TB, q queue.Queue, r queue.Request) queue.Ticket {
	t.Helper()
	ticket, err := q.Trigger(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return ticket
}

func list(t testing.TB, q queue.Queue) []queue.Item {
	t.Helper()
	items, err := q.List(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// ended waits until a run is the last one of its sync that ended, and returns
// how.
func ended(t testing.TB, q queue.Queue, sync, run string) (status string) {
	t.Helper()
	until(t, "run "+run+" of "+sync+" has ended", func() bool {
		last, err := q.Ended(t.Context(), []string{sync})
		if err != nil {
			t.Fatal(err)
		}
		status = string(last[sync].Status)
		return last[sync].Run == run
	})
	return status
}
