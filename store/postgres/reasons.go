package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Reasons returns why rows of a run were not accepted.
func (s *Store) Reasons(ctx context.Context, run string, limit int) ([]store.Reason, error) {
	n, err := s.runID(ctx, run)
	if err != nil {
		return nil, err
	}
	var kept []byte
	if err := s.pool.QueryRow(ctx, `SELECT reasons FROM runs WHERE n = $1`, n).Scan(&kept); err != nil {
		return nil, fmt.Errorf("reading reasons: %w", err)
	}
	if reasons, ok, err := store.Counted(kept, limit); ok || err != nil {
		return reasons, err
	}
	return countReasons(ctx, s.pool, n, limit)
}

// countReasons looks at every row of a run that was not accepted. They are
// grouped as the index has them in order: OFFSET keeps the planner from other
// ways.
func countReasons(ctx context.Context, q querier, run int64, limit int) ([]store.Reason, error) {
	const groups = `SELECT outcome, coalesce(reason, ''), count(*)
		FROM (SELECT outcome, reason FROM results WHERE run = $1 AND outcome <> 'accepted' ORDER BY outcome, reason OFFSET 0) x GROUP BY outcome, reason `
	return store.CountReasons(limit, func(alone bool, limit int) ([]store.Reason, error) {
		part := `HAVING count(*) > 1 ORDER BY 3 DESC, outcome COLLATE "C", reason LIMIT $2`
		if alone {
			part = `HAVING count(*) = 1 ORDER BY outcome, reason LIMIT $2`
		}
		rows, err := q.Query(ctx, groups+part, run, limit)
		if err != nil {
			return nil, err
		}
		return pgx.CollectRows(rows, func(row pgx.CollectableRow) (r store.Reason, err error) {
			err = row.Scan(&r.Outcome, &r.Message, &r.Rows)
			return r, err
		})
	})
}

// endReasons are the reasons of a run that has ended, as they are kept.
func endReasons(ctx context.Context, tx pgx.Tx, r *waybill.Run) ([]byte, error) {
	return store.EndReasons(r, func(limit int) ([]store.Reason, error) {
		var n int64
		err := tx.QueryRow(ctx, `SELECT n FROM runs WHERE id = $1`, printable(r.ID)).Scan(&n)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil, store.NoRun(r.ID)
		}
		if err != nil {
			return nil, err
		}
		return countReasons(ctx, tx, n, limit)
	})
}
