package sqlite

import (
	"context"
	"database/sql"
	"fmt"

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
	if err := s.read.QueryRowContext(ctx, `SELECT reasons FROM runs WHERE n = ?`, n).Scan(&kept); err != nil {
		return nil, fmt.Errorf("reading reasons: %w", err)
	}
	if reasons, ok, err := store.Counted(kept, limit); ok || err != nil {
		return reasons, err
	}
	return s.countReasons(ctx, n, limit)
}

// countReasons looks at every row of a run that was not accepted.
func (s *Store) countReasons(ctx context.Context, run int64, limit int) ([]store.Reason, error) {
	const groups = `SELECT x.outcome, x.reason, count(*) FROM results x INDEXED BY results_by_reason
		WHERE x.run = ? AND x.outcome <> 'accepted' GROUP BY x.outcome, x.reason `
	return store.CountReasons(limit, func(alone bool, limit int) (found []store.Reason, err error) {
		part := `HAVING count(*) > 1 ORDER BY 3 DESC, 1, 2 LIMIT ?`
		if alone {
			part = `HAVING count(*) = 1 LIMIT ?`
		}
		err = s.each(ctx, groups+part, func(rows *sql.Rows) error {
			var r store.Reason
			err := rows.Scan(&r.Outcome, &r.Message, &r.Rows)
			found = append(found, r)
			return err
		}, run, limit)
		return found, err
	})
}

// endReasons are the reasons of a run that has ended, as they are kept.
func (s *Store) endReasons(ctx context.Context, r *waybill.Run) ([]byte, error) {
	return store.EndReasons(r, func(limit int) ([]store.Reason, error) {
		n, err := s.runID(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		return s.countReasons(ctx, n, limit)
	})
}
