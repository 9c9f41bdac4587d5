package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Restored is what [Restore] did.
type Restored struct {
	Beside string // where the state is now that was there before; "" if there was none

	// Unread says that this one could not be read, so that nobody knows what it
	// had sent beyond the backup.
	Unread bool

	// Last is when the last insert began that the backup knows of. What was
	// sent after it, the state does not know any more.
	Last time.Time
}

// Restore puts a backup in the place of the state in the file path. It refuses
// while anybody has that state open, and a backup that is damaged or of a newer
// version. The state that was there stays beside it under another name.
//
// A backup forgets what was sent after it. Restore counts the inserts that the
// state there has begun, and that would be sent again by the backup's word; it
// goes on only if forget is that number.
func Restore(ctx context.Context, from, path string, forget int64, now time.Time) (r Restored, err error) {
	if path, err = locate(path); err != nil {
		return r, fmt.Errorf("restoring the state: %w", err)
	}
	if from, err = filepath.Abs(from); err != nil {
		return r, fmt.Errorf("restoring the state: %w", err)
	}
	if _, err := os.Stat(from); errors.Is(err, fs.ErrNotExist) {
		return r, waybill.Errorf(waybill.ENotFound, "there is no such backup").At(from)
	}
	if err := inspect(ctx, from); err != nil {
		return r, err
	}
	release, err := alone(ctx, path)
	if err != nil {
		return r, err
	}
	defer release()
	part, err := duplicate(from, path)
	if err != nil {
		return r, fmt.Errorf("restoring the state: %w", err)
	}
	defer os.Remove(part) //nolint:errcheck // it is gone where all went well
	if err := inspect(ctx, part); err != nil {
		return r, err
	}
	if r.Last, err = lastBegun(ctx, part); err != nil {
		return r, fmt.Errorf("reading the backup: %w", err)
	}
	if r.Unread, err = agree(ctx, path, part, forget); err != nil {
		return r, err
	}
	if r.Beside, err = setAside(path, now); err != nil {
		return r, fmt.Errorf("restoring the state: %w", err)
	}
	if err := errors.Join(os.Rename(part, path), flush(filepath.Dir(path))); err != nil {
		return r, fmt.Errorf("restoring the state: %w", err)
	}
	return r, nil
}

// alone keeps others from opening or working on the state, and refuses if
// anybody has it open. The log of the state is folded into its file.
func alone(ctx context.Context, path string) (release func(), err error) {
	open := waybill.Errorf(waybill.EConflict, "somebody has the state open").At(path).WithHint("stop `waybill serve`, and all runs, and try again")
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, fmt.Errorf("restoring the state: %w", err)
	}
	lock := flock.New(path + "-open.lock")
	if ok, err := lock.TryLock(); err != nil {
		return nil, fmt.Errorf("restoring the state: %w", err)
	} else if !ok {
		return nil, open
	}
	release = func() { _ = lock.Close() } // the system releases it in any case
	if busy, err := inUse(ctx, path); err != nil || busy {
		release()
		return nil, errors.Join(err, open)
	}
	return release, nil
}

// inUse reports whether another connection has the state open: only the one
// and only connection can leave the mode in which there is a log. A file that
// is no database any more, which is why it is being replaced, is nobody's.
func inUse(ctx context.Context, path string) (bool, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	db, err := sql.Open("sqlite", dsn(path, "rw", "busy_timeout(0)"))
	if err != nil {
		return false, err
	}
	defer db.Close() //nolint:errcheck // it was only asked
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, `PRAGMA busy_timeout = 0`); err != nil {
		return false, nil //nolint:nilerr // it cannot be opened
	}
	var mode string
	err = db.QueryRowContext(ctx, `PRAGMA journal_mode = delete`).Scan(&mode)
	return isBusy(err) || err == nil && mode != "delete", nil
}

// duplicate copies a backup beside the state, to disk, for its owner only.
func duplicate(from, path string) (part string, err error) {
	in, err := os.Open(from)
	if err != nil {
		return "", err
	}
	defer in.Close()
	out, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-restored-*")
	if err != nil {
		return "", err
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return "", errors.Join(err, os.Remove(out.Name()))
	}
	return out.Name(), nil
}

// lastBegun is when the last insert began that a state knows of.
func lastBegun(ctx context.Context, path string) (time.Time, error) {
	db, err := sql.Open("sqlite", dsn(path, "ro")+"&immutable=1")
	if err != nil {
		return time.Time{}, err
	}
	var at int64
	err = db.QueryRowContext(ctx, `SELECT coalesce(max(begun_at), 0) FROM claims`).Scan(&at)
	return store.FromMicros(at), errors.Join(err, db.Close())
}

// agree refuses to forget inserts whose exact number was not named. It reports
// whether the state there could not be read.
func agree(ctx context.Context, path, backup string, forget int64) (unread bool, err error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	n, err := forgotten(ctx, path, backup)
	switch {
	case ctx.Err() != nil:
		return false, ctx.Err()
	case err != nil:
		return true, nil //nolint:nilerr // it is damaged: that is why it is replaced
	case n == forget:
		return false, nil
	}
	inserts := "inserts"
	if n == 1 {
		inserts = "insert"
	}
	return false, waybill.Errorf(waybill.EConflict, "the state there has sent, or may have sent, %d %s that the backup would send again", n, inserts).At(path).
		WithHint("to restore the backup all the same, name their exact number: --forget %d. What the vendor has of them is paid twice", n)
}

// forgotten counts the inserts that the state at path has sent, or may have
// sent, and that the backup would send. They are those that were begun, accepted
// or in doubt, and those of which a person said something since: only a doubt is
// given up with its claim, and what is to be sent again was sent before. One that
// is to be sent again is counted even where it never was, which nobody can tell;
// not where the backup says the same of it. Of what was refused or deferred last,
// the earlier sendings count.
func forgotten(ctx context.Context, path, backup string) (n int64, err error) {
	db, err := sql.Open("sqlite", dsn(path, "ro")+"&immutable=1")
	if err != nil {
		return 0, err
	}
	defer db.Close() //nolint:errcheck // it was only read
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, `ATTACH ? AS backup`, dsn(backup, "ro")+"&immutable=1"); err != nil {
		return 0, err
	}
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM main.claims c JOIN main.claim_scopes s ON s.id = c.scope
		LEFT JOIN backup.claim_scopes t ON t.account = s.account AND t.operation = s.operation AND t.scope = s.scope
		LEFT JOIN backup.claims b ON b.scope = t.id AND b.business_key = c.business_key
		WHERE (c.state IN (1, 2, 5, 6, 7) OR EXISTS (SELECT 1 FROM main.earlier_receipts e WHERE e.scope = c.scope AND e.business_key = c.business_key))
			AND (b.state IS NULL OR b.state IN (3, 4, 7)) AND NOT (c.state IN (3, 4, 7) AND coalesce(b.state, 0) = 7)`).Scan(&n)
	return n, err
}

// setAside gives the state that is there a second name, so that there is one in
// its place at any moment, and takes a log away that is left of it.
func setAside(path string, now time.Time) (string, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	beside := path + "-before-" + now.UTC().Format("20060102T150405.000Z")
	if err := os.Link(path, beside); err != nil {
		return "", err
	}
	for _, suffix := range []string{"-wal", "-shm"} { // of a state that was damaged: SQLite would take them for the new one's
		if err := os.Rename(path+suffix, beside+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return beside, nil
}
