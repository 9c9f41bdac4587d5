// Package ui holds the built web interface. Its source is beside it; `make ui`
// builds it, and what it built is committed, so that Go alone builds Waybill.
package ui

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var files embed.FS

// Dist returns the files of the interface: index.html, what the browser needs
// before it, and assets/ with a digest of the content in each name.
func Dist() fs.FS {
	dist, err := fs.Sub(files, "dist")
	if err != nil {
		panic(err) // the name is a constant, and valid
	}
	return dist
}
