package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

const (
	// stretch widens the even spacing so that jitter on the way does not make
	// a receiver count one request too many in any one-second window.
	stretch = 1.015

	// lag is how late a request may use its slot without moving the next.
	lag = 5 * time.Millisecond

	// longestPause is how long a host may ask to be left alone within a run;
	// beyond it, what is left is for the next run.
	longestPause = 15 * time.Minute

	// unnamedWait is how long a host is left alone that asks for patience
	// without saying how much.
	unnamedWait = time.Second
)

// Pace spaces requests evenly, each host by itself. When a host answers 429, or
// 503 with a wait header, nothing is sent to it until the wait is over. From a
// 429 it learns the rate that the host takes, whether it counts in fixed
// windows or by a token bucket.
type Pace struct {
	Next     http.RoundTripper
	Requests int // in each Per; 0: not paced until a host asks
	Per      time.Duration

	// Rates, if set, holds the rate over all processes that send under the same
	// name: to one account. The rate is the one configured; what this process
	// learns from a 429 is of its own share only, and is not used.
	Rates Rates
	Name  string

	hosts sync.Map // host name → *pacer
}

// RoundTrip waits for the request's turn and sends it. The error of a context
// that ends while waiting is a *[NotSentError].
func (p *Pace) RoundTrip(r *http.Request) (*http.Response, error) {
	pacer := p.host(r.URL.Host)
	if left := pacer.paused(time.Now()); left > longestPause {
		return nil, &NotSentError{Reason: fmt.Errorf("%s asked to be left alone for another %s", r.URL.Host, left.Round(time.Second)), After: left, Down: true}
	}
	sent, err := pacer.wait(r.Context())
	if err != nil {
		return nil, &NotSentError{Reason: fmt.Errorf("waiting for its turn: %w", err)}
	}
	resp, err := p.Next.RoundTrip(r)
	if err == nil {
		pacer.observe(resp, sent, time.Now())
		if wait, asked := asksToWait(resp, time.Now()); asked && pacer.shared != nil {
			pacer.shared.hold(r.Context(), wait)
		}
	}
	return resp, err
}

func (p *Pace) host(name string) *pacer {
	if v, ok := p.hosts.Load(name); ok {
		return v.(*pacer)
	}
	fresh := &pacer{}
	if p.Requests > 0 && p.Per > 0 {
		fresh.fixed = time.Duration(float64(p.Per) / float64(p.Requests) * stretch)
		if p.Rates != nil {
			fresh.shared = newShared(p.Rates, p.Name+" "+name, fresh.fixed)
		}
	}
	v, _ := p.hosts.LoadOrStore(name, fresh)
	return v.(*pacer)
}

// pacer hands out slots in time for one host.
type pacer struct {
	fixed  time.Duration // between requests, as configured
	shared *shared       // hands out the slots where several processes do; nil: we do

	mu     sync.Mutex
	next   time.Time // the first free slot
	resume time.Time // nothing is sent before
	rate   learned
}

// wait blocks until the request may go and returns when that was.
func (p *pacer) wait(ctx context.Context) (time.Time, error) {
	if p.shared != nil {
		return p.waitShared(ctx)
	}
	slot := p.reserve(time.Now())
	for {
		now := time.Now()
		if slot.After(now) {
			if err := until(ctx, slot.Sub(now)); err != nil {
				return time.Time{}, err
			}
		}
		again, ok := p.confirm(slot)
		if ok {
			return time.Now(), ctx.Err()
		}
		slot = again
	}
}

// waitShared is wait where several processes share the rate. A slot that comes
// while the host wants to be left alone is given up for a later one.
func (p *pacer) waitShared(ctx context.Context) (time.Time, error) {
	for {
		sent, err := p.shared.wait(ctx)
		if err != nil {
			return sent, err
		}
		left := p.paused(sent)
		if left <= 0 {
			return sent, nil
		}
		if err := until(ctx, left); err != nil {
			return time.Time{}, err
		}
	}
}

// paused returns how long the host wants to be left alone.
func (p *pacer) paused(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.resume.Sub(now)
}

// reserve returns the next slot.
func (p *pacer) reserve(now time.Time) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.take(now)
}

func (p *pacer) take(now time.Time) time.Time {
	slot := p.next
	if late := now.Add(-lag); slot.Before(late) {
		slot = late
	}
	if slot.Before(p.resume) {
		slot = p.resume
	}
	p.next = slot.Add(max(p.fixed, p.rate.interval(now)))
	return slot
}

// confirm reports whether the slot still holds; if the host was paused since it
// was taken, it returns another.
func (p *pacer) confirm(slot time.Time) (time.Time, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !slot.Before(p.resume) {
		return slot, true
	}
	return p.take(time.Now()), false
}

// observe learns from an answer to a request that was sent at a time.
func (p *pacer) observe(resp *http.Response, sent, now time.Time) {
	wait, asked := asksToWait(resp, now)
	limited := resp.StatusCode == http.StatusTooManyRequests
	p.mu.Lock()
	defer p.mu.Unlock()
	if !asked {
		p.rate.accept(sent, now)
		return
	}
	// Requests in flight when a pause began say nothing new about the rate.
	if limited && !sent.Before(p.resume) {
		p.rate.learn(wait, now)
	}
	if resume := now.Add(wait); resume.After(p.resume) {
		p.resume = resume
		p.next = resume
	}
}

// asksToWait reports whether an answer asks to be left alone, and for how long.
func asksToWait(resp *http.Response, now time.Time) (time.Duration, bool) {
	wait, named := Wait(resp.Header, now)
	limited := resp.StatusCode == http.StatusTooManyRequests
	if limited && !named {
		wait = unnamedWait
	}
	return wait, limited || (resp.StatusCode == http.StatusServiceUnavailable && named)
}

type stopKey struct{}

// ErrStopped says that a request was not sent because its run is ending.
var ErrStopped = errors.New("the run is ending")

// WithStop returns a context whose requests do not go out any more once stop is
// closed. Those that are on their way are not disturbed.
func WithStop(ctx context.Context, stop <-chan struct{}) context.Context {
	return context.WithValue(ctx, stopKey{}, stop)
}

// stopped is closed when requests of ctx do not go out any more.
func stopped(ctx context.Context) <-chan struct{} {
	stop, _ := ctx.Value(stopKey{}).(<-chan struct{})
	return stop
}

// until waits, or returns why it is no use to wait.
func until(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-stopped(ctx):
		return ErrStopped
	case <-timer.C:
		return nil
	}
}
