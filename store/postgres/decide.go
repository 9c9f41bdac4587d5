package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Decide carries out what a person decided about one row, and records it.
func (s *Store) Decide(ctx context.Context, d store.Decision) error {
	id, err := s.scopeID(ctx, d.Scope)
	if err != nil {
		return err
	}
	var claims int64 // 0: records that are not claimed
	if d.Claims != (store.ClaimScope{}) {
		if claims, err = s.claimScopeID(ctx, d.Claims); err != nil {
			return err
		}
		if err = s.takes(ctx, id, claims); err != nil {
			return err
		}
	}
	return s.write(ctx, "", 0, func(tx pgx.Tx) error { return decide(ctx, tx, id, claims, d) })
}

func decide(ctx context.Context, tx pgx.Tx, scope, claims int64, d store.Decision) error {
	var e entry
	err := e.scan(tx.QueryRow(ctx, `SELECT `+entryColumns+` FROM memory WHERE scope = $1 AND key = $2 FOR UPDATE`, scope, []byte(d.Key)))
	if errors.Is(err, pgx.ErrNoRows) {
		return waybill.Errorf(waybill.ENotFound, "the row is not remembered: there is nothing to decide")
	}
	if err != nil {
		return fmt.Errorf("reading the row: %w", err)
	}
	held, err := contested(ctx, tx, claims, &e.Entry)
	if err != nil {
		return fmt.Errorf("reading the claim: %w", err)
	}
	state, err := e.Decide(d.Verdict, held)
	if err != nil {
		return err
	}
	if err := decideRow(ctx, tx, scope, claims, e.Entry, state, d); err != nil {
		return fmt.Errorf("recording the decision: %w", err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO decisions (scope, key, verdict, reason, "by", at) VALUES ($1, $2, $3, $4, $5, $6)`,
		scope, []byte(d.Key), string(d.Verdict), printable(d.Reason), printable(d.By), micros(d.At))
	return err
}

// decideRow changes the memory of a row and its claim, whoever's row took it
// first. The claim of a rekeyed row is of its old business key and stays as it
// is. An accepted row that has a moment is one that was not confirmed. One whose
// deletion was refused is as it was, without it.
func decideRow(ctx context.Context, tx pgx.Tx, scope, claims int64, e store.Entry, state store.State, d store.Decision) error {
	_, err := tx.Exec(ctx, `UPDATE memory SET state = $3::smallint, gone = CASE WHEN $3::smallint = 2 AND state = 3 AND gone = 2 THEN 1 ELSE gone END, note = $4, unsure_at = NULL, tried_at = CASE WHEN $3::smallint = 2 THEN NULL ELSE tried_at END,
		digest = CASE WHEN $3::smallint = 2 AND tried IS NOT NULL THEN tried ELSE digest END, assumed = $3::smallint <> 2 AND (assumed OR state = 8),
		business_key = CASE WHEN $3::smallint = 2 AND state <> 5 THEN coalesce(new_key, business_key) ELSE business_key END, new_key = CASE WHEN $3::smallint = 2 OR state = 5 THEN NULL ELSE new_key END
		WHERE scope = $1 AND key = $2`,
		scope, []byte(e.Key), int16(state), printable(d.Reason))
	if err != nil || e.State == store.Rekeyed && d.Verdict != store.Delivered {
		return err
	}
	if d.Verdict == store.GiveUp && e.State != store.InDoubt { // a claim that was answered was certainly not recorded: an edited row may take it again
		_, err := tx.Exec(ctx, `UPDATE claims SET state = 6, settled_at = $5 WHERE scope = $1 AND business_key = $2 AND memory = $3 AND key = $4 AND state IN (3, 4, 7) AND doubted_at IS NOT NULL`,
			claims, []byte(e.BusinessKey), scope, []byte(e.Key), micros(d.At))
		return err
	}
	if e.State == store.Accepted && state == store.Released {
		if _, err := tx.Exec(ctx, keepEarlier, claims, [][]byte{[]byte(e.BusinessKey)}); err != nil {
			return err
		}
	}
	if d.Verdict == store.Delivered {
		return mark(ctx, tx, scope, claims, e, d)
	}
	_, err = tx.Exec(ctx, `UPDATE claims SET state = $3::smallint, settled_at = $4, marked = NULL, vendor_id = CASE WHEN state = 2 AND $3::smallint = 7 THEN NULL ELSE vendor_id END WHERE scope = $1 AND business_key = $2 AND (state <> 2 OR $5)`,
		claims, []byte(e.BusinessKey), int16(state), micros(d.At), e.State == store.Accepted)
	return err
}

// mark has a claim accepted by a person's word. One that nobody holds is taken, so
// that no other row is sent as it; a rekeyed row keeps the one that it had, too.
func mark(ctx context.Context, tx pgx.Tx, scope, claims int64, e store.Entry, d store.Decision) error {
	business := e.BusinessKey
	if e.NewKey != "" && e.State != store.InDoubt {
		business = e.NewKey
		if _, err := tx.Exec(ctx, callRows, d.Scope.Account, scope, blobs([]string{e.Key}), blobs([]string{e.BusinessKey})); err != nil {
			return err
		}
	}
	if claims == 0 || business == "" {
		return nil
	}
	_, err := tx.Exec(ctx, `INSERT INTO claims (scope, business_key, state, memory, key, run, begun_at, settled_at, marked) VALUES ($1, $2, 2, $3, $4, 0, $5, $5, $6)
		ON CONFLICT (scope, business_key) DO UPDATE SET state = 2, settled_at = excluded.settled_at, marked = excluded.marked, unsure = false WHERE claims.state <> 2 OR $7`,
		claims, []byte(business), scope, []byte(e.Key), micros(d.At), printable(d.By), e.State == store.Accepted)
	return err
}

// contested is the claim of a row in doubt, which may have been decided about
// through another row or sync.
func contested(ctx context.Context, tx pgx.Tx, claims int64, e *store.Entry) (*store.Claim, error) {
	if e.State != store.InDoubt || claims == 0 {
		return nil, nil
	}
	var c store.Claim
	var business, key []byte
	err := tx.QueryRow(ctx, `SELECT c.business_key, c.state, c.key, coalesce(m.sync, '') FROM claims c LEFT JOIN scopes m ON m.id = c.memory
		WHERE c.scope = $1 AND c.business_key = $2`, claims, []byte(e.BusinessKey)).Scan(&business, &c.State, &key, &c.Sync)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	c.BusinessKey, c.Key = string(business), string(key)
	return &c, err
}
