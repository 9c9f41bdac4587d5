package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Recover closes the runs of scope that ended without a word, under the lease
// of their sync. What they had begun to insert is in doubt; upserts are tried
// again by themselves, because their digest has not advanced.
func (s *Store) Recover(ctx context.Context, scope store.Scope, fence int64) (found store.Recovered, err error) {
	if fence == 0 {
		return found, store.TakenOver() // a run is lost only when nobody else works on it
	}
	open, err := s.ListRuns(ctx, store.RunFilter{Scope: scope, Status: waybill.Running})
	if err != nil || len(open) == 0 {
		return found, err
	}
	id, err := s.scopeID(ctx, scope)
	if err != nil {
		return found, err
	}
	err = s.write(ctx, scope.Sync, fence, func(tx pgx.Tx) error {
		found = store.Recovered{}
		for _, r := range open {
			n, err := closeLost(ctx, tx, id, r.ID)
			if err != nil {
				return fmt.Errorf("recovering run %s: %w", r.ID, err)
			}
			found.Runs = append(found.Runs, r.ID)
			found.InDoubt += n
		}
		return nil
	})
	if err != nil {
		return store.Recovered{}, err
	}
	return found, nil
}

// closeLost puts what a run had begun in doubt and closes the run.
func closeLost(ctx context.Context, tx pgx.Tx, scope int64, run string) (int64, error) {
	var n int64
	if err := tx.QueryRow(ctx, `SELECT n FROM runs WHERE id = $1`, run).Scan(&n); err != nil {
		return 0, err
	}
	inDoubt, err := doubt(ctx, tx, scope, n, ` FROM claims c WHERE c.run = $1 AND c.memory = $2 AND c.state = 1`)
	if err != nil {
		return 0, err
	}
	return inDoubt, closeRun(ctx, tx, n, inDoubt)
}

// doubt puts the claims in doubt that from selects as c, with the rows they are
// of. Its parameters are the run ($1), its memory ($2) and more.
func doubt(ctx context.Context, tx pgx.Tx, scope, run int64, from string, more ...any) (int64, error) {
	args := append([]any{run, scope}, more...)
	note, now := fmt.Sprintf("$%d", len(args)+1), fmt.Sprintf("$%d", len(args)+2)
	_, err := tx.Exec(ctx, `WITH lost AS MATERIALIZED (SELECT c.scope, c.key, c.business_key, c.begun_at`+from+`), remembered AS (
			INSERT INTO memory (scope, key, state, business_key, note) SELECT $2, key, 5, business_key, `+note+` FROM lost
			ON CONFLICT (scope, key) DO UPDATE SET state = 5, business_key = excluded.business_key, note = excluded.note)
		INSERT INTO results (run, key, business_key, kind, outcome, message, attempts, at)
			SELECT $1, key, business_key, 'added', 'in_doubt', `+note+`, 1, begun_at FROM lost
			ON CONFLICT (run, key, n) DO UPDATE SET outcome = 'in_doubt', message = excluded.message`, append(args, store.LostNote)...)
	if err != nil {
		return 0, err
	}
	tag, err := tx.Exec(ctx, `UPDATE claims u SET state = 5, settled_at = `+now+from+` AND c.scope = u.scope AND c.business_key = u.business_key AND `+note+` <> ''`,
		append(args, store.LostNote, micros(time.Now()))...)
	return tag.RowsAffected(), err
}

// closeRun marks a run as failed. Its counts are what its results say, since
// the last ones it kept may be older; what has none was not got to.
func closeRun(ctx context.Context, tx pgx.Tx, run, inDoubt int64) error {
	_, err := tx.Exec(ctx, `WITH x AS (
			SELECT count(*) FILTER (WHERE outcome = 'accepted') AS accepted,
				count(*) FILTER (WHERE outcome = 'rejected' AND kind <> 'removed') AS rejected,
				count(*) FILTER (WHERE outcome = 'in_doubt') AS in_doubt,
				count(*) FILTER (WHERE outcome IN ('accepted', 'rejected', 'in_doubt') AND kind <> 'removed') AS got_to
			FROM results WHERE run = $1)
		UPDATE runs SET status = 'failed', finished_at = $2, error = $3, counts = counts || jsonb_build_object(
			'accepted', x.accepted, 'rejected', x.rejected, 'in_doubt', x.in_doubt,
			'deferred', greatest(0, (counts->>'added')::bigint + (counts->>'changed')::bigint - x.got_to)) FROM x WHERE n = $1`,
		run, micros(time.Now()), store.LostRun(inDoubt))
	return err
}
