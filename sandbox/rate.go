package sandbox

import (
	"sync"
	"time"
)

// Rate is a limit of requests in each window of time, over both hosts. The
// zero value does not limit.
type Rate struct {
	Requests int
	Per      time.Duration // default: 1s
}

// Pace tells how much of a rate is left.
type Pace struct {
	Limit     int // 0: there is no limit
	Remaining int
	Reset     time.Duration // until the window ends
}

// limiter counts requests in fixed windows, which begin with the first request
// after the one before has ended.
type limiter struct {
	rate  Rate
	mu    sync.Mutex
	start time.Time
	used  int
}

func newLimiter(r Rate) *limiter {
	if r.Per <= 0 {
		r.Per = time.Second
	}
	return &limiter{rate: r}
}

func (l *limiter) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.start, l.used = time.Time{}, 0
}

// take counts one request and reports whether it is within the limit.
func (l *limiter) take(now time.Time) (Pace, bool) {
	if l.rate.Requests <= 0 {
		return Pace{}, true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if since := now.Sub(l.start); since >= l.rate.Per || since < 0 {
		l.start, l.used = now, 0
	}
	p := Pace{Limit: l.rate.Requests, Reset: l.start.Add(l.rate.Per).Sub(now)}
	if l.used >= l.rate.Requests {
		return p, false
	}
	l.used++
	p.Remaining = l.rate.Requests - l.used
	return p, true
}
