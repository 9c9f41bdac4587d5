package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/waybillhq/waybill/store"
)

// Recover closes the runs of scope that ended without a word. What they had
// begun to insert is in doubt; upserts are tried again by themselves, because
// their digest has not advanced.
func (s *Store) Recover(ctx context.Context, scope store.Scope, _ int64, resumed string) (found store.Recovered, err error) {
	open, err := s.lost(ctx, scope)
	if err != nil || len(open) == 0 {
		return found, err
	}
	id, err := s.scopeID(ctx, scope)
	if err != nil {
		return found, err
	}
	err = s.w.tx(ctx, func(tx *sql.Tx) error {
		for _, run := range open {
			n, err := closeLost(ctx, tx, id, run, run == resumed)
			if err != nil {
				return fmt.Errorf("recovering run %s: %w", run, err)
			}
			found.Runs = append(found.Runs, run)
			found.InDoubt += n
		}
		return nil
	})
	return found, err
}

// lost returns the runs of a scope whose worker recorded no end, newest first.
func (s *Store) lost(ctx context.Context, scope store.Scope) (runs []string, err error) {
	const columns = `SELECT n, id FROM runs WHERE sync = ?1 AND account = ?2`
	rows, err := s.read.QueryContext(ctx, columns+` AND status = 'running' UNION `+columns+` AND unsettled = 1 ORDER BY n DESC`, scope.Sync, scope.Account)
	if err != nil {
		return nil, fmt.Errorf("reading runs: %w", err)
	}
	defer rows.Close() //nolint:errcheck // its error is that of rows
	for rows.Next() {
		var n int64
		var run string
		if err := rows.Scan(&n, &run); err != nil {
			return nil, fmt.Errorf("reading runs: %w", err)
		}
		runs = append(runs, run)
	}
	return runs, rows.Err()
}

// closeLost puts what a run had begun in doubt and closes the run.
func closeLost(ctx context.Context, tx *sql.Tx, scope int64, run string, goesOn bool) (int64, error) {
	now := micros(time.Now())
	const begun = ` FROM claims c JOIN runs r ON r.n = c.run WHERE r.id = ?1 AND c.memory = ?2 AND c.state = 1`
	for _, q := range []string{
		`INSERT INTO memory (scope, key, state, business_key, note, tried_at) SELECT ?2, c.key, 5, c.business_key, ?3, c.begun_at` + begun +
			` ON CONFLICT (scope, key) DO UPDATE SET state = 5, business_key = excluded.business_key, note = excluded.note, tried_at = excluded.tried_at, assumed = assumed OR state = 8, new_key = NULL`,
		`INSERT INTO results (run, key, business_key, kind, outcome, message, reason, attempts, at)
			SELECT r.n, c.key, c.business_key, 'added', 'in_doubt', ?3, ?3, 1, c.begun_at` + begun +
			` ON CONFLICT DO UPDATE SET outcome = 'in_doubt', message = excluded.message, reason = excluded.reason`,
	} {
		if _, err := tx.ExecContext(ctx, q, run, scope, store.LostNote); err != nil {
			return 0, err
		}
	}
	res, err := tx.ExecContext(ctx, `UPDATE claims SET state = 5, settled_at = ?3, doubted_at = coalesce(doubted_at, begun_at) WHERE memory = ?2 AND state = 1 AND run = (SELECT n FROM runs WHERE id = ?1)`, run, scope, now)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, err
	}
	return n, closeRun(ctx, tx, run, n, now, goesOn)
}

// closeRun marks a run as failed, unless its end is known or it goes on. Its counts are what its results say, since
// the last ones it kept may be older; what has none was not got to.
func closeRun(ctx context.Context, tx *sql.Tx, run string, inDoubt, now int64, goesOn bool) error {
	const lost = `CASE WHEN status = 'running' AND NOT ?4 THEN `
	_, err := tx.ExecContext(ctx, `UPDATE runs SET unsettled = 0, reasons = NULL, status = `+lost+`'failed' ELSE status END,
		finished_at = `+lost+`?2 ELSE finished_at END, error = `+lost+`?3 ELSE error END, counts = json_set(counts,
		'$.accepted', (SELECT count(*) FROM results WHERE run = runs.n AND outcome = 'accepted'),
		'$.rejected', (SELECT count(*) FROM results WHERE run = runs.n AND outcome = 'rejected' AND kind <> 'removed'),
		'$.in_doubt', (SELECT count(*) FROM results WHERE run = runs.n AND outcome = 'in_doubt'),
		'$.deferred', max(0, json_extract(counts, '$.added') + json_extract(counts, '$.changed') - (SELECT count(*) FROM results
			WHERE run = runs.n AND outcome IN ('accepted', 'rejected', 'in_doubt') AND kind <> 'removed')))
		WHERE id = ?1`, run, now, store.LostRun(inDoubt), goesOn)
	return err
}
