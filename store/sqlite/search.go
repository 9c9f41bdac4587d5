package sqlite

import (
	"context"
	"fmt"

	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/portable"
)

// Search finds rows of all scopes. There are few of those: each question is
// asked once in each, of an index.
func (s *Store) Search(ctx context.Context, text string, limit int) ([]store.Hit, error) {
	rows, err := store.Collect(questions(text), limit, func(q store.Question) ([]store.Row, error) {
		return s.rowsOf(ctx, q.Query+` LIMIT ?`, append(q.Args, limit)...)
	})
	var hits []store.Hit
	if err == nil {
		hits, err = s.Look(ctx, rows)
	}
	if err != nil {
		return nil, fmt.Errorf("searching for %s: %w", text, err)
	}
	return hits, nil
}

// Look returns what is known of rows.
func (s *Store) Look(ctx context.Context, rows []store.Row) ([]store.Hit, error) {
	hits := make([]store.Hit, 0, len(rows))
	for _, r := range rows {
		h, err := s.hit(ctx, r)
		if err != nil {
			return nil, err
		}
		hits = append(hits, h)
	}
	return hits, nil
}

// remembered and unsent are what a question answers with, of rows x that are in
// memory and of those that runs told of without delivering them: of the
// unremembered ones these alone know.
const (
	remembered   = `SELECT m.id, m.account, m.sync, x.key, coalesce(x.business_key, ''), '' FROM `
	unsent       = `SELECT coalesce(m.id, 0), r.account, r.sync, x.key, coalesce(x.business_key, ''), '' FROM (SELECT x.run, x.key, x.business_key FROM results x `
	told         = ` AND x.outcome <> 'accepted' ORDER BY x.run DESC LIMIT ?) x CROSS JOIN runs r ON r.n = x.run LEFT JOIN scopes m ON m.account = r.account AND m.sync = r.sync `
	newestOfRow  = ` GROUP BY r.account, r.sync, x.key ORDER BY max(r.n) DESC`
	unremembered = told + `WHERE NOT EXISTS (SELECT 1 FROM memory y WHERE y.scope = m.id AND y.key = x.key)` + newestOfRow
)

// referred are rows with a reference, newest first: of these as few are looked
// up as are asked for.
const referred = `, ''), f.name
	FROM (SELECT * FROM (SELECT * FROM row_references WHERE digest = ? LIMIT ?) ORDER BY run DESC, key DESC, field) y CROSS JOIN reference_fields f ON f.id = y.field
	CROSS JOIN scopes m ON m.id = y.scope `

// left finds a result of a row y that a run did not deliver.
const left = `FROM results x INDEXED BY results_of_key CROSS JOIN runs r ON r.n = x.run AND r.account = m.account AND r.sync = m.sync WHERE x.key = y.key AND x.outcome <> 'accepted'`

// questions are the ways in which a row may go by a text. Each lacks its last
// argument, which is how many rows are asked for.
func questions(text string) []store.Question {
	const newest = ` ORDER BY y.run DESC, y.key DESC, y.field`
	places, keys := keysOf(text)
	reference := []any{store.ReferenceDigest(text), store.MostReferences}
	return []store.Question{
		{By: store.ByKey, Query: remembered + `scopes m CROSS JOIN memory x ON x.scope = m.id WHERE x.key IN (VALUES ` + places + `)`, Args: keys},
		{By: store.ByKey, Query: remembered + `scopes m CROSS JOIN claims x INDEXED BY claims_begun ON x.memory = m.id WHERE x.state = 1 AND x.key IN (VALUES ` + places + `)`, Args: keys},
		{By: store.ByBusinessKey, Query: remembered + `memory x JOIN scopes m ON m.id = x.scope WHERE x.business_key = ? AND ` + apart("x"), Args: []any{text}},
		{By: store.ByBusinessKey, Query: remembered + `claim_scopes c CROSS JOIN claims x ON x.scope = c.id JOIN scopes m ON m.id = x.memory WHERE x.business_key = ?`, Args: []any{text}},
		{By: store.ByVendorID, Query: remembered + `claims x JOIN scopes m ON m.id = x.memory WHERE x.vendor_id = ?`, Args: []any{text}},
		{By: store.ByVendorID, Query: remembered + `earlier_receipts y CROSS JOIN claims x ON x.scope = y.scope AND x.business_key = y.business_key
			JOIN scopes m ON m.id = x.memory WHERE y.vendor_id = ?`, Args: []any{text}},
		{By: store.ByReference, Query: `SELECT m.id, m.account, m.sync, y.key, coalesce(x.business_key` + referred + `CROSS JOIN memory x ON x.scope = y.scope AND x.key = y.key` + newest, Args: reference},
		{By: store.ByBusinessKey, Query: remembered + `memory x INDEXED BY memory_by_new_key JOIN scopes m ON m.id = x.scope WHERE x.new_key = ?`, Args: []any{text}},
		{By: store.ByKey, Query: unsent + `INDEXED BY results_of_key WHERE x.key IN (VALUES ` + places + `)` + unremembered, Args: append(keys[:len(keys):len(keys)], store.MostResults)},
		{By: store.ByBusinessKey, Query: unsent + `INDEXED BY results_called WHERE x.business_key = ? AND ` + apart("x") + told + newestOfRow, Args: []any{text, store.MostResults}},
		{By: store.ByReference, Args: reference, Query: `SELECT m.id, m.account, m.sync, y.key, coalesce((SELECT x.business_key ` + left + ` LIMIT 1)` + referred +
			`WHERE NOT EXISTS (SELECT 1 FROM memory z WHERE z.scope = y.scope AND z.key = y.key) AND NOT EXISTS (SELECT 1 FROM forgotten_rows z WHERE z.scope = y.scope AND z.key = y.key)
			AND EXISTS (SELECT 1 ` + left + `)` + newest},
	}
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
	h := store.Hit{Scope: r.Scope, Key: r.Key, By: r.By, Field: r.Field}
	e, ok, err := s.Entry(ctx, r.Scope, r.Key)
	if err != nil {
		return h, err
	}
	if ok {
		h.Entry = &e
	}
	id, err := s.scopeID(ctx, r.Scope)
	if err != nil {
		return h, err
	}
	story, others, err := s.claimStory(ctx, id, r.Scope, r.Key, h.Entry, "", r.BusinessKey)
	h.Others = others
	if story != nil {
		h.Claim, h.Claims = &story.Claim, story.Scope
		for _, receipt := range story.Receipts {
			h.Sent = append(h.Sent, receipt.Request)
		}
	}
	return h, err
}

// Pasts returns the last results and the decisions of rows that were found.
func (s *Store) Pasts(ctx context.Context, found []store.Hit) ([]store.Story, error) {
	pasts := make([]store.Story, len(found))
	for i, h := range found {
		id, err := s.scopeID(ctx, h.Scope)
		if err != nil {
			return nil, err
		}
		which := []string{`true`, `x.outcome IN ('accepted', 'deleted')`}
		if h.State() == store.Accepted {
			which = []string{`x.outcome = 'accepted'`}
		}
		for _, like := range which {
			found, err := s.someResults(ctx, h.Scope, h.Key, like, 1)
			if err != nil {
				return nil, err
			}
			for _, r := range found {
				pasts[i].Results = store.AddResult(pasts[i].Results, r)
			}
		}
		if pasts[i].Decisions, err = portable.Decisions(ctx, s.read, id, h.Scope, h.Key); err != nil {
			return nil, err
		}
	}
	return pasts, nil
}
