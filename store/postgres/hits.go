package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/waybillhq/waybill/store"
)

// This file reads what is known of all rows that a search found at once: a query
// for each would take most of its time.

// Look tells what is remembered of rows, and what is known of their claims.
func (s *Store) Look(ctx context.Context, rows []store.Row) ([]store.Hit, error) {
	hits := make([]store.Hit, len(rows))
	scopes, keys := make([]int64, len(rows)), make([][]byte, len(rows))
	for i, r := range rows {
		id, err := s.scopeID(ctx, r.Scope)
		if err != nil {
			return nil, err
		}
		hits[i] = store.Hit{Scope: r.Scope, Key: r.Key, By: r.By, Field: r.Field}
		scopes[i], keys[i] = id, []byte(r.Key)
	}
	err := eachOf(ctx, s, func(row pgx.Row) (*store.Entry, error) {
		var e entry
		err := e.scan(row)
		return &e.Entry, err
	}, func(i int, e *store.Entry) { hits[i].Entry = e }, `SELECT v.i, x.* FROM unnest($1::bigint[], $2::bytea[]) WITH ORDINALITY v (scope, key, i)
		CROSS JOIN LATERAL (SELECT `+entryColumns+` FROM memory y WHERE y.scope = v.scope AND y.key = v.key LIMIT 1) x`, scopes, keys)
	if err != nil {
		return nil, err
	}
	return hits, s.claimsOf(ctx, rows, scopes, hits)
}

// claimsOf adds the claims of rows, as claimStory finds them.
func (s *Store) claimsOf(ctx context.Context, rows []store.Row, scopes []int64, hits []store.Hit) error {
	var accounts []string
	var own []bool
	var keys, business [][]byte
	for i, r := range rows {
		called := r.BusinessKey
		if e := hits[i].Entry; e != nil { // it knows its business key, whoever claimed that; without one it was never claimed
			called = e.BusinessKey
		}
		accounts, own, keys, business = append(accounts, r.Scope.Account), append(own, hits[i].Entry == nil), append(keys, []byte(r.Key)), append(business, orNull(called))
	}
	return eachOf(ctx, s, scanFound, func(i int, h store.Hit) { hits[i].Claim, hits[i].Claims, hits[i].Sent = h.Claim, h.Claims, h.Sent },
		`SELECT v.i, c.business_key, c.state, (SELECT sync FROM scopes WHERE id = c.memory), c.key, coalesce((SELECT id FROM runs WHERE n = c.run), ''), coalesce(c.vendor_id, ''),
			c.begun_at, coalesce(c.settled_at, 0), b.at, b.ids, c.account, c.operation, c.within, p.sent
		FROM unnest($1::text[], $2::bigint[], $3::bytea[], $4::bytea[], $5::boolean[]) WITH ORDINALITY v (account, memory, key, business_key, own, i)
		LEFT JOIN LATERAL (`+begunOf("v.memory", "v.key")+`) g ON true
		CROSS JOIN LATERAL (SELECT x.*, s.account, s.operation, s.scope AS within FROM claim_scopes s
			CROSS JOIN LATERAL (SELECT * FROM claims y WHERE y.scope = s.id AND y.business_key = coalesce(g.business_key, v.business_key) LIMIT 1) x
			WHERE s.account = v.account AND (NOT v.own AND g.business_key IS NULL OR x.memory = v.memory AND x.key = v.key)
			ORDER BY x.memory = v.memory DESC, x.key = v.key DESC, x.begun_at DESC LIMIT 1) c
		CROSS JOIN LATERAL (SELECT array_agg(z.accepted_at ORDER BY z.accepted_at, z.receipt) FILTER (WHERE z.accepted_at > 0) AS at,
			array_agg(coalesce(z.vendor_id, '') ORDER BY z.accepted_at, z.receipt) FILTER (WHERE z.accepted_at > 0) AS ids, array_agg(z.receipt) AS receipts
			FROM (SELECT * FROM earlier_receipts y WHERE y.scope = c.scope AND y.business_key = c.business_key ORDER BY y.scope, y.business_key LIMIT 1000) z) b
		CROSS JOIN LATERAL (SELECT array_agg(z.request ORDER BY z.id DESC) AS sent
			FROM (SELECT c.receipt AS id UNION SELECT unnest(b.receipts)) w CROSS JOIN LATERAL (SELECT * FROM receipts y WHERE y.id = w.id LIMIT 1) z) p`,
		accounts, scopes, keys, business, own)
}

