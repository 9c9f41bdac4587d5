// Package sample is a small shop and the project that delivers its rows: what
// `waybill init` writes and `waybill demo` runs. It is set up for the sandboxes
// with their default data.
package sample

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver that writes the shop

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/project"
)

//go:embed all:project shop.sql awkward.sql
var files embed.FS

// Shop is the name of the shop's database, and the addresses at which the
// project expects the sandboxes.
const (
	Shop            = "shop.db"
	PartnerStackURL = "127.0.0.1:8100" // or the variable PARTNERSTACK_URL
	PartnerizeURL   = "127.0.0.1:8101" // or the variable PARTNERIZE_URL
)

// Write writes the project and its shop into the folder dir, creating it as
// needed. It refuses a folder that is a project already, and replaces no file.
// It returns the names of the files, in the order they were written.
func Write(ctx context.Context, dir string) ([]string, error) {
	if _, err := os.Stat(filepath.Join(dir, project.File)); err == nil {
		return nil, waybill.Errorf(waybill.EInvalid, "%s is a project already: it has a %s", dir, project.File).
			WithHint("name another folder: `waybill init DIR`")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("creating the project: %w", err)
	}
	if err := absent(filepath.Join(dir, Shop)); err != nil {
		return nil, err
	}
	var written []string
	err := fs.WalkDir(files, "project", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := files.ReadFile(path)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(path, "project/")
		written = append(written, name)
		return create(filepath.Join(dir, name), text)
	})
	if err != nil {
		return nil, err
	}
	return append(written, Shop), Execute(ctx, dir, "shop.sql")
}

// absent refuses a file that is there.
func absent(path string) error {
	if _, err := os.Stat(path); err == nil {
		return waybill.Errorf(waybill.EInvalid, "%s exists, and is not replaced", path).WithHint("name another folder")
	}
	return nil
}

// create writes a file that is not there yet.
func create(path string, text []byte) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return absent(path)
	}
	if err != nil {
		return fmt.Errorf("creating the project: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = f.Write(text)
	return err
}

// Awkward adds the rows that real data has: some that are refused, refunds,
// currencies without decimals, names from everywhere.
func Awkward(ctx context.Context, dir string) error { return Execute(ctx, dir, "awkward.sql") }

// Execute runs one of the package's SQL files on the shop.
func Execute(ctx context.Context, dir, name string) error {
	text, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	return Change(ctx, dir, string(text))
}

// Change runs SQL on the shop in the folder dir.
func Change(ctx context.Context, dir, statements string) (err error) {
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(dir, Shop)))
	if err != nil {
		return fmt.Errorf("opening the sample shop: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, statements); err != nil {
		return fmt.Errorf("filling the sample shop: %w", err)
	}
	return nil
}
