package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/waybillhq/waybill/store"
)

// Figures counts what there is.
func (s *Store) Figures(ctx context.Context) (f store.Figures, err error) {
	f.Success = map[string]time.Time{}
	rows, err := s.pool.Query(ctx, `SELECT sync, status, count(*), max(finished_at) FROM runs GROUP BY sync, status`)
	if err != nil {
		return f, fmt.Errorf("counting what there is: %w", err)
	}
	var r store.RunFigure
	var last int64
	_, err = pgx.ForEachRow(rows, []any{&r.Sync, &r.Status, &r.Runs, &last}, func() error {
		f.Add(r, store.FromMicros(last))
		return nil
	})
	if err != nil {
		return f, fmt.Errorf("counting what there is: %w", err)
	}
	f.Last, err = s.queryRuns(ctx, `SELECT `+runColumns+` FROM runs WHERE n = ANY (ARRAY (SELECT max(n) FROM runs
		WHERE status NOT IN ('queued', 'running', 'cancelled') GROUP BY sync)) ORDER BY sync`)
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
func (s *Store) rowsIn(ctx context.Context, state string) ([]store.DoubtFigure, error) {
	rows, err := s.pool.Query(ctx, `SELECT s.account, s.sync, m.rows FROM (SELECT scope, count(*) AS rows FROM memory WHERE `+state+` GROUP BY scope) m
		JOIN scopes s ON s.id = m.scope ORDER BY s.account, s.sync`)
	if err != nil {
		return nil, fmt.Errorf("counting what there is: %w", err)
	}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d store.DoubtFigure, err error) {
		err = row.Scan(&d.Scope.Account, &d.Scope.Sync, &d.Rows)
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("counting what there is: %w", err)
	}
	return found, nil
}
