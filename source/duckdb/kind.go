// Package duckdb reads DuckDB databases, and CSV, Parquet and JSON files
// through DuckDB: https://duckdb.org.
//
// DuckDB is a C++ library. Without a C compiler, or with the build tag
// no_duckdb, the kind is there but says that it was left out. Linking it takes
// long, so only cmd/waybill imports this package.
package duckdb

import (
	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
)

// Kind is DuckDB.
var Kind = source.Kind{
	Name:  "duckdb",
	Label: "DuckDB and files",
	Doc: "CSV, Parquet and JSON files, such as select * from 'orders.csv', " +
		"or a DuckDB database, which is opened read-only.",
	Settings: []waybill.Field{
		{
			Name: "path", Label: "File", Type: waybill.String, Example: "./shop.duckdb",
			Doc: "The database file. Without one, queries name the files they read. Relative paths start at " +
				"the project's folder, or the server's if there is no project.",
		},
		source.Timeout,
	},
	Tables: `SELECT table_schema AS schema_name, table_name AS table_name, CASE table_type WHEN 'VIEW' THEN 1 ELSE 0 END AS is_view
		FROM information_schema.tables WHERE table_schema NOT IN ('information_schema', 'pg_catalog') ORDER BY 1, 2`,
	Open: open,
}
