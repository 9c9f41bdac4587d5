package transport_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/waybillhq/waybill/transport"
)

// ledger is the rates of processes that share a clock: what a database does.
type ledger struct {
	mu    sync.Mutex
	next  time.Time
	asked int
	err   error
}

func (l *ledger) Book(_ context.Context, _ string, n int, interval time.Duration) (time.Time, int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked++
	first := time.Now()
	if l.next.After(first) {
		first = l.next
	}
	l.next = first.Add(time.Duration(n) * interval)
	return first, n, l.err
}

func (l *ledger) Hold(_ context.Context, _ string, wait time.Duration) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until := time.Now().Add(wait); until.After(l.next) {
		l.next = until
	}
	return nil
}

// sends is when requests went out.
type sends struct {
	mu sync.Mutex
	at []time.Time
}

func (s *sends) add() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = append(s.at, time.Now())
}

// most is how many went out within any second.
func (s *sends) most() (most int) {
	first := 0
	for i, t := range s.at {
		for t.Sub(s.at[first]) >= time.Second {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

// processes sends through several paces at once for a while, with so many
// requests in flight in each, that take 20 ms.
func processes(t *testing.T, rates transport.Rates, limit, inFlight int, d time.Duration, answer func() *http.Response) *sends {
	t.Helper()
	var all sends
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	var wg sync.WaitGroup
	for range 3 {
		pace := &transport.Pace{Requests: limit, Per: time.Second, Rates: rates, Name: "acme", Next: roundTripper(func(*http.Request) (*http.Response, error) {
			all.add()
			time.Sleep(20 * time.Millisecond) // the way there and back
			return answer(), nil
		})}
		for range inFlight {
			wg.Go(func() {
				for ctx.Err() == nil {
					_, err := pace.RoundTrip(request(ctx, "vendor"))
					if unsent, ok := errors.AsType[*transport.NotSentError](err); err != nil && (!ok || ctx.Err() == nil) {
						t.Errorf("%v (%v)", err, unsent)
						return
					}
				}
			})
		}
	}
	wg.Wait()
	return &all
}

func ok() *http.Response { return answer(http.StatusOK) }

func TestProcessesShareARate(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{2, 50, 400} {
		synctest.Test(t, func(t *testing.T) {
			rates := &ledger{}
			const seconds = 20
			all := processes(t, rates, limit, 20, seconds*time.Second, ok)
			if most := all.most(); most > limit {
				t.Errorf("%d in one second, of %d", most, limit)
			}
			if n := len(all.at); float64(n) < 0.95*float64(limit)*seconds {
				t.Errorf("%d requests in %d s at %d/s", n, seconds, limit)
			}
			if calls := float64(rates.asked) / seconds; calls > 16+float64(limit)/4 && limit > 10 {
				t.Errorf("slots were asked for %.0f times a second", calls)
			}
		})
	}
}

func TestWhatOneProcessIsToldToWaitHoldsForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const limit = 50
		var once sync.Once
		var told time.Time
		all := processes(t, &ledger{}, limit, 10, 20*time.Second, func() (r *http.Response) {
			r = ok()
			once.Do(func() { told, r = time.Now(), answer(http.StatusTooManyRequests, "Retry-After", "10") })
			return r
		})
		n := 0
		for _, at := range all.at {
			if wait := at.Sub(told); wait > 600*time.Millisecond && wait < 10*time.Second { // what was booked by then still goes
				n++
			}
		}
		if n > 0 || all.most() > limit || len(all.at) < 9*limit {
			t.Errorf("%d requests while the host wanted to be left alone, %d in all, %d in one second", n, len(all.at), all.most())
		}
	})
}

func TestSlotsThatPassedAreLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const limit = 10
		rates := &ledger{}
		var all sends
		pace := &transport.Pace{Requests: limit, Per: time.Second, Rates: rates, Next: roundTripper(func(*http.Request) (*http.Response, error) {
			all.add()
			return ok(), nil
		})}
		for _, pause := range []time.Duration{0, 5 * time.Second, 0} {
			time.Sleep(pause)
			var wg sync.WaitGroup
			for range limit {
				wg.Go(func() {
					if _, err := pace.RoundTrip(request(t.Context(), "vendor")); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		}
		if most := all.most(); most > limit {
			t.Errorf("%d in one second, of %d", most, limit)
		}
	})
}

func TestWhereNobodySaysWhenNothingIsSent(t *testing.T) {
	t.Parallel()
	gone := errors.New("the database is gone")
	pace := &transport.Pace{Requests: 10, Per: time.Second, Rates: &ledger{err: gone}, Next: roundTripper(func(*http.Request) (*http.Response, error) {
		t.Error("it was sent")
		return ok(), nil
	})}
	_, err := pace.RoundTrip(request(t.Context(), "vendor"))
	if _, unsent := errors.AsType[*transport.NotSentError](err); !unsent || !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
}
