package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/waybillhq/waybill"
)

//go:embed migrations/*.sql
var migrations embed.FS

// versions is the table of the migrations that were applied. It is not goose's
// usual one: another program in the same schema may use that.
const versions = "waybill_version"

// migrating is the advisory lock under which one process at a time migrates.
const migrating = 0x77617962696c6c // "waybill"

// ErrEmpty says that a database holds no state yet.
var ErrEmpty = errors.New("the database holds no state yet")

// migrate brings the state to the version of this program.
func (s *Store) migrate(ctx context.Context) error {
	db := stdlib.OpenDBFromPool(s.pool)
	defer db.Close() //nolint:errcheck // the pool stays open
	have, want, err := s.Version(ctx)
	if err != nil || have == want {
		return err
	}
	return pgx.BeginFunc(ctx, s.clock, func(tx pgx.Tx) error {
		// The lock ends with this transaction, which nothing else is done in.
		if _, err := tx.Exec(ctx, `SET LOCAL idle_in_transaction_session_timeout = 0`); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(migrating)); err != nil {
			return err
		}
		return s.up(ctx, db)
	})
}

// up migrates, if nobody else has done it by now.
func (s *Store) up(ctx context.Context, db *sql.DB) error {
	have, want, err := s.Version(ctx)
	if err != nil || have == want {
		return err
	}
	if have > want {
		return tooNew(have, want)
	}
	if have == 0 {
		if err := s.ours(ctx); err != nil {
			return err
		}
	}
	p, err := provider(db)
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

func provider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, db, files, goose.WithDisableGlobalRegistry(true), goose.WithTableName(versions))
}

// Version returns the version of the state, 0 if there is none, and the newest
// one known.
func (s *Store) Version(ctx context.Context) (have, want int64, err error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return 0, 0, err
	}
	if want, err = goose.NumericComponent(names[len(names)-1]); err != nil {
		return 0, 0, err
	}
	var there bool
	if err := s.pool.QueryRow(ctx, `SELECT to_regclass(quote_ident(current_schema()) || '.`+versions+`') IS NOT NULL`).Scan(&there); err != nil || !there {
		return 0, want, err
	}
	err = s.pool.QueryRow(ctx, `SELECT coalesce(max(version_id), 0) FROM `+versions+` WHERE is_applied`).Scan(&have)
	return have, want, err
}

// ours refuses a schema that is something else's, before anything is written.
func (s *Store) ours(ctx context.Context) error {
	var foreign string
	err := s.pool.QueryRow(ctx, `SELECT coalesce(string_agg(relname, ', ' ORDER BY relname), '') FROM pg_class
		WHERE relnamespace = current_schema()::regnamespace AND relname IN ('scopes', 'claim_scopes', 'accounts', 'runs', 'memory', 'claims',
			'receipts', 'earlier_receipts', 'results', 'captures', 'decisions', 'leases', 'deliveries', 'rates', 'ledger', 'reference_fields', 'row_references', 'forgotten_rows')`).Scan(&foreign)
	if err != nil || foreign == "" {
		return err
	}
	return waybill.Errorf(waybill.EInvalid, "this schema has tables of something else: %s", foreign).
		WithHint("name another database, or a schema of its own by adding ?search_path=waybill to the URL")
}

// checkVersion refuses a state that this program cannot read as it is.
func (s *Store) checkVersion(ctx context.Context) error {
	have, want, err := s.Version(ctx)
	switch {
	case err != nil:
		return err
	case have > want:
		return tooNew(have, want)
	case have == 0:
		e := waybill.Errorf(waybill.ENotFound, "the state cannot be read").WithHint("any command that changes the state, such as `waybill run`, makes it")
		e.Err = ErrEmpty
		return e
	case have < want:
		return waybill.Errorf(waybill.EConflict, "the state is of version %d and has to be migrated to %d", have, want).
			WithHint("any command that changes the state, such as `waybill run`, migrates it")
	}
	return nil
}

func tooNew(have, want int64) error {
	return waybill.Errorf(waybill.EConflict, "the state is of version %d, this program knows versions up to %d", have, want).
		WithHint("use the version of waybill that wrote it, or a newer one")
}
