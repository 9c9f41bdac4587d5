// Package river hands runs out to any number of machines through PostgreSQL.
//
// What is to be done stands in the state's table of runs, see package book. A
// job of River only wakes a worker: it is inserted in the transaction that
// queues the run or that makes its sync free, and whoever works it takes the
// run from the table. Deliveries are jobs of their own.
//
// River rescues the jobs of dead workers after a time that it is told, which
// cannot be told for runs that last hours. So workers say every second that
// they are alive; when one has not for Term, its work is made available again.
// A worker that finds that it was silent for that long ends all that it does.
package river

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/queue/book"
)

// Term is how long a worker may be silent before its work is given to others.
const Term = 5 * time.Second

// Queue is the queue of a state in PostgreSQL.
type Queue struct {
	*book.Book
	pool *pgxpool.Pool
	jobs *river.Client[pgx.Tx] // inserts and cancels; every session works with its own
}

var _ queue.Queue = (*Queue)(nil)

// Open returns the queue of the state that pool is connected to, whose table of
// runs exists. It makes and migrates what the queue needs; several processes
// may do so at once. A process that works needs 5 connections and one for each
// slot.
func Open(ctx context.Context, pool *pgxpool.Pool) (*Queue, error) {
	if err := migrate(ctx, pool); err != nil {
		return nil, fmt.Errorf("migrating the queue: %w", err)
	}
	jobs, err := river.NewClient(riverpgxv5.New(pool), &river.Config{FetchCooldown: river.FetchCooldownMin, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, fmt.Errorf("opening the queue: %w", err)
	}
	return &Queue{Book: BookOf(pool), pool: pool, jobs: jobs}, nil
}

// BookOf returns what the queue of a state has written down, for who only reads it.
func BookOf(pool *pgxpool.Pool) *book.Book { return &book.Book{DB: database{pool}} }

// Trigger asks for a run of a sync.
func (q *Queue) Trigger(ctx context.Context, r queue.Request) (t queue.Ticket, err error) {
	err = pgx.BeginFunc(ctx, q.pool, func(tx pgx.Tx) (err error) {
		if t, err = book.Trigger(ctx, conn{tx}, r, q.Time()); err != nil || !t.New {
			return err
		}
		return wake(ctx, q.jobs, tx, t.Run)
	})
	return t, err
}

// wake inserts the job that has a worker look at a run.
func wake(ctx context.Context, jobs *river.Client[pgx.Tx], tx pgx.Tx, run string) error {
	res, err := jobs.InsertTx(ctx, tx, runArgs{run}, nil)
	if err != nil {
		return fmt.Errorf("waking a worker for run %s: %w", run, err)
	}
	_, err = tx.Exec(ctx, `UPDATE runs SET job = $2 WHERE id = $1`, run, res.Job.ID)
	return err
}

// Cancel ends a run. The worker that has it, and those that have deliveries of
// it, are told by River; were that to be lost they would find it out within a
// second.
func (q *Queue) Cancel(ctx context.Context, run string) error {
	return pgx.BeginFunc(ctx, q.pool, func(tx pgx.Tx) error {
		if _, err := book.Cancel(ctx, conn{tx}, run, q.Time()); err != nil {
			return err
		}
		return q.cancelJobs(ctx, tx, `id = (SELECT job FROM runs WHERE id = $1) OR `+deliveriesOf, run)
	})
}

// deliveriesOf selects the deliveries of a run that are not done.
const deliveriesOf = `(kind = 'deliver' AND args @> jsonb_build_object('run', $1::text) AND finalized_at IS NULL)`

// cancelJobs cancels the selected jobs in work, and drops those that wait.
func (q *Queue) cancelJobs(ctx context.Context, tx pgx.Tx, where, run string) error {
	_, err := tx.Exec(ctx, `UPDATE river_job SET state = 'cancelled', finalized_at = now() WHERE state NOT IN ('running', 'cancelled', 'completed', 'discarded') AND (`+where+`)`, run)
	if err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `SELECT id FROM river_job WHERE state = 'running' AND (`+where+`)`, run)
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := q.jobs.JobCancelTx(ctx, tx, id); err != nil && !errors.Is(err, river.ErrNotFound) {
			return fmt.Errorf("cancelling the work on run %s: %w", run, err)
		}
	}
	return nil
}

// Workers returns the workers that are alive.
func (q *Queue) Workers(ctx context.Context) ([]string, error) {
	rows, err := q.pool.Query(ctx, `SELECT holder FROM workers WHERE until > now() ORDER BY holder`)
	if err != nil {
		return nil, fmt.Errorf("reading who works: %w", err)
	}
	holders, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("reading who works: %w", err)
	}
	return holders, nil
}

// spreadAtOnce is how many deliveries are inserted in one statement.
const spreadAtOnce = 5000

// Spread hands out deliveries of a run.
func (q *Queue) Spread(ctx context.Context, run string, n int) error {
	return pgx.BeginFunc(ctx, q.pool, func(tx pgx.Tx) error {
		for from := 0; from < n; from += spreadAtOnce {
			jobs := make([]river.InsertManyParams, 0, min(spreadAtOnce, n-from))
			for i := from; i < min(n, from+spreadAtOnce); i++ {
				jobs = append(jobs, river.InsertManyParams{Args: deliverArgs{run, i}})
			}
			if _, err := q.jobs.InsertManyFastTx(ctx, tx, jobs); err != nil {
				return fmt.Errorf("spreading run %s: %w", run, err)
			}
		}
		return nil
	})
}

// database is a pool as the book sees it.
type database struct{ pool *pgxpool.Pool }

func (d database) Read(_ context.Context, fn func(book.Tx) error) error { return fn(conn{d.pool}) }

func (d database) Write(ctx context.Context, fn func(book.Tx) error) error {
	return pgx.BeginFunc(ctx, d.pool, func(tx pgx.Tx) error { return fn(conn{tx}) })
}
