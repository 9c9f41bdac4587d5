package local_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/queue/local"
	"github.com/waybillhq/waybill/queue/queuetest"
	"github.com/waybillhq/waybill/store/sqlite"
)

func TestMain(m *testing.M) {
	queuetest.Main(func(ctx context.Context, path string) (queue.Queue, error) {
		s, err := sqlite.Open(ctx, path)
		if err != nil {
			return nil, err
		}
		return local.New(s), nil
	})
	os.Exit(m.Run())
}

func TestQueue(t *testing.T) {
	t.Parallel()
	queuetest.Run(t, func(t testing.TB) queuetest.State {
		path := filepath.Join(t.TempDir(), "waybill.db")
		return queuetest.State{Address: path, Open: func(t testing.TB) queue.Queue { return open(t, path) }}
	})
}

// TestAKeyStandsForADay sets the clock forward.
func TestAKeyStandsForADay(t *testing.T) {
	t.Parallel()
	q, now := open(t, filepath.Join(t.TempDir(), "waybill.db")), time.Now()
	q.Now = func() time.Time { return now }
	var runs []string
	for _, forward := range []time.Duration{0, queue.KeyTerm, time.Second} {
		now = now.Add(forward)
		ticket, err := q.Trigger(t.Context(), queue.Request{Sync: "orders", Key: "k"})
		if err != nil {
			t.Fatal(err)
		}
		runs = append(runs, ticket.Run)
		_ = q.Cancel(t.Context(), ticket.Run) // so that the next can be another
	}
	if runs[1] != runs[0] || runs[2] == runs[0] {
		t.Errorf("at the beginning, after a day and a second later the key stood for %v", runs)
	}
}

// keeper is a worker that keeps the record of its runs as the engine does.
type keeper struct {
	store  *sqlite.Store
	begun  chan queue.Job
	finish chan struct{}
}

func (k keeper) Run(ctx context.Context, j queue.Job) error {
	run := waybill.Run{ID: j.Run, Sync: j.Sync, Account: "shop", Trigger: j.Trigger, Status: waybill.Running, StartedAt: time.Now()}
	keep := context.WithoutCancel(ctx)
	if err := k.store.SaveRun(keep, run, 0); err != nil {
		return err
	}
	k.begun <- j
	run.Status = waybill.WithRejections
	select {
	case <-k.finish:
	case <-ctx.Done():
		run.Status = waybill.Cancelled
	}
	run.FinishedAt = time.Now()
	return k.store.SaveRun(keep, run, 0)
}

func (keeper) Deliver(context.Context, string, int) error { return nil }
func (keeper) Tick(context.Context, time.Time) error      { return nil }

// TestWhatTheWorkerRecordedStands has a run be interrupted, which its worker
// records as cancelled, and be begun again.
func TestWhatTheWorkerRecordedStands(t *testing.T) {
	t.Parallel()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "waybill.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	q, k := local.New(s), keeper{s, make(chan queue.Job), make(chan struct{})}
	ticket, err := q.Trigger(t.Context(), queue.Request{Sync: "orders", Trigger: queue.API})
	if err != nil {
		t.Fatal(err)
	}
	for attempt := 1; attempt <= 2; attempt++ {
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- q.Work(ctx, k, queue.Options{Grace: time.Millisecond}) }()
		if j := <-k.begun; j.Run != ticket.Run || j.Attempt != attempt {
			t.Errorf("begun was %+v", j)
		}
		if attempt == 2 {
			close(k.finish)
		}
		stop()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	run, err := s.Run(t.Context(), ticket.Run)
	if err != nil || run.Status != waybill.WithRejections || run.Account != "shop" || run.Trigger != queue.API || run.StartedAt.IsZero() || run.FinishedAt.IsZero() {
		t.Errorf("the run is kept as %+v, %v", run, err)
	}
	if items, err := q.List(t.Context()); err != nil || len(items) > 0 {
		t.Errorf("left in the queue: %+v, %v", items, err)
	}
}

func open(t testing.TB, path string) *local.Queue {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return local.New(s)
}

func BenchmarkQueue(b *testing.B) {
	queuetest.Bench(b, func(t testing.TB) queuetest.State {
		path := filepath.Join(t.TempDir(), "waybill.db")
		return queuetest.State{Open: func(t testing.TB) queue.Queue { return open(t, path) }}
	})
}
