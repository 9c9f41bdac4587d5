package postgres

import (
	"context"
	"fmt"

	"github.com/waybillhq/waybill/store"
)

// fieldIDs returns the numbers of the fields of references, which are made if
// they are new.
func (s *Store) fieldIDs(ctx context.Context, references []store.Reference) (map[string]int64, error) {
	return s.scopes.OfFields(references, func(name string) (int64, error) {
		return s.ensure(ctx, `SELECT id FROM reference_fields WHERE name = $1`, `INSERT INTO reference_fields (name) VALUES ($1) ON CONFLICT DO NOTHING`, name)
	})
}

// references keeps what rows are found by.
func (q *queue) references() {
	if n := len(q.References); n > 0 {
		digests, keys, fields := make([]int64, n), make([][]byte, n), make([]int64, n)
		for i := range q.References {
			r := &q.References[i]
			digests[i], keys[i], fields[i] = r.Digest, []byte(r.Key), q.fields[r.Field]
		}
		q.Queue(`INSERT INTO row_references (digest, run, scope, field, key) SELECT v.digest, $1, $2, v.field, v.key
			FROM unnest($3::bigint[], $4::bigint[], $5::bytea[]) AS v (digest, field, key) ON CONFLICT DO NOTHING`, q.run, q.scope, digests, fields, keys)
	}
	if q.Referenced != "" {
		q.Queue(`UPDATE scopes SET referenced = $2 WHERE id = $1`, q.scope, q.Referenced)
	}
}

// forgets drops rows from memory, and remembers to drop what they were found by.
func (q *queue) forgets() {
	if len(q.Forget) == 0 {
		return
	}
	q.Queue(`DELETE FROM memory WHERE scope = $1 AND ctid = ANY (ARRAY (SELECT m.ctid FROM unnest($2::bytea[]) AS v (key)
		CROSS JOIN LATERAL (SELECT ctid FROM memory WHERE scope = $1 AND key = v.key LIMIT 1) AS m))`, q.scope, blobs(q.Forget))
	q.Queue(`INSERT INTO forgotten_rows SELECT m.id, v.key FROM scopes m CROSS JOIN unnest($2::bytea[]) AS v (key)
		WHERE m.id = $1 AND m.referenced <> '' ORDER BY v.key ON CONFLICT DO NOTHING`, q.scope, blobs(q.Forget))
}

// Referenced says of which fields the references of all rows are kept.
func (s *Store) Referenced(ctx context.Context, scope store.Scope) (fields string, err error) {
	err = s.pool.QueryRow(ctx, `SELECT coalesce(max(referenced), '') FROM scopes WHERE account = $1 AND sync = $2`, scope.Account, scope.Sync).Scan(&fields)
	if err != nil {
		return "", fmt.Errorf("reading the state: %w", err)
	}
	return fields, nil
}

// pruneReferences deletes what forgotten rows were found by, unless they are
// remembered again. It reads all references, and only if a row was forgotten.
func (s *Store) pruneReferences(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, `WITH gone AS (DELETE FROM forgotten_rows RETURNING scope, key)
		DELETE FROM row_references r USING gone g WHERE r.scope = g.scope AND r.key = g.key
			AND NOT EXISTS (SELECT 1 FROM memory m WHERE m.scope = r.scope AND m.key = r.key)`)
	if err != nil {
		return fmt.Errorf("deleting what is old: %w", err)
	}
	return nil
}

// forgetUnsent forgets rows of which nothing but old results is known: what they
// were found by is deleted by the next pruning. A run that reads one again keeps
// it again.
func (s *Store) forgetUnsent(ctx context.Context, before int64) error {
	_, err := s.pool.Exec(ctx, `INSERT INTO forgotten_rows SELECT m.id, x.key FROM runs r JOIN scopes m ON m.account = r.account AND m.sync = r.sync
		CROSS JOIN LATERAL (SELECT key FROM results x WHERE x.run = r.n AND x.outcome <> 'accepted' AND x.outcome = 'deferred' ORDER BY x.run, x.outcome, x.key, x.n) x
		WHERE r.finished_at > 0 AND r.finished_at < $1 AND m.referenced <> '' AND NOT EXISTS (SELECT 1 FROM memory y WHERE y.scope = m.id AND y.key = x.key) ON CONFLICT DO NOTHING`, before)
	if err != nil {
		return fmt.Errorf("deleting what is old: %w", err)
	}
	return nil
}
