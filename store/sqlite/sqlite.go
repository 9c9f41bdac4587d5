// Package sqlite keeps the state in one SQLite file, for one machine. Several
// processes may open it at once; each writes through a single connection that
// groups its work, in WAL mode with synchronous=FULL, so that what Commit
// returned from survives a loss of power.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is a state in a SQLite file.
type Store struct {
	path string // "" in memory
	read *sql.DB
	w    *writer

	scopes store.Numbers // of store.Scope and store.ClaimScope
	runs   store.Numbers // by their ids
	asking asking
}

var _ store.Store = (*Store)(nil)

// Open opens the state in the file path, creating and migrating it as needed.
func Open(ctx context.Context, path string) (*Store, error) {
	path, err := locate(path)
	if err != nil {
		return nil, fmt.Errorf("opening the state: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, fmt.Errorf("opening the state: %w", err)
	}
	release, err := making(ctx, path)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := ours(ctx, path); err != nil {
		return nil, unusable(path, err)
	}
	if err := private(path); err != nil {
		return nil, unusable(path, err)
	}
	write, err := sql.Open("sqlite", dsn(path, "rwc", "journal_mode(wal)", "synchronous(full)", "wal_autocheckpoint(16000)", "cache_size(-16000)"))
	if err != nil {
		return nil, fmt.Errorf("opening the state: %w", err)
	}
	write.SetMaxOpenConns(1)
	if err := migrate(ctx, write); err != nil {
		_ = write.Close()
		return nil, unusable(path, err)
	}
	read, err := sql.Open("sqlite", dsn(path, "rw", "query_only(1)"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the state: %w", err), write.Close())
	}
	return newStore(ctx, path, read, write)
}

// OpenReadOnly opens the state in the file path without changing a byte of it
// or of its folder (invariant 8). A state that does not exist yet is empty. It serves plans:
// everything that would write fails.
func OpenReadOnly(ctx context.Context, path string) (*Store, error) {
	path, err := locate(path)
	if err != nil {
		return nil, fmt.Errorf("opening the state: %w", err)
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return OpenEmpty(ctx)
	}
	uri := dsn(path, "ro", "query_only(1)")
	if wal, err := os.Stat(path + "-wal"); err != nil || wal.Size() == 0 {
		uri += "&immutable=1" // nobody is writing: take no locks and make no files
	}
	read, err := sql.Open("sqlite", uri)
	if err != nil {
		return nil, fmt.Errorf("opening the state: %w", err)
	}
	if err := checkVersion(ctx, read); err != nil {
		_ = read.Close()
		return nil, unusable(path, err)
	}
	return &Store{path: path, read: read}, nil
}

// private makes a file that only its owner may read, unless it is there: a
// state holds people's data. SQLite gives its log the rights of the file.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// locate returns the one name that a file has, so that all who open it agree on
// where its locks are.
func locate(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real, nil
	}
	if dir, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		return filepath.Join(dir, filepath.Base(path)), nil
	}
	return path, nil // it is made when it is opened
}

// OpenEmpty returns a state that is in memory and empty, for a plan before there
// is a state. It cannot be written.
func OpenEmpty(ctx context.Context) (*Store, error) {
	db, err := sql.Open("sqlite", "file::memory:")
	if err != nil {
		return nil, fmt.Errorf("opening the state: %w", err)
	}
	db.SetMaxOpenConns(1)
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Store{read: db}, nil
}

func newStore(ctx context.Context, path string, read, write *sql.DB) (*Store, error) {
	w, err := newWriter(ctx, write)
	if err != nil {
		return nil, errors.Join(err, read.Close(), write.Close())
	}
	return &Store{path: path, read: read, w: w}, nil
}

// dsn names a file with the settings of a connection. Writers wait up to 30 s
// for one another.
func dsn(path, mode string, pragmas ...string) string {
	q := url.Values{"mode": {mode}, "_txlock": {"immediate"}}
	for _, p := range append(pragmas, "busy_timeout(30000)", "temp_store(memory)") {
		q.Add("_pragma", p)
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

func migrate(ctx context.Context, db *sql.DB) error {
	p, err := provider(db)
	if err != nil {
		return err
	}
	have, want, err := versions(ctx, p)
	if err != nil {
		return err
	}
	if have > want {
		return tooNew(have, want)
	}
	if have == want {
		return nil
	}
	_, err = p.Up(ctx)
	return err
}

// ours refuses a database that is something else's, before anything is written.
func ours(ctx context.Context, path string) error {
	if f, err := os.Stat(path); err != nil || f.Size() == 0 {
		return nil //nolint:nilerr // it is made
	}
	db, err := sql.Open("sqlite", dsn(path, "ro"))
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // it was only read
	var tables, versions int
	err = db.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE name = 'goose_db_version') FROM sqlite_master WHERE type = 'table'`).Scan(&tables, &versions)
	if err != nil || tables == 0 || versions > 0 {
		return err
	}
	return waybill.Errorf(waybill.EInvalid, "this database is not a state of waybill: it has tables of something else").
		WithHint("name another file as `state:`; it is made when it does not exist")
}

func provider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
}

// versions returns the version of the state and the newest one known.
func versions(ctx context.Context, p *goose.Provider) (have, want int64, err error) {
	sources := p.ListSources()
	want = sources[len(sources)-1].Version
	have, err = p.GetDBVersion(ctx)
	return have, want, err
}

func checkVersion(ctx context.Context, db *sql.DB) error {
	var have int64
	err := db.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version WHERE is_applied`).Scan(&have)
	if err != nil {
		return err
	}
	p, err := provider(db)
	if err != nil {
		return err
	}
	sources := p.ListSources()
	want := sources[len(sources)-1].Version
	if have > want {
		return tooNew(have, want)
	}
	if have < want {
		return waybill.Errorf(waybill.EConflict, "the state is of version %d and has to be migrated to %d", have, want).
			WithHint("any command that changes the state, such as `waybill run`, migrates it")
	}
	return nil
}

func tooNew(have, want int64) error {
	return waybill.Errorf(waybill.EConflict, "the state is of version %d, this program knows versions up to %d", have, want).
		WithHint("use the version of waybill that wrote it, or a newer one")
}

func unusable(path string, err error) error {
	if e, ok := errors.AsType[*waybill.Error](err); ok {
		return e.At(path)
	}
	return &waybill.Error{
		Code: waybill.EUnavailable, Message: "the state cannot be used", Path: path, Err: err,
		Hint: "check that the file is a state of waybill, that its folder can be written to and that the disk is not full",
	}
}

// Close releases the file. Runs must have ended.
func (s *Store) Close() error {
	err := s.read.Close() // first: the last connection folds the log into the file, and must be allowed to
	if s.w != nil {
		err = errors.Join(err, s.w.close())
	}
	return err
}

// micros is how times are kept.
func micros(t time.Time) int64 { return store.Micros(t) }

func fromMicros(n int64) time.Time { return store.FromMicros(n) }

// like escapes text for a LIKE pattern with \ as its escape.
func like(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}
