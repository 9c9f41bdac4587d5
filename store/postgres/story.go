package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

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
	past.Decisions, err = portable.Decisions(ctx, s.db, id, scope, key)
	return past, err
}

// find returns the encoded primary key of the row that a person calls shown:
// its primary key, its business key, or the primary key as it is encoded, which
// means that row alone. A name that means two rows is refused.
func (s *Store) find(ctx context.Context, id int64, scope store.Scope, shown string) (string, error) {
	found := map[string]bool{}
	for i, place := range []struct {
		query string
		args  []any
	}{
		{`SELECT x.key FROM unnest($2::bytea[]) v (key) CROSS JOIN LATERAL (SELECT * FROM memory y WHERE y.scope = $1 AND y.key = v.key LIMIT 1) x LIMIT 2`, []any{id, shownKeys(shown)}},
		{`SELECT key FROM memory WHERE scope = $1 AND ` + called("memory", "$2") + ` LIMIT 2`, []any{id, []byte(shown)}},
		{`SELECT c.key FROM claim_scopes s CROSS JOIN LATERAL (SELECT * FROM claims x WHERE x.scope = s.id AND x.business_key = $2 LIMIT 1) c WHERE s.account = $1 AND c.memory = $3 LIMIT 2`, []any{scope.Account, []byte(shown), id}},
		{`SELECT x.key FROM unnest($2::bytea[]) v (key) CROSS JOIN LATERAL (` + begunOf("$1", "v.key") + `) x LIMIT 2`, []any{id, shownKeys(shown)}},
		{`SELECT key FROM memory WHERE scope = $1 AND new_key >= $2 AND new_key <= $2 ORDER BY new_key LIMIT 2`, []any{id, []byte(shown)}},
		{`SELECT key FROM runs r CROSS JOIN LATERAL (SELECT x.key FROM unnest($3::bytea[]) v (key) CROSS JOIN LATERAL (SELECT y.key FROM results y WHERE y.run = r.n AND y.key = v.key LIMIT 1) x LIMIT 1) x
			WHERE r.account = $1 AND r.sync = $2 ORDER BY r.n DESC LIMIT 1`, []any{scope.Account, scope.Sync, shownKeys(shown)}},
		{`SELECT key FROM runs r CROSS JOIN LATERAL (SELECT x.key FROM results x WHERE x.run = r.n AND ` + called("x", "$3") + ` LIMIT 1) x
			WHERE r.account = $1 AND r.sync = $2 ORDER BY r.n DESC LIMIT 1`, []any{scope.Account, scope.Sync, []byte(shown)}},
	} {
		if i >= 4 && len(found) > 0 {
			break // what is remembered counts before what was
		}
		rows, err := s.pool.Query(ctx, place.query, place.args...)
		if err != nil {
			return "", fmt.Errorf("looking for %s: %w", shown, err)
		}
		keys, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
		if err != nil {
			return "", fmt.Errorf("looking for %s: %w", shown, err)
		}
		for _, k := range keys {
			if string(k) == shown {
				return shown, nil
			}
			found[string(k)] = true
		}
	}
	return store.OneKey(scope, shown, slices.Sorted(maps.Keys(found)))
}

// shownKeys are store.EncodedKeys as they are kept.
func shownKeys(shown string) [][]byte {
	var keys [][]byte
	for _, k := range store.EncodedKeys(shown) {
		keys = append(keys, []byte(k))
	}
	return keys
}

// toldColumns are of claims c of claim scopes s, for a story or a search, of the rows
// (v.memory, v.row).
const toldColumns = `c.business_key, c.state, c.key, coalesce((SELECT sync FROM scopes WHERE id = c.memory), ''), coalesce((SELECT id FROM runs WHERE n = c.run), ''),
	coalesce(c.vendor_id, ''), c.begun_at, coalesce(c.settled_at, 0), coalesce(c.doubted_at, 0), coalesce(c.marked, ''), c.unsure AND c.state = 2, c.receipt, c.scope,
	s.account, s.operation, s.scope, c.memory = v.memory AND c.key = v.row`

// toldClaim is a claim with what it takes to read more of it.
type toldClaim struct {
	store.ClaimStory
	receipt *int64
	scope   int64
}

func scanTold(row pgx.Row) (c toldClaim, err error) {
	var business, key []byte
	var begun, settled, doubted int64
	err = row.Scan(&business, &c.State, &key, &c.Sync, &c.Run, &c.VendorID, &begun, &settled, &doubted, &c.Marked, &c.Unsure, &c.receipt, &c.scope,
		&c.Scope.Account, &c.Scope.Operation, &c.Scope.Scope, &c.Own)
	c.BusinessKey, c.Key = string(business), string(key)
	c.BegunAt, c.SettledAt, c.Doubted = store.FromMicros(begun), store.FromMicros(settled), store.FromMicros(doubted)
	return c, err
}

// formerClaims are the further claims that rows v took.
const formerClaims = ` CROSS JOIN LATERAL (SELECT * FROM row_claims y WHERE y.memory = v.memory AND y.key = v.row ORDER BY y.scope, y.business_key LIMIT 1000) w
	CROSS JOIN LATERAL (SELECT * FROM claims y WHERE y.scope = w.scope AND y.business_key = w.business_key AND y.memory = v.memory AND y.key = v.row LIMIT 1) c
	JOIN claim_scopes s ON s.id = c.scope ORDER BY c.begun_at`

