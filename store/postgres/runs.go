package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// SaveRun creates or replaces the record of a run.
func (s *Store) SaveRun(ctx context.Context, r waybill.Run, fence int64) error {
	counts, err := json.Marshal(r.Counts)
	if err != nil {
		return fmt.Errorf("recording run %s: %w", r.ID, err)
	}
	warnings, err := json.Marshal(r.Warnings)
	if err != nil {
		return fmt.Errorf("recording run %s: %w", r.ID, err)
	}
	return s.write(ctx, r.Sync, fence, func(tx pgx.Tx) error {
		reasons, err := endReasons(ctx, tx, &r)
		if err != nil {
			return fmt.Errorf("recording run %s: %w", r.ID, err)
		}
		_, err = tx.Exec(ctx, `INSERT INTO runs (id, account, sync, "trigger", status, counts, started_at, finished_at, error, warnings, reading, reasons, basis)
			VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10, $11, $12, $13)
			ON CONFLICT (id) DO UPDATE SET account = excluded.account, started_at = excluded.started_at, status = excluded.status, counts = excluded.counts, finished_at = excluded.finished_at,
			error = excluded.error, warnings = excluded.warnings, reading = excluded.reading, reasons = excluded.reasons, basis = excluded.basis`,
			r.ID, r.Account, r.Sync, r.Trigger, string(r.Status), string(counts), micros(r.StartedAt), micros(r.FinishedAt), printable(r.Error), printable(string(warnings)), r.Reading, reasons, r.Basis)
		if err != nil {
			return fmt.Errorf("recording run %s: %w", r.ID, err)
		}
		return nil
	})
}

// Cancel asks a run to end.
func (s *Store) Cancel(ctx context.Context, id string) error {
	if _, err := s.pool.Exec(ctx, `UPDATE runs SET cancelled = true WHERE id = $1`, printable(id)); err != nil {
		return fmt.Errorf("writing the state: %w", err)
	}
	return nil
}

// Cancelled reports whether the end of a run was asked for.
func (s *Store) Cancelled(ctx context.Context, id string) (bool, error) {
	n, err := s.lookUp(ctx, `SELECT 1 FROM runs WHERE id = $1 AND cancelled`, printable(id))
	return n != 0, err
}

// atOnce is how many rows one statement of Prune deletes: what is deleted is
// locked until it is done.
const atOnce = 20_000

// Prune deletes captures and results that are old enough.
func (s *Store) Prune(ctx context.Context, now time.Time, r store.Retention) error {
	if err := s.pruneReferences(ctx); err != nil {
		return err
	}
	before := func(days int) int64 { return micros(now.AddDate(0, 0, -days)) }
	if r.Captures > 0 {
		if err := s.prune(ctx, `DELETE FROM captures WHERE id IN (SELECT id FROM captures WHERE at < $1 LIMIT $2)`, before(r.Captures)); err != nil {
			return err
		}
	}
	if r.Results <= 0 {
		return nil
	}
	if err := s.forgetUnsent(ctx, before(r.Results)); err != nil {
		return err
	}
	for _, table := range []string{"results", "deliveries"} {
		err := s.prune(ctx, `DELETE FROM `+table+` WHERE ctid = ANY (ARRAY (SELECT x.ctid FROM runs r JOIN `+table+` x ON x.run = r.n
			WHERE r.finished_at > 0 AND r.finished_at < $1 LIMIT $2))`, before(r.Results))
		if err != nil {
			return err
		}
	}
	return s.prune(ctx, `UPDATE runs SET reasons = NULL WHERE n IN (SELECT n FROM runs WHERE reasons IS NOT NULL AND finished_at > 0 AND finished_at < $1 LIMIT $2)`, before(r.Results))
}

func (s *Store) prune(ctx context.Context, statement string, before int64) error {
	for {
		tag, err := s.pool.Exec(ctx, statement, before, atOnce)
		if err != nil {
			return fmt.Errorf("deleting what is old: %w", err)
		}
		if tag.RowsAffected() < atOnce {
			return nil
		}
	}
}
