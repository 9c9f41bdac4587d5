//go:build cgo && !no_duckdb

package duckdb_test

import (
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"
	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
	"github.com/waybillhq/waybill/source/duckdb"
	"github.com/waybillhq/waybill/source/sourcetest"
	"go.uber.org/goleak"
)

// No query may leave a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// create makes a database and returns its path.
func create(t testing.TB, setup ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "it's a shop.duckdb")
	db, err := sql.Open("duckdb", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // a failure shows when it is read
	for _, s := range append([]string{"create table nothing (x integer)"}, setup...) {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	return path
}

func open(t testing.TB, dir, path string, settings source.Settings) waybill.Source {
	t.Helper()
	all := source.Settings{"path": path}
	for k, v := range settings {
		all[k] = v
	}
	src, err := duckdb.Kind.Open(t.Context(), source.Config{Name: "files", Dir: dir, Settings: all})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := src.Close(); err != nil {
			t.Error(err)
		}
	})
	return src
}

const many = "select range + 1 as n from range(1000000)"

func TestConformance(t *testing.T) {
	t.Parallel()
	sourcetest.Run(t, sourcetest.Subject{
		Open: func(t *testing.T, settings source.Settings, setup ...string) waybill.Source {
			path := create(t, setup...)
			return open(t, filepath.Dir(path), filepath.Base(path), settings)
		},
		Types: types,
		Quote: `"`,
		Slow:  "select count(*) as n from range(10000000) a, range(10000000) b where a.range + b.range = 7",
		Many:  many,
		// DuckDB computes a result before its first row, so that only a value
		// that has no place in package waybill's can fail half way.
		Broken: "select case n when 500000 then timestamp 'infinity' else timestamp '2024-01-01' end as x from (" + many + ")",
		Writes: []string{
			"with x as (select 1) insert into keep select * from x",
			"copy keep to 'copy.csv'",
			"copy (select 1) to 'copy.csv'",
			"export database 'copy'",
			"attach 'other.duckdb' as other",
			"install httpfs",
			"load httpfs",
			"set threads = 1",
			"pragma memory_limit = '1GB'",
			"call checkpoint()",
			"truncate keep",
			"explain analyze delete from keep",
			"pivot keep on id using count(*)",
		},
		Schema: "my sales",
	})
}

func value(sql string, want any, typ waybill.Type) sourcetest.Value {
	return sourcetest.Value{Name: sql, SQL: "select " + sql + " as v", Want: want, Type: typ}
}

func refused(sql, message string) sourcetest.Value {
	return sourcetest.Value{Name: sql, SQL: "select " + sql + " as v", Err: message}
}

var types = []sourcetest.Value{
	value("true", true, waybill.Bool),
	value("(-128)::tinyint", int64(-128), waybill.Int),
	value("9223372036854775807::bigint", int64(9223372036854775807), waybill.Int),
	value("9007199254740993", int64(9007199254740993), waybill.Int),
	value("18446744073709551615::ubigint", json.Number("18446744073709551615"), waybill.Int),
	value("7::ubigint", int64(7), waybill.Int),
	value("170141183460469231731687303715884105727::hugeint", json.Number("170141183460469231731687303715884105727"), waybill.Int),
	value("(-5)::hugeint", int64(-5), waybill.Int),
	value("(select sum(range) from range(3))", int64(3), waybill.Int),
	value("12345678901234567890123456789.123456789::decimal(38,9)", json.Number("12345678901234567890123456789.123456789"), waybill.Decimal),
	value("12.5::decimal(10,2)", json.Number("12.50"), waybill.Decimal),
	value("(-0.05)::decimal(4,2)", json.Number("-0.05"), waybill.Decimal),
	value("0::decimal(4,2)", json.Number("0.00"), waybill.Decimal),
	value("0.1::double", 0.1, waybill.Float),
	value("1.1::float", 1.1, waybill.Float),
	value("'Grüße 🎉'", "Grüße 🎉", waybill.String),
	value("'3fa85f64-5717-4562-b3fc-2c963f66afa6'::uuid", "3fa85f64-5717-4562-b3fc-2c963f66afa6", waybill.String),
	value(`'\x00\xff'::blob`, []byte{0, 0xff}, waybill.Bytes),
	value("'ok'::enum('sad', 'ok')", "ok", waybill.String),
	value("'101'::bit", "101", waybill.String),
	value("date '2024-02-29'", waybill.Date("2024-02-29"), waybill.DateOf),
	refused("date 'infinity'", `column "v"`),
	value("timestamp '2024-01-02 03:04:05.000001'", waybill.LocalTime("2024-01-02T03:04:05.000001"), waybill.Local),
	value("timestamp_ns '2024-01-02 03:04:05.000000001'", waybill.LocalTime("2024-01-02T03:04:05.000000001"), waybill.Local),
	value("timestamptz '2024-01-02 03:04:05.123456+05:30'", time.Date(2024, 1, 1, 21, 34, 5, 123456000, time.UTC), waybill.Instant),
	refused("timestamptz 'infinity'", `column "v"`),
	value("time '03:04:05.5'", "03:04:05.5", waybill.String),
	value("'03:04:05+05:30'::timetz", "03:04:05+05:30", waybill.String),
	value("interval '14 months 1 day 02:03:04.5'", "1 year 2 months 1 day 02:03:04.5", waybill.String),
	value("interval '0 days'", "00:00:00", waybill.String),
	value(`'{"a": 1.10, "b": [9007199254740993, null, {"c": "d"}]}'::json`,
		map[string]any{"a": json.Number("1.10"), "b": []any{int64(9007199254740993), nil, map[string]any{"c": "d"}}}, waybill.JSON),
	value("json 'null'", nil, waybill.JSON),
	value("[1, null, 3]", []any{int64(1), nil, int64(3)}, waybill.Array),
	value("[[1.50], []]::decimal(4,2)[][]", []any{[]any{json.Number("1.50")}, []any{}}, waybill.Array),
	value("[1, 2]::integer[2]", []any{int64(1), int64(2)}, waybill.Array),
	value("[timestamptz '2024-01-02 00:00:00Z']", []any{time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC)}, waybill.Array),
	value("{'sku': 'A', 'price': 1.10::decimal(4,2), 'on': date '2024-01-02', 'bits': '1'::bit, 'none': null::date}",
		map[string]any{"sku": "A", "price": json.Number("1.10"), "on": waybill.Date("2024-01-02"), "bits": "1", "none": nil}, waybill.JSON),
	value("map {1.50: 18446744073709551615::ubigint}", map[string]any{"1.5": json.Number("18446744073709551615")}, waybill.JSON),
	value("map {[1]: 2}", map[string]any{"[1]": int64(2)}, waybill.JSON),
	value("union_value(n := 5::utinyint)", int64(5), waybill.Any),
	value(`[{'j': '{"n": 9007199254740993}'::json}]`, []any{map[string]any{"j": map[string]any{"n": int64(9007199254740993)}}}, waybill.Array),
}

