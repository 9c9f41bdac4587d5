package postgres

import (
	"sync"
	"time"
)

// drift is how far two clocks part within a second at most, where one of them
// is being set right slowly.
const drift = 500 * time.Microsecond

// clocks knows how far the database's clock is before ours. One answer tells it
// no better than to the time that the answer took, which on a busy machine is
// longer than what lies between two requests; what all answers agree on is
// nearer by far. The zero value knows nothing. Several goroutines may use it.
type clocks struct {
	mu        sync.Mutex
	base      time.Time     // where ours counts from
	seen      time.Duration // when an answer came last
	low, high time.Duration // the database's clock is before ours by at least, and at most
}

// ours returns when the database's clock shows a moment, on our clock. Between
// asking and its answer it showed something: both in microseconds since 1970.
func (c *clocks) ours(moment, shown int64, asked, answered time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	first := c.base.IsZero()
	if first {
		c.base = asked
	}
	there, now := time.Duration(shown)*time.Microsecond, answered.Sub(c.base)
	low, high := there-now, there-asked.Sub(c.base)
	apart := time.Duration(max(0, now-c.seen).Seconds() * float64(drift))
	if l, h := max(low, c.low-apart), min(high, c.high+apart); !first && l <= h {
		low, high = l, h
	} // else one of the clocks was set, and what was known holds no more
	c.low, c.high, c.seen = low, high, now
	return c.base.Add(time.Duration(moment)*time.Microsecond - (low+high)/2)
}
