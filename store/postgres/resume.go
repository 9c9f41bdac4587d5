package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Resume finds how far a piece got that was taken over.
func (s *Store) Resume(ctx context.Context, r store.ResumeRequest) (store.Resumed, error) {
	run, err := s.runID(ctx, r.Delivery.Run)
	if err != nil {
		return store.Resumed{}, err
	}
	memory, err := s.scopeID(ctx, r.Scope)
	if err != nil {
		return store.Resumed{}, err
	}
	var claims int64 // 0: records that are not claimed
	if r.Claims != (store.ClaimScope{}) {
		if claims, err = s.claimScopeID(ctx, r.Claims); err != nil {
			return store.Resumed{}, err
		}
	}
	var found store.Resumed
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var err error
		if found.InDoubt, err = doubtPiece(ctx, tx, run, memory, claims, r.Rows); err != nil {
			return err
		}
		if found.Settled, err = settled(ctx, tx, run, r.Rows); err != nil {
			return err
		}
		var one int
		return guarded(tx.QueryRow(ctx, deliveryGuard, run, r.Delivery.N, r.Delivery.Fence).Scan(&one))
	})
	if err != nil {
		return store.Resumed{}, fmt.Errorf("resuming a delivery: %w", err)
	}
	return found, nil
}

// doubtPiece puts in doubt what the run has begun to insert of some rows, and
// counts it.
func doubtPiece(ctx context.Context, tx pgx.Tx, run, memory, claims int64, rows []store.ResumeRow) (int64, error) {
	if claims == 0 {
		return 0, nil
	}
	var keys, business [][]byte
	for _, r := range rows {
		if r.BusinessKey != "" {
			keys, business = append(keys, []byte(r.Key)), append(business, []byte(r.BusinessKey))
		}
	}
	n, err := doubt(ctx, tx, memory, run, `SELECT c.scope, c.key, c.business_key, c.begun_at FROM unnest($3::bytea[], $4::bytea[]) AS v (key, business_key)
		CROSS JOIN LATERAL (SELECT * FROM claims WHERE scope = $5 AND business_key = v.business_key LIMIT 1) AS c
		WHERE c.state = 1 AND c.run = $1 AND c.memory = $2 AND c.key = v.key`, keys, business, claims)
	if err != nil || n == 0 {
		return 0, err
	}
	text, err := json.Marshal(waybill.Counts{InDoubt: n})
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, addCounts, run, string(text))
	return n, err
}

// settled returns which rows have a result in a run.
func settled(ctx context.Context, tx pgx.Tx, run int64, rows []store.ResumeRow) (map[store.ResultKey]bool, error) {
	keys, copies := make([][]byte, len(rows)), make([]int64, len(rows))
	for i, r := range rows {
		keys[i], copies[i] = []byte(r.Key), int64(r.Copy)
	}
	found, err := tx.Query(ctx, `SELECT x.key, x.n FROM unnest($2::bytea[], $3::bigint[]) AS v (key, n)
		CROSS JOIN LATERAL (SELECT key, n FROM results WHERE run = $1 AND key = v.key AND n = v.n LIMIT 1) AS x`, run, keys, copies)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	all := map[store.ResultKey]bool{}
	for found.Next() {
		var key []byte
		var n int
		if err := found.Scan(&key, &n); err != nil {
			return nil, err
		}
		all[store.ResultKey{Key: string(key), Copy: n}] = true
	}
	return all, found.Err()
}
