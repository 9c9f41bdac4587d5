//go:build !cgo || no_duckdb

package main

// hasDuckDB says whether DuckDB is linked in.
const hasDuckDB = false
