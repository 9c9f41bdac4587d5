package destination

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Disposition says what an error means for the record and for the run.
type Disposition int

// The dispositions. The zero value is the safe one: try again.
const (
	Again Disposition = iota // the same record may be taken later
	Never                    // this record will not be taken as it is
	Stop                     // nothing will be taken until a person acts
)

// Error is a failed delivery. It is an instruction: the engine does what it
// says and looks at nothing else.
type Error struct {
	Disposition Disposition

	// Unsure says that the request may have been recorded: it left, and no
	// answer settled what became of it. Where repeating could pay twice the
	// record is then in doubt instead of tried again.
	Unsure bool

	// Free says that the attempt does not count: the vendor asked for patience
	// (429) or nothing was sent because the host is known to be down.
	Free bool

	// Outage says that the host is down for good as far as this run goes: what
	// is left is deferred without being sent.
	Outage bool

	After  time.Duration // wait at least this long
	Status int           // HTTP status, if there was an answer
	Err    error
}

// Error returns the reason.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Reject says that this record will not be taken as it is.
func Reject(format string, args ...any) error {
	return &Error{Disposition: Never, Err: fmt.Errorf(format, args...)}
}

// Retry says that the same record may be taken after a while, and that it has
// certainly not been recorded.
func Retry(after time.Duration, err error) error {
	return &Error{Disposition: Again, After: after, Err: err}
}

// Doubt says that the record was sent and that nobody knows what became of it.
func Doubt(format string, args ...any) error {
	return &Error{Disposition: Again, Unsure: true, Err: fmt.Errorf(format, args...)}
}

// Halt says that no record will be taken until a person acts.
func Halt(err error) error {
	return &Error{Disposition: Stop, Err: err}
}

// IsNotFound reports whether the vendor answered 404.
func IsNotFound(err error) bool { return Status(err) == http.StatusNotFound }

// IsConflict reports whether the vendor answered 409.
func IsConflict(err error) bool { return Status(err) == http.StatusConflict }

// Status returns the HTTP status behind err, or 0.
func Status(err error) int {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Status
	}
	return 0
}
