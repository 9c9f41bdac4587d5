// Package sqlite reads SQLite databases: https://sqlite.org.
//
// It calls SQLite's own interface instead of going through database/sql,
// because the driver for that turns text in columns declared DATE, DATETIME or
// TIMESTAMP into times, cannot be interrupted between two rows, and does not
// tell whether a statement writes or whether another one follows it. It is
// the same SQLite, from the same module, and no cgo is needed.
package sqlite

import (
	"context"
	"os"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
)

// Kind is SQLite.
var Kind = source.Kind{
	Name:  "sqlite",
	Label: "SQLite",
	Doc:   "A SQLite database file. It is opened read-only, and may be written to by other programs meanwhile.",
	Settings: []waybill.Field{
		{
			Name: "path", Label: "File", Type: waybill.String, Required: true, Example: "./shop.db",
			Doc: "The database file. A relative path starts at the project's folder, or the server's if there is no project.",
		},
		source.Timeout,
	},
	Tables: `SELECT '' AS schema_name, name AS table_name, type = 'view' AS is_view FROM sqlite_schema
		WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name`,
	Open: open,
}

var dialect = source.Dialect{
	Quote: '"',
	Reads: []string{"select", "with", "values"},
	Probe: "select 1 from sqlite_schema limit 1",
}

func open(_ context.Context, c source.Config) (waybill.Source, error) {
	path := c.Path("path")
	if path == "" {
		return nil, waybill.Errorf(waybill.EInvalid, "path is required").At(c.At("path"))
	}
	return source.New(c, database{path: path, at: c.At("path")}, dialect)
}

// database is a source.Driver. Each query has a connection of its own: opening
// one costs less than a tenth of a millisecond.
type database struct{ path, at string }

// Query runs a statement; see source.Driver.
func (d database) Query(ctx context.Context, sql string, where ...waybill.Where) (source.Cursor, error) {
	if err := d.exists(); err != nil {
		return nil, err
	}
	c, err := connect(d.path)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, c.interrupt)
	stmt, err := c.prepareOne(dialect.Filter(sql, where))
	if err != nil {
		stop()
		c.close()
		return nil, err
	}
	return newCursor(c, stmt, stop), nil
}

// exists returns an error for people if there is no file, which SQLite would
// only call "unable to open database file".
func (d database) exists() error {
	info, err := os.Stat(d.path)
	switch {
	case os.IsNotExist(err):
		return waybill.Errorf(waybill.ENotFound, "there is no file %s", d.path).At(d.at).
			WithHint("a relative path starts at the project's folder, or the server's if there is no project")
	case err != nil:
		return &waybill.Error{Code: waybill.EUnavailable, Message: "looking for the database", Path: d.at, Err: err}
	case info.IsDir():
		return waybill.Errorf(waybill.EInvalid, "%s is a folder, not a database", d.path).At(d.at)
	}
	return nil
}

// Close does nothing: queries close their own connections.
func (database) Close() error { return nil }
