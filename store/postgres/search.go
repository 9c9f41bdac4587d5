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
	const columns = `SELECT m.id, m.account, m.sync, x.key, coalesce(x.business_key, ''), '' FROM `
	const referred = `SELECT m.id, m.account, m.sync, x.key, coalesce(x.business_key, ''), f.name
		FROM (SELECT * FROM row_references WHERE digest >= $1 AND digest <= $1 ORDER BY digest LIMIT $3) y JOIN reference_fields f ON f.id = y.field
		CROSS JOIN LATERAL (SELECT * FROM memory z WHERE z.scope = y.scope AND z.key = y.key LIMIT 1) x JOIN scopes m ON m.id = y.scope
		ORDER BY y.run DESC, y.key DESC, y.field LIMIT $2`
	const read = `SELECT coalesce(min(m.id), 0), r.account, r.sync, x.key, coalesce((array_agg(x.business_key))[1], ''), ''
		FROM (SELECT n, account, sync FROM runs ORDER BY n DESC LIMIT $3) r `
	const newest = ` x LEFT JOIN scopes m ON m.account = r.account AND m.sync = r.sync
		WHERE NOT EXISTS (SELECT 1 FROM memory y WHERE y.scope = m.id AND y.key = x.key) GROUP BY r.account, r.sync, x.key ORDER BY max(r.n) DESC LIMIT $2`
	business := []any{[]byte(text), int64(limit)}
	questions := []store.Question{
		{By: store.ByKey, Args: []any{shownKeys(text), int64(limit)}, Query: columns + `scopes m CROSS JOIN unnest($1::bytea[]) v (key)
			CROSS JOIN LATERAL (SELECT * FROM memory y WHERE y.scope = m.id AND y.key = v.key LIMIT 1) x LIMIT $2`},
		{By: store.ByBusinessKey, Args: business, Query: columns + `(SELECT * FROM memory y WHERE ` + called("y", "$1") + ` LIMIT $2) x JOIN scopes m ON m.id = x.scope`},
		{By: store.ByBusinessKey, Args: business, Query: columns + `claim_scopes c
			CROSS JOIN LATERAL (SELECT * FROM claims y WHERE y.scope = c.id AND y.business_key = $1 LIMIT 1) x JOIN scopes m ON m.id = x.memory LIMIT $2`},
		{By: store.ByVendorID, Args: []any{printable(text), int64(limit)}, Query: columns + `(SELECT * FROM claims y WHERE y.vendor_id >= $1 AND y.vendor_id <= $1
			ORDER BY y.vendor_id LIMIT $2) x JOIN scopes m ON m.id = x.memory`},
		{By: store.ByReference, Query: referred, Args: []any{store.ReferenceDigest(text), int64(limit), int64(store.MostReferences)}},
		{By: store.ByKey, Args: []any{shownKeys(text), int64(limit), int64(store.MostRuns)}, Query: read + `CROSS JOIN unnest($1::bytea[]) v (key)
			CROSS JOIN LATERAL (SELECT key, business_key FROM results y WHERE y.run = r.n AND y.key = v.key LIMIT 1)` + newest},
		{By: store.ByBusinessKey, Args: append(business[:2:2], int64(store.MostRuns)), Query: read + `
			CROSS JOIN LATERAL (SELECT key, business_key FROM results y WHERE y.run = r.n AND ` + called("y", "$1") + ` LIMIT 1)` + newest},
	}
	hits, err := store.Collect(questions, limit, func(q store.Question) ([]store.Row, error) {
		return s.rowsOf(ctx, q.Query, q.Args...)
	}, func(r store.Row) (store.Hit, error) { return s.hit(ctx, r) })
	if err != nil {
		return nil, fmt.Errorf("searching for %s: %w", text, err)
	}
	return hits, nil
}

func (s *Store) rowsOf(ctx context.Context, query string, args ...any) ([]store.Row, error) {
	rows, err := s.pool.Query(ctx, query, args...)
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

// hit is what is known of a row, but for its past.
func (s *Store) hit(ctx context.Context, r store.Row) (store.Hit, error) {
	h := store.Hit{Scope: r.Scope, Key: r.Key}
	e, ok, err := s.Entry(ctx, r.Scope, r.Key)
	if err != nil {
		return h, err
	}
	if ok {
		h.Entry = &e
	}
	story, err := s.claimStory(ctx, r.ID, r.Scope, r.Key, h.Entry, r.BusinessKey)
	if story != nil {
		h.Claim = &story.Claim
	}
	return h, err
}
