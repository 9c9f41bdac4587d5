package portable

import (
	"context"
	"database/sql"
	"fmt"
)

// ofRun are the numbers by which rows of a run are found.
type ofRun struct {
	n     int64
	scope int64 // 0: nothing is remembered in it
	whole int64 // the last run of it since that read all of the model; 0: none
}

// Retriable counts the rows of a run that a retry would try, see [store.Overview].
//
// A row that was deferred before it was begun is not remembered: it is tried unless
// a later run had all of the model, and not this row. One that was refused and is
// not remembered has left the model. One whose deletion was refused is deleted again.
func Retriable(ctx context.Context, db *sql.DB, run string, look int64) (rows, looked int64, err error) {
	of, ok, err := one(ctx, db, func(row func(...any) error) (of ofRun, err error) {
		err = row(&of.n, &of.scope, &of.whole)
		return of, err
	}, `SELECT r.n, coalesce(s.id, 0), coalesce((SELECT max(l.n) FROM runs l WHERE l.sync = r.sync AND l.n > r.n AND l.account = r.account
			AND l."trigger" <> 'retry' AND l.status IN ('completed', 'completed_with_rejections')), 0)
		FROM runs r LEFT JOIN scopes s ON s.account = r.account AND s.sync = r.sync WHERE r.id = $1`, run)
	if err != nil || !ok {
		return 0, 0, err
	}
	there := ``
	if of.whole > 0 {
		there = fmt.Sprintf(` AND EXISTS (SELECT 1 FROM results y JOIN runs l ON l.n = y.run JOIN runs r ON r.n = %d AND r.sync = l.sync AND r.account = l.account
			WHERE y.key = x.key AND y.run >= %d AND y.outcome <> 'accepted' AND y.outcome = 'deferred')`, of.n, of.whole)
	}
	found, _, err := one(ctx, db, func(row func(...any) error) (found [2]int64, err error) {
		err = row(&found[0], &found[1])
		return found, err
	}, fmt.Sprintf(`SELECT count(CASE WHEN m.state IN (1, 3, 4, 7) AND m.gone = 0 OR m.state = 3 AND m.gone = 2 OR m.state IS NULL AND x.outcome = 'deferred'%s THEN 1 END), count(*)
		FROM (SELECT key, outcome FROM results WHERE run = %d AND outcome <> 'accepted' AND outcome IN ('rejected', 'deferred') LIMIT %d) AS x
		LEFT JOIN memory m ON m.scope = %d AND m.key = x.key`, there, of.n, look, of.scope))
	return found[0], found[1], err
}
