package postgres

import (
	"context"
	"strings"

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
	var keys, business [][]byte
	for i, r := range rows {
		called, e := r.BusinessKey, hits[i].Entry
		if e != nil { // it knows its business key, whoever claimed that; without one it was never claimed
			called = e.BusinessKey
		}
		accounts, keys = append(accounts, r.Scope.Account), append(keys, []byte(r.Key))
		business = append(business, orNull(called))
	}
	called, former := make([]*store.ClaimStory, len(rows)), make([][]store.ClaimStory, len(rows))
	err := eachOf(ctx, s, scanHeld, func(i int, c store.ClaimStory) { called[i] = &c }, `SELECT v.i, `+toldColumns+earlierColumns+`
		FROM unnest($1::text[], $2::bigint[], $3::bytea[], $4::bytea[]) WITH ORDINALITY v (account, memory, row, business_key, i)
		CROSS JOIN LATERAL (SELECT x.* FROM claim_scopes s CROSS JOIN LATERAL (SELECT * FROM claims y WHERE y.scope = s.id AND y.business_key = v.business_key LIMIT 1) x
			WHERE s.account = v.account ORDER BY x.memory = v.memory AND x.key = v.row DESC, x.memory = v.memory DESC, x.begun_at DESC LIMIT 1) c
		JOIN claim_scopes s ON s.id = c.scope`+earlier, accounts, scopes, keys, business)
	if err != nil {
		return err
	}
	for _, more := range []string{strings.Replace(formerClaims, ` ORDER BY c.begun_at`, earlier+` ORDER BY c.begun_at`, 1), begunClaims + earlier} {
		err = eachOf(ctx, s, scanHeld, func(i int, c store.ClaimStory) { former[i] = append(former[i], c) }, `SELECT v.i, `+toldColumns+earlierColumns+`
			FROM unnest($1::bigint[], $2::bytea[]) WITH ORDINALITY v (memory, row, i)`+more, scopes, keys)
		if err != nil {
			return err
		}
	}
	for i := range hits {
		claim, others := store.Claimed(called[i], former[i])
		if hits[i].Others = others; claim != nil {
			hits[i].Claim, hits[i].Claims = &claim.Claim, claim.Scope
			for _, r := range claim.Receipts {
				hits[i].Sent = append(hits[i].Sent, r.Request)
			}
		}
	}
	return nil
}

// earlier is how a claim c was accepted before it was sent again, and what was sent.
const (
	earlierColumns = `, b.at, b.ids, p.sent`
	earlier        = ` CROSS JOIN LATERAL (SELECT array_agg(z.accepted_at ORDER BY z.accepted_at, z.receipt) FILTER (WHERE z.accepted_at > 0) AS at,
		array_agg(coalesce(z.vendor_id, '') ORDER BY z.accepted_at, z.receipt) FILTER (WHERE z.accepted_at > 0) AS ids, array_agg(z.receipt) AS receipts
		FROM (SELECT * FROM earlier_receipts y WHERE y.scope = c.scope AND y.business_key = c.business_key ORDER BY y.scope, y.business_key LIMIT 1000) z) b
	CROSS JOIN LATERAL (SELECT array_agg(z.request ORDER BY z.id DESC) AS sent
		FROM (SELECT c.receipt AS id UNION SELECT unnest(b.receipts)) w CROSS JOIN LATERAL (SELECT * FROM receipts y WHERE y.id = w.id LIMIT 1) z) p`
)

// scanHeld reads a claim with how it was accepted before, and what was sent.
func scanHeld(row pgx.Row) (store.ClaimStory, error) {
	var before []int64
	var ids []string
	var sent [][]byte
	c, err := scanTold(behind{row, []any{&before, &ids, &sent}})
	for _, request := range sent {
		c.Receipts = append(c.Receipts, store.Receipt{Request: string(request)})
	}
	for i, at := range before {
		c.AddBefore(store.Acceptance{At: store.FromMicros(at), VendorID: ids[i]})
	}
	return c.ClaimStory, err
}

// behind is a row with columns behind those that others know of.
type behind struct {
	row  pgx.Row
	more []any
}

// Scan reads the columns, and those behind them.
func (b behind) Scan(dest ...any) error { return b.row.Scan(append(dest, b.more...)...) }

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
