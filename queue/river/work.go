package river

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/jackc/pgx/v5"
	"github.com/oklog/ulid/v2"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/queue/internal/inwork"
)

// How River fetches. Jobs are announced; polling is for those whose
// announcement was lost, and for those that waited.
const (
	fetchCooldown = 5 * time.Millisecond
	fetchPoll     = 500 * time.Millisecond
	keepJobs      = time.Hour                  // that are done; what became of runs is in the table of runs
	never         = 100 * 365 * 24 * time.Hour // River's rescue by time, see the package
)

// Work works on what there is until ctx ends.
func (q *Queue) Work(ctx context.Context, w queue.Worker, o queue.Options) error {
	o = inwork.Defaults(o)
	s, err := q.start(ctx, w, o)
	if err != nil {
		return fmt.Errorf("beginning to work: %w", err)
	}
	for {
		if lost := s.run(ctx); !lost {
			return nil
		}
		o.Log.Error("working", slog.Any("error", queue.ErrLost))
		restart := func() (*session, error) { return q.start(ctx, w, o) }
		if s, err = backoff.Retry(ctx, restart, backoff.WithMaxElapsedTime(0)); err != nil {
			return nil //nolint:nilerr // it was told to end while the database was away
		}
	}
}

// session is the work of a process for as long as it is taken to be alive.
type session struct {
	*Queue
	worker   queue.Worker
	o        queue.Options
	holder   string          // unique
	base     context.Context // does not end
	alive    context.Context // ends when the session was silent for too long
	lose     context.CancelFunc
	client   *river.Client[pgx.Tx]
	set      inwork.Set
	stopping atomic.Bool
	ticking  atomic.Bool
	renewed  time.Time // when it last said that it is alive
}

// start says that a new holder is alive and begins to work.
func (q *Queue) start(ctx context.Context, w queue.Worker, o queue.Options) (*session, error) {
	s := &session{Queue: q, worker: w, o: o, base: context.WithoutCancel(ctx), holder: holder(o.Holder), renewed: time.Now()}
	s.alive, s.lose = context.WithCancel(s.base)
	if _, err := q.pool.Exec(ctx, `INSERT INTO workers (holder, until) VALUES ($1, now() + $2)`, s.holder, Term); err != nil {
		return nil, err
	}
	workers := river.NewWorkers()
	err := errors.Join(river.AddWorkerSafely(workers, runWorker{session: s}), river.AddWorkerSafely(workers, deliverWorker{session: s}))
	if err != nil {
		return nil, err
	}
	s.client, err = river.NewClient(riverpgxv5.New(q.pool), &river.Config{
		ID:            s.holder,
		Queues:        map[string]river.QueueConfig{runQueue: {MaxWorkers: o.Slots}, deliveryQueue: {MaxWorkers: o.Deliveries}},
		Workers:       workers,
		FetchCooldown: fetchCooldown, FetchPollInterval: fetchPoll,
		JobTimeout: -1, RescueStuckJobsAfter: never,
		CompletedJobRetentionPeriod: keepJobs, CancelledJobRetentionPeriod: keepJobs, DiscardedJobRetentionPeriod: keepJobs,
		Logger: o.Log,
	})
	if err != nil {
		return nil, err
	}
	return s, s.client.Start(s.base)
}

// holder makes a name unique: a process that starts again under its name is
// somebody else.
func holder(name string) string {
	id := ulid.MustNew(ulid.Now(), rand.Reader).String()
	return fmt.Sprintf("%.60s-%s", name, id[len(id)-10:])
}

// run works until ctx ends, and then until what is in work has ended. It
// reports true if the session was silent for too long.
func (s *session) run(ctx context.Context) (lost bool) {
	beat := time.NewTicker(Term / 5)
	defer beat.Stop()
	defer s.lose()
	ending, stopped := ctx.Done(), make(chan struct{})
	var grace <-chan time.Time
	s.beat()
	for {
		select {
		case <-ending:
			ending = nil
			s.stopping.Store(true)
			grace = time.After(s.o.Grace)
			go s.stop(stopped)
		case <-grace:
			s.set.EndAll(queue.ErrStopping)
		case <-stopped:
			s.leave()
			return false
		case <-beat.C:
			if !s.beat() {
				s.abandon()
				return ctx.Err() == nil
			}
		}
	}
}

// stop has River fetch no more, and waits for what is in work.
func (s *session) stop(stopped chan<- struct{}) {
	if err := s.client.Stop(s.base); err != nil {
		s.o.Log.Error("stopping", slog.Any("error", err))
	}
	<-s.set.Idle() // the tick
	close(stopped)
}

// leave says that nobody works under this name any more.
func (s *session) leave() {
	ctx, cancel := context.WithTimeout(s.base, Term)
	defer cancel()
	for _, query := range []string{`DELETE FROM chair WHERE holder = $1`, `DELETE FROM workers WHERE holder = $1`} {
		if _, err := s.pool.Exec(ctx, query, s.holder); err != nil {
			s.o.Log.Warn("leaving the queue", slog.Any("error", err)) // it is noticed after Term
		}
	}
}

// abandon ends all that a session does which others take over.
func (s *session) abandon() {
	s.stopping.Store(true)
	s.lose()
	s.set.EndAll(queue.ErrLost)
	ctx, cancel := context.WithTimeout(s.base, s.o.Grace)
	defer cancel()
	if err := s.client.StopAndCancel(ctx); err != nil {
		s.o.Log.Error("stopping", slog.Any("error", err))
	}
}

// begin adds work on a run, whose context ends for a cause when somebody had
// River end its own.
func (s *session) begin(rivers context.Context, run string, cause error) (_ context.Context, end func()) {
	ctx, cancel := context.WithCancelCause(s.base)
	unlink := context.AfterFunc(rivers, func() {
		if errors.Is(context.Cause(rivers), river.ErrJobCancelledRemotely) {
			cancel(cause)
		}
	})
	ctx, done := s.set.Begin(ctx, run)
	return ctx, func() { unlink(); done(); cancel(nil) }
}
