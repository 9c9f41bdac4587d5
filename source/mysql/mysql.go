// Package mysql reads MySQL and MariaDB:
// https://dev.mysql.com/doc/refman/8.4/en/ and https://mariadb.com/kb/en/.
//
// Rows are streamed over the text protocol, whose text of numbers and times is
// exact.
package mysql

import (
	"context"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
)

// Kind is MySQL and MariaDB.
var Kind = source.Kind{
	Name:  "mysql",
	Label: "MySQL / MariaDB",
	Doc:   "A MySQL or MariaDB database. Queries run in read-only transactions.",
	Settings: []waybill.Field{
		{
			Name: "url", Label: "URL", Type: waybill.String, Required: true, Secret: true, Example: example,
			Doc: "Where the database is, and who reads it. A DSN of the Go driver is taken too.",
		},
		source.Timeout,
	},
	Tables: `SELECT table_schema AS schema_name, table_name AS table_name, CASE table_type WHEN 'VIEW' THEN 1 ELSE 0 END AS is_view
		FROM information_schema.tables WHERE table_schema NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys') ORDER BY 1, 2`,
	Open: open,
}

const example = "mysql://user:password@host:3306/database?tls=true"

var dialect = source.Dialect{Quote: '`', Reads: source.Standard(), Hash: true, Probe: "select 1 as ok"}

func open(_ context.Context, c source.Config) (waybill.Source, error) {
	url := c.Settings.Text("url")
	if url == "" {
		return nil, waybill.Errorf(waybill.EInvalid, "url is required").At(c.At("url"))
	}
	config, err := parse(url)
	if err != nil {
		return nil, waybill.Errorf(waybill.EInvalid, "the URL cannot be read").At(c.At("url")).
			WithHint("write it like %s, with special characters of the password percent-encoded", example)
	}
	timeout, err := c.Timeout()
	if err != nil {
		return nil, err
	}
	return source.New(c, database{config: config, timeout: timeout + grace}, dialect, config.Passwd)
}

// grace is how much longer than ours the server's timeout is. Ours ends the
// query; the server's is for when we are gone.
const grace = time.Second
