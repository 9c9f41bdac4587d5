package sqlite

import (
	"context"
	"database/sql"
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
	if story.Claim, story.Others, err = s.claimStory(ctx, id, scope, key, story.Entry, shown, store.Called(story.Results)...); err != nil {
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
		{`SELECT x.key FROM memory x INDEXED BY memory_by_new_key WHERE x.new_key = ? AND x.scope = ?`, []any{shown, id}},
		{`SELECT x.key FROM runs r CROSS JOIN results x ON x.run = r.n WHERE r.sync = ? AND r.account = ? AND x.key IN (VALUES ` + places + `) ORDER BY r.n DESC`, append([]any{scope.Sync, scope.Account}, keys...)},
		{`SELECT x.key FROM runs r CROSS JOIN results x ON x.run = r.n WHERE r.sync = ? AND r.account = ? AND x.business_key = ? AND ` + apart("x") + ` ORDER BY r.n DESC`, []any{scope.Sync, scope.Account, shown}},
	} {
		if i > 3 && len(found) > 0 {
			break // what is remembered counts before what was
		}
		most := 2
		if i > 4 {
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

// toldClaims reads claims c of claim scopes s for a story or a search.
const toldClaims = `SELECT c.business_key, c.state, c.key, coalesce(m.sync, ''), coalesce(r.id, ''), coalesce(c.vendor_id, ''), c.begun_at, coalesce(c.settled_at, 0),
	coalesce(c.doubted_at, 0), coalesce(c.marked, ''), c.unsure AND c.state = 2, c.receipt, c.scope, s.account, s.operation, s.scope, c.memory = ?1 AND c.key = ?2 FROM `

// claimStory finds the claim of a row, and further ones that it took: the one that is
// begun, if one is, whatever is remembered. Else its business key is remembered with
// the row, but for one of which nothing is: that one may have taken the claim of what
// it was called by, and anybody that of a business key that it had in a run.
func (s *Store) claimStory(ctx context.Context, id int64, scope store.Scope, key string, e *store.Entry, shown string, business ...string) (*store.ClaimStory, []store.ClaimStory, error) {
	where, args := `c.business_key = ?`, []any{id, []byte(key), scope.Account}
	if e != nil {
		args = append(args, e.BusinessKey) // "": it was never claimed
	} else {
		where = `(c.business_key = ? AND c.memory = ?1 AND c.key = ?2 OR c.business_key IN (` + strings.TrimSuffix(strings.Repeat("?, ", len(business)), ", ") + `))`
		args = append(args, shown)
		for _, b := range business {
			args = append(args, b)
		}
	}
	const named = ` LEFT JOIN scopes m ON m.id = c.memory LEFT JOIN runs r ON r.n = c.run WHERE `
	called, err := s.toldClaims(ctx, toldClaims+`claim_scopes s CROSS JOIN claims c ON c.scope = s.id`+named+`s.account = ? AND `+where+
		` ORDER BY c.memory = ?1 AND c.key = ?2 DESC, c.memory = ?1 DESC, c.begun_at DESC LIMIT 1`, args...)
	if err != nil {
		return nil, nil, err
	}
	former, err := s.toldClaims(ctx, toldClaims+`row_claims w CROSS JOIN claims c ON c.scope = w.scope AND c.business_key = w.business_key
		CROSS JOIN claim_scopes s ON s.id = c.scope`+named+`w.memory = ?1 AND w.key = ?2 AND c.memory = ?1 AND c.key = ?2 ORDER BY c.begun_at`, id, []byte(key))
	if err != nil {
		return nil, nil, err
	}
	begun, err := s.toldClaims(ctx, toldClaims+`claims c INDEXED BY claims_begun CROSS JOIN claim_scopes s ON s.id = c.scope`+named+
		`c.memory = ?1 AND c.key = ?2 AND c.state = 1 ORDER BY c.begun_at`, id, []byte(key))
	if err != nil {
		return nil, nil, err
	}
	var first *store.ClaimStory
	if len(called) > 0 {
		first = &called[0]
	}
	claim, others := store.Claimed(first, append(former, begun...))
	return claim, others, nil
}

func (s *Store) toldClaims(ctx context.Context, query string, args ...any) (found []store.ClaimStory, err error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var receipts []sql.NullInt64
	var scopes []int64
	for rows.Next() {
		var c store.ClaimStory
		var key []byte
		var receipt sql.NullInt64
		var id, begun, settled, doubted int64
		if err := rows.Scan(&c.BusinessKey, &c.State, &key, &c.Sync, &c.Run, &c.VendorID, &begun, &settled, &doubted, &c.Marked, &c.Unsure, &receipt, &id,
			&c.Scope.Account, &c.Scope.Operation, &c.Scope.Scope, &c.Own); err != nil {
			return nil, err
		}
		c.Key, c.BegunAt, c.SettledAt, c.Doubted = string(key), fromMicros(begun), fromMicros(settled), fromMicros(doubted)
		found, receipts, scopes = append(found, c), append(receipts, receipt), append(scopes, id)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i := range found {
		c := &found[i]
		if c.Receipts, err = s.claimReceipts(ctx, receipts[i], scopes[i], c.BusinessKey); err != nil {
			return nil, err
		}
		if err := s.before(ctx, &c.Claim, scopes[i]); err != nil {
			return nil, err
		}
	}
	return found, nil
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
