package sqlite

import "errors"

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
	switch code(err) {
	case busy, locked, readOnly, ioErr, full, cantOpen:
		return true
	}
	return false
}

// isBusy reports whether SQLite refused because somebody else is there.
func isBusy(err error) bool { return code(err) == busy || code(err) == locked }

// code is SQLite's result code of an error, without its extension; 0: it has
// none.
func code(err error) int {
	if e, ok := errors.AsType[interface {
		error
		Code() int
	}](err); ok {
		return e.Code() & 0xff
	}
	return 0
}
