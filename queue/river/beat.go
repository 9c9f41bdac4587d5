package river

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/queue/internal/inwork"
)

// margin is how much earlier a session takes itself for dead than others do.
const margin = 500 * time.Millisecond

// beat says that the session is alive, ends what was cancelled, and does what
// one of all sessions has to do. It reports false if the session was silent for
// too long, or could not say that it is alive before it would be.
func (s *session) beat() bool {
	deadline := s.renewed.Add(Term - margin)
	ctx, cancel := context.WithDeadline(s.base, deadline)
	defer cancel()
	now := time.Now()
	tag, err := s.pool.Exec(ctx, `UPDATE workers SET until = now() + $2 WHERE holder = $1 AND until > now()`, s.holder, Term)
	switch {
	case err != nil:
		s.o.Log.Warn("saying that this worker is alive", slog.Any("error", err))
		return time.Now().Before(deadline)
	case tag.RowsAffected() == 0:
		return false
	}
	s.renewed = now
	if err := s.attend(ctx); err != nil {
		s.o.Log.Warn("looking after the queue", slog.Any("error", err))
	}
	return true
}

// attend ends what was cancelled, looks after the work of the dead, and ticks if
// the session has the chair or can take it.
func (s *session) attend(ctx context.Context) error {
	runs, err := s.Cancelled(ctx)
	if err != nil {
		return err
	}
	for _, run := range runs {
		s.set.End(run, queue.ErrCancelled)
	}
	if s.stopping.Load() {
		return nil
	}
	tag, err := s.pool.Exec(ctx, `INSERT INTO chair (holder) VALUES ($1) ON CONFLICT (one) DO UPDATE SET holder = excluded.holder
		WHERE chair.holder = excluded.holder OR chair.holder NOT IN `+living, s.holder)
	if err != nil {
		return err
	}
	if tag.RowsAffected() > 0 {
		s.tick()
	}
	return s.inherit(ctx)
}

// tick calls the worker's Tick, unless it is still at the one before. The tick
// ends with the session, and nobody else has the chair before.
func (s *session) tick() {
	if !s.ticking.CompareAndSwap(false, true) {
		return
	}
	ctx, end := s.set.Begin(s.base, "")
	go func() {
		defer end()
		defer s.ticking.Store(false)
		if err := inwork.Call(s.o.Log, func() error { return s.worker.Tick(ctx, time.Now().UTC()) }); err != nil {
			s.o.Log.Error("ticking", slog.Any("error", err))
		}
	}()
}

// living are the workers who are alive.
const living = `(SELECT holder FROM workers WHERE until > now())`

// inheriting is the advisory lock of those that look after the dead.
const inheriting = migrating + 1

// inherit makes the work of the dead available again, and wakes workers for
// runs that nobody was woken for. Every session does so, one at a time, so that
// it depends on nobody's being alive.
func (s *session) inherit(ctx context.Context) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var alone bool
		if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, int64(inheriting)).Scan(&alone); err != nil || !alone {
			return err
		}
		for _, query := range []string{
			`UPDATE runs SET holder = '' WHERE holder <> '' AND holder NOT IN ` + living,
			`UPDATE river_job SET state = 'available' WHERE state = 'running' AND queue IN ('` + runQueue + `', '` + deliveryQueue + `')
				AND attempted_by[array_upper(attempted_by, 1)] NOT IN ` + living,
			`DELETE FROM workers WHERE until < now() - interval '1 hour'`,
		} {
			if _, err := tx.Exec(ctx, query); err != nil {
				return err
			}
		}
		rows, err := tx.Query(ctx, `SELECT id FROM runs WHERE (holder = '' OR status = 'queued' AND NOT EXISTS (SELECT 1 FROM runs busy WHERE busy.sync = runs.sync AND busy.holder IS NOT NULL))
			AND NOT EXISTS (SELECT 1 FROM river_job WHERE river_job.id = runs.job AND finalized_at IS NULL) ORDER BY n`)
		if err != nil {
			return err
		}
		forgotten, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		for _, run := range forgotten {
			if err := wake(ctx, s.jobs, tx, run); err != nil {
				return err
			}
		}
		return nil
	})
}
