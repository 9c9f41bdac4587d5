package postgres

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/waybillhq/waybill/store"
)

// scopeID returns the number of a memory, which is made if it is new.
func (s *Store) scopeID(ctx context.Context, scope store.Scope) (int64, error) {
	return s.number(ctx, scope, `SELECT id FROM scopes WHERE account = $1 AND sync = $2`,
		`INSERT INTO scopes (account, sync) VALUES ($1, $2) ON CONFLICT DO NOTHING`, scope.Account, scope.Sync)
}

// claimScopeID returns the number of a set of claims, which is made if new.
func (s *Store) claimScopeID(ctx context.Context, c store.ClaimScope) (int64, error) {
	return s.number(ctx, c, `SELECT id FROM claim_scopes WHERE account = $1 AND operation = $2 AND scope = $3`,
		`INSERT INTO claim_scopes (account, operation, scope) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, c.Account, c.Operation, c.Scope)
}

// takes notes that a memory takes claims of a set.
func (s *Store) takes(ctx context.Context, memory, claims int64) error {
	_, err := s.number(ctx, [...]int64{memory, claims}, `SELECT 1 FROM claimed_in WHERE memory = $1 AND scope = $2`,
		`INSERT INTO claimed_in (memory, scope) VALUES ($1, $2) ON CONFLICT DO NOTHING`, memory, claims)
	return err
}

// number is ensure for a name that is remembered.
func (s *Store) number(ctx context.Context, name any, find, create string, args ...any) (int64, error) {
	return s.scopes.Of(name, func() (int64, error) { return s.ensure(ctx, find, create, args...) })
}

// ensure looks a number up and, where the state may be written, makes it. A state
// that is only read answers 0, which nothing is stored under.
func (s *Store) ensure(ctx context.Context, find, create string, args ...any) (int64, error) {
	id, err := s.lookUp(ctx, find, args...)
	if err != nil || id != 0 || s.readOnly {
		return id, err
	}
	if _, err := s.pool.Exec(ctx, create, args...); err != nil {
		return 0, err
	}
	return s.lookUp(ctx, find, args...)
}

func (s *Store) lookUp(ctx context.Context, query string, args ...any) (id int64, err error) {
	err = s.pool.QueryRow(ctx, query, args...).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

// runID returns the number of a run.
func (s *Store) runID(ctx context.Context, run string) (int64, error) {
	return s.runs.OfRun(run, func() (int64, error) { return s.lookUp(ctx, `SELECT n FROM runs WHERE id = $1`, printable(run)) })
}

// printable is text as PostgreSQL can hold it: what is no UTF-8, or NUL, is
// replaced. It is for texts that people read; what has to be exact is bytea.
func printable(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

func micros(t time.Time) int64 { return store.Micros(t) }
