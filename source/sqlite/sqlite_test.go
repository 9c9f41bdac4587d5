package sqlite_test

import (
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
	"github.com/waybillhq/waybill/source/sourcetest"
	"github.com/waybillhq/waybill/source/sqlite"
	"go.uber.org/goleak"
)

// No query may leave a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// create makes a database with the usual driver and returns its path.
func create(t testing.TB, setup ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sh?op #1%.db")
	db, err := sql.Open("sqlite", uri(path))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // a failure shows when it is read
	for _, s := range append([]string{"create table first (x)"}, setup...) {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	return path
}

// uri returns the path in the form in which the driver takes any path.
func uri(path string) string { return (&url.URL{Scheme: "file", Path: path}).String() }

func open(t testing.TB, path string, settings source.Settings) waybill.Source {
	t.Helper()
	all := source.Settings{"path": filepath.Base(path)}
	for k, v := range settings {
		all[k] = v
	}
	src, err := sqlite.Kind.Open(t.Context(), source.Config{Name: "shop", Dir: filepath.Dir(path), Settings: all})
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

const many = "with recursive c(n) as (select 1 union all select n + 1 from c where n < 1000000) select n from c"

func TestConformance(t *testing.T) {
	t.Parallel()
	sourcetest.Run(t, sourcetest.Subject{
		Open: func(t *testing.T, settings source.Settings, setup ...string) waybill.Source {
			return open(t, create(t, setup...), settings)
		},
		Types:  types,
		Quote:  `"`,
		Slow:   "with recursive c(n) as (select 1 union all select n + 1 from c) select n from c where n < 0",
		Many:   many,
		Broken: "select n, json(case n when 2 then '{' else '1' end) as j from (" + many + ")",
		Writes: []string{
			"with x as (select 1) insert into keep select * from x",
			"pragma user_version = 3",
			"attach 'other.db' as other",
			"vacuum into 'copy.db'",
			"replace into keep values (3)",
			"with x as (select 1) attach 'other.db' as other",
			"pragma query_only = 0",
			"pragma writable_schema = 1",
			"pragma temp_store_directory = '/tmp'",
			"detach main",
			"select load_extension('other.so')",
			"select readfile('/etc/passwd')",
			"select writefile('copy', 'x')",
			"select * from pragma_journal_mode('delete')",
			"select fts3_tokenizer('x', x'00')",
		},
	})
}

// stored returns a value that was stored in a column of the declared type.
func stored(name, declared, literal string, want any, typ waybill.Type) sourcetest.Value {
	return sourcetest.Value{
		Name:  name,
		Setup: []string{"create table t (v " + declared + ")", "insert into t values (" + literal + ")"},
		SQL:   "select v from t", Want: want, Type: typ,
	}
}

var types = []sourcetest.Value{
	stored("largest integer", "integer", "9223372036854775807", int64(9223372036854775807), waybill.Int),
	stored("an integer beyond 2^53", "bigint", "9007199254740993", int64(9007199254740993), waybill.Int),
	stored("real", "real", "0.1", 0.1, waybill.Float),
	stored("a decimal kept as text", "text", "'12.50'", "12.50", waybill.String),
	stored("decimal", "decimal(10,2)", "12.5", 12.5, waybill.Decimal),
	stored("text in an integer column", "integer", "'abc'", "abc", waybill.Int),
	stored("text", "varchar(20)", "'Grüße 🎉'", "Grüße 🎉", waybill.String),
	stored("empty text", "text", "''", "", waybill.String),
	stored("text with a zero in it", "text", "'a' || char(0) || 'b'", "a\x00b", waybill.String),
	stored("blob", "blob", "x'00ff'", []byte{0, 0xff}, waybill.Bytes),
	stored("empty blob", "blob", "x''", []byte{}, waybill.Bytes),
	stored("true", "boolean", "true", true, waybill.Bool),
	stored("false", "bool", "0", false, waybill.Bool),
	stored("a boolean that is neither", "boolean", "2", int64(2), waybill.Bool),
	stored("date", "date", "'2024-01-02'", "2024-01-02", waybill.DateOf),
	stored("datetime", "datetime", "'2024-01-02 03:04:05.000100'", "2024-01-02 03:04:05.000100", waybill.Local),
	stored("timestamp with a zone", "timestamp", "'2024-01-02T03:04:05+01:00'", "2024-01-02T03:04:05+01:00", waybill.Local),
	stored("datetime as integer", "datetime", "1704164645", int64(1704164645), waybill.Local),
	stored("json", "json", `'{"a":1.10}'`, `{"a":1.10}`, waybill.String),
	stored("no declared type", "", "'x'", "x", waybill.Any),
	{Name: "an expression", SQL: "select 1 + 1 as n", Want: int64(2), Type: waybill.Any},
	{Name: "values", SQL: "values (7)", Want: int64(7)},
}

func TestMissingFileIsNotCreated(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "none.db")
	err := open(t, path, nil).Ping(t.Context())
	if waybill.ErrorCode(err) != waybill.ENotFound || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want that %s was not found", err, path)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Error("the file was created")
	}
}

func TestNotADatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "page.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("<html></html>", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := open(t, path, nil).Ping(t.Context()); err == nil || !strings.Contains(err.Error(), "not a database") {
		t.Errorf("got %v, want that it is not a database", err)
	}
}

// Another process may write while we read, and what we read is of one moment.
func TestReadsWhileOthersWrite(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "wal.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // a failure shows when it is read
	exec := func(s string) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	exec("pragma journal_mode = wal")
	exec("create table t as " + strings.Replace(many, "1000000", "5000", 1))
	rows, err := open(t, path, nil).Query(t.Context(), "select n from t")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range rows.All() {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 1 {
			exec("insert into t select n + 5000 from t")
		}
	}
	if n != 5000 {
		t.Errorf("read %d rows, want the 5000 of the moment the query began", n)
	}
}
