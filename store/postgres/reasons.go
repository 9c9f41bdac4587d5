package postgres

import (
	"context"
	"encoding/json"
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
// ways. Reasons of one row alone, of which there may be many, are not sorted.
func countReasons(ctx context.Context, q querier, run int64, limit int) ([]store.Reason, error) {
	const groups = `SELECT outcome, coalesce(reason, ''), count(*)
		FROM (SELECT outcome, reason FROM results WHERE run = $1 AND outcome <> 'accepted' ORDER BY outcome, reason OFFSET 0) x GROUP BY outcome, reason `
	var found []store.Reason
	for _, part := range []string{`HAVING count(*) > 1 ORDER BY 3 DESC, outcome COLLATE "C", reason LIMIT $2`, `HAVING count(*) = 1 ORDER BY outcome, reason LIMIT $2`} {
		if len(found) == limit {
			break
		}
		rows, err := q.Query(ctx, groups+part, run, limit-len(found))
		if err != nil {
			return nil, fmt.Errorf("reading reasons: %w", err)
		}
		some, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r store.Reason, err error) {
			err = row.Scan(&r.Outcome, &r.Message, &r.Rows)
			return r, err
		})
		if err != nil {
			return nil, fmt.Errorf("reading reasons: %w", err)
		}
		found = append(found, some...)
	}
	return found, nil
}

// endReasons are the reasons of a run that has ended, as they are kept; nil while
// it goes on, and for a run that the state does not know yet.
func endReasons(ctx context.Context, tx pgx.Tx, r waybill.Run) ([]byte, error) {
	if r.FinishedAt.IsZero() {
		return nil, nil
	}
	var n int64
	err := tx.QueryRow(ctx, `SELECT n FROM runs WHERE id = $1`, printable(r.ID)).Scan(&n)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading reasons: %w", err)
	}
	found, err := countReasons(ctx, tx, n, store.MostReasons)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return json.Marshal(found)
}