// begunOf finds the claim of a row that is begun. There is one only while a run goes
// on, or where one has ended without a word, and it is of that run.
func begunOf(scope, key string) string {
	return `SELECT x.* FROM scopes q CROSS JOIN LATERAL (SELECT n FROM runs WHERE sync = q.sync AND account = q.account AND status = 'running'
			UNION SELECT n FROM runs WHERE sync = q.sync AND account = q.account AND unsettled = 1) r
		CROSS JOIN LATERAL (SELECT * FROM claims y WHERE y.run = r.n AND y.state = 1 AND y.memory = q.id AND y.key = ` + key + ` LIMIT 1) x WHERE q.id = ` + scope + ` LIMIT 1`
}

// begunClaims are those of rows v that are begun.
var begunClaims = ` CROSS JOIN LATERAL (` + begunOf("v.memory", "v.row") + `) c JOIN claim_scopes s ON s.id = c.scope`

// claimStory finds the claim of a row, and further ones that it took: the one that is
// begun, if one is, whatever is remembered. Else its business key is remembered with
// the row, but for one of which nothing is: that one may have taken the claim of what
// it was called by, and anybody that of a business key that it had in a run.
func (s *Store) claimStory(ctx context.Context, id int64, scope store.Scope, key string, e *store.Entry, shown string, business ...string) (*store.ClaimStory, []store.ClaimStory, error) {
	if e != nil {
		shown, business = "", []string{e.BusinessKey} // "": it was never claimed
	}
	called, err := s.toldClaims(ctx, `SELECT `+toldColumns+` FROM (SELECT $1::bigint AS memory, $2::bytea AS row) v CROSS JOIN claim_scopes s
		CROSS JOIN (SELECT unnest($3::bytea[]) AS business_key, false AS own UNION ALL SELECT $5::bytea, true) b CROSS JOIN LATERAL (SELECT * FROM claims x WHERE x.scope = s.id AND x.business_key = b.business_key LIMIT 1) c
		WHERE s.account = $4 AND (NOT b.own OR c.memory = v.memory AND c.key = v.row)
		ORDER BY c.memory = v.memory AND c.key = v.row DESC, c.memory = v.memory DESC, c.begun_at DESC LIMIT 1`, id, []byte(key), blobs(business), scope.Account, []byte(shown))
	if err != nil {
		return nil, nil, err
	}
	former, err := s.toldClaims(ctx, `SELECT `+toldColumns+` FROM (SELECT $1::bigint AS memory, $2::bytea AS row) v`+formerClaims, id, []byte(key))
	if err != nil {
		return nil, nil, err
	}
	begun, err := s.toldClaims(ctx, `SELECT `+toldColumns+` FROM (SELECT $1::bigint AS memory, $2::bytea AS row) v`+begunClaims, id, []byte(key))
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

func (s *Store) toldClaims(ctx context.Context, query string, args ...any) ([]store.ClaimStory, error) {
	rows, err := s.pool.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	told, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (toldClaim, error) { return scanTold(row) })
	if err != nil {
		return nil, err
	}
	var found []store.ClaimStory
	for _, c := range told {
		if c.Receipts, err = s.claimReceipts(ctx, c.receipt, c.scope, []byte(c.BusinessKey)); err != nil {
			return nil, err
		}
		if err := s.before(ctx, &c.Claim, c.scope); err != nil {
			return nil, err
		}
		found = append(found, c.ClaimStory)
	}
	return found, nil
}

// before adds to a claim how it was accepted before it was sent again.
func (s *Store) before(ctx context.Context, c *store.Claim, claims int64) error {
	rows, err := s.pool.Query(ctx, `SELECT accepted_at, coalesce(vendor_id, '') FROM earlier_receipts
		WHERE scope = $1 AND business_key = $2 AND accepted_at > 0 ORDER BY accepted_at, receipt`, claims, []byte(c.BusinessKey))
	if err != nil {
		return err
	}
	all, err := pgx.CollectRows(rows, scanAcceptance)
	for _, a := range all {
		c.AddBefore(a)
	}
	return err
}

func scanAcceptance(row pgx.CollectableRow) (a store.Acceptance, err error) {
	var at int64
	err = row.Scan(&at, &a.VendorID)
	a.At = store.FromMicros(at)
	return a, err
}

func (s *Store) claimReceipts(ctx context.Context, receipt *int64, claims int64, business []byte) ([]store.Receipt, error) {
	rows, err := s.pool.Query(ctx, `SELECT r.at, r.request, r.answer
		FROM (SELECT $1::bigint AS id UNION SELECT receipt FROM earlier_receipts WHERE scope = $2 AND business_key = $3) v
		CROSS JOIN LATERAL (SELECT * FROM receipts x WHERE x.id = v.id LIMIT 1) r ORDER BY r.id DESC`, receipt, claims, business)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (r store.Receipt, err error) {
		var at int64
		var request, answer []byte
		err = row.Scan(&at, &request, &answer)
		r.At, r.Request, r.Answer = store.FromMicros(at), string(request), string(answer)
		return r, err
	})
}
