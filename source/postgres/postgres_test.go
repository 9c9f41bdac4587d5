package postgres_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/source"
	"github.com/waybillhq/waybill/source/postgres"
	"github.com/waybillhq/waybill/source/sourcetest"
	"go.uber.org/goleak"
)

// No query may leave a goroutine behind.
func TestMain(m *testing.M) {
	code := testserver.Main(m)
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// create returns the URL of a new database in which setup was run.
func create(t testing.TB, setup ...string) string {
	t.Helper()
	url := testserver.Postgres(t)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // a failure shows when it is read
	for _, s := range setup {
		if _, err := conn.Exec(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	return url
}

func open(t testing.TB, url string, settings source.Settings) waybill.Source {
	t.Helper()
	all := source.Settings{"url": waybill.NewSecret(url)}
	for k, v := range settings {
		all[k] = v
	}
	src, err := postgres.Kind.Open(t.Context(), source.Config{Name: "crm", Settings: all})
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

const many = "select generate_series(1, 1000000) as n"

func TestConformance(t *testing.T) {
	t.Parallel()
	sourcetest.Run(t, sourcetest.Subject{
		Open: func(t *testing.T, settings source.Settings, setup ...string) waybill.Source {
			return open(t, create(t, setup...), settings)
		},
		Types:  types,
		Quote:  `"`,
		Slow:   "select pg_sleep(60)",
		Many:   many,
		Broken: "select 1 / (100000 - n) as x from (" + many + ") s",
		Writes: []string{
			"with x as (insert into keep values (3) returning id) select * from x",
			"/* /* */ select */ delete from keep",
			"copy keep to stdout",
			"truncate keep",
			"set default_transaction_read_only = off",
			"set transaction read write",
			"select set_config('transaction_read_only', 'off', true)",
			"select 1 as x into other",
			"select * from keep for update",
			"call something()",
			"do $$ begin delete from keep; end $$",
			"explain analyze delete from keep",
		},
		Schema: "my sales",
	})
}

// A cancelled query must not go on at the server.
func TestCancellingStopsTheServer(t *testing.T) {
	t.Parallel()
	url := create(t)
	sourcetest.Stops(t, open(t, url, nil), "select pg_sleep(61)", func(t *testing.T) int {
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context()) //nolint:errcheck // it only asked
		var n int
		err = conn.QueryRow(t.Context(), "select count(*) from pg_stat_activity where state = 'active' and query = 'select pg_sleep(61)'").Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		return n
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
	value("(-32768)::smallint", int64(-32768), waybill.Int),
	value("9223372036854775807::bigint", int64(9223372036854775807), waybill.Int),
	value("9007199254740993::bigint", int64(9007199254740993), waybill.Int),
	value("12345678901234567890123456789.123456789::decimal(38,9)", json.Number("12345678901234567890123456789.123456789"), waybill.Decimal),
	value("12.50::numeric", json.Number("12.50"), waybill.Decimal),
	value("1e-20::numeric", json.Number("0.00000000000000000001"), waybill.Decimal),
	refused("'NaN'::numeric", `column "v": NaN is not a number`),
	refused("'Infinity'::numeric", `column "v": Infinity is not a number`),
	value("0.1::float8", 0.1, waybill.Float),
	value("1.1::float4", 1.1, waybill.Float),
	value("'Grüße 🎉'::text", "Grüße 🎉", waybill.String),
	value("'ab'::char(4)", "ab  ", waybill.String),
	value("'3fa85f64-5717-4562-b3fc-2c963f66afa6'::uuid", "3fa85f64-5717-4562-b3fc-2c963f66afa6", waybill.String),
	value(`'\x00ff'::bytea`, []byte{0, 0xff}, waybill.Bytes),
	value("''::bytea", []byte{}, waybill.Bytes),
	value("date '2024-02-29'", waybill.Date("2024-02-29"), waybill.DateOf),
	refused("date 'infinity'", `column "v": infinity`),
	refused("date '0044-03-15 BC'", `BC`),
	value("timestamp '2024-01-02 03:04:05.000001'", waybill.LocalTime("2024-01-02T03:04:05.000001"), waybill.Local),
	value("timestamp '2024-01-02'", waybill.LocalTime("2024-01-02T00:00:00"), waybill.Local),
	refused("timestamp '-infinity'", `column "v": -infinity`),
	refused("timestamp '0044-03-15 BC'", `BC`),
	value("timestamptz '2024-01-02 03:04:05.123456+05:30'", time.Date(2024, 1, 1, 21, 34, 5, 123456000, time.UTC), waybill.Instant),
	refused("timestamptz 'infinity'", `column "v": infinity`),
	value("time '03:04:05.5'", "03:04:05.5", waybill.String),
	value("interval '1 day 02:03:04'", "1 day 02:03:04", waybill.String),
	value("'10.0.0.1/8'::inet", "10.0.0.1/8", waybill.String),
	value("12.5::money", "$12.50", waybill.String),
	value(`'{"a": 1.10, "b": [9007199254740993, null, {"c": "d"}]}'::json`,
		map[string]any{"a": json.Number("1.10"), "b": []any{int64(9007199254740993), nil, map[string]any{"c": "d"}}}, waybill.JSON),
	value(`'12345678901234567890'::jsonb`, json.Number("12345678901234567890"), waybill.JSON),
	value("array[1, null, 3]", []any{int64(1), nil, int64(3)}, waybill.Array),
	value("array[[1, 2], [3, 4]]", []any{[]any{int64(1), int64(2)}, []any{int64(3), int64(4)}}, waybill.Array),
	value("'[2:3]={7,8}'::int[]", []any{int64(7), int64(8)}, waybill.Array),
	value("'{}'::text[]", []any{}, waybill.Array),
	value(`array['a,b', 'say "hi"', 'back\slash', '', 'NULL', null]`, []any{"a,b", `say "hi"`, `back\slash`, "", "NULL", nil}, waybill.Array),
	value("array[1.50, 2]::numeric[]", []any{json.Number("1.50"), json.Number("2")}, waybill.Array),
	value(`array['{"a":1}']::jsonb[]`, []any{map[string]any{"a": int64(1)}}, waybill.Array),
	value("array[timestamptz '2024-01-02 00:00:00Z']", []any{time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC)}, waybill.Array),
	{Name: "enum", Setup: []string{"create type mood as enum ('sad', 'ok')"}, SQL: "select 'ok'::mood as v", Want: "ok", Type: waybill.String},
	{Name: "enum array", Setup: []string{"create type mood as enum ('sad', 'ok')"}, SQL: "select array['ok', 'sad']::mood[] as v", Want: []any{"ok", "sad"}, Type: waybill.Array},
	{Name: "domain", Setup: []string{"create domain cents as bigint"}, SQL: "select 5::cents as v", Want: int64(5), Type: waybill.Int},
	{Name: "composite", Setup: []string{"create type pair as (a int, b text)"}, SQL: "select row(1, 'x')::pair as v", Want: "(1,x)", Type: waybill.String},
}

func TestNativeNames(t *testing.T) {
	t.Parallel()
	src := open(t, create(t, "create type mood as enum ('sad', 'ok')"), nil)
	columns, _ := sourcetest.Read(t, src, "select 1::int8 as a, array['x'] as b, 'ok'::mood as c, array['ok'::mood] as d")
	for i, want := range []string{"int8", "text[]", "mood", "mood[]"} {
		if columns[i].Native != want {
			t.Errorf("column %s is called %s, want %s", columns[i].Name, columns[i].Native, want)
		}
	}
}

func TestNoPasswordInErrors(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"postgres://user:hunter22@127.0.0.1:1/db",
		"postgres://user:hunter22@127.0.0.1:port/db",
		"postgres://user:hunter22@[::1/db",
		"postgres://user:hunter22%zz@127.0.0.1:1/db",
		"host=127.0.0.1 port=1 user=u password=hunter22",
		"hunter22",
	} {
		sourcetest.NoSecret(t, postgres.Kind, source.Settings{"url": waybill.NewSecret(url)}, "hunter22")
	}
}

// BenchmarkSource reads a million rows of eight columns.
func BenchmarkSource(b *testing.B) {
	sourcetest.Benchmark(b, open(b, create(b), nil), `select n as id, 'O-' || n as reference, (n * 1.25)::numeric(12,2) as total, 'USD' as currency, timestamptz '2024-01-01' + n * interval '1 s' as at,
	n % 2 = 0 as paid, case when n % 10 > 0 then 'ann' || n || '@example.com' end as email, n::bigint * 1000003 as customer from generate_series(1, 1000000) n`)
}
