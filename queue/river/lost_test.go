package river_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/queue/river"
)

// script is a worker whose runs are told what to do.
type script struct {
	begun  chan queue.Job
	ended  chan error // causes
	finish chan struct{}
}

func newScript() script {
	return script{make(chan queue.Job, 10), make(chan error, 10), make(chan struct{})}
}

func (s script) Run(ctx context.Context, j queue.Job) error {
	s.begun <- j
	select {
	case <-s.finish:
		return nil
	case <-ctx.Done():
		s.ended <- context.Cause(ctx)
		return ctx.Err()
	}
}

func (script) Deliver(context.Context, string, int) error { return nil }
func (script) Tick(context.Context, time.Time) error      { return nil }

func work(t *testing.T, q queue.Queue, w queue.Worker) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() {
		if err := q.Work(ctx, w, queue.Options{Grace: time.Millisecond}); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); all.Wait() })
}

func receive[T any](t *testing.T, c <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(30 * time.Second):
		t.Fatal("waited in vain")
	}
	return v
}

func exec(t *testing.T, url, query string, args ...any) {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Exec(t.Context(), query, args...); err != nil {
		t.Fatal(err)
	}
}

func TestAWorkerThatWasSilentEndsWhatItDoes(t *testing.T) {
	t.Parallel()
	url, w := fresh(t), newScript()
	q := open(t, url)
	work(t, q, w)
	ticket, err := q.Trigger(t.Context(), queue.Request{Sync: "orders"})
	if err != nil {
		t.Fatal(err)
	}
	receive(t, w.begun)
	exec(t, url, `UPDATE workers SET until = now() - interval '1 second'`)
	if cause := receive(t, w.ended); !errors.Is(cause, queue.ErrLost) {
		t.Errorf("its work was ended because %v", cause)
	}
	if j := receive(t, w.begun); j.Run != ticket.Run || j.Attempt != 2 {
		t.Errorf("then was begun %+v", j)
	}
	close(w.finish)
	until(t, func() bool { return status(t, q, "orders") == "completed" })
}

func TestACancelledRunIsFoundInTheTable(t *testing.T) {
	t.Parallel()
	url, w := fresh(t), newScript()
	q := open(t, url)
	work(t, q, w)
	if _, err := q.Trigger(t.Context(), queue.Request{Sync: "orders"}); err != nil {
		t.Fatal(err)
	}
	receive(t, w.begun)
	exec(t, url, `UPDATE runs SET cancelled = true`)
	if cause := receive(t, w.ended); !errors.Is(cause, queue.ErrCancelled) {
		t.Errorf("it was ended because %v", cause)
	}
	until(t, func() bool { return status(t, q, "orders") == "cancelled" })
}

func TestConnectionsThatBreakAreMadeAgain(t *testing.T) {
	t.Parallel()
	url, w := fresh(t), newScript()
	close(w.finish)
	q := open(t, url)
	work(t, q, w)
	for i := range 4 {
		if i > 0 { // the first shows that it works
			exec(t, url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
		}
		var run queue.Ticket
		until(t, func() (ok bool) {
			var err error
			run, err = q.Trigger(t.Context(), queue.Request{Sync: "orders"})
			return err == nil && run.Run != ""
		})
		if j := receive(t, w.begun); j.Run != run.Run {
			t.Errorf("begun was %+v, triggered %+v", j, run)
		}
		until(t, func() bool {
			items, err := q.List(t.Context())
			return err == nil && len(items) == 0
		})
	}
}

// TestAJobThatIsGoneIsMadeAgain has River lose what it knows: the truth is the
// table of runs.
func TestAJobThatIsGoneIsMadeAgain(t *testing.T) {
	t.Parallel()
	url, w := fresh(t), newScript()
	q := open(t, url)
	ticket, err := q.Trigger(t.Context(), queue.Request{Sync: "orders"})
	if err != nil {
		t.Fatal(err)
	}
	exec(t, url, `DELETE FROM river_job`)
	work(t, q, w)
	if j := receive(t, w.begun); j.Run != ticket.Run {
		t.Errorf("begun was %+v", j)
	}
}

func TestSeveralProcessesMigrateAtOnce(t *testing.T) {
	t.Parallel()
	url := fresh(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			pool, err := connect(context.Background(), url)
			if err == nil {
				_, err = river.Open(context.Background(), pool)
				pool.Close()
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// status is how the last run of a sync ended.
func status(t *testing.T, q queue.Queue, sync string) string {
	t.Helper()
	last, err := q.Ended(context.Background(), []string{sync})
	if err != nil {
		return "" // a connection was broken
	}
	return string(last[sync].Status)
}

func until(t *testing.T, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	poll := time.NewTicker(10 * time.Millisecond)
	defer poll.Stop()
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain")
		}
		<-poll.C
	}
}

// TestARunThatCannotBeRecordedFails has the state lack a column when a run ends:
// no repetition mends that.
func TestARunThatCannotBeRecordedFails(t *testing.T) {
	t.Parallel()
	url, w := fresh(t), newScript()
	q := open(t, url)
	work(t, q, w)
	if _, err := q.Trigger(t.Context(), queue.Request{Sync: "orders"}); err != nil {
		t.Fatal(err)
	}
	receive(t, w.begun)
	exec(t, url, `ALTER TABLE runs DROP COLUMN unsettled`)
	close(w.finish)
	until(t, func() bool { return status(t, q, "orders") == "failed" })
	pool, err := connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	var text string
	if err := pool.QueryRow(t.Context(), `SELECT error FROM runs WHERE holder IS NULL`).Scan(&text); err != nil || !strings.Contains(text, `column "unsettled"`) {
		t.Errorf("it says %q, %v", text, err)
	}
	if _, err := q.Trigger(t.Context(), queue.Request{Sync: "orders"}); err != nil {
		t.Fatal(err)
	}
	receive(t, w.begun) // its sync is free
}
