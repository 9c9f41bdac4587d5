package queuetest

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/schedule"
)

func ticks(t *testing.T, s State) {
	var at, most, calls atomic.Int32
	w := worker{tick: func(context.Context, time.Time) error {
		if n := at.Add(1); n > most.Load() {
			most.Store(n)
		}
		defer at.Add(-1)
		calls.Add(1)
		return nil
	}}
	stop := work(t, s.Open(t), w, queue.Options{})
	work(t, s.Open(t), w, queue.Options{})
	until(t, "there were ticks", func() bool { return calls.Load() >= 2 })
	stop()
	before := calls.Load()
	until(t, "the other one ticks", func() bool { return calls.Load() >= before+2 })
	if most.Load() != 1 {
		t.Errorf("%d ticked at once", most.Load())
	}
}

// schedulers lets two servers tick at the same moments of an invented clock.
func schedulers(t *testing.T, s State) {
	hourly, err := schedule.Parse(schedule.Spec{Cron: "0 * * * *"})
	if err != nil {
		t.Fatal(err)
	}
	schedules := func(context.Context) (map[string]schedule.Schedule, error) {
		return map[string]schedule.Schedule{"orders": hourly, "manual": {}}, nil
	}
	var runs atomic.Int32
	a, b := s.Open(t), s.Open(t)
	work(t, a, worker{run: func(context.Context, queue.Job) error { runs.Add(1); return nil }}, queue.Options{})
	at := time.Date(2026, 11, 21, 5, 30, 0, 0, time.UTC)
	for _, step := range []struct {
		forward time.Duration
		want    int32 // runs so far
	}{{0, 0}, {29 * time.Minute, 0}, {time.Minute, 1}, {time.Second, 1}, {time.Hour, 2}, {72 * time.Hour, 3}, {-time.Hour, 3}} {
		at = at.Add(step.forward)
		var both sync.WaitGroup
		for _, q := range []queue.Queue{a, b} {
			both.Go(func() {
				if err := (&queue.Scheduler{Queue: q, Schedules: schedules}).Tick(context.Background(), at); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		until(t, "what was due has run", func() bool { return len(list(t, a)) == 0 })
		if runs.Load() != step.want {
			t.Fatalf("at %s there were %d runs, want %d", at, runs.Load(), step.want)
		}
	}
}

func following(t *testing.T, s State) {
	after, err := schedule.Parse(schedule.Spec{After: "orders"})
	if err != nil {
		t.Fatal(err)
	}
	q := s.Open(t)
	scheduler := &queue.Scheduler{Queue: q, Schedules: func(context.Context) (map[string]schedule.Schedule, error) {
		return map[string]schedule.Schedule{"payments": after}, nil
	}}
	tick := func() {
		t.Helper()
		if err := scheduler.Tick(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	fail := atomic.Bool{}
	work(t, q, worker{run: func(_ context.Context, j queue.Job) error {
		if j.Sync == "orders" && fail.Load() {
			return context.DeadlineExceeded
		}
		return nil
	}}, queue.Options{})
	follower := func() string {
		tick()
		until(t, "what followed has run", func() bool { return len(list(t, q)) == 0 })
		last, err := q.Ended(t.Context(), []string{"payments"})
		if err != nil {
			t.Fatal(err)
		}
		return last["payments"].Run
	}
	tick()
	for _, fails := range []bool{false, true, false} {
		fail.Store(fails)
		before := follower()
		run := trigger(t, q, queue.Request{Sync: "orders"})
		if status := ended(t, q, "orders", run.Run); (status == string(waybill.Failed)) != fails {
			t.Fatalf("orders ended as %s", status)
		}
		then := follower()
		if (then != before) == fails {
			t.Errorf("fails: %t: after %q came %q", fails, before, then)
		}
		if later := follower(); later != then {
			t.Errorf("one run was followed twice, by %s and %s", then, later)
		}
	}
}
