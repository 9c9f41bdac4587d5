package store

import "time"

// Condition is how a state is, as far as can be told without changing it.
type Condition struct {
	Version, Wanted int64         // of the state, 0 if there is none yet, and of this program
	Writable        error         // why it cannot be written; nil: it can
	Size, Log       int64         // bytes, and of these those of the log that is not folded in yet
	Skew            time.Duration // how far the state's clock is ahead of this machine's, to half of Asked
	Asked           time.Duration // how long asking the clock took
}
