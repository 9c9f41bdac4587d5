package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"
	"sync"

	"github.com/waybillhq/waybill/store"
)

// askAtOnce is how many business keys one query names.
const askAtOnce = 256

const claimQuery = `SELECT c.business_key, c.state, m.sync, c.key, coalesce(r.id, ''), coalesce(c.vendor_id, ''), c.begun_at, coalesce(c.settled_at, 0), coalesce(c.doubted_at, 0)
	FROM claims c LEFT JOIN scopes m ON m.id = c.memory LEFT JOIN runs r ON r.n = c.run WHERE c.scope = ? AND c.business_key IN (`

// asking is the query for claims, prepared when it is first needed: a run asks
// it for every few hundred rows.
type asking struct {
	mu   sync.Mutex
	stmt *sql.Stmt
}

func (a *asking) prepare(ctx context.Context, db *sql.DB) (*sql.Stmt, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stmt != nil {
		return a.stmt, nil
	}
	var err error
	a.stmt, err = db.PrepareContext(ctx, claimQuery+strings.Repeat("?, ", askAtOnce-1)+"?)")
	return a.stmt, err
}

// Claims returns those of the business keys that are claimed.
func (s *Store) Claims(ctx context.Context, scope store.ClaimScope, keys []string) (map[string]store.Claim, error) {
	found := map[string]store.Claim{}
	id, err := s.claimScopeID(ctx, scope)
	if err != nil || id == 0 {
		return found, err
	}
	some, err := s.lookUp(ctx, `SELECT EXISTS (SELECT 1 FROM claims WHERE scope = ?)`, id)
	if some == 0 { // so it is in a first run, of which every row is asked for
		keys = nil
	}
	for err == nil && len(keys) > 0 {
		n := min(len(keys), askAtOnce)
		err = s.someClaims(ctx, id, keys[:n], found)
		keys = keys[n:]
	}
	if err != nil {
		return nil, fmt.Errorf("reading claims: %w", err)
	}
	return found, nil
}

// ClaimedIn returns the scopes in which rows of a memory have taken claims.
func (s *Store) ClaimedIn(ctx context.Context, scope store.Scope) (found []store.ClaimScope, err error) {
	id, err := s.scopeID(ctx, scope)
	if err != nil {
		return nil, err
	}
	err = s.each(ctx, `SELECT s.account, s.operation, s.scope FROM claimed_in w CROSS JOIN claim_scopes s ON s.id = w.scope WHERE w.memory = ? ORDER BY s.id`,
		func(rows *sql.Rows) error {
			var c store.ClaimScope
			err := rows.Scan(&c.Account, &c.Operation, &c.Scope)
			found = append(found, c)
			return err
		}, id)
	if err != nil {
		return nil, fmt.Errorf("reading claims: %w", err)
	}
	return found, nil
}

// someClaims asks for so many keys as the query has places; where there are
// fewer the last one is asked for again.
func (s *Store) someClaims(ctx context.Context, scope int64, keys []string, found map[string]store.Claim) error {
	stmt, err := s.asking.prepare(ctx, s.read)
	if err != nil {
		return err
	}
	args := make([]any, 1+askAtOnce)
	args[0] = scope
	for i := range askAtOnce {
		args[1+i] = keys[min(i, len(keys)-1)]
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		c, err := scanClaim(rows)
		if err != nil {
			return err
		}
		found[c.BusinessKey] = c
	}
	return rows.Err()
}

func scanClaim(row scanner) (c store.Claim, err error) {
	var key []byte
	var sync sql.NullString
	var begun, settled, doubted int64
	err = row.Scan(&c.BusinessKey, &c.State, &sync, &key, &c.Run, &c.VendorID, &begun, &settled, &doubted)
	c.Key, c.Sync, c.BegunAt, c.SettledAt, c.Doubted = string(key), sync.String, fromMicros(begun), fromMicros(settled), fromMicros(doubted)
	return c, err
}

// held returns the claim that keeps x from being begun, inside a transaction.
// Its run is a number still, see named.
func (w *writer) held(ctx context.Context, b batch, x store.Begin) (c store.Claim, ok bool, err error) {
	const q = `SELECT state, memory, key, run, begun_at, coalesce(settled_at, 0), coalesce(vendor_id, '') FROM claims WHERE scope = ? AND business_key = ?`
	err = w.querySQL(ctx, q, []driver.Value{b.claims, x.BusinessKey}, func(row []driver.Value) error {
		key, _ := row[2].([]byte)
		ours := row[0] == int64(store.Begun) && row[1] == b.scope && string(key) == x.Key && row[3] == b.run
		if ours {
			return nil
		}
		ok = true
		c = store.Claim{BusinessKey: x.BusinessKey, State: store.State(row[0].(int64)), Key: string(key), Sync: fmt.Sprint(row[1]), Run: fmt.Sprint(row[3])}
		c.BegunAt, c.SettledAt = fromMicros(row[4].(int64)), fromMicros(row[5].(int64))
		c.VendorID, _ = row[6].(string)
		return nil
	})
	return c, ok, err
}

// named gives a claim out of held the names of its sync and run.
func (s *Store) named(ctx context.Context, c store.Claim) store.Claim {
	var sync, run sql.NullString
	_ = s.read.QueryRowContext(ctx, `SELECT (SELECT sync FROM scopes WHERE id = ?), (SELECT id FROM runs WHERE n = ?)`, c.Sync, c.Run).Scan(&sync, &run)
	c.Sync, c.Run = sync.String, run.String
	return c
}
