package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"github.com/waybillhq/waybill/store"
)

// scopeID returns the number of a memory, which is made if it is new.
func (s *Store) scopeID(ctx context.Context, scope store.Scope) (int64, error) {
	return s.number(ctx, scope, `SELECT id FROM scopes WHERE account = ? AND sync = ?`,
		`INSERT OR IGNORE INTO scopes (account, sync) VALUES (?, ?)`, scope.Account, scope.Sync)
}

// claimScopeID returns the number of a set of claims, which is made if new.
func (s *Store) claimScopeID(ctx context.Context, c store.ClaimScope) (int64, error) {
	return s.number(ctx, c, `SELECT id FROM claim_scopes WHERE account = ? AND operation = ? AND scope = ?`,
		`INSERT OR IGNORE INTO claim_scopes (account, operation, scope) VALUES (?, ?, ?)`, c.Account, c.Operation, c.Scope)
}

// takes notes that a memory takes claims of a set.
func (s *Store) takes(ctx context.Context, memory, claims int64) error {
	_, err := s.number(ctx, [...]int64{memory, claims}, `SELECT 1 FROM claimed_in WHERE memory = ? AND scope = ?`,
		`INSERT OR IGNORE INTO claimed_in (memory, scope) VALUES (?, ?)`, memory, claims)
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
	if err != nil || id != 0 || s.w == nil {
		return id, err
	}
	err = s.w.tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, create, args...); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, find, args...).Scan(&id)
	})
	return id, err
}

func (s *Store) lookUp(ctx context.Context, query string, args ...any) (id int64, err error) {
	err = s.read.QueryRowContext(ctx, query, args...).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

// runID returns the number of a run.
func (s *Store) runID(ctx context.Context, run string) (int64, error) {
	return s.runs.OfRun(run, func() (int64, error) { return s.lookUp(ctx, `SELECT n FROM runs WHERE id = ?`, run) })
}
