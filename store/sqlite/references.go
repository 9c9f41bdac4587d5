package sqlite

import (
	"context"
	"database/sql"

	"github.com/waybillhq/waybill/store"
)

// fieldIDs returns the numbers of the fields of references, which are made if
// they are new.
func (s *Store) fieldIDs(ctx context.Context, references []store.Reference) (map[string]int64, error) {
	return s.scopes.OfFields(references, func(name string) (int64, error) {
		return s.ensure(ctx, `SELECT id FROM reference_fields WHERE name = ?`, `INSERT OR IGNORE INTO reference_fields (name) VALUES (?)`, name)
	})
}

// references keeps what rows are found by.
func (w *writer) references(ctx context.Context, b batch) error {
	for i := range b.References {
		r := &b.References[i]
		if err := w.refer.add(ctx, r.Digest, b.scope, []byte(r.Key), b.fields[r.Field], b.run); err != nil {
			return err
		}
	}
	if _, err := w.refer.flush(ctx); err != nil || b.Referenced == "" {
		return err
	}
	return w.execSQL(ctx, `UPDATE scopes SET referenced = ? WHERE id = ?`, b.Referenced, b.scope)
}

// forgets drops rows from memory, and remembers to drop what they were found by.
func (w *writer) forgets(ctx context.Context, b batch) error {
	for _, key := range b.Forget {
		if err := w.execSQL(ctx, `DELETE FROM memory WHERE scope = ? AND key = ?`, b.scope, []byte(key)); err != nil {
			return err
		}
		if err := w.execSQL(ctx, `INSERT OR IGNORE INTO forgotten_rows SELECT id, ? FROM scopes WHERE id = ? AND referenced <> ''`, []byte(key), b.scope); err != nil {
			return err
		}
	}
	return nil
}

// Referenced says of which fields the references of all rows are kept.
func (s *Store) Referenced(ctx context.Context, scope store.Scope) (fields string, err error) {
	err = s.eachText(ctx, `SELECT referenced FROM scopes WHERE account = ? AND sync = ?`, func(text []byte) { fields = string(text) }, scope.Account, scope.Sync)
	return fields, err
}

// pruneReferences deletes what forgotten rows were found by, unless they are
// remembered again. It reads all references, and only if a row was forgotten.
func pruneReferences(ctx context.Context, tx *sql.Tx) error {
	var some bool
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM forgotten_rows)`).Scan(&some); err != nil || !some {
		return err
	}
	for _, statement := range []string{
		`DELETE FROM row_references WHERE EXISTS (SELECT 1 FROM forgotten_rows f WHERE f.scope = row_references.scope AND f.key = row_references.key)
			AND NOT EXISTS (SELECT 1 FROM memory m WHERE m.scope = row_references.scope AND m.key = row_references.key)`,
		`DELETE FROM forgotten_rows`,
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// forgetUnsent forgets rows of which nothing but old results is known: what they
// were found by is deleted by the next pruning. A run that reads one again keeps
// it again.
const forgetUnsent = `INSERT OR IGNORE INTO forgotten_rows SELECT m.id, x.key FROM runs r JOIN scopes m ON m.account = r.account AND m.sync = r.sync
	CROSS JOIN results x INDEXED BY results_by_outcome ON x.run = r.n AND x.outcome <> 'accepted' AND x.outcome = 'deferred'
	WHERE r.finished_at > 0 AND r.finished_at < ? AND m.referenced <> '' AND NOT EXISTS (SELECT 1 FROM memory y WHERE y.scope = m.id AND y.key = x.key)`
