// Package headroom spares a program with a small heap most of its garbage
// collections.
package headroom

import (
	"runtime"
	"runtime/debug"
)

const (
	reserve = 14 << 20 // bytes that are counted as in use, and never touched
	percent = 80       // how much the heap may grow between collections
)

// Keep lets the heap grow by 15 MB and more between collections, until release
// is called. A run of a few megabytes would otherwise be collected some twenty
// times a second. The reserve is address space: the system gives no memory for
// what is never written to. It is called once, by a command.
func Keep() (release func()) {
	debug.SetGCPercent(percent)
	untouched := make([]byte, reserve)
	return func() { runtime.KeepAlive(untouched) }
}