// Files are found from the project's folder.
func TestFiles(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a project's")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "orders.csv", "order_id,total,day\nA-1,12.50,2024-01-02\nA-2,0.10,2024-01-03\n")
	write(t, dir, "items.json", `[{"id": 9007199254740993, "lines": [{"sku": "x", "qty": 2}]}]`)
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // it has written
	parquet := strings.ReplaceAll(filepath.Join(dir, "p.parquet"), "'", "''")
	if _, err := db.ExecContext(t.Context(), "copy (select 12.50::decimal(10,2) as total) to '"+parquet+"'"); err != nil {
		t.Fatal(err)
	}
	src := open(t, dir, "", nil)
	for sql, want := range map[string]waybill.Row{
		"select order_id, total::decimal(10,2) as total, day from read_csv_auto('orders.csv') limit 1": {"A-1", json.Number("12.50"), waybill.Date("2024-01-02")},
		"select count(*) as n from 'orders.csv'":                                                       {int64(2)},
		"from 'items.json'":                                                                            {int64(9007199254740993), []any{map[string]any{"sku": "x", "qty": int64(2)}}},
		"select * from '*.parquet'":                                                                    {json.Number("12.50")},
	} {
		_, rows := sourcetest.Read(t, src, sql)
		if got, want := text(t, rows), text(t, []waybill.Row{want}); got != want {
			t.Errorf("%s: got %s, want %s", sql, got, want)
		}
	}
	_, err = src.Query(t.Context(), "select * from 'none.csv'")
	if waybill.ErrorCode(err) != waybill.ENotFound || !strings.Contains(err.Error(), "none.csv") {
		t.Errorf("got %v, want that none.csv was not found", err)
	}
}

func text(t *testing.T, rows []waybill.Row) string {
	t.Helper()
	var b []byte
	for _, row := range rows {
		var err error
		if b, err = waybill.AppendJSON(b, []any(row)); err != nil {
			t.Fatal(err)
		}
	}
	return string(b)
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Nothing is written beside the project, whatever a query tries.
func TestWritesNoFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	src := open(t, dir, "", nil)
	for _, sql := range []string{"copy (select 1) to 'x.csv'", "select 1; copy (select 1) to 'x.csv'", "attach 'x.duckdb'", "export database 'x'"} {
		if _, err := src.Query(t.Context(), sql); err == nil {
			t.Errorf("%s: got no error", sql)
		}
	}
	if files, _ := os.ReadDir(dir); len(files) > 0 {
		t.Errorf("there is a file: %v", files)
	}
}

func TestMissingFileIsNotCreated(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := duckdb.Kind.Open(t.Context(), source.Config{Name: "files", Dir: dir, Settings: source.Settings{"path": "none.duckdb"}})
	if waybill.ErrorCode(err) != waybill.ENotFound {
		t.Errorf("got %v, want that it was not found", err)
	}
	if files, _ := os.ReadDir(dir); len(files) > 0 {
		t.Errorf("there is a file: %v", files)
	}
}

// BenchmarkSource reads a million rows of eight columns.
func BenchmarkSource(b *testing.B) {
	sourcetest.Benchmark(b, open(b, b.TempDir(), "", nil), `select n as id, 'O-' || n as reference, (n * 1.25)::decimal(12,2) as total, 'USD' as currency, timestamp '2024-01-01' + n * interval 1 second as made,
	n % 2 = 0 as paid, case when n % 10 > 0 then 'ann' || n || '@example.com' end as email, n * 1000003 as customer from range(1000000) t(n)`)
}
