package sqlite

import (
	"context"
	"errors"
)

// The result codes of SQLite, without their extensions, that say that the file
// cannot be used for now: https://www.sqlite.org/rescode.html.
const (
	busy     = 5
	locked   = 6
	readOnly = 8
	ioErr    = 10
	full     = 13
	cantOpen = 14
)

// Away reports whether an error says that the state cannot be read or written
// for now: its disk is full or gone, or somebody else has held it for too long.
// Nothing is wrong with what was asked.
func Away(err error) bool {
	switch codeOf(err) {
	case busy, locked, readOnly, ioErr, full, cantOpen:
		return true
	}
	return false
}

// isBusy reports whether SQLite refused because somebody else is there.
func isBusy(err error) bool { return codeOf(err) == busy || codeOf(err) == locked }

// codeOf returns SQLite's result code without its extension; 0 if it has none.
func codeOf(err error) int {
	e, ok := errors.AsType[interface {
		error
		Code() int
	}](err)
	if !ok || errors.Is(err, context.Canceled) {
		return 0
	}
	return e.Code() & 0xff
}
