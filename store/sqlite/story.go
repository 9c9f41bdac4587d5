package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/portable"
)

// Story returns all that is known of a row.
func (s *Store) Story(ctx context.Context, scope store.Scope, shown string) (store.Story, error) {
	id, err := s.scopeID(ctx, scope)
	if err != nil {
		return store.Story{}, err
	}
	key, err := s.find(ctx, id, scope, shown)
	if err != nil {
		return store.Story{}, err
	}
	story, err := s.Past(ctx, scope, key)
	if err != nil {
		return story, err
	}
	if e, ok, err := s.Entry(ctx, scope, key); err != nil {
		return story, err
	} else if ok {
		story.Entry = &e
	}
	if story.Claim, err = s.claimStory(ctx, id, scope, key, story.Entry, store.Called(shown, story.Results)...); err != nil {
		return story, fmt.Errorf("reading claims: %w", err)
	}
	return story, nil
}

// Past returns the results and the decisions of a row.
func (s *Store) Past(ctx context.Context, scope store.Scope, key string) (past store.Story, err error) {
	id, err := s.scopeID(ctx, scope)
	if err != nil {
		return past, err
	}
	if past.Results, err = s.runResults(ctx, scope, key); err != nil {
		return past, err
	}
	past.Decisions, err = portable.Decisions(ctx, s.read, id, scope, key)
	return past, err
}

// find returns the encoded primary key of the row that a person calls shown:
// its primary key, its business key, or the primary key as it is encoded, which
// means that row alone. A name that means two rows is refused.
func (s *Store) find(ctx context.Context, id int64, scope store.Scope, shown string) (string, error) {
	found := map[string]bool{}
	places, keys := keysOf(shown)
	for i, q := range []struct {
		query string
		args  []any
	}{
		{`SELECT x.key FROM memory x WHERE x.scope = ? AND x.key IN (VALUES ` + places + `)`, append([]any{id}, keys...)},
		{`SELECT x.key FROM memory x WHERE x.scope = ? AND x.business_key = ? AND ` + apart("x"), []any{id, shown}},
		{`SELECT x.key FROM claims x WHERE x.scope IN (SELECT id FROM claim_scopes WHERE account = ?) AND x.business_key = ? AND x.memory = ?`, []any{scope.Account, shown, id}},
		{`SELECT x.key FROM claims x INDEXED BY claims_begun WHERE x.memory = ? AND x.state = 1 AND x.key IN (VALUES ` + places + `)`, append([]any{id}, keys...)},
		{`SELECT x.key FROM runs r CROSS JOIN results x ON x.run = r.n WHERE r.sync = ? AND r.account = ? AND x.key IN (VALUES ` + places + `) ORDER BY r.n DESC`, append([]any{scope.Sync, scope.Account}, keys...)},
		{`SELECT x.key FROM runs r CROSS JOIN results x ON x.run = r.n WHERE r.sync = ? AND r.account = ? AND x.business_key = ? AND ` + apart("x") + ` ORDER BY r.n DESC`, []any{scope.Sync, scope.Account, shown}},
	} {
		if i > 3 && len(found) > 0 {
			break // what is remembered counts before what was
		}
		most := 2
		if i > 3 {
			most = 1 // the newest
		}
		if err := s.eachText(ctx, q.query+` LIMIT ?`, func(k []byte) { found[string(k)] = true }, append(q.args, most)...); err != nil {
			return "", fmt.Errorf("looking for %s: %w", shown, err)
		}
		if found[shown] {
			return shown, nil
		}
	}
	return store.OneKey(scope, shown, slices.Sorted(maps.Keys(found)))
}

// claimStory finds the claim of a row: the one that is begun, if one is, whatever
// is remembered. Else its business key is remembered with the row, but for one of
// which nothing is: that one may be claimed under any of the given business keys.
func (s *Store) claimStory(ctx context.Context, id int64, scope store.Scope, key string, e *store.Entry, business ...string) (*store.ClaimStory, error) {
	where, args := `c.business_key = ?`, []any{scope.Account}
	var begunAs []string
	err := s.eachText(ctx, `SELECT business_key FROM claims INDEXED BY claims_begun WHERE memory = ? AND key = ? AND state = 1`,
		func(called []byte) { begunAs = append(begunAs, string(called)) }, id, []byte(key))
	switch {
	case err != nil:
		return nil, err
	case begunAs != nil:
		args = append(args, begunAs[0])
	case e != nil && e.BusinessKey != "":
		args = append(args, e.BusinessKey)
	case e != nil:
		return nil, nil // it was never claimed
	default:
		where = `c.business_key IN (` + strings.TrimSuffix(strings.Repeat("?, ", len(business)), ", ") + `) AND c.memory = ? AND c.key = ?`
		for _, b := range business {
			args = append(args, b)
		}
		args = append(args, id, []byte(key))
	}
	var c store.ClaimStory
	var k []byte
	var receipt sql.NullInt64
	var claims, begun, settled int64
	err = s.read.QueryRowContext(ctx, `SELECT c.business_key, c.state, m.sync, c.key, coalesce(r.id, ''), coalesce(c.vendor_id, ''), c.begun_at, coalesce(c.settled_at, 0),
		c.receipt, c.scope, s.account, s.operation, s.scope FROM claim_scopes s CROSS JOIN claims c ON c.scope = s.id JOIN scopes m ON m.id = c.memory LEFT JOIN runs r ON r.n = c.run
		WHERE s.account = ? AND `+where+` ORDER BY c.memory = ? DESC, c.key = ? DESC, c.begun_at DESC LIMIT 1`, append(args, id, []byte(key))...).Scan(&c.BusinessKey, &c.State, &c.Sync, &k, &c.Run, &c.VendorID,
		&begun, &settled, &receipt, &claims, &c.Scope.Account, &c.Scope.Operation, &c.Scope.Scope)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c.Key, c.BegunAt, c.SettledAt = string(k), fromMicros(begun), fromMicros(settled)
	if c.Receipts, err = s.claimReceipts(ctx, receipt, claims, c.BusinessKey); err != nil {
		return nil, err
	}
	return &c, s.before(ctx, &c.Claim, claims)
}

// before adds to a claim how it was accepted before it was sent again.
func (s *Store) before(ctx context.Context, c *store.Claim, claims int64) error {
	rows, err := s.read.QueryContext(ctx, `SELECT accepted_at, coalesce(vendor_id, '') FROM earlier_receipts
		WHERE scope = ? AND business_key = ? AND accepted_at > 0 ORDER BY accepted_at, receipt`, claims, c.BusinessKey)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var a store.Acceptance
		var at int64
		if err := rows.Scan(&at, &a.VendorID); err != nil {
			return err
		}
		a.At = fromMicros(at)
		c.AddBefore(a)
	}
	return rows.Err()
}

func (s *Store) claimReceipts(ctx context.Context, receipt sql.NullInt64, claims int64, business string) ([]store.Receipt, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT at, request, answer FROM receipts WHERE id = ?1
		OR id IN (SELECT receipt FROM earlier_receipts WHERE scope = ?2 AND business_key = ?3) ORDER BY id DESC`, receipt, claims, business)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []store.Receipt
	for rows.Next() {
		var r store.Receipt
		var at int64
		if err := rows.Scan(&at, &r.Request, &r.Answer); err != nil {
			return nil, err
		}
		r.At = fromMicros(at)
		found = append(found, r)
	}
	return found, rows.Err()
}
