package sqlite_test

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"testing"

	"github.com/waybillhq/waybill/source/sourcetest"
)

// The table of the benchmarks: a million rows of eight columns.
const (
	benchRows    = 1_000_000
	benchColumns = 8
	benchTable   = `create table orders as select n as id, 'O-' || n as reference, n * 1.25 as total, 'USD' as currency,
		date(1704067200 + n, 'unixepoch') as day, n % 2 as paid, case when n % 10 then 'ann' || n || '@example.com' end as email,
		n * 1000003 as customer from (` + many + `)`
	benchQuery = "select * from orders"
)

func reportRows(b *testing.B) {
	b.Helper()
	b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkSource reads as a run does.
func BenchmarkSource(b *testing.B) {
	sourcetest.Benchmark(b, open(b, create(b, benchTable), nil), benchQuery)
}

// BenchmarkBareDriver is the loop over the driver's own rows, without
// database/sql.
func BenchmarkBareDriver(b *testing.B) {
	conn := bareConn(b, create(b, benchTable))
	b.ReportAllocs()
	for b.Loop() {
		rows, err := conn.(driver.QueryerContext).QueryContext(b.Context(), benchQuery, nil)
		if err != nil {
			b.Fatal(err)
		}
		values := make([]driver.Value, len(rows.Columns()))
		for err == nil {
			err = rows.Next(values)
		}
		if !errors.Is(err, io.EOF) {
			b.Fatal(err)
		}
		if err := rows.Close(); err != nil {
			b.Fatal(err)
		}
	}
	reportRows(b)
}

func bareConn(b *testing.B, path string) driver.Conn {
	b.Helper()
	db, err := sql.Open("sqlite", uri(path))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // only its driver is wanted
	conn, err := db.Driver().Open(uri(path))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = conn.Close() })
	return conn
}

// BenchmarkDatabaseSQL is the loop that is usually written.
func BenchmarkDatabaseSQL(b *testing.B) {
	db, err := sql.Open("sqlite", uri(create(b, benchTable)))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // it only read
	b.ReportAllocs()
	for b.Loop() {
		rows, err := db.QueryContext(b.Context(), benchQuery)
		if err != nil {
			b.Fatal(err)
		}
		values := make([]any, benchColumns)
		pointers := make([]any, len(values))
		for i := range values {
			pointers[i] = &values[i]
		}
		for rows.Next() {
			if err := rows.Scan(pointers...); err != nil {
				b.Fatal(err)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			b.Fatal(err)
		}
	}
	reportRows(b)
}
