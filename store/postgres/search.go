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
	const columns = `SELECT m.id, m.account, m.sync, x.key FROM scopes m JOIN `
	var hits []store.Hit
	seen := map[row]bool{}
	for _, q := range []struct {
		by    store.Found
		query string
		arg   any
	}{
		{store.ByKey, columns + `memory x ON x.scope = m.id WHERE x.key = ANY ($1::bytea[])`, shownKeys(text)},
		{store.ByBusinessKey, columns + `memory x ON x.scope = m.id WHERE x.business_key = $1 AND ` + apart("x"), []byte(text)},
		{store.ByBusinessKey, columns + `claims x ON m.id = x.memory JOIN claim_scopes c ON c.id = x.scope WHERE x.business_key = $1`, []byte(text)},
		{store.ByVendorID, columns + `claims x ON m.id = x.memory WHERE x.vendor_id = $1`, printable(text)},
	} {
		found, err := s.rowsOf(ctx, q.query+` LIMIT $2`, q.arg, int64(limit))
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

func (s *Store) rowsOf(ctx context.Context, query string, args ...any) ([]row, error) {
	rows, err := s.pool.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(from pgx.CollectableRow) (r row, err error) {
		var key []byte
		err = from.Scan(&r.id, &r.scope.Account, &r.scope.Sync, &key)
		r.key = string(key)
		return r, err
	})
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
