package portable

import (
	"context"
	"database/sql"
	"time"

	"github.com/waybillhq/waybill/store"
)

// Figures counts what there is, see [store.Overview].
func Figures(ctx context.Context, db *sql.DB) (f store.Figures, err error) {
	f.Success = map[string]time.Time{}
	_, err = list(ctx, db, func(row func(...any) error) (r store.RunFigure, err error) {
		var last int64
		err = row(&r.Sync, &r.Status, &r.Runs, &last)
		f.Add(r, fromMicros(last))
		return r, err
	}, `SELECT sync, status, count(*), max(finished_at) FROM runs GROUP BY sync, status`)
	if err != nil {
		return f, err
	}
	f.Last, err = queryRuns(ctx, db, `SELECT `+runColumns+` FROM runs JOIN (SELECT max(n) AS last FROM runs
		WHERE status NOT IN ('queued', 'running', 'cancelled') GROUP BY sync) AS ended ON last = n ORDER BY sync`)
	if err != nil {
		return f, err
	}
	// Rows in doubt have an index of their own.
	f.InDoubt, err = list(ctx, db, func(row func(...any) error) (d store.DoubtFigure, err error) {
		err = row(&d.Scope.Account, &d.Scope.Sync, &d.Rows)
		return d, err
	}, `SELECT s.account, s.sync, m.doubts FROM (SELECT scope, count(*) AS doubts FROM memory WHERE state = 5 GROUP BY scope) m
		JOIN scopes s ON s.id = m.scope ORDER BY s.account, s.sync`)
	return f, err
}
