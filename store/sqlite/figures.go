package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/waybillhq/waybill/store"
)

// Figures counts what there is.
func (s *Store) Figures(ctx context.Context) (f store.Figures, err error) {
	f.Success = map[string]time.Time{}
	err = s.each(ctx, `SELECT sync, status, count(*), max(finished_at) FROM runs GROUP BY sync, status`, func(rows *sql.Rows) error {
		var r store.RunFigure
		var last int64
		err := rows.Scan(&r.Sync, &r.Status, &r.Runs, &last)
		f.Add(r, store.FromMicros(last))
		return err
	})
	if err != nil {
		return f, fmt.Errorf("counting what there is: %w", err)
	}
	f.Last, err = s.queryRuns(ctx, `SELECT `+runColumns+` FROM runs WHERE n IN (SELECT max(n) FROM runs
		WHERE status NOT IN ('queued', 'running', 'cancelled') GROUP BY sync) ORDER BY sync`)
	if err != nil {
		return f, err
	}
	if f.InDoubt, err = s.rowsIn(ctx, `state = 5`); err != nil {
		return f, err
	}
	f.Refused, err = s.rowsIn(ctx, `state = 3`)
	return f, err
}

// rowsIn counts the rows in a state, which an index holds of its own.
func (s *Store) rowsIn(ctx context.Context, state string) (found []store.DoubtFigure, err error) {
	err = s.each(ctx, `SELECT s.account, s.sync, m.n FROM (SELECT scope, count(*) AS n FROM memory WHERE `+state+` GROUP BY scope) m
		JOIN scopes s ON s.id = m.scope ORDER BY s.account, s.sync`, func(rows *sql.Rows) error {
		var d store.DoubtFigure
		err := rows.Scan(&d.Scope.Account, &d.Scope.Sync, &d.Rows)
		found = append(found, d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("counting what there is: %w", err)
	}
	return found, nil
}

// each hands every row of a query to do.
func (s *Store) each(ctx context.Context, query string, do func(*sql.Rows) error, args ...any) error {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := do(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
