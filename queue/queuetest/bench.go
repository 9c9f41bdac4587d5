package queuetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/waybillhq/waybill/queue"
)

// Bench measures a queue: jobs each second, how long after its trigger a run
// begins, and how long after it was cancelled its context ends.
func Bench(b *testing.B, fresh func(t testing.TB) State) {
	b.Run("jobs", func(b *testing.B) { jobs(b, fresh(b).Open(b)) })
	b.Run("start", func(b *testing.B) { starts(b, fresh(b).Open(b)) })
	b.Run("cancel", func(b *testing.B) { cancels(b, fresh(b).Open(b)) })
	b.Run("deliveries", func(b *testing.B) { delivered(b, fresh(b).Open(b)) })
}

func jobs(b *testing.B, q queue.Queue) {
	for i := range b.N {
		trigger(b, q, queue.Request{Sync: fmt.Sprint(i)})
	}
	done := make(chan struct{}, b.N)
	b.ResetTimer()
	work(b, q, worker{run: func(context.Context, queue.Job) error { done <- struct{}{}; return nil }}, queue.Options{Slots: 16})
	for range b.N {
		<-done
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
}

func starts(b *testing.B, q queue.Queue) {
	begun := make(chan time.Time, 1)
	work(b, q, worker{run: func(context.Context, queue.Job) error { begun <- time.Now(); return nil }}, queue.Options{})
	var triggering, starting time.Duration
	for i := range b.N {
		at := time.Now()
		trigger(b, q, queue.Request{Sync: fmt.Sprint(i)})
		triggered := time.Now()
		triggering += triggered.Sub(at)
		starting += max(0, (<-begun).Sub(triggered))
	}
	b.ReportMetric(float64(triggering.Microseconds())/1000/float64(b.N), "ms/trigger")
	b.ReportMetric(float64(starting.Microseconds())/1000/float64(b.N), "ms/start")
}

func cancels(b *testing.B, q queue.Queue) {
	begun, ended := make(chan struct{}), make(chan time.Time)
	work(b, q, worker{run: func(ctx context.Context, _ queue.Job) error {
		begun <- struct{}{}
		<-ctx.Done()
		ended <- time.Now()
		return ctx.Err()
	}}, queue.Options{})
	var took time.Duration
	for i := range b.N {
		ticket := trigger(b, q, queue.Request{Sync: fmt.Sprint(i)})
		<-begun
		at := time.Now()
		if err := q.Cancel(b.Context(), ticket.Run); err != nil {
			b.Fatal(err)
		}
		took += (<-ended).Sub(at)
	}
	b.ReportMetric(float64(took.Microseconds())/1000/float64(b.N), "ms/cancel")
}

func delivered(b *testing.B, q queue.Queue) {
	done := make(chan struct{}, b.N)
	work(b, q, worker{
		run: func(ctx context.Context, j queue.Job) error {
			if err := q.Spread(ctx, j.Run, b.N); err != nil {
				return err
			}
			for range b.N {
				<-done
			}
			return nil
		},
		deliver: func(context.Context, string, int) error { done <- struct{}{}; return nil },
	}, queue.Options{Deliveries: 16})
	ticket := trigger(b, q, queue.Request{Sync: "orders"})
	ended(b, q, "orders", ticket.Run)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
}
