package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
)

// database is a source.Driver. Each query has a connection of its own, so that
// nothing is left behind by one query for the next.
type database struct {
	config  *mysql.Config
	timeout time.Duration // of the server
}

// Close does nothing: queries close their own connections.
func (database) Close() error { return nil }

// writesFile matches what a SELECT needs to write a file at the server, which
// its read-only transactions allow. Both are reserved words.
var writesFile = regexp.MustCompile(`(?i)\b(out|dump)file\b`)

// Query runs a statement; see source.Driver. The server itself refuses a second
// statement, since the connection does not allow several, and writes in the
// transaction.
func (d database) Query(ctx context.Context, sql string, where ...waybill.Where) (source.Cursor, error) {
	if writesFile.MatchString(sql) {
		return nil, waybill.Errorf(waybill.EInvalid, "a model only reads, but its query would write a file")
	}
	sql, values := dialect.Filter(sql, where)
	if len(values) > 0 {
		// The driver puts the values in, quoted: rows still come as text.
		d.config = d.config.Clone()
		d.config.InterpolateParams = true
	}
	s, err := d.connect(ctx)
	if err != nil {
		return nil, explain(err)
	}
	c, err := s.query(ctx, sql, values)
	if err != nil {
		s.close()
		return nil, explain(err)
	}
	return c, nil
}

// session is one connection, set up to read.
type session struct {
	database database
	conn     conn
	id       string // of the connection, for kill
	stop     func() bool
}

// conn is what the driver's connections can do.
type conn interface {
	driver.Conn
	driver.QueryerContext
	driver.ExecerContext
}

func (d database) connect(ctx context.Context) (*session, error) {
	connector, err := mysql.NewConnector(d.config.Clone())
	if err != nil {
		return nil, err
	}
	c, err := connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	s := &session{database: d, conn: c.(conn)} //nolint:forcetypeassert // the driver's own type
	if err := s.prepare(ctx); err != nil {
		_ = c.Close() // the first error is the one that matters
		return nil, err
	}
	s.stop = context.AfterFunc(ctx, s.kill)
	return s, nil
}

// prepare begins a transaction that can only read.
func (s *session) prepare(ctx context.Context) error {
	server, err := s.scan(ctx, "select connection_id(), version()")
	if err != nil {
		return err
	}
	s.id = server[0]
	for _, sql := range []string{
		s.limit(server[1]),
		"set time_zone = '+00:00'",
		"start transaction read only",
	} {
		if _, err := s.conn.ExecContext(ctx, sql, nil); err != nil {
			return err
		}
	}
	return nil
}

// limit returns the statement that sets the server's own timeout: MariaDB's is
// in seconds, MySQL's in milliseconds.
func (s *session) limit(version string) string {
	if strings.Contains(version, "MariaDB") {
		return fmt.Sprintf("set max_statement_time = %.3f", s.database.timeout.Seconds())
	}
	return fmt.Sprintf("set max_execution_time = %d", s.database.timeout.Milliseconds())
}

// scan returns the first row of a query, as text.
func (s *session) scan(ctx context.Context, sql string) ([]string, error) {
	rows, err := s.conn.QueryContext(ctx, sql, nil)
	if err != nil {
		return nil, err
	}
	values := make([]driver.Value, len(rows.Columns()))
	if err := rows.Next(values); err != nil {
		return nil, err
	}
	texts := make([]string, len(values))
	for i, v := range values {
		if raw, ok := v.([]byte); ok {
			v = string(raw)
		}
		texts[i] = fmt.Sprint(v)
	}
	return texts, rows.Close()
}

func (s *session) query(ctx context.Context, sql string, values []string) (source.Cursor, error) {
	args := make([]driver.NamedValue, len(values))
	for i, v := range values {
		args[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	rows, err := s.conn.QueryContext(ctx, sql, args)
	if errors.Is(err, driver.ErrSkip) {
		return nil, waybill.Errorf(waybill.EInvalid, "the query has a question mark, and its rows cannot be filtered")
	}
	if err != nil {
		return nil, err
	}
	columns, converts := columnsOf(rows)
	if len(columns) == 0 {
		return nil, waybill.Errorf(waybill.EInvalid, "the query returns no columns")
	}
	end := &ending{Rows: rows}
	return &source.DriverCursor{
		Rows: end, Cols: columns, Converts: converts,
		OnClose: func() error {
			if !end.reached {
				s.kill()
			}
			s.close()
			return nil
		},
	}, nil
}

// ending are rows that know whether their end was reached, and that explain
// errors.
type ending struct {
	driver.Rows

	reached bool
}

// Next implements driver.Rows.
func (e *ending) Next(dest []driver.Value) error {
	err := e.Rows.Next(dest)
	if err == nil {
		return nil
	}
	e.reached = true
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return explain(err)
}

// killTimeout bounds the attempt to end a query at the server.
const killTimeout = 10 * time.Second

// kill ends the connection at the server, which otherwise would not notice that
// we are gone before it has a row to send. It is best effort: the server's
// timeout comes in any case.
func (s *session) kill() {
	ctx, cancel := context.WithTimeout(context.Background(), killTimeout)
	defer cancel()
	connector, err := mysql.NewConnector(s.database.config.Clone())
	if err != nil {
		return
	}
	c, err := connector.Connect(ctx)
	if err != nil {
		return
	}
	defer c.Close()                                                //nolint:errcheck // best effort
	_, _ = c.(conn).ExecContext(ctx, "kill connection "+s.id, nil) //nolint:forcetypeassert // the driver's own type
}

// close drops the connection, without reading what is left.
func (s *session) close() {
	s.stop()
	_ = s.conn.Close() // there is nothing to lose any more
}
