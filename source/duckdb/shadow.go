//go:build cgo && !no_duckdb

package duckdb

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/waybillhq/waybill"
)

// quoted matches what may be a file's name in a query.
var quoted = regexp.MustCompile(`'[^']+'|"[^"]+"`)

// shadowed refuses a query that names a file of the working folder, if that is
// not the project's: DuckDB looks there first, and the rows would be the wrong
// ones.
func shadowed(sql, dir string) error {
	working, err := os.Getwd()
	if err != nil || same(working, dir) {
		return nil //nolint:nilerr // without a working folder there is nothing in it
	}
	for _, name := range quoted.FindAllString(sql, -1) {
		name = name[1 : len(name)-1]
		if filepath.IsAbs(name) || strings.ContainsRune(name, 0) {
			continue
		}
		info, err := os.Stat(filepath.Join(working, name))
		if err == nil && info.Mode().IsRegular() {
			return waybill.Errorf(waybill.EInvalid, "%s is also a file of %s, which would be read instead of the project's", name, working).
				WithHint("start waybill in the project's folder, or write the whole path of the file")
		}
	}
	return nil
}

// same reports whether two paths are one folder, links followed.
func same(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}
