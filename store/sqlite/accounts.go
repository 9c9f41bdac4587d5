package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/waybillhq/waybill/store"
)

// Account returns what was recorded of an account.
func (s *Store) Account(ctx context.Context, name string) (store.Account, bool, error) {
	a := store.Account{Name: name}
	var identity string
	err := s.read.QueryRowContext(ctx, `SELECT type, identity FROM accounts WHERE name = ?`, name).Scan(&a.Type, &identity)
	if errors.Is(err, sql.ErrNoRows) {
		return a, false, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(identity), &a.Identity)
	}
	if err != nil {
		return a, false, fmt.Errorf("reading the account %s: %w", name, err)
	}
	return a, true, nil
}

// SetAccount records who an account is.
func (s *Store) SetAccount(ctx context.Context, a store.Account, _ int64) error {
	identity, err := json.Marshal(a.Identity)
	if err != nil {
		return fmt.Errorf("recording the account %s: %w", a.Name, err)
	}
	return s.w.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO accounts (name, type, identity) VALUES (?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET type = excluded.type, identity = excluded.identity`, a.Name, a.Type, string(identity))
		return err
	})
}
