package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/waybillhq/waybill/store"
)

// Recover closes the runs of scope that ended without a word, under the lease
// of their sync. What they had begun to insert is in doubt; upserts are tried
// again by themselves, because their digest has not advanced.
func (s *Store) Recover(ctx context.Context, scope store.Scope, fence int64, resumed string) (found store.Recovered, err error) {
	if fence == 0 {
		return found, store.TakenOver() // a run is lost only when nobody else works on it
	}
	id, err := s.scopeID(ctx, scope)
	if err != nil {
		return found, err
	}
	err = s.write(ctx, scope.Sync, fence, func(tx pgx.Tx) error {
		found, err = closeAll(ctx, tx, scope, id, resumed)
		return err
	})
	if err != nil {
		return store.Recovered{}, err
	}
	return found, nil
}

// closeAll closes the runs of a sync that are open, but for those whose
// deliveries others work on.
func closeAll(ctx context.Context, tx pgx.Tx, scope store.Scope, memory int64, resumed string) (found store.Recovered, err error) {
	type open struct {
		N    int64
		ID   string
		Open bool  // its deliveries are
		Left int64 // of them
		Ends bool  // its end is known, but not by its worker
	}
	rows, err := tx.Query(ctx, `SELECT r.n, r.id, r.deliveries > 0, (SELECT count(*) FROM deliveries d WHERE d.run = r.n AND d.state <> 'done'), r.status <> 'running'
		FROM runs r WHERE r.sync = $1 AND r.account = $2 AND (r.status = 'running' OR r.unsettled = 1) ORDER BY r.n DESC FOR UPDATE OF r`, scope.Sync, scope.Account)
	if err != nil {
		return found, fmt.Errorf("reading runs: %w", err)
	}
	runs, err := pgx.CollectRows(rows, pgx.RowToStructByPos[open])
	if err != nil {
		return found, fmt.Errorf("reading runs: %w", err)
	}
	for _, r := range runs {
		var n int64
		var err error
		switch {
		case r.Open && r.Left > 0 && !r.Ends:
			found.Working = append(found.Working, r.ID)
		case r.Open && !r.Ends:
			found.Done = append(found.Done, r.ID)
			err = closeDone(ctx, tx, r.N)
		default:
			found.Runs = append(found.Runs, r.ID)
			n, err = closeLost(ctx, tx, memory, r.N, r.ID == resumed)
		}
		if err != nil {
			return found, fmt.Errorf("recovering run %s: %w", r.ID, err)
		}
		found.InDoubt += n
	}
	return found, nil
}

// closeDone closes a run whose deliveries are done: only the word is missing.
func closeDone(ctx context.Context, tx pgx.Tx, run int64) error {
	_, err := tx.Exec(ctx, `UPDATE runs SET finished_at = $2, status = CASE WHEN (counts->>'rejected')::bigint + (counts->>'deferred')::bigint + (counts->>'in_doubt')::bigint > 0
		THEN 'completed_with_rejections' ELSE 'completed' END WHERE n = $1`, run, micros(time.Now()))
	return err
}

// closeLost puts what a run had begun in doubt and closes the run. Deliveries
// that its planner left behind are dropped.
func closeLost(ctx context.Context, tx pgx.Tx, scope, run int64, goesOn bool) (int64, error) {
	inDoubt, err := doubt(ctx, tx, scope, run, `SELECT scope, key, business_key, begun_at FROM claims WHERE run = $1 AND memory = $2 AND state = 1`)
	if err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM deliveries WHERE run = $1`, run); err != nil {
		return 0, err
	}
	return inDoubt, closeRun(ctx, tx, run, inDoubt, goesOn)
}

// doubt puts the claims in doubt that lost selects (scope, key, business_key,
// begun_at), with the rows they are of. The parameters of lost are the run
// ($1), its memory ($2) and more.
func doubt(ctx context.Context, tx pgx.Tx, memory, run int64, lost string, more ...any) (n int64, err error) {
	args := append([]any{run, memory}, more...)
	note, now := fmt.Sprintf("$%d", len(args)+1), fmt.Sprintf("$%d::bigint", len(args)+2)
	err = tx.QueryRow(ctx, `WITH lost AS MATERIALIZED (`+lost+`), remembered AS (
			INSERT INTO memory (scope, key, state, business_key, note, tried_at) SELECT $2, key, 5, business_key, `+note+`, begun_at FROM lost
			ON CONFLICT (scope, key) DO UPDATE SET state = 5, business_key = excluded.business_key, note = excluded.note, tried_at = excluded.tried_at, assumed = memory.assumed OR memory.state = 8, new_key = NULL
		), told AS (
			INSERT INTO results (run, key, business_key, kind, outcome, message, reason, attempts, at)
			SELECT $1, key, business_key, 'added', 'in_doubt', `+note+`, `+note+`, 1, begun_at FROM lost
			ON CONFLICT (run, key, n) DO UPDATE SET outcome = 'in_doubt', message = excluded.message, reason = excluded.reason
		), doubted AS (
			INSERT INTO claims (scope, business_key, state, memory, key, run, begun_at, settled_at)
			SELECT scope, business_key, 5, $2, key, $1, begun_at, `+now+` FROM lost
			ON CONFLICT (scope, business_key) DO UPDATE SET state = 5, settled_at = excluded.settled_at, doubted_at = coalesce(claims.doubted_at, claims.begun_at) RETURNING 1
		)
		SELECT count(*) FROM doubted`, append(args, store.LostNote, micros(time.Now()))...).Scan(&n)
	return n, err
}

// closeRun marks a run as failed, unless its end is known or it goes on. Its counts are what its results say, since
// the last ones it kept may be older; what has none was not got to.
func closeRun(ctx context.Context, tx pgx.Tx, run, inDoubt int64, goesOn bool) error {
	const lost = `CASE WHEN status = 'running' AND NOT $4 THEN `
	_, err := tx.Exec(ctx, `WITH x AS (
			SELECT count(*) FILTER (WHERE outcome = 'accepted') AS accepted,
				count(*) FILTER (WHERE outcome = 'rejected' AND kind <> 'removed') AS rejected,
				count(*) FILTER (WHERE outcome = 'in_doubt') AS in_doubt,
				count(*) FILTER (WHERE outcome IN ('accepted', 'rejected', 'in_doubt') AND kind <> 'removed') AS got_to
			FROM results WHERE run = $1)
		UPDATE runs SET unsettled = 0, reasons = NULL, status = `+lost+`'failed' ELSE status END,
			finished_at = `+lost+`$2 ELSE finished_at END, error = `+lost+`$3 ELSE error END, counts = counts || jsonb_build_object(
			'accepted', x.accepted, 'rejected', x.rejected, 'in_doubt', x.in_doubt,
			'deferred', greatest(0, (counts->>'added')::bigint + (counts->>'changed')::bigint - x.got_to)) FROM x WHERE n = $1`,
		run, micros(time.Now()), store.LostRun(inDoubt), goesOn)
	return err
}
