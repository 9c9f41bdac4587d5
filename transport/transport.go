// Package transport sends HTTP requests the way a vendor wants them: paced, not
// to a host that is down, never twice by itself, and with a redacted record of
// what was sent and answered.
//
// Each concern is an http.RoundTripper of its own. [New] stacks them:
//
//	Plan     shows requests instead of sending them, where asked to
//	Pace     spaces requests; pauses and learns when told to slow down
//	Breaker  does not send to a host that fails every time
//	Capture  records the request and the answer, redacted
//	Observe  tells how long each attempt took, where asked to
//	Timeout  bounds one attempt and reads the answer whole
//	base     net/http
//
// The order matters: a time-out starts after pacing, and a capture holds what
// really went out. The package knows nothing of destinations; its errors are
// types of its own.
package transport

import (
	"net/http"
	"time"
)

// Options configure a [Chain].
type Options struct {
	// Concurrency is how many requests are in flight at once, at most; it
	// sizes the pool of connections. Default: 8.
	Concurrency int

	// Timeout bounds one attempt, from the moment pacing lets it go until the
	// answer is read. Default: 30 s.
	Timeout time.Duration

	// Requests in each Per, for each host. 0: not paced, until a host asks.
	Requests int
	Per      time.Duration

	// Rates, if set, holds that rate over all processes that send to the Account.
	Rates   Rates
	Account string

	// Observe, if set, is told of each attempt: the status, 0 if there was no
	// answer, and how long it took. It may be called by several goroutines.
	Observe func(status int, took time.Duration)

	// Secrets never appear in a record.
	Secrets []string

	// Plan shows writes instead of sending them; Offline also withholds reads.
	Plan    bool
	Offline bool

	// Base sends the requests; default: [NewBase].
	Base http.RoundTripper
}

// Chain is a stack of round trippers for one configured destination in one run.
// It may be used by several goroutines at once. Redirects are not followed.
type Chain struct {
	top  http.RoundTripper
	base http.RoundTripper
}

// New returns the chain that o describes.
func New(o Options) *Chain {
	if o.Concurrency <= 0 {
		o.Concurrency = 8
	}
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Base == nil {
		o.Base = NewBase(o.Concurrency)
	}
	redactor := NewRedactor(o.Secrets)
	var top http.RoundTripper = &Timeout{Next: o.Base, Limit: o.Timeout}
	if o.Observe != nil {
		top = &Observe{Next: top, Tell: o.Observe}
	}
	top = &Capture{Next: top, Redactor: redactor}
	top = &Breaker{Next: top}
	top = &Pace{Next: top, Requests: o.Requests, Per: o.Per, Rates: o.Rates, Name: o.Account}
	if o.Plan || o.Offline {
		top = &Plan{Next: top, Redactor: redactor, Offline: o.Offline}
	}
	return &Chain{top: top, base: o.Base}
}

// RoundTrip sends r through the chain.
func (c *Chain) RoundTrip(r *http.Request) (*http.Response, error) { return c.top.RoundTrip(r) }

// Close closes connections that are idle.
func (c *Chain) Close() error {
	if base, ok := c.base.(*http.Transport); ok {
		base.CloseIdleConnections()
	}
	return nil
}
