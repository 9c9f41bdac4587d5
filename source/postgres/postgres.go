// Package postgres reads PostgreSQL, and what speaks its protocol, such as
// Amazon Redshift, CockroachDB and Timescale (tested is PostgreSQL alone):
// https://www.postgresql.org/docs/current/protocol.html.
//
// Values travel as PostgreSQL's own text, which is exact for every type, and
// rows are streamed.
package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
)

// Kind is PostgreSQL.
var Kind = source.Kind{
	Name:  "postgres",
	Label: "PostgreSQL",
	Doc:   "A PostgreSQL database, or one that speaks its protocol. Queries run in read-only transactions.",
	Settings: []waybill.Field{
		{
			Name: "url", Label: "URL", Type: waybill.String, Required: true, Secret: true,
			Example: example,
			Doc:     "Where the database is, and who reads it.",
		},
		source.Timeout,
	},
	Tables: `SELECT table_schema AS schema_name, table_name AS table_name, CASE table_type WHEN 'VIEW' THEN 1 ELSE 0 END AS is_view
		FROM information_schema.tables WHERE table_schema NOT IN ('information_schema', 'pg_catalog') ORDER BY 1, 2`,
	Open: open,
}

const example = "postgres://user:password@host:5432/database?sslmode=verify-full"

var dialect = source.Dialect{Quote: '"', Reads: source.Standard(), Nested: true, Numbered: true, Probe: "select 1 as ok"}

func open(_ context.Context, c source.Config) (waybill.Source, error) {
	url := c.Settings.Text("url")
	if url == "" {
		return nil, waybill.Errorf(waybill.EInvalid, "url is required").At(c.At("url"))
	}
	config, err := pgconn.ParseConfig(url)
	if err != nil {
		// The parser's own error may quote parts of the URL.
		return nil, waybill.Errorf(waybill.EInvalid, "the URL cannot be read").At(c.At("url")).
			WithHint("write it like %s, with special characters of the password percent-encoded", example)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "waybill"
	}
	timeout, err := c.Timeout()
	if err != nil {
		return nil, err
	}
	return source.New(c, database{config: config, timeout: timeout}, dialect, config.Password)
}

// connectTimeout ends attempts to connect, unless the URL says otherwise.
const connectTimeout = 30 * time.Second

// database is a source.Driver. Each query has a connection of its own, so that
// nothing is left behind by one query for the next.
type database struct {
	config  *pgconn.Config
	timeout time.Duration
}

// Close does nothing: queries close their own connections.
func (database) Close() error { return nil }

// Query runs a statement; see source.Driver. PostgreSQL itself refuses a second
// statement in this part of its protocol, and writes in the transaction.
func (d database) Query(ctx context.Context, sql string, where ...waybill.Where) (source.Cursor, error) {
	conn, err := pgconn.ConnectConfig(ctx, d.config)
	if err != nil {
		return nil, explain(err)
	}
	c, err := d.begin(ctx, conn, sql, where)
	if err != nil {
		disconnect(conn)
		return nil, explain(err)
	}
	return c, nil
}

func (d database) begin(ctx context.Context, conn *pgconn.PgConn, sql string, where []waybill.Where) (*cursor, error) {
	sql, values := dialect.Filter(sql, where)
	if err := prepare(ctx, conn, d.timeout); err != nil {
		return nil, err
	}
	description, err := conn.Prepare(ctx, "", sql, nil)
	if err != nil {
		return nil, err
	}
	if len(description.ParamOIDs) != len(values) {
		return nil, source.ErrParameters()
	}
	if len(description.Fields) == 0 {
		return nil, waybill.Errorf(waybill.EInvalid, "the query returns no columns")
	}
	types, err := typesOf(ctx, conn, description.Fields)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	c := &cursor{conn: conn, cancel: cancel, result: conn.ExecParams(ctx, sql, parameters(values), nil, nil, nil)}
	for i, f := range description.Fields {
		c.columns = append(c.columns, waybill.Column{Name: f.Name, Type: types[i].is, Native: types[i].name})
		c.reads = append(c.reads, types[i].read)
	}
	return c, nil
}

// parameters are values as texts, which PostgreSQL reads as the types that it
// compares them with.
func parameters(values []string) [][]byte {
	out := make([][]byte, len(values))
	for i, v := range values {
		out[i] = []byte(v)
	}
	return out
}

// disconnect closes a connection without waiting for the server's word.
func disconnect(conn *pgconn.PgConn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = conn.Close(ctx) // there is nothing to lose any more
}
