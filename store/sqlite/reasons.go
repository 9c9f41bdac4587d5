package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
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

// countReasons looks at every row of a run that was not accepted. Reasons of one
// row alone, of which there may be many, are not sorted.
func (s *Store) countReasons(ctx context.Context, run int64, limit int) ([]store.Reason, error) {
	const groups = `SELECT x.outcome, x.reason, count(*) FROM results x INDEXED BY results_by_reason
		WHERE x.run = ? AND x.outcome <> 'accepted' GROUP BY x.outcome, x.reason `
	var found []store.Reason
	for _, part := range []string{`HAVING count(*) > 1 ORDER BY 3 DESC, 1, 2 LIMIT ?`, `HAVING count(*) = 1 LIMIT ?`} {
		if len(found) == limit {
			break
		}
		err := s.each(ctx, groups+part, func(rows *sql.Rows) error {
			var r store.Reason
			err := rows.Scan(&r.Outcome, &r.Message, &r.Rows)
			found = append(found, r)
			return err
		}, run, limit-len(found))
		if err != nil {
			return nil, fmt.Errorf("reading reasons: %w", err)
		}
	}
	return found, nil
}

// endReasons are the reasons of a run that has ended, as they are kept; nil while
// it goes on, and for a run that the state does not know yet.
func (s *Store) endReasons(ctx context.Context, r waybill.Run) ([]byte, error) {
	if r.FinishedAt.IsZero() {
		return nil, nil
	}
	n, err := s.runID(ctx, r.ID)
	if waybill.ErrorCode(err) == waybill.ENotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	found, err := s.countReasons(ctx, n, store.MostReasons)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return json.Marshal(found)
}
