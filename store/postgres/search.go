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
	const columns = `SELECT m.id, m.account, m.sync, x.key, coalesce(x.business_key, '') FROM scopes m JOIN `
	questions := []store.Question{
		{By: store.ByKey, Query: columns + `memory x ON x.scope = m.id WHERE x.key = ANY ($1::bytea[])`, Args: []any{shownKeys(text)}},
		{By: store.ByBusinessKey, Query: columns + `memory x ON x.scope = m.id WHERE x.business_key = $1 AND ` + apart("x"), Args: []any{[]byte(text)}},
		{By: store.ByBusinessKey, Query: columns + `claims x ON m.id = x.memory JOIN claim_scopes c ON c.id = x.scope WHERE x.business_key = $1`, Args: []any{[]byte(text)}},
		{By: store.ByVendorID, Query: columns + `claims x ON m.id = x.memory WHERE x.vendor_id = $1`, Args: []any{printable(text)}},
	}
	hits, err := store.Collect(questions, limit, func(q store.Question) ([]store.Row, error) {
		return s.rowsOf(ctx, q.Query+` LIMIT $2`, q.Args[0], int64(limit))
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
		err = from.Scan(&r.ID, &r.Scope.Account, &r.Scope.Sync, &key, &business)
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
