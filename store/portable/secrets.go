package portable

import (
	"context"
	"database/sql"

	"github.com/waybillhq/waybill/store"
)

const secretColumns = `SELECT name, key_id, ciphertext, updated_at, updated_by FROM secrets`

func scanSecret(row func(...any) error) (store.Secret, error) {
	var s store.Secret
	var at int64
	err := row(&s.Name, &s.KeyID, &s.Ciphertext, &at, &s.UpdatedBy)
	s.UpdatedAt = fromMicros(at)
	return s, err
}

// ListSecrets implements store.Secrets.
func (o *Office) ListSecrets(ctx context.Context) ([]store.Secret, error) {
	return list(ctx, o.read, scanSecret, secretColumns+` ORDER BY name`)
}

// Secret implements store.Secrets.
func (o *Office) Secret(ctx context.Context, name string) (store.Secret, error) {
	return must[store.Secret](missing("there is no secret %s", name))(
		one(ctx, o.read, scanSecret, secretColumns+` WHERE name = $1`, name))
}

// PutSecret implements store.Secrets.
func (o *Office) PutSecret(ctx context.Context, s store.Secret, by store.Author) error {
	return o.behind(ctx, configuration, func(tx *sql.Tx) error { return putSecret(ctx, tx, s, by) })
}

// DeleteSecret implements store.Secrets.
func (o *Office) DeleteSecret(ctx context.Context, name string, by store.Author) error {
	return o.behind(ctx, configuration, func(tx *sql.Tx) error {
		there, err := deleteSecret(ctx, tx, name, by)
		if err == nil && !there {
			return missing("there is no secret %s", name)
		}
		return err
	})
}

func putSecret(ctx context.Context, tx *sql.Tx, s store.Secret, by store.Author) error {
	_, there, err := one(ctx, tx, scanInt, `SELECT 1 FROM secrets WHERE name = $1`, s.Name)
	if err != nil {
		return err
	}
	_, err = exec(ctx, tx, `INSERT INTO secrets (name, key_id, ciphertext, updated_at, updated_by) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (name) DO UPDATE SET key_id = excluded.key_id, ciphertext = excluded.ciphertext,
		updated_at = excluded.updated_at, updated_by = excluded.updated_by`, s.Name, s.KeyID, s.Ciphertext, micros(by.At), by.Who)
	if err != nil {
		return err
	}
	action := "create"
	if there {
		action = "change"
	}
	return audit(ctx, tx, by, action, "secret", s.Name, nil, nil)
}

func deleteSecret(ctx context.Context, tx *sql.Tx, name string, by store.Author) (there bool, err error) {
	n, err := exec(ctx, tx, `DELETE FROM secrets WHERE name = $1`, name)
	if err != nil || n == 0 {
		return false, err
	}
	return true, audit(ctx, tx, by, "delete", "secret", name, nil, nil)
}

// ReplaceSecrets implements store.Secrets.
func (o *Office) ReplaceSecrets(ctx context.Context, by store.Author, each func(store.Secret) (store.Secret, error)) (int, error) {
	n := 0
	err := o.behind(ctx, configuration, func(tx *sql.Tx) error {
		all, err := list(ctx, tx, scanSecret, secretColumns)
		if err != nil {
			return err
		}
		for _, was := range all {
			s, err := each(was)
			if err != nil {
				return err
			}
			if _, err := exec(ctx, tx, `UPDATE secrets SET key_id = $1, ciphertext = $2, updated_at = $3, updated_by = $4 WHERE name = $5`,
				s.KeyID, s.Ciphertext, micros(by.At), by.Who, was.Name); err != nil {
				return err
			}
		}
		n = len(all)
		return audit(ctx, tx, by, "rotate", "secret", "", nil, map[string]int{"secrets": n})
	})
	return n, err
}
