package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"

	"github.com/waybillhq/waybill/store"
)

// Examine says how the state in the file path is, without migrating it.
func Examine(ctx context.Context, path string) (c store.Condition, err error) {
	if path, err = locate(path); err != nil {
		return c, err
	}
	info, err := os.Stat(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return c, nil
		}
		return c, unusable(path, err)
	}
	c.Size = info.Size()
	if log, err := os.Stat(path + "-wal"); err == nil {
		c.Log = log.Size()
		c.Size += c.Log
	}
	if err := ours(ctx, path); err != nil {
		return c, unusable(path, err)
	}
	db, err := sql.Open("sqlite", dsn(path, "rw"))
	if err != nil {
		return c, unusable(path, err)
	}
	defer db.Close() //nolint:errcheck // nothing was written
	db.SetMaxOpenConns(1)
	err = db.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version WHERE is_applied`).Scan(&c.Version)
	if err != nil {
		return c, unusable(path, err)
	}
	p, err := provider(db)
	if err != nil {
		return c, err
	}
	sources := p.ListSources()
	c.Wanted = sources[len(sources)-1].Version
	c.Writable = writable(ctx, db)
	return c, nil
}

// Writable says why the state cannot be written; nil: it can, as far as can be
// told without writing.
func (s *Store) Writable(ctx context.Context) error {
	db, err := sql.Open("sqlite", dsn(s.path, "rw"))
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // nothing was written
	db.SetMaxOpenConns(1)
	return writable(ctx, db)
}

// writable begins a transaction that writes, and gives it up. If somebody else
// is writing, it can be written.
func writable(ctx context.Context, db *sql.DB) error {
	for _, statement := range []string{`PRAGMA busy_timeout = 1000`, `BEGIN IMMEDIATE`, `ROLLBACK`} {
		if _, err := db.ExecContext(ctx, statement); err != nil && !isBusy(err) {
			return err
		} else if err != nil {
			return nil
		}
	}
	return nil
}
