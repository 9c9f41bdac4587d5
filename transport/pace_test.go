package transport_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/waybillhq/waybill/transport"
)

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func answer(status int, header ...string) *http.Response {
	h := http.Header{}
	for i := 0; i < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader("")), ContentLength: 0}
}

func request(ctx context.Context, host string) *http.Request {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+host+"/x", nil)
	if err != nil {
		panic(err)
	}
	return r
}

// window simulates a receiver that takes n requests in each second of its
// clock, which is ahead of ours by less than a second.
type window struct {
	mu    sync.Mutex
	n     int
	shift time.Duration // until its next second, at our full seconds
	start time.Time
	used  int
}

func (w *window) take() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if now := time.Now().Add(-w.shift).Truncate(time.Second); !now.Equal(w.start) {
		w.start, w.used = now, 0
	}
	w.used++
	return w.used <= w.n
}

// bucket simulates a receiver that refills n tokens a second and holds n.
type bucket struct {
	mu     sync.Mutex
	n      float64
	tokens float64
	last   time.Time
}

func (b *bucket) take() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	if b.last.IsZero() {
		b.tokens = b.n
	} else {
		b.tokens = min(b.n, b.tokens+b.n*now.Sub(b.last).Seconds())
	}
	b.last = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

// TestLearnsWhatAHostTakes sends 100,000 requests, 64 in flight, to receivers
// that allow 2,000 a second and say Retry-After: 1.
func TestLearnsWhatAHostTakes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		take  func() bool
		limit time.Duration
	}{
		"fixed windows":                {(&window{n: 2000}).take, 51 * time.Second},
		"fixed windows, middle of one": {(&window{n: 2000, shift: 500 * time.Millisecond}).take, 51 * time.Second},
		// The first 429 comes after the requests of two windows, which is found
		// out by two more.
		"fixed windows, late in one": {(&window{n: 2000, shift: 15 * time.Millisecond}).take, 53 * time.Second},
		"token bucket":               {(&bucket{n: 2000}).take, 51 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const rows = 100_000
				took, refused := deliver(t, rows, 64, test.take)
				if took > test.limit {
					t.Errorf("took %s", took)
				}
				t.Logf("%d rows in %s, %d answers 429", rows, took, refused)
			})
		})
	}
}

// deliver sends rows until each has been taken and returns how long it took.
func deliver(t *testing.T, rows int64, inFlight int, take func() bool) (time.Duration, int64) {
	t.Helper()
	var refused, next atomic.Int64
	pace := &transport.Pace{Next: roundTripper(func(*http.Request) (*http.Response, error) {
		time.Sleep(time.Millisecond) // of the simulated clock
		if take() {
			time.Sleep(4 * time.Millisecond) // what is taken is answered later than what is refused
			return answer(200), nil
		}
		refused.Add(1)
		return answer(429, "Retry-After", "1"), nil
	})}
	start := time.Now()
	var wg sync.WaitGroup
	for range inFlight {
		wg.Go(func() {
			r := request(t.Context(), "vendor.example")
			for next.Add(1) <= rows {
				for {
					resp, err := pace.RoundTrip(r)
					if err != nil {
						t.Error(err)
						return
					}
					if resp.StatusCode == 200 {
						break
					}
					time.Sleep(time.Second) // the engine waits as it is told
				}
			}
		})
	}
	wg.Wait()
	return time.Since(start), refused.Load()
}

func TestPaceNeverExceedsTheRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const rate, rows = 50, 500
		var mu sync.Mutex
		var sent []time.Time
		pace := &transport.Pace{Requests: rate, Per: time.Second, Next: roundTripper(func(*http.Request) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock()
			sent = append(sent, time.Now())
			return answer(200), nil
		})}
		start := time.Now()
		var wg sync.WaitGroup
		for range rows {
			wg.Go(func() {
				if _, err := pace.RoundTrip(request(t.Context(), "vendor.example")); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for i := range sent[rate:] {
			if sent[i+rate].Sub(sent[i]) < time.Second {
				t.Fatalf("more than %d requests within %s", rate, sent[i+rate].Sub(sent[i]))
			}
		}
		if got := float64(rows) / time.Since(start).Seconds(); got < 0.97*rate {
			t.Errorf("only %.1f requests a second", got)
		}
	})
}

func TestPausesOneHostOnly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pace := &transport.Pace{Next: roundTripper(func(r *http.Request) (*http.Response, error) {
			if r.URL.Host == "busy.example" {
				return answer(503, "Retry-After", "30"), nil
			}
			return answer(200), nil
		})}
		start := time.Now()
		for _, host := range []string{"busy.example", "other.example", "other.example"} {
			if _, err := pace.RoundTrip(request(t.Context(), host)); err != nil {
				t.Fatal(err)
			}
		}
		if time.Since(start) > 0 {
			t.Error("another host was paused too")
		}
		if _, err := pace.RoundTrip(request(t.Context(), "busy.example")); err != nil || time.Since(start) < 30*time.Second {
			t.Errorf("sent again after %s, %v", time.Since(start), err)
		}
	})
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pace := &transport.Pace{Requests: 1, Per: time.Hour, Next: roundTripper(func(*http.Request) (*http.Response, error) {
			return answer(200), nil
		})}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, _ = pace.RoundTrip(request(ctx, "vendor.example"))
		_, err := pace.RoundTrip(request(ctx, "vendor.example"))
		if _, ok := errors.AsType[*transport.NotSentError](err); !ok || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

func TestWait(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for name, tc := range map[string]struct {
		header http.Header
		want   time.Duration
		ok     bool
	}{
		"none":            {http.Header{}, 0, false},
		"seconds":         {http.Header{"Retry-After": {"7"}}, 7 * time.Second, true},
		"a date":          {http.Header{"Retry-After": {"Fri, 02 Jan 2026 03:05:05 GMT"}}, time.Minute, true},
		"a date gone by":  {http.Header{"Retry-After": {"Fri, 02 Jan 2026 03:00:00 GMT"}}, 0, true},
		"the longest":     {http.Header{"Retry-After": {"1"}, "X-Ratelimit-Retry-After": {"5"}}, 5 * time.Second, true},
		"nonsense":        {http.Header{"Retry-After": {"soon"}}, 0, false},
		"below zero":      {http.Header{"Retry-After": {"-5"}}, 0, false},
		"beyond a day":    {http.Header{"Retry-After": {"99999999999999999999"}}, 24 * time.Hour, true},
		"not a number":    {http.Header{"Retry-After": {"NaN"}}, 0, false},
		"half a second":   {http.Header{"Retry-After": {"0.5"}}, 500 * time.Millisecond, true},
		"partnerize only": {http.Header{"X-Ratelimit-Retry-After": {"2"}}, 2 * time.Second, true},
	} {
		if got, ok := transport.Wait(tc.header, now); got != tc.want || ok != tc.ok {
			t.Errorf("%s: got %s, %v", name, got, ok)
		}
	}
}