// scanFound reads what claimsOf asks for.
func scanFound(row pgx.Row) (store.Hit, error) {
	c, h := &store.Claim{}, store.Hit{}
	var called, key []byte
	var begun, settled int64
	var before []int64
	var ids []string
	var sent [][]byte
	err := row.Scan(&called, &c.State, &c.Sync, &key, &c.Run, &c.VendorID, &begun, &settled, &before, &ids, &h.Claims.Account, &h.Claims.Operation, &h.Claims.Scope, &sent)
	c.BusinessKey, c.Key, c.BegunAt, c.SettledAt = string(called), string(key), store.FromMicros(begun), store.FromMicros(settled)
	for i, at := range before {
		c.AddBefore(store.Acceptance{At: store.FromMicros(at), VendorID: ids[i]})
	}
	for _, request := range sent {
		h.Sent = append(h.Sent, string(request))
	}
	h.Claim = c
	return h, err
}

// Pasts returns the last results and the decisions of rows that were found.
func (s *Store) Pasts(ctx context.Context, found []store.Hit) ([]store.Story, error) {
	pasts := make([]store.Story, len(found))
	if len(found) == 0 {
		return pasts, nil
	}
	var syncs, accounts []string
	var scopes []int64
	var keys [][]byte
	var accepted []bool
	for _, h := range found {
		id, err := s.scopeID(ctx, h.Scope)
		if err != nil {
			return nil, err
		}
		syncs, accounts, scopes = append(syncs, h.Scope.Sync), append(accounts, h.Scope.Account), append(scopes, id)
		keys, accepted = append(keys, []byte(h.Key)), append(accepted, h.State() == store.Accepted)
	}
	err := eachOf(ctx, s, func(row pgx.Row) (r store.RunResult, err error) {
		r.Result, err = scanResult(row, &r.Run)
		return r, err
	}, func(i int, r store.RunResult) { pasts[i].Results = store.AddResult(pasts[i].Results, r) }, `SELECT v.i, x.id, `+resultColumns+` FROM unnest($1::text[], $2::text[], $3::bytea[], $4::boolean[]) WITH ORDINALITY v (sync, account, key, accepted, i)
		CROSS JOIN LATERAL ((`+newest(`(NOT v.accepted OR z.outcome = 'accepted')`)+`) UNION ALL (`+newest(`NOT v.accepted AND z.outcome IN ('accepted', 'deleted')`)+`)) x ORDER BY x.run DESC`,
		syncs, accounts, keys, accepted)
	if err != nil {
		return nil, err
	}
	return pasts, eachOf(ctx, s, func(row pgx.Row) (d store.Decision, err error) {
		var at int64
		err = row.Scan(&d.Verdict, &d.Reason, &d.By, &at)
		d.At = store.FromMicros(at)
		return d, err
	}, func(i int, d store.Decision) {
		d.Scope, d.Key = found[i].Scope, found[i].Key
		pasts[i].Decisions = append(pasts[i].Decisions, d)
	}, `SELECT v.i, d.verdict, d.reason, d."by", d.at FROM unnest($1::bigint[], $2::bytea[]) WITH ORDINALITY v (scope, key, i)
		CROSS JOIN LATERAL (SELECT * FROM decisions y WHERE y.scope = v.scope AND y.key = v.key ORDER BY y.id DESC LIMIT 1000) d ORDER BY d.id DESC`, scopes, keys)
}

// newest is the newest result of a row v that is like that.
func newest(like string) string {
	return `SELECT r.id, y.* FROM runs r
		CROSS JOIN LATERAL (SELECT * FROM results z WHERE z.run = r.n AND z.key = v.key AND ` + like + ` ORDER BY z.run, z.key, z.n LIMIT 1) y
		WHERE r.sync = v.sync AND r.account = v.account ORDER BY r.n DESC LIMIT 1`
}

// eachOf puts every row of a query to the member of a list that its first column
// counts, from 1.
func eachOf[T any](ctx context.Context, s *Store, scan func(row pgx.Row) (T, error), put func(i int, v T), query string, args ...any) error {
	rows, err := s.pool.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var i int
		v, err := scan(counted{rows, &i})
		if err != nil {
			return err
		}
		put(i-1, v)
	}
	return rows.Err()
}

// counted is a row whose first column is a number that others do not know of.
type counted struct {
	row pgx.Row
	n   *int
}

// Scan reads the columns behind the number, and the number.
func (c counted) Scan(dest ...any) error { return c.row.Scan(append([]any{c.n}, dest...)...) }
