package project

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
)

// maxFile bounds what ${file:…} reads, in bytes.
const maxFile = 1 << 20

// read returns the content of a file without the newline at its end.
func (t text) read(path string, from base) (string, error) {
	full := filepath.Clean(path)
	if !filepath.IsAbs(path) {
		full = filepath.Join(from.dir, path)
	}
	b, err := readFile(full, from.denied)
	if err != nil {
		return "", &waybill.Error{
			Code: waybill.EInvalid, Message: "${file:" + path + "} cannot be read", Path: t.at.String(), Err: err,
			Hint: "The path starts at the project's folder.",
		}
	}
	return strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r"), nil
}

// readFile reads a regular file that holds a secret: neither what the system
// tells of processes and devices, nor a file that is denied.
func readFile(path string, denied []string) ([]byte, error) {
	if err := ordinary(path); err != nil {
		return nil, err
	}
	f, err := os.Open(path) //nolint:gosec // the project names it
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errIrregular
	case info.Size() > maxFile:
		return nil, fmt.Errorf("it is larger than %d bytes", maxFile)
	case slices.ContainsFunc(denied, func(name string) bool { return isFile(info, name) }):
		return nil, errors.New("it is kept from projects")
	}
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(b) > maxFile {
		err = fmt.Errorf("it is larger than %d bytes", maxFile)
	}
	return b, err
}

var errIrregular = errors.New("it is no regular file")

// ordinary refuses what is not a file of a disk, links followed, before it is
// opened: opening some of it waits, or has effects.
func ordinary(path string) error {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	for _, p := range []string{filepath.Clean(path), real} {
		for _, system := range []string{"/proc", "/sys", "/dev"} {
			if p == system || strings.HasPrefix(p, system+"/") {
				return errIrregular
			}
		}
	}
	info, err := os.Stat(real)
	if err == nil && !info.Mode().IsRegular() {
		err = errIrregular
	}
	return err
}

// isFile reports whether a file is the one of that name, links followed.
func isFile(info os.FileInfo, name string) bool {
	other, err := os.Stat(name)
	return err == nil && os.SameFile(info, other)
}
