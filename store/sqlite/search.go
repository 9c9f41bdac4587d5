package sqlite

import (
	"context"
	"fmt"

	"github.com/waybillhq/waybill/store"
)

// Search finds rows of all scopes. There are few of those: each question is
// asked once in each, of an index.
func (s *Store) Search(ctx context.Context, text string, limit int) ([]store.Hit, error) {
	const columns = `SELECT m.id, m.account, m.sync, x.key FROM `
	places, keys := keysOf(text)
	var hits []store.Hit
	seen := map[row]bool{}
	for _, q := range []struct {
		by    store.Found
		query string
		args  []any
	}{
		{store.ByKey, columns + `scopes m CROSS JOIN memory x ON x.scope = m.id WHERE x.key IN (VALUES ` + places + `)`, keys},
		{store.ByBusinessKey, columns + `memory x JOIN scopes m ON m.id = x.scope WHERE x.business_key = ? AND ` + apart("x"), []any{text}},
		{store.ByBusinessKey, columns + `claim_scopes c CROSS JOIN claims x ON x.scope = c.id JOIN scopes m ON m.id = x.memory WHERE x.business_key = ?`, []any{text}},
		{store.ByVendorID, columns + `claims x JOIN scopes m ON m.id = x.memory WHERE x.vendor_id = ?`, []any{text}},
	} {
		found, err := s.rowsOf(ctx, q.query+` LIMIT ?`, append(q.args, limit)...)
		if err != nil {
			return nil, fmt.Errorf("searching for %s: %w", text, err)
		}
		for _, r := range found {
			if seen[r] || len(hits) == limit {
				continue
			}
			seen[r] = true
			h, err := s.hit(ctx, r)
			if err != nil {
				return nil, fmt.Errorf("searching for %s: %w", text, err)
			}
			h.By = q.by
			hits = append(hits, h)
		}
	}
	return hits, nil
}

// row is a row of a scope, whose number is id.
type row struct {
	id    int64
	scope store.Scope
	key   string
}

func (s *Store) rowsOf(ctx context.Context, query string, args ...any) (found []row, err error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		var key []byte
		if err := rows.Scan(&r.id, &r.scope.Account, &r.scope.Sync, &key); err != nil {
			return nil, err
		}
		r.key = string(key)
		found = append(found, r)
	}
	return found, rows.Err()
}

// hit is what is known of a row, but for its past.
func (s *Store) hit(ctx context.Context, r row) (store.Hit, error) {
	h := store.Hit{Scope: r.scope, Key: r.key}
	e, ok, err := s.Entry(ctx, r.scope, r.key)
	if err != nil {
		return h, err
	}
	if ok {
		h.Entry = &e
	}
	story, err := s.claimStory(ctx, r.id, r.scope, r.key, h.Entry)
	if story != nil {
		h.Claim = &story.Claim
	}
	return h, err
}
