package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/waybillhq/waybill/store"
)

// Account returns what was recorded of an account.
func (s *Store) Account(ctx context.Context, name string) (store.Account, bool, error) {
	a := store.Account{Name: name}
	var identity string
	err := s.pool.QueryRow(ctx, `SELECT type, identity FROM accounts WHERE name = $1`, name).Scan(&a.Type, &identity)
	if errors.Is(err, pgx.ErrNoRows) {
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
func (s *Store) SetAccount(ctx context.Context, a store.Account, fence int64) error {
	identity, err := json.Marshal(a.Identity)
	if err != nil {
		return fmt.Errorf("recording the account %s: %w", a.Name, err)
	}
	return s.write(ctx, "", fence, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO accounts (name, type, identity) VALUES ($1, $2, $3)
			ON CONFLICT (name) DO UPDATE SET type = excluded.type, identity = excluded.identity`, a.Name, a.Type, string(identity))
		return err
	})
}
