package waybill

import (
	"errors"
	"fmt"
)

// Code classifies an error for machines. Codes are API: add, never rename.
type Code string

// The error codes. HTTP statuses and exit codes derive from them, in one place.
const (
	EInvalid      Code = "invalid"      // the project or the request is wrong
	ENotFound     Code = "not_found"    // no such thing
	EConflict     Code = "conflict"     // it collides with the state, e.g. a run that is running
	EUnauthorized Code = "unauthorized" // a credential was refused
	EForbidden    Code = "forbidden"    // the person may not do this
	ETooMany      Code = "too_many"     // too many attempts; the hint says when to come back
	EUnavailable  Code = "unavailable"  // something outside could not be reached
	EInternal     Code = "internal"     // a bug or an outage of our own
)

// Error is an error meant for a person: what, where and what to do.
type Error struct {
	Code    Code
	Message string
	Path    string // where: waybill.yaml:12, or syncs.orders.mapping.country
	Hint    string // what to do about it
	Err     error
}

// Error returns the place, the message and the cause.
func (e *Error) Error() string {
	s := e.Message
	if e.Path != "" {
		s = e.Path + ": " + s
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf returns an *Error with a code and a message.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// WithHint sets what to do about the error and returns it.
func (e *Error) WithHint(format string, args ...any) *Error {
	e.Hint = fmt.Sprintf(format, args...)
	return e
}

// At sets where the error is and returns it.
func (e *Error) At(path string) *Error {
	e.Path = path
	return e
}

// ErrorCode returns the code of err, or EInternal if it has none.
func ErrorCode(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return EInternal
}
