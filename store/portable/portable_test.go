package portable_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver
	"github.com/pressly/goose/v3"

	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/portable"
	"github.com/waybillhq/waybill/store/sqlite"
	"github.com/waybillhq/waybill/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(testserver.Main(m)) }

func TestSQLite(t *testing.T) {
	t.Parallel()
	storetest.Office(t, func(t *testing.T) storetest.OpenOffice {
		path := filepath.Join(t.TempDir(), "waybill.db")
		return func(t *testing.T) store.Office {
			s, err := sqlite.Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			return s.Office()
		}
	})
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	storetest.Office(t, func(t *testing.T) storetest.OpenOffice {
		url := testserver.Postgres(t)
		migrate(t, openPostgres(t, url))
		return func(t *testing.T) store.Office {
			db := openPostgres(t, url)
			return portable.New(db, portable.Pool(db))
		}
	})
}

func openPostgres(t testing.TB, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(4)
	return db
}

// migrate makes the tables of a state.
func migrate(t testing.TB, db *sql.DB) {
	t.Helper()
	p, err := goose.NewProvider(goose.DialectPostgres, db, os.DirFS(filepath.Join("..", "postgres", "migrations")), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Not even SQL changes what the audit says.
func TestTheAuditIsKept(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "waybill.db")
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	lite, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer lite.Close()
	server := openPostgres(t, testserver.Postgres(t))
	migrate(t, server)
	for name, db := range map[string]*sql.DB{"sqlite": lite, "postgres": server} {
		office := portable.New(db, portable.Pool(db))
		if err := office.AppendAudit(context.Background(), store.AuditRecord{Who: "ada"}); err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{`UPDATE audit SET who = 'bob'`, `DELETE FROM audit`} {
			if _, err := db.ExecContext(t.Context(), statement); err == nil || !strings.Contains(err.Error(), "never") {
				t.Errorf("%s: %s: %v", name, statement, err)
			}
		}
	}
}
