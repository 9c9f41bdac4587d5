package store

import (
	"errors"

	"github.com/waybillhq/waybill"
)

// Lease is the right to run a sync. On one machine it is a lock of the operating
// system, which cannot be lost. On many machines it holds for a short term and
// is renewed in the background: whoever could not renew it in time, because the
// process was stopped or cut off, has lost it, and another may have it. Its
// methods may be called by several goroutines at once.
type Lease interface {
	// Release gives the right back. It may be called after the right was lost.
	Release() error

	// Lost is closed when the right was lost. Nothing may be sent from then on;
	// and nothing can be written, by the fence.
	Lost() <-chan struct{}

	// Fence is the number under which its holder writes; it grows whenever the
	// lease changes hands. 0 where a lease cannot be lost.
	Fence() int64
}

// TakenOver is the error of writing under a lease that has changed hands.
func TakenOver() error {
	return &waybill.Error{
		Code: waybill.EConflict, Message: "another worker has taken over this run", Err: errTakenOver,
		Hint: "this worker was stopped, or cut off from the state, for longer than its lease; the other one goes on",
	}
}

// errTakenOver tells TakenOver from other conflicts.
var errTakenOver = errors.New("its lease is over")

// IsTakenOver reports whether an error is, or wraps, TakenOver.
func IsTakenOver(err error) bool { return errors.Is(err, errTakenOver) }
