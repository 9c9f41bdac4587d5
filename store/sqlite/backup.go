package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/waybillhq/waybill"
)

// Backup copies the state in the file path to a new file, which only its owner
// may read, while others go on writing the state. The copy is the state of one
// moment, checked, and on disk when Backup returns; if it fails there is no
// copy. The state is not changed, nor migrated.
func Backup(ctx context.Context, path, to string) (err error) {
	if path, err = locate(path); err != nil {
		return fmt.Errorf("backing the state up: %w", err)
	}
	if to, err = filepath.Abs(to); err != nil {
		return fmt.Errorf("backing the state up: %w", err)
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return waybill.Errorf(waybill.ENotFound, "there is no state to back up").At(path)
	}
	if _, err := os.Lstat(to); err == nil {
		return waybill.Errorf(waybill.EConflict, "this file is there already, and a backup replaces nothing").At(to).WithHint("name another file")
	}
	if _, err := os.Stat(filepath.Dir(to)); errors.Is(err, fs.ErrNotExist) {
		return waybill.Errorf(waybill.ENotFound, "there is no such folder").At(filepath.Dir(to)).WithHint("make it, or name a file in another one")
	}
	part, err := os.CreateTemp(filepath.Dir(to), "."+filepath.Base(to)+"-*") // of mode 0600
	if err != nil {
		return fmt.Errorf("backing the state up: %w", err)
	}
	defer os.Remove(part.Name()) //nolint:errcheck // it is gone where all went well
	if err := errors.Join(part.Close(), copyInto(ctx, path, part.Name()), inspect(ctx, part.Name()), flush(part.Name())); err != nil {
		return fmt.Errorf("backing the state up: %w", err)
	}
	if err := os.Link(part.Name(), to); err != nil { // unlike a renaming it replaces nothing
		return fmt.Errorf("backing the state up: %w", err)
	}
	return flush(filepath.Dir(to))
}

// copyInto writes what one transaction reads of a state into an empty file.
func copyInto(ctx context.Context, path, to string) error {
	db, err := sql.Open("sqlite", dsn(path, "ro"))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, to)
	return errors.Join(err, db.Close())
}

// inspect refuses a file that is no state, that is damaged, or that a newer
// program wrote. It changes nothing.
func inspect(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", dsn(path, "ro", "query_only(1)")+"&immutable=1")
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // it was only read
	damaged := func(err error) error {
		return &waybill.Error{
			Code: waybill.EInvalid, Message: "this is no state of waybill, or it is damaged", Path: path, Err: err,
			Hint: "take another backup",
		}
	}
	var have int64
	if err := db.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version WHERE is_applied`).Scan(&have); err != nil {
		return damaged(err)
	}
	p, err := provider(db)
	if err != nil {
		return err
	}
	if sources := p.ListSources(); have > sources[len(sources)-1].Version {
		return tooNew(have, sources[len(sources)-1].Version)
	}
	rows, err := db.QueryContext(ctx, `PRAGMA integrity_check(3)`)
	if err != nil {
		return damaged(err)
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return damaged(err)
		}
		found = append(found, text)
	}
	if err := rows.Err(); err != nil || len(found) != 1 || found[0] != "ok" {
		return damaged(errors.Join(err, errors.New(strings.Join(found, "; "))))
	}
	return nil
}

// flush waits until a file, or the names in a folder, are on disk.
func flush(path string) error {
	f, err := os.OpenFile(path, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
