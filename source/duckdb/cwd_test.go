//go:build cgo && !no_duckdb

package duckdb_test

import (
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source/sourcetest"
)

// A file of the folder that waybill was started in must not be taken for the
// project's file of the same name.
func TestFilesAreTheProjects(t *testing.T) {
	elsewhere, dir := t.TempDir(), t.TempDir()
	write(t, elsewhere, "orders.csv", "id\n666\n")
	write(t, dir, "orders.csv", "id\n1\n")
	write(t, dir, "other.csv", "id\n2\n")
	t.Chdir(elsewhere)
	src := open(t, dir, "", nil)
	for _, sql := range []string{"from 'orders.csv'", `from "orders.csv"`, "from read_csv('orders.csv')", "from read_csv(['other.csv', './orders.csv'])"} {
		_, err := src.Query(t.Context(), sql)
		if waybill.ErrorCode(err) != waybill.EInvalid || !strings.Contains(err.Error(), elsewhere) {
			t.Errorf("%s: got %v, want it refused", sql, err)
		}
	}
	for sql, want := range map[string]int64{"from 'orders*.csv'": 1, "from 'other.csv'": 2} {
		_, rows := sourcetest.Read(t, src, sql)
		if got, want := text(t, rows), text(t, []waybill.Row{{want}}); got != want {
			t.Errorf("%s: got %s, want %s", sql, got, want)
		}
	}
	t.Chdir(dir)
	if _, rows := sourcetest.Read(t, src, "from 'orders.csv'"); len(rows) != 1 || rows[0][0] != int64(1) {
		t.Errorf("got %v, want the project's row", rows)
	}
}
