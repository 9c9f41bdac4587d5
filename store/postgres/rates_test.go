package postgres_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/transport"
)

func TestBookedSlotsFollowOneAnother(t *testing.T) {
	t.Parallel()
	url := testserver.Postgres(t)
	a, b := open(t, url), open(t, url)
	const interval = 200 * time.Millisecond
	began := time.Now()
	first, n, err := a.Book(t.Context(), "acme", 5, interval)
	if err != nil || n != 5 || time.Until(first) > interval {
		t.Fatalf("%d slots, from %s, %v", n, first.Sub(began), err)
	}
	second, n, err := b.Book(t.Context(), "acme", 1, interval)
	after, passed := second.Sub(first), time.Since(began)
	if err != nil || n != 1 || after < 5*interval-passed || after > 5*interval+passed {
		t.Errorf("%d slots, %s after the others', %v: they follow them", n, after, err)
	}
	if other, _, err := b.Book(t.Context(), "other", 1, interval); err != nil || time.Until(other) > interval {
		t.Errorf("another account's slots begin at %s, %v", other, err)
	}
	if err := a.Hold(t.Context(), "acme", time.Hour); err != nil {
		t.Fatal(err)
	}
	if held, _, err := b.Book(t.Context(), "acme", 1, interval); err != nil || time.Until(held) < 59*time.Minute {
		t.Errorf("held, and slots begin at %s, %v", held, err)
	}
}

// wire is a vendor that answers after 20 ms, and remembers when it was asked.
type wire struct {
	mu sync.Mutex
	at []time.Time
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.at = append(w.at, time.Now())
	w.mu.Unlock()
	select {
	case <-time.After(20 * time.Millisecond):
	case <-r.Context().Done():
	}
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(""))}, nil
}

// most is how many requests went out within any second.
func (w *wire) most() (most int) {
	first := 0
	for i, t := range w.at {
		for t.Sub(w.at[first]) >= time.Second {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

// TestWorkersShareARate has three workers, with pools of their own, send to one
// account as fast as they may.
func TestWorkersShareARate(t *testing.T) {
	const limit, seconds = 50, 4
	url := testserver.Postgres(t)
	var vendor wire
	ctx, cancel := context.WithTimeout(t.Context(), seconds*time.Second)
	defer cancel()
	var all sync.WaitGroup
	for range 3 {
		pace := &transport.Pace{Next: &vendor, Requests: limit, Per: time.Second, Rates: open(t, url), Name: "acme"}
		for range 8 {
			all.Go(func() {
				for ctx.Err() == nil {
					r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://vendor.example/", nil)
					if err != nil {
						t.Error(err)
						return
					}
					resp, err := pace.RoundTrip(r)
					if err == nil {
						_ = resp.Body.Close()
					} else if unsent, ok := errors.AsType[*transport.NotSentError](err); !ok || ctx.Err() == nil {
						t.Errorf("%v, %v", err, unsent)
						return
					}
				}
			})
		}
	}
	all.Wait()
	t.Logf("%d requests in %d s, at most %d in one second", len(vendor.at), seconds, vendor.most())
	if most := vendor.most(); most > limit {
		t.Errorf("%d requests in one second, of %d", most, limit)
	}
	// On a machine with nothing else to do it is 0.96; slots that a busy or slow
	// one comes too late for are lost.
	if n := len(vendor.at); n < limit*seconds/4 {
		t.Errorf("%d requests in %d s at %d/s", n, seconds, limit)
	}
}
