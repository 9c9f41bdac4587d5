package mysql_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/source"
	"github.com/waybillhq/waybill/source/mysql"
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

// create returns the DSN of a new database in which setup was run.
func create(t testing.TB, setup ...string) string {
	t.Helper()
	dsn := testserver.MySQL(t)
	db := connect(t, dsn)
	for _, s := range append([]string{"set sql_mode = ''"}, setup...) {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	return dsn
}

func connect(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1) // so that settings of the session stay
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func open(t testing.TB, url string, settings source.Settings) waybill.Source {
	t.Helper()
	all := source.Settings{"url": waybill.NewSecret(url)}
	for k, v := range settings {
		all[k] = v
	}
	src, err := mysql.Kind.Open(t.Context(), source.Config{Name: "crm", Settings: all})
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

const many = "select seq as n from seq_1_to_1000000"

func TestConformance(t *testing.T) {
	t.Parallel()
	sourcetest.Run(t, sourcetest.Subject{
		Open: func(t *testing.T, settings source.Settings, setup ...string) waybill.Source {
			return open(t, create(t, setup...), settings)
		},
		Types:  types,
		Quote:  "`",
		Slow:   "select sleep(60) as n",
		Many:   many,
		Broken: "select case when seq < 500000 then seq else (select 1 union select seq) end as x from seq_1_to_1000000",
		Writes: []string{
			"select * from keep into outfile '/tmp/waybill-outfile'",
			"select * from keep into/**/dumpfile '/tmp/waybill-outfile'",
			"select 1 into @x",
			"/*! delete from keep */",
			"/*M! delete from keep */",
			"# select\ndelete from keep",
			"--\ndelete from keep",
			"replace into keep values (3)",
			"truncate keep",
			"set global max_connections = 5",
			"kill 1",
			"call something()",
			"handler keep open",
			"load data infile '/etc/passwd' into table keep",
		},
		Schema: "",
	})
}

// A function that writes is refused by the transaction.
func TestFunctionsCannotWrite(t *testing.T) {
	t.Parallel()
	src := open(t, create(t, "create table keep (id integer)",
		"create function sneak() returns integer modifies sql data begin insert into keep values (3); return 1; end"), nil)
	rows, err := src.Query(t.Context(), "select sneak() as x")
	if err == nil {
		for _, err = range rows.All() {
			continue
		}
	}
	if waybill.ErrorCode(err) != waybill.EInvalid {
		t.Errorf("got %v, want it refused", err)
	}
	if _, kept := sourcetest.Read(t, src, "select * from keep"); len(kept) > 0 {
		t.Error("the function wrote")
	}
}

// A cancelled query must not go on at the server.
func TestCancellingStopsTheServer(t *testing.T) {
	t.Parallel()
	dsn := create(t)
	db := connect(t, dsn)
	sourcetest.Stops(t, open(t, dsn, nil), "select sleep(61) as n", func(t *testing.T) int {
		var n int
		err := db.QueryRowContext(t.Context(), "select count(*) from information_schema.processlist where info = 'select sleep(61) as n'").Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		return n
	})
}

// A URL reaches what the driver's own DSN reaches.
func TestURL(t *testing.T) {
	t.Parallel()
	config, err := driver.ParseDSN(create(t, "create table t (id integer)"))
	if err != nil {
		t.Fatal(err)
	}
	if config.Net != "unix" {
		t.Skip("the server is not on a socket")
	}
	src := open(t, "mysql://"+config.User+"@localhost/"+config.DBName+"?socket="+config.Addr, nil)
	for _, table := range []string{"t", config.DBName + ".t"} {
		sourcetest.Read(t, src, src.Table(table))
	}
}

func value(sql string, want any, typ waybill.Type) sourcetest.Value {
	return sourcetest.Value{Name: sql, SQL: "select " + sql + " as v", Want: want, Type: typ}
}

// stored returns a value that was stored in a column of the type.
func stored(column, literal string, want any, typ waybill.Type) sourcetest.Value {
	return sourcetest.Value{
		Name:  column + " " + literal,
		Setup: []string{"create table t (v " + column + " null)", "insert into t values (" + literal + ")"},
		SQL:   "select v from t", Want: want, Type: typ,
	}
}

func refused(column, literal, message string) sourcetest.Value {
	v := stored(column, literal, nil, "")
	v.Err = message
	return v
}

var types = []sourcetest.Value{
	stored("tinyint(1)", "1", int64(1), waybill.Int),
	stored("boolean", "false", int64(0), waybill.Int),
	stored("bigint", "9223372036854775807", int64(9223372036854775807), waybill.Int),
	stored("bigint", "9007199254740993", int64(9007199254740993), waybill.Int),
	stored("int unsigned", "4294967295", int64(4294967295), waybill.Int),
	stored("bigint unsigned", "7", int64(7), waybill.Int),
	stored("bigint unsigned", "18446744073709551615", json.Number("18446744073709551615"), waybill.Int),
	stored("decimal(38,9)", "12345678901234567890123456789.123456789", json.Number("12345678901234567890123456789.123456789"), waybill.Decimal),
	stored("decimal(10,2)", "12.5", json.Number("12.50"), waybill.Decimal),
	stored("double", "0.1", 0.1, waybill.Float),
	stored("float", "1.1", 1.1, waybill.Float),
	stored("bit(10)", "b'1100000001'", int64(769), waybill.Int),
	stored("year", "2024", int64(2024), waybill.Int),
	stored("varchar(20)", "'Grüße 🎉'", "Grüße 🎉", waybill.String),
	stored("text", "''", "", waybill.String),
	stored("longtext", "'x'", "x", waybill.String),
	stored("enum('a','b')", "'b'", "b", waybill.String),
	stored("set('a','b')", "'a,b'", "a,b", waybill.String),
	stored("varbinary(4)", "x'00ff'", []byte{0, 0xff}, waybill.Bytes),
	stored("blob", "x''", []byte{}, waybill.Bytes),
	stored("date", "'2024-02-29'", waybill.Date("2024-02-29"), waybill.DateOf),
	stored("date", "'0000-00-00'", nil, waybill.DateOf),
	refused("date", "'2024-05-00'", `column "v": 2024-05-00 is not a whole date`),
	stored("datetime(6)", "'2024-01-02 03:04:05.000001'", waybill.LocalTime("2024-01-02T03:04:05.000001"), waybill.Local),
	stored("datetime", "'0000-00-00 00:00:00'", nil, waybill.Local),
	stored("time(1)", "'-838:59:58.5'", "-838:59:58.5", waybill.String),
	stored("json", `'{"a":1.10}'`, `{"a":1.10}`, waybill.String), // MariaDB's json is longtext
	{
		Name: "timestamp",
		Setup: []string{
			"set time_zone = '+05:30'", "create table t (v timestamp(3) null)",
			"insert into t values ('2024-01-02 03:04:05.123')",
		},
		SQL: "select v from t", Want: time.Date(2024, 1, 1, 21, 34, 5, 123000000, time.UTC), Type: waybill.Instant,
	},
	stored("timestamp", "'0000-00-00 00:00:00'", nil, waybill.Instant),
	value("null", nil, ""),
	value("1 + 1", int64(2), waybill.Int),
	value("0.1 + 0.2", json.Number("0.3"), waybill.Decimal),
}

func TestNoPasswordInErrors(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"mysql://user:hunter22@127.0.0.1:1/db",
		"mysql://user:hunter22@127.0.0.1:port/db",
		"mysql://user:hunter22%zz@127.0.0.1/db",
		"user:hunter22@tcp(127.0.0.1:1)/db",
		"user:hunter22@tcp(127.0.0.1:1",
		"hunter22",
	} {
		sourcetest.NoSecret(t, mysql.Kind, source.Settings{"url": waybill.NewSecret(url)}, "hunter22")
	}
}

// BenchmarkSource reads a million rows of eight columns.
func BenchmarkSource(b *testing.B) {
	sourcetest.Benchmark(b, open(b, create(b), nil), `select seq as id, concat('O-', seq) as reference, seq * 1.25 as total, 'USD' as currency, timestamp('2024-01-01') + interval seq second as at,
	seq % 2 as paid, case when seq % 10 then concat('ann', seq, '@example.com') end as email, seq * 1000003 as customer from seq_1_to_1000000`)
}
