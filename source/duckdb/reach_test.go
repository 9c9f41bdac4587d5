//go:build cgo && !no_duckdb

package duckdb_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
	"github.com/waybillhq/waybill/source/duckdb"
	"github.com/waybillhq/waybill/source/sourcetest"
)

// reaching opens a source as a server does, whose state and keys are in the
// project's folder.
func reaching(t *testing.T, dir string, settings source.Settings, more ...string) waybill.Source {
	t.Helper()
	src, err := duckdb.Kind.Open(t.Context(), source.Config{Name: "files", Dir: dir, Settings: settings, Reach: &source.Reach{
		Folders: append([]string{dir}, more...), Denied: []string{filepath.Join(dir, "waybill.db"), filepath.Join(dir, "keys", "key")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = src.Close() })
	return src
}

// A query of a server reads the files of its folder, and neither the state, nor
// the keys, nor what else is on the machine.
func TestQueriesOfAServerStayInReach(t *testing.T) {
	dir, other, outside := t.TempDir(), t.TempDir(), t.TempDir()
	for _, sub := range []string{"data", "keys"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	write(t, dir, "a.csv", "id\n1\n")
	write(t, dir, "data/b.csv", "id\n2\n")
	write(t, other, "c.csv", "id\n3\n")
	for _, name := range []string{filepath.Join(dir, "waybill.db"), filepath.Join(dir, "keys", "key"), filepath.Join(outside, "x.csv")} {
		write(t, "", name, "id\nplanted\n")
	}
	if err := os.Symlink(filepath.Join(dir, "waybill.db"), filepath.Join(dir, "link.csv")); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(filepath.Join(dir, "keys", "key"), filepath.Join(dir, "hard.csv")); err != nil {
		t.Fatal(err)
	}
	for _, working := range []string{dir, outside, "/"} {
		t.Chdir(working)
		src := reaching(t, dir, nil, other)
		for sql, want := range map[string]int64{
			"from 'a.csv'": 1, "from 'data/b.csv'": 2, "from 'data/*.csv'": 2, "from 'a*.csv'": 1, "from read_csv(['a.csv'])": 1,
			"from '" + dir + "/a.csv'": 1, "from '" + dir + "/a*.csv'": 1, "from '" + other + "/c.csv'": 3, "from '" + other + "/*.csv'": 3,
		} {
			_, rows := sourcetest.Read(t, src, sql)
			if len(rows) != 1 || rows[0][0] != want {
				t.Errorf("%s in %s: got %v, want %d", sql, working, rows, want)
			}
		}
		for _, sql := range []string{
			"from read_text('waybill.db')", "from read_blob('" + dir + "/waybill.db')", "from read_text('" + dir + "/data/../waybill.db')", "from read_text('waybill'||'.db')",
			"from read_text('*')", "from read_text('" + dir + "/*')", "from read_text('way*')", "from read_text('**')", "from read_text('link.csv')", "from read_text('hard.csv')",
			"from read_text('keys/key')", "from read_csv_auto('" + dir + "/keys/key')", "from read_text('keys/k*')", "from read_text('" + dir + "/*/key')",
			"from '" + outside + "/x.csv'", "from read_text('../" + filepath.Base(outside) + "/x.csv')", "from read_text('" + outside + "/*')", "from glob('" + outside + "/*')",
			"from glob('/etc/*')", "from read_text('/etc/passwd')", "from read_text('etc/passwd')", "from read_text('etc/passw*')", "from read_text('/proc/self/environ')", "from read_text('proc/self/environ')",
			"from read_text('" + dir + "/data/*/../../../../../../../../etc/passwd')",
			"attach '" + dir + "/waybill.db'", "copy (select 1) to '" + dir + "/out.csv'", "install httpfs", "load httpfs", "from 'https://127.0.0.1:1/x.csv'",
			"select * from sniff_csv('" + outside + "/x.csv')", "from parquet_metadata('" + outside + "/x.csv')",
		} {
			rows, err := src.Query(t.Context(), sql)
			if err != nil {
				continue
			}
			for row, err := range rows.All() {
				if err != nil {
					break
				}
				t.Errorf("%s in %s: got %s", sql, working, text(t, []waybill.Row{row}))
			}
		}
		if _, err := os.Stat(filepath.Join(dir, "out.csv")); err == nil {
			t.Error("a query has written a file")
		}
	}
}

// What does not fit into memory has a place all the same, and a database of its
// own can be read.
func TestADatabaseOfAServer(t *testing.T) {
	t.Parallel()
	path := create(t, "create table t as select 7 as n")
	src := reaching(t, filepath.Dir(path), source.Settings{"path": path})
	if _, rows := sourcetest.Read(t, src, "from t"); len(rows) != 1 || rows[0][0] != int64(7) {
		t.Errorf("got %v", rows)
	}
	if err := src.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	_, err := duckdb.Kind.Open(t.Context(), source.Config{Name: "x", Settings: source.Settings{"path": path}, Reach: &source.Reach{}})
	if err != nil {
		t.Errorf("a database is its source's own: %v", err)
	}
}
