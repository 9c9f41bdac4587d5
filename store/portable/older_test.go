package portable_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"

	"github.com/waybillhq/waybill/internal/testserver"
)

// older is a state of an older version, and what migrates it.
type older struct {
	folder string // of its migrations
	db     *sql.DB
	*goose.Provider
}

// olderStates makes one of each store as it was at a version, with what statements
// wrote then. Keys are the primary keys in these.
func olderStates(t *testing.T, version int64, statements []string, keys ...string) []older {
	t.Helper()
	lite, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "waybill.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = lite.Close() })
	states := []older{{folder: "sqlite", db: lite}, {folder: "postgres", db: openPostgres(t, testserver.Postgres(t))}}
	for i, dialect := range []goose.Dialect{goose.DialectSQLite3, goose.DialectPostgres} {
		s := &states[i]
		s.Provider, err = goose.NewProvider(dialect, s.db, os.DirFS(filepath.Join("..", s.folder, "migrations")), goose.WithDisableGlobalRegistry(true))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.UpTo(t.Context(), version); err != nil {
			t.Fatal(err)
		}
		for _, statement := range statements {
			for _, key := range keys {
				if s.folder == "sqlite" {
					statement = strings.ReplaceAll(statement, "'"+key+"', ", "CAST('"+key+"' AS BLOB), ")
				}
			}
			if _, err := s.db.ExecContext(t.Context(), statement); err != nil {
				t.Fatalf("%s: %s: %v", s.folder, statement, err)
			}
		}
	}
	return states
}
