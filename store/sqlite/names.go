package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

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

// number looks a name up and, where the state may be written, makes it. A
// state that is only read answers 0, which nothing is stored under.
func (s *Store) number(ctx context.Context, name any, find, create string, args ...any) (int64, error) {
	if id, ok := s.scopes.Load(name); ok {
		return id.(int64), nil
	}
	id, err := s.lookUp(ctx, find, args...)
	if err == nil && id == 0 && s.w != nil {
		err = s.w.tx(ctx, func(tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, create, args...); err != nil {
				return err
			}
			return tx.QueryRowContext(ctx, find, args...).Scan(&id)
		})
	}
	if err != nil {
		return 0, fmt.Errorf("reading the state: %w", err)
	}
	if id != 0 {
		s.scopes.Store(name, id)
	}
	return id, nil
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
	if n, ok := s.runs.Load(run); ok {
		return n.(int64), nil
	}
	n, err := s.lookUp(ctx, `SELECT n FROM runs WHERE id = ?`, run)
	if err != nil {
		return 0, fmt.Errorf("reading the state: %w", err)
	}
	if n == 0 {
		return 0, store.NoRun(run)
	}
	s.runs.Store(run, n)
	return n, nil
}
