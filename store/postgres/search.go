package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/waybillhq/waybill/store"
)

// Search finds rows of all scopes. There are few of those: each question is
// asked once in each, of an index.
func (s *Store) Search(ctx context.Context, text string, limit int) ([]store.Hit, error) {
	rows, err := store.Collect(questions(text, limit), limit, func(q store.Question) ([]store.Row, error) { return s.rowsOf(ctx, q) })
	var hits []store.Hit
	if err == nil && len(rows) > 0 {
		hits, err = s.Look(ctx, rows)
	}
	if err != nil {
		return nil, fmt.Errorf("searching for %s: %w", text, err)
	}
	return hits, nil
}

// remembered and unsent are what a question answers with, of rows x that are in
// memory and of those that runs told of without delivering them: of the
// unremembered ones these alone know.
const (
	remembered   = `SELECT m.id, m.account, m.sync, x.key, coalesce(x.business_key, ''), '' FROM `
	unsent       = `SELECT coalesce(min(m.id), 0), r.account, r.sync, x.key, coalesce((array_agg(x.business_key ORDER BY x.run DESC))[1], ''), '' FROM `
	told         = ` x CROSS JOIN LATERAL (SELECT account, sync FROM runs WHERE n = x.run LIMIT 1) r LEFT JOIN scopes m ON m.account = r.account AND m.sync = r.sync `
	newestOfRow  = ` GROUP BY r.account, r.sync, x.key ORDER BY max(x.run) DESC LIMIT $2`
	unremembered = told + `WHERE NOT EXISTS (SELECT 1 FROM memory y WHERE y.scope = m.id AND y.key = x.key)` + newestOfRow
)

// referred are rows with a reference, newest first: of these as few are looked
// up as are asked for.
const referred = `coalesce(x.business_key, ''), (SELECT name FROM reference_fields WHERE id = y.field)
	FROM (SELECT * FROM (SELECT * FROM row_references WHERE digest >= $1 AND digest <= $1 ORDER BY digest LIMIT $3) y ORDER BY run DESC, key DESC, field) y
	CROSS JOIN LATERAL (SELECT * FROM scopes WHERE id = y.scope LIMIT 1) m CROSS JOIN LATERAL `

// questions are the ways in which a row may go by a text.
func questions(text string, limit int) []store.Question {
	const newest = ` ORDER BY y.run DESC, y.key DESC, y.field LIMIT $2`
	keys, business := []any{shownKeys(text), int64(limit)}, []any{[]byte(text), int64(limit)}
	reference := []any{store.ReferenceDigest(text), int64(limit), int64(store.MostReferences)}
	return []store.Question{
		{By: store.ByKey, Args: keys, Query: remembered + `scopes m CROSS JOIN unnest($1::bytea[]) v (key)
			CROSS JOIN LATERAL (SELECT * FROM memory y WHERE y.scope = m.id AND y.key = v.key LIMIT 1) x LIMIT $2`},
		{By: store.ByKey, Args: keys, Query: remembered + `scopes m CROSS JOIN unnest($1::bytea[]) v (key) CROSS JOIN LATERAL (` + begunOf("m.id", "v.key") + `) x LIMIT $2`},
		{By: store.ByBusinessKey, Args: business, Query: remembered + `(SELECT * FROM memory y WHERE ` + called("y", "$1") + ` LIMIT $2) x JOIN scopes m ON m.id = x.scope`},
		{By: store.ByBusinessKey, Args: business, Query: remembered + `claim_scopes c
			CROSS JOIN LATERAL (SELECT * FROM claims y WHERE y.scope = c.id AND y.business_key = $1 LIMIT 1) x JOIN scopes m ON m.id = x.memory LIMIT $2`},
		{By: store.ByVendorID, Args: []any{printable(text), int64(limit)}, Query: remembered + `(SELECT * FROM claims y WHERE y.vendor_id >= $1 AND y.vendor_id <= $1
			ORDER BY y.vendor_id LIMIT $2) x JOIN scopes m ON m.id = x.memory`},
		{By: store.ByVendorID, Args: []any{printable(text), int64(limit)}, Query: remembered + `(SELECT * FROM earlier_receipts z WHERE z.vendor_id >= $1 AND z.vendor_id <= $1
			ORDER BY z.vendor_id LIMIT $2) y CROSS JOIN LATERAL (SELECT * FROM claims z WHERE z.scope = y.scope AND z.business_key = y.business_key LIMIT 1) x JOIN scopes m ON m.id = x.memory`},
		{By: store.ByReference, Args: reference, Query: `SELECT m.id, m.account, m.sync, y.key, ` + referred + `(SELECT * FROM memory z WHERE z.scope = y.scope AND z.key = y.key LIMIT 1) x` + newest},
		{By: store.ByBusinessKey, Args: business, Query: remembered + `(SELECT * FROM memory y WHERE y.new_key >= $1 AND y.new_key <= $1 ORDER BY y.new_key LIMIT $2) x JOIN scopes m ON m.id = x.scope`},
		{By: store.ByKey, Args: append(keys[:2:2], int64(store.MostResults)), Query: unsent + `(SELECT y.* FROM unnest($1::bytea[]) v (key)
			CROSS JOIN LATERAL (SELECT run, key, business_key FROM results y WHERE y.outcome <> 'accepted' AND y.key >= v.key AND y.key <= v.key ORDER BY y.key DESC, y.run DESC LIMIT $3) y)` + unremembered},
		{By: store.ByBusinessKey, Args: append(business[:2:2], int64(store.MostResults)), Query: unsent + `(SELECT run, key, business_key FROM results y
			WHERE y.outcome <> 'accepted' AND ` + called("y", "$1") + ` DESC, y.run DESC LIMIT $3)` + told + newestOfRow},
		{By: store.ByReference, Args: append(reference[:3:3], int64(store.MostResults)), Query: `SELECT m.id, m.account, m.sync, y.key, ` + referred + `(SELECT z.business_key FROM
				(SELECT * FROM results z WHERE z.outcome <> 'accepted' AND z.key >= y.key AND z.key <= y.key ORDER BY z.key DESC, z.run DESC LIMIT $4) z
				CROSS JOIN LATERAL (SELECT 1 FROM runs r WHERE r.n = z.run AND r.account = m.account AND r.sync = m.sync LIMIT 1) r LIMIT 1) x
			WHERE NOT EXISTS (SELECT 1 FROM memory z WHERE z.scope = y.scope AND z.key = y.key) AND NOT EXISTS (SELECT 1 FROM forgotten_rows z WHERE z.scope = y.scope AND z.key = y.key)` + newest},
	}
}

func (s *Store) rowsOf(ctx context.Context, q store.Question) ([]store.Row, error) {
	rows, err := s.pool.Query(ctx, q.Query, q.Args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(from pgx.CollectableRow) (r store.Row, err error) {
		var key, business []byte
		err = from.Scan(&r.ID, &r.Scope.Account, &r.Scope.Sync, &key, &business, &r.Field)
		r.Key, r.BusinessKey = string(key), string(business)
		return r, err
	})
}
