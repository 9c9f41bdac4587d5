package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// SaveRun creates or replaces the record of a run.
func (s *Store) SaveRun(ctx context.Context, r waybill.Run, _ int64) error {
	counts, err := json.Marshal(r.Counts)
	if err != nil {
		return fmt.Errorf("recording run %s: %w", r.ID, err)
	}
	warnings, err := json.Marshal(r.Warnings)
	if err != nil {
		return fmt.Errorf("recording run %s: %w", r.ID, err)
	}
	reasons, err := s.endReasons(ctx, &r)
	if err != nil {
		return fmt.Errorf("recording run %s: %w", r.ID, err)
	}
	return s.w.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO runs (id, account, sync, "trigger", status, counts, started_at, finished_at, error, warnings, reading, reasons, basis) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET account = excluded.account, started_at = excluded.started_at, status = excluded.status, counts = excluded.counts, finished_at = excluded.finished_at,
			error = excluded.error, warnings = excluded.warnings, reading = excluded.reading, reasons = excluded.reasons, basis = excluded.basis`,
			r.ID, r.Account, r.Sync, r.Trigger, string(r.Status), string(counts), micros(r.StartedAt), micros(r.FinishedAt), r.Error, string(warnings), r.Reading, nullText(string(reasons)), r.Basis)
		return err
	})
}

// Cancel asks a run to end.
func (s *Store) Cancel(ctx context.Context, id string) error {
	return s.w.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE runs SET cancelled = 1 WHERE id = ?`, id)
		return err
	})
}

// Cancelled reports whether the end of a run was asked for.
func (s *Store) Cancelled(ctx context.Context, id string) (bool, error) {
	n, err := s.lookUp(ctx, `SELECT cancelled FROM runs WHERE id = ?`, id)
	return n != 0, err
}

// Prune deletes captures and results that are old enough.
func (s *Store) Prune(ctx context.Context, now time.Time, r store.Retention) error {
	before := func(days int) int64 { return micros(now.AddDate(0, 0, -days)) }
	return s.w.tx(ctx, func(tx *sql.Tx) error {
		if err := pruneReferences(ctx, tx); err != nil {
			return err
		}
		if r.Captures > 0 {
			if _, err := tx.ExecContext(ctx, `DELETE FROM captures WHERE at < ?`, before(r.Captures)); err != nil {
				return err
			}
		}
		if r.Results <= 0 {
			return nil
		}
		for _, q := range []string{
			forgetUnsent,
			`DELETE FROM results WHERE run IN (SELECT n FROM runs WHERE finished_at > 0 AND finished_at < ?)`,
			`UPDATE runs SET reasons = NULL WHERE reasons IS NOT NULL AND finished_at > 0 AND finished_at < ?`,
		} {
			if _, err := tx.ExecContext(ctx, q, before(r.Results)); err != nil {
				return err
			}
		}
		return nil
	})
}
