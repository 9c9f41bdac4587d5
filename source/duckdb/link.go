//go:build cgo && !no_duckdb

package duckdb

// DuckDB's library asks the linker to export every symbol of the program, for
// extensions that are loaded while it runs. None are (see [reach]): without
// the 59,000 names the program is 7 MB smaller, on disk and in memory.

// #cgo linux LDFLAGS: -Wl,--no-export-dynamic
import "C"
