package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/waybillhq/waybill/store"
)

const claimQuery = `SELECT c.business_key, c.state, coalesce(m.sync, ''), c.key, coalesce(r.id, ''), coalesce(c.vendor_id, ''), c.begun_at, coalesce(c.settled_at, 0), coalesce(c.doubted_at, 0), c.memory, c.run
	FROM unnest($2::bytea[]) AS v (business_key) CROSS JOIN LATERAL (SELECT * FROM claims WHERE scope = $1 AND business_key = v.business_key LIMIT 1) AS c
	LEFT JOIN scopes m ON m.id = c.memory LEFT JOIN runs r ON r.n = c.run`

// Claims returns those of the business keys that are claimed.
func (s *Store) Claims(ctx context.Context, scope store.ClaimScope, keys []string) (map[string]store.Claim, error) {
	found := map[string]store.Claim{}
	id, err := s.claimScopeID(ctx, scope)
	if err != nil || id == 0 || len(keys) == 0 {
		return found, err
	}
	err = eachClaim(ctx, s.pool, id, blobs(keys), func(c claim) { found[c.BusinessKey] = c.Claim })
	if err != nil {
		return nil, fmt.Errorf("reading claims: %w", err)
	}
	return found, nil
}

// ClaimedIn returns the scopes in which rows of a memory have taken claims.
func (s *Store) ClaimedIn(ctx context.Context, scope store.Scope) ([]store.ClaimScope, error) {
	id, err := s.scopeID(ctx, scope)
	if err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, `SELECT s.account, s.operation, s.scope FROM claimed_in w JOIN claim_scopes s ON s.id = w.scope WHERE w.memory = $1 ORDER BY s.id`, id)
	if err != nil {
		return nil, fmt.Errorf("reading claims: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[store.ClaimScope])
}

// claim is a claim with the numbers of its memory and its run.
type claim struct {
	store.Claim
	memory, run int64
}

// querier is a pool, a connection or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func eachClaim(ctx context.Context, q querier, scope int64, keys [][]byte, each func(claim)) error {
	rows, err := q.Query(ctx, claimQuery, scope, keys)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var c claim
		var business, key []byte
		var begun, settled, doubted int64
		if err := rows.Scan(&business, &c.State, &c.Sync, &key, &c.Run, &c.VendorID, &begun, &settled, &doubted, &c.memory, &c.run); err != nil {
			return err
		}
		c.BusinessKey, c.Key = string(business), string(key)
		c.BegunAt, c.SettledAt, c.Doubted = store.FromMicros(begun), store.FromMicros(settled), store.FromMicros(doubted)
		each(c)
	}
	return rows.Err()
}

// held returns the claims that keep attempts of b from being begun, inside its
// transaction, in the order of b.
func held(ctx context.Context, conn *pgx.Conn, b batch) ([]store.Claim, error) {
	keys := make([][]byte, len(b.Begin))
	for i, x := range b.Begin {
		keys[i] = []byte(x.BusinessKey)
	}
	found := map[string]claim{}
	if err := eachClaim(ctx, conn, b.claims, keys, func(c claim) { found[c.BusinessKey] = c }); err != nil {
		return nil, err
	}
	var conflicts []store.Claim
	for _, x := range b.Begin {
		c, ok := found[x.BusinessKey]
		if ours := c.State == store.Begun && c.memory == b.scope && c.Key == x.Key && c.run == b.run; ok && !ours {
			conflicts = append(conflicts, c.Claim)
		}
	}
	return conflicts, nil
}
