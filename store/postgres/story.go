package postgres

import (
	"context"
	"errors"
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

// begunOf finds the claim of a row that is begun. There is one only while a run goes
// on, or where one has ended without a word, and it is of that run.
func begunOf(scope, key string) string {
	return `SELECT x.* FROM scopes q CROSS JOIN LATERAL (SELECT n FROM runs WHERE sync = q.sync AND account = q.account AND status = 'running'
			UNION SELECT n FROM runs WHERE sync = q.sync AND account = q.account AND unsettled = 1) r
		CROSS JOIN LATERAL (SELECT * FROM claims y WHERE y.run = r.n AND y.state = 1 AND y.memory = q.id AND y.key = ` + key + ` LIMIT 1) x WHERE q.id = ` + scope + ` LIMIT 1`
}

// begunAs is the business key under which a row is being sent; "" if it is not.
func (s *Store) begunAs(ctx context.Context, id int64, key string) (string, error) {
	var called []byte
	err := s.pool.QueryRow(ctx, `SELECT x.business_key FROM (`+begunOf("$1", "$2")+`) x`, id, []byte(key)).Scan(&called)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return string(called), err
}

// claimStory finds the claim of a row: the one that is begun, if one is, whatever
// is remembered. Else its business key is remembered with the row, but for one of
// which nothing is: that one may be claimed under any of the given business keys.
func (s *Store) claimStory(ctx context.Context, id int64, scope store.Scope, key string, e *store.Entry, business ...string) (*store.ClaimStory, error) {
	where := `c.memory = $2 AND c.key = $4`
	begunAs, err := s.begunAs(ctx, id, key)
	switch {
	case err != nil:
		return nil, err
	case begunAs != "":
		business = []string{begunAs}
	case e != nil && e.BusinessKey != "":
		where, business = `true`, []string{e.BusinessKey}
	case e != nil:
		return nil, nil // it was never claimed
	}
	var c store.ClaimStory
	var called, k []byte
	var receipt *int64
	var claims, begun, settled int64
	err = s.pool.QueryRow(ctx, `SELECT c.business_key, c.state, (SELECT sync FROM scopes WHERE id = c.memory), c.key, coalesce(r.id, ''), coalesce(c.vendor_id, ''), c.begun_at, coalesce(c.settled_at, 0),
			c.receipt, c.scope, s.account, s.operation, s.scope
		FROM claim_scopes s CROSS JOIN unnest($3::bytea[]) v (business_key)
		CROSS JOIN LATERAL (SELECT * FROM claims x WHERE x.scope = s.id AND x.business_key = v.business_key LIMIT 1) c LEFT JOIN runs r ON r.n = c.run
		WHERE s.account = $1 AND `+where+` ORDER BY c.memory = $2 DESC, c.key = $4 DESC, c.begun_at DESC LIMIT 1`, scope.Account, id, blobs(business), []byte(key)).Scan(&called, &c.State, &c.Sync, &k, &c.Run, &c.VendorID,
		&begun, &settled, &receipt, &claims, &c.Scope.Account, &c.Scope.Operation, &c.Scope.Scope)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c.BusinessKey, c.Key, c.BegunAt, c.SettledAt = string(called), string(k), store.FromMicros(begun), store.FromMicros(settled)
	if c.Receipts, err = s.claimReceipts(ctx, receipt, claims, called); err != nil {
		return nil, err
	}
	return &c, s.before(ctx, &c.Claim, claims)
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
