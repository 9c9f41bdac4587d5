package sqlite

import (
	"context"
	"fmt"

	"github.com/waybillhq/waybill/store"
)

// Search finds rows of all scopes. There are few of those: each question is
// asked once in each, of an index.
func (s *Store) Search(ctx context.Context, text string, limit int) ([]store.Hit, error) {
	const columns = `SELECT m.id, m.account, m.sync, x.key, coalesce(x.business_key, ''), '' FROM `
	const referred = `SELECT m.id, m.account, m.sync, x.key, coalesce(x.business_key, ''), f.name
		FROM (SELECT * FROM row_references WHERE digest = ? LIMIT ?) y JOIN reference_fields f ON f.id = y.field
		CROSS JOIN memory x ON x.scope = y.scope AND x.key = y.key JOIN scopes m ON m.id = y.scope ORDER BY y.run DESC, y.key DESC, y.field`
	const read = `SELECT coalesce(m.id, 0), r.account, r.sync, x.key, coalesce(x.business_key, ''), ''
		FROM (SELECT n, account, sync FROM runs ORDER BY n DESC LIMIT ?) r CROSS JOIN results x ON x.run = r.n LEFT JOIN scopes m ON m.account = r.account AND m.sync = r.sync
		WHERE NOT EXISTS (SELECT 1 FROM memory y WHERE y.scope = m.id AND y.key = x.key) AND `
	const newest = ` GROUP BY r.account, r.sync, x.key ORDER BY max(r.n) DESC`
	places, keys := keysOf(text)
	questions := []store.Question{
		{By: store.ByKey, Query: columns + `scopes m CROSS JOIN memory x ON x.scope = m.id WHERE x.key IN (VALUES ` + places + `)`, Args: keys},
		{By: store.ByBusinessKey, Query: columns + `memory x JOIN scopes m ON m.id = x.scope WHERE x.business_key = ? AND ` + apart("x"), Args: []any{text}},
		{By: store.ByBusinessKey, Query: columns + `claim_scopes c CROSS JOIN claims x ON x.scope = c.id JOIN scopes m ON m.id = x.memory WHERE x.business_key = ?`, Args: []any{text}},
		{By: store.ByVendorID, Query: columns + `claims x JOIN scopes m ON m.id = x.memory WHERE x.vendor_id = ?`, Args: []any{text}},
		{By: store.ByReference, Query: referred, Args: []any{store.ReferenceDigest(text), store.MostReferences}},
		{By: store.ByKey, Query: read + `x.key IN (VALUES ` + places + `)` + newest, Args: append([]any{store.MostRuns}, keys...)},
		{By: store.ByBusinessKey, Query: read + `x.business_key = ? AND ` + apart("x") + newest, Args: []any{store.MostRuns, text}},
	}
	hits, err := store.Collect(questions, limit, func(q store.Question) ([]store.Row, error) {
		return s.rowsOf(ctx, q.Query+` LIMIT ?`, append(q.Args, limit)...)
	}, func(r store.Row) (store.Hit, error) { return s.hit(ctx, r) })
	if err != nil {
		return nil, fmt.Errorf("searching for %s: %w", text, err)
	}
	return hits, nil
}

func (s *Store) rowsOf(ctx context.Context, query string, args ...any) (found []store.Row, err error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r store.Row
		var key []byte
		if err := rows.Scan(&r.ID, &r.Scope.Account, &r.Scope.Sync, &key, &r.BusinessKey, &r.Field); err != nil {
			return nil, err
		}
		r.Key = string(key)
		found = append(found, r)
	}
	return found, rows.Err()
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
