package source

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/waybillhq/waybill"
)

// Driver runs queries against one kind of source. It need not enforce what DB
// does. It may be used by several goroutines at once.
type Driver interface {
	// Query starts a statement and returns once its columns are known. It
	// refuses more than one statement, and anything that would write. When
	// ctx ends, the statement stops on the server too, also between calls of
	// the cursor's Next. Of where, the values travel as parameters; see
	// [Dialect.Filter].
	//
	// Errors worth a code of their own are *waybill.Error; others are taken
	// for a query that is wrong.
	Query(ctx context.Context, sql string, where ...waybill.Where) (Cursor, error)

	// Close releases what the driver holds.
	Close() error
}

// Cursor is the result of one running query, for one goroutine.
type Cursor interface {
	Columns() []waybill.Column

	// Next fills row with the values of the next row, which may be
	// overwritten by the call after it. It returns io.EOF after the last.
	Next(row waybill.Row) error

	// Close ends the query, read to its end or not, without reading on.
	Close() error
}

// DB is a waybill.Source over a Driver.
type DB struct {
	driver  Driver
	dialect Dialect
	path    string // of the source, for errors
	timeout time.Duration
	secrets []string
	hide    func(string) string // nil: nothing more
}

var _ waybill.Source = (*DB)(nil)

// New returns the source that c configures, over driver. Secrets are texts that
// no error may carry, beyond those that are settings.
func New(c Config, driver Driver, dialect Dialect, secrets ...string) (*DB, error) {
	timeout, err := c.Timeout()
	if err != nil {
		return nil, errors.Join(err, driver.Close())
	}
	for _, v := range c.Settings {
		if secret, ok := v.(waybill.Secret); ok {
			secrets = append(secrets, secretsOf(secret.Reveal())...)
		}
	}
	return &DB{driver: driver, dialect: dialect, path: c.At(""), timeout: timeout, secrets: secrets, hide: c.Mask}, nil
}

// errTimeout is the cause of a context that the timeout ended.
var errTimeout = errors.New("the timeout ended")

// Query runs one statement that reads and streams those of its rows that fulfil
// where. The timeout, and ctx, end it, also while its rows are being read.
func (db *DB) Query(ctx context.Context, sql string, where ...waybill.Where) (waybill.Rows, error) {
	if err := db.dialect.check(sql); err != nil {
		return nil, err.At(db.path)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, db.timeout, errTimeout)
	cursor, err := db.driver.Query(ctx, sql, where...)
	if err != nil {
		defer cancel()
		return nil, db.explain(ctx, err)
	}
	if err := repeated(cursor.Columns()); err != nil {
		cancel()
		_ = cursor.Close() // the repeated name is what matters
		return nil, err.At(db.path)
	}
	return newRows(ctx, cancel, db, cursor), nil
}

// repeated returns an error if two columns share a name, since a mapping could
// not tell them apart.
func repeated(columns []waybill.Column) *waybill.Error {
	seen := make(map[string]bool, len(columns))
	for _, c := range columns {
		if seen[c.Name] {
			return waybill.Errorf(waybill.EInvalid, "the query returns more than one column called %q", c.Name).
				WithHint("name each column once: select a.id, b.id as b_id")
		}
		seen[c.Name] = true
	}
	return nil
}

// Columns returns the columns of a query without reading its rows.
func Columns(ctx context.Context, src waybill.Source, sql string) ([]waybill.Column, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	rows, err := src.Query(ctx, sql)
	if err != nil {
		return nil, err
	}
	if c, ok := rows.(io.Closer); ok {
		err = c.Close()
	}
	return rows.Columns(), err
}

// Table returns the query that reads a whole table. The name's parts are
// separated by dots; a part that has dots or quotes itself may be written in
// double quotes.
func (db *DB) Table(name string) string { return db.dialect.Table(name) }

// Ping reports whether the source can be reached and read.
func (db *DB) Ping(ctx context.Context) error {
	rows, err := db.Query(ctx, db.dialect.Probe)
	if err != nil {
		return err
	}
	for _, err := range rows.All() {
		if err != nil {
			return err
		}
	}
	return nil
}

// Close releases what the source holds. No rows may be in use.
func (db *DB) Close() error { return db.driver.Close() }

// ended reports whether err is the regular end of a cursor.
func ended(err error) bool { return err == io.EOF } //nolint:errorlint // Cursor's contract: returned as it is
