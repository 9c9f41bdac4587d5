package store

import (
	"context"
	"time"
)

// Rates holds what all machines together may send: a vendor account's limit is
// one, however many workers there are. Slots in time are booked by the state's
// clock, so that those of the machines do not matter.
type Rates interface {
	// Book books up to n slots that are an interval apart. It returns when the
	// first of them is, by the clock of this machine, and how many it got: at
	// least one. Nobody else gets those slots; time that nobody booked is lost.
	Book(ctx context.Context, name string, n int, interval time.Duration) (first time.Time, granted int, err error)

	// Hold keeps slots from being booked for a while. Those that are booked
	// already stay.
	Hold(ctx context.Context, name string, wait time.Duration) error
}
