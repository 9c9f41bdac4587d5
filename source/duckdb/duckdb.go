//go:build cgo && !no_duckdb

package duckdb

import (
	"context"
	"database/sql/driver"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/oklog/ulid/v2"
	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
)

var dialect = source.Dialect{
	Quote:  '"',
	Reads:  append(source.Standard(), "from", "describe", "summarize", "show", "pivot", "unpivot"),
	Nested: true,
	Probe:  "select count(*) as tables from duckdb_tables()",
}

func open(ctx context.Context, c source.Config) (waybill.Source, error) {
	path := c.Path("path")
	if path != "" {
		if _, err := os.Stat(path); err != nil {
			return nil, waybill.Errorf(waybill.ENotFound, "there is no file %s", path).At(c.At("path")).
				WithHint("a relative path starts at the project's folder, or the server's if there is no project")
		}
	}
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return nil, err
	}
	db, err := newDatabase(ctx, path, dir, nil)
	if err != nil {
		e := explain(err)
		e.Path = c.At("path")
		return nil, e
	}
	db.path, db.reach = path, c.Reach
	return source.New(c, db, dialect)
}

// database is a source.Driver over one DuckDB instance. The instance itself is
// in memory; a database file is attached to it, read-only.
type database struct {
	connector *duckdb.Connector
	dir       string // the project's, absolute
	use       string // the statement that makes the attached file the default
	spill     string // where DuckDB puts what does not fit into memory

	path  string        // of the file that is attached; "": none
	reach *source.Reach // nil: queries may read any file
}

// newDatabase makes an instance whose queries may read the files that are
// allowed; nil: any file.
func newDatabase(ctx context.Context, path, dir string, files *allowed) (*database, error) {
	db := &database{dir: dir, spill: filepath.Join(os.TempDir(), "waybill-duckdb-"+ulid.Make().String())}
	options := url.Values{
		"temp_directory": {db.spill},
		// Extensions would be downloaded, and then run.
		"autoinstall_known_extensions": {"false"},
		"autoload_known_extensions":    {"false"},
	}
	var err error
	if db.connector, err = duckdb.NewConnector("?"+options.Encode(), nil); err != nil {
		return nil, err
	}
	if err := db.setUp(ctx, path, files); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// setUp makes the settings of the instance and locks them.
func (db *database) setUp(ctx context.Context, path string, files *allowed) error {
	statements := []string{"set global TimeZone = 'UTC'", "set global file_search_path = " + literal(db.dir)}
	if path != "" {
		name := dialect.Identifier(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)))
		statements = append(statements, "attach "+literal(path)+" as "+name+" (read_only)")
		db.use = "use " + name
	}
	if files != nil {
		folders := append([]string{db.spill}, files.folders...)
		statements = append(statements, "set global allowed_directories = "+list(folders), "set global allowed_paths = "+list(files.paths), "set global enable_external_access = false")
	}
	conn, err := db.connector.Connect(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // its settings are made
	for _, sql := range append(statements, "set global lock_configuration = true") {
		if err := execute(ctx, conn, sql); err != nil {
			return err
		}
	}
	return nil
}

func execute(ctx context.Context, conn driver.Conn, sql string) error {
	_, err := conn.(driver.ExecerContext).ExecContext(ctx, sql, nil) //nolint:forcetypeassert // the driver's own type
	return err
}

// Close releases the instance.
func (db *database) Close() error {
	return errors.Join(db.connector.Close(), os.RemoveAll(db.spill))
}

// literal returns s as a string of SQL.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// list returns texts as a list of SQL.
func list(texts []string) string {
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = literal(t)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// explain turns an error of DuckDB into one for people.
func explain(err error) *waybill.Error {
	if e, ok := errors.AsType[*waybill.Error](err); ok {
		return e
	}
	e := waybill.Errorf(waybill.EInvalid, "DuckDB: %v", err)
	answer, ok := errors.AsType[*duckdb.Error](err)
	if !ok {
		return e
	}
	e.Message = "DuckDB: " + answer.Msg
	switch answer.Type {
	case duckdb.ErrorTypeCatalog:
		if strings.Contains(answer.Msg, "does not exist") {
			e.Code = waybill.ENotFound
		}
	case duckdb.ErrorTypeIO:
		e.Code = waybill.EUnavailable
		if strings.Contains(answer.Msg, "No files found") {
			e.Code, e.Hint = waybill.ENotFound, "a relative path starts at the project's folder, or the server's if there is no project"
		}
	case duckdb.ErrorTypePermission:
		e.Hint = "a query on a server reads the files of the server's folder, and those of folders that --source-files names"
	case duckdb.ErrorTypeOutOfMemory:
		e.Code = waybill.EUnavailable
	case duckdb.ErrorTypeMissingExtension, duckdb.ErrorTypeAutoLoad:
		e.Hint = "extensions are not installed by a query; only what DuckDB has built in can be used"
	}
	return e
}
