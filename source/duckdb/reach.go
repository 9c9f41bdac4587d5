//go:build cgo && !no_duckdb

package duckdb

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/waybillhq/waybill/source"
)

// allowed is what an instance may read, as DuckDB compares it: what is below
// folders, and paths as they are written.
type allowed struct{ folders, paths []string }

// inReach returns what a query may read. DuckDB knows what is allowed, not what
// is denied: so of a folder that holds a denied file its other entries are
// allowed one by one, and the patterns that the query itself writes out.
func inReach(r source.Reach, dir, sql string) (*allowed, error) {
	a := &allowed{}
	var denied []string
	for _, name := range r.Denied {
		denied = append(denied, name)
		if real, err := filepath.EvalSymlinks(name); err == nil {
			denied = append(denied, real)
		}
	}
	for _, folder := range r.Folders {
		real, err := filepath.EvalSymlinks(folder)
		if err != nil {
			continue // there is nothing to read
		}
		for _, f := range slices.Compact([]string{folder, real}) {
			if err := a.add(f, real, denied); err != nil {
				return nil, err
			}
		}
	}
	a.written(r, dir, sql)
	return a, nil
}

// add allows a folder, whose path is real once links are followed.
func (a *allowed) add(folder, real string, denied []string) error {
	if !slices.ContainsFunc(denied, func(name string) bool { return inside(name, real) || inside(name, folder) }) {
		a.folders = append(a.folders, folder)
		return nil
	}
	entries, err := os.ReadDir(real)
	if err != nil {
		return err
	}
	for _, e := range entries {
		path, is := filepath.Join(folder, e.Name()), filepath.Join(real, e.Name())
		info, err := os.Stat(is)
		switch {
		case err != nil: // a link to nowhere
		case e.IsDir():
			if err := a.add(path, is, denied); err != nil {
				return err
			}
		case info.Mode().IsRegular() && !slices.ContainsFunc(denied, func(name string) bool {
			other, err := os.Stat(name)
			return err == nil && os.SameFile(info, other)
		}):
			a.paths = append(a.paths, path)
		}
	}
	return nil
}

// written allows patterns in reach that a query writes out: which files they
// match is checked when those are opened. It also allows relative names from
// the working folder, where DuckDB looks first and finds nothing: see shadowed.
func (a *allowed) written(r source.Reach, dir, sql string) {
	working, err := os.Getwd()
	elsewhere := err == nil && !same(working, dir)
	for _, name := range quoted.FindAllString(sql, -1) {
		name = name[1 : len(name)-1]
		full, pattern := name, strings.ContainsAny(name, "*?[")
		if !filepath.IsAbs(name) {
			if !filepath.IsLocal(name) {
				continue
			}
			if full = filepath.Join(dir, name); pattern || elsewhere {
				a.paths = append(a.paths, name)
			}
		}
		if pattern && slices.ContainsFunc(r.Folders, func(folder string) bool { return inside(full, folder) }) && !strings.Contains(full, "..") {
			a.paths = append(a.paths, full)
		}
	}
}

func inside(path, folder string) bool {
	return strings.HasPrefix(path, strings.TrimSuffix(folder, "/")+"/")
}
