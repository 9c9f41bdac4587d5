package transport

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sony/gobreaker/v2"
)

const (
	failuresToOpen  = 10              // in a row
	openFor         = 5 * time.Second // then one request probes
	openingsToDown  = 3               // without a success between: the host is down
	whileProbing    = 500 * time.Millisecond
	smallestWaiting = time.Millisecond
)

// NotSentError says that a request was not sent, and when to try again.
type NotSentError struct {
	Reason error
	Open   bool          // because the host fails every time
	After  time.Duration // wait at least this long
	Down   bool          // the host has stayed down; nothing else will get through soon
}

// Error returns the reason.
func (e *NotSentError) Error() string { return e.Reason.Error() }

// Unwrap returns the cause.
func (e *NotSentError) Unwrap() error { return e.Reason }

// Breaker stops sending to a host after ten failures in a row: 5xx, time-outs,
// lost or refused connections. After 5 s one request probes. A 429, a 503 that
// says how long to wait, and requests that the caller gave up count as neither
// failure nor success.
type Breaker struct {
	Next http.RoundTripper

	hosts sync.Map // host name → *circuit
}

// RoundTrip sends r, or returns a *[NotSentError].
func (b *Breaker) RoundTrip(r *http.Request) (*http.Response, error) {
	c := b.host(r.URL.Host)
	done, err := c.breaker.Allow()
	if err != nil {
		return nil, c.notSent(r.URL.Host, err)
	}
	resp, err := b.Next.RoundTrip(r)
	done(c.verdict(r, resp, err))
	return resp, err
}

func (b *Breaker) host(name string) *circuit {
	if v, ok := b.hosts.Load(name); ok {
		return v.(*circuit)
	}
	v, _ := b.hosts.LoadOrStore(name, newCircuit(name))
	return v.(*circuit)
}

// circuit is the breaker of one host.
type circuit struct {
	breaker  *gobreaker.TwoStepCircuitBreaker[struct{}]
	opened   atomic.Int64 // when it opened last, in nanoseconds since 1970
	openings atomic.Int32 // since the last success
}

// What a request says about its host, for the breaker.
var (
	errFailed  = errors.New("failed")
	errNeither = errors.New("neither failed nor succeeded")
)

func newCircuit(host string) *circuit {
	c := &circuit{}
	c.breaker = gobreaker.NewTwoStepCircuitBreaker[struct{}](gobreaker.Settings{
		Name:        host,
		Timeout:     openFor,
		ReadyToTrip: func(n gobreaker.Counts) bool { return n.ConsecutiveFailures >= failuresToOpen },
		IsExcluded:  func(err error) bool { return errors.Is(err, errNeither) },
		OnStateChange: func(_ string, _, to gobreaker.State) {
			switch to {
			case gobreaker.StateOpen:
				c.opened.Store(time.Now().UnixNano())
				c.openings.Add(1)
			case gobreaker.StateClosed:
				c.openings.Store(0)
			}
		},
	})
	return c
}

func (c *circuit) verdict(r *http.Request, resp *http.Response, err error) error {
	if err != nil {
		if r.Context().Err() != nil {
			return errNeither // the caller gave up, the host did nothing wrong
		}
		return errFailed
	}
	if resp.StatusCode == http.StatusTooManyRequests {
		return errNeither
	}
	if resp.StatusCode == http.StatusServiceUnavailable {
		if _, ok := Wait(resp.Header, time.Now()); ok {
			return errNeither
		}
	}
	if a, ok := resp.Body.(*answer); ok && a.err != nil && !errors.Is(a.err, ErrTooLong) {
		return errFailed // the answer broke off
	}
	if resp.StatusCode >= 500 {
		return errFailed
	}
	return nil
}

func (c *circuit) notSent(host string, err error) error {
	e := &NotSentError{Open: true, After: whileProbing, Down: c.openings.Load() >= openingsToDown}
	if errors.Is(err, gobreaker.ErrOpenState) {
		left := openFor - time.Since(time.Unix(0, c.opened.Load()))
		e.After = max(left, 0) + smallestWaiting // the breaker itself compares strictly
	}
	e.Reason = fmt.Errorf("not sent: %s has failed %d times in a row", host, failuresToOpen)
	return e
}
