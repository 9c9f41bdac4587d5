package transport_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/waybillhq/waybill/transport"
)

func TestBreaker(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		status, sent := 500, 0
		b := &transport.Breaker{Next: roundTripper(func(*http.Request) (*http.Response, error) {
			sent++
			return answer(status), nil
		})}
		send := func() *transport.NotSentError {
			_, err := b.RoundTrip(request(t.Context(), "vendor.example"))
			e, _ := errors.AsType[*transport.NotSentError](err)
			return e
		}
		for range 10 {
			if e := send(); e != nil {
				t.Fatalf("opened after %d failures", sent)
			}
		}
		for opening := 1; ; opening++ {
			e := send()
			if e == nil || !e.Open || e.After < 5*time.Second || e.Down != (opening == 3) {
				t.Fatalf("opening %d: %+v", opening, e)
			}
			if opening == 3 {
				break
			}
			time.Sleep(e.After)
			if e := send(); e != nil { // the probe, which fails
				t.Fatalf("no probe after 5 s: %v", e)
			}
		}
		if sent != 12 {
			t.Errorf("%d requests reached a host that is down", sent)
		}
		time.Sleep(6 * time.Second)
		status = 200
		for range 20 {
			if e := send(); e != nil {
				t.Fatalf("still closed to a host that is back: %v", e)
			}
		}
	})
}

func TestBreakerIgnoresWhatIsNoFailure(t *testing.T) {
	t.Parallel()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for name, tc := range map[string]struct {
		ctx  context.Context
		resp *http.Response
		err  error
	}{
		"429":               {t.Context(), answer(429), nil},
		"503 with a wait":   {t.Context(), answer(503, "Retry-After", "1"), nil},
		"a refusal":         {t.Context(), answer(400), nil},
		"stopped by caller": {gone, nil, context.Canceled},
	} {
		b := &transport.Breaker{Next: roundTripper(func(*http.Request) (*http.Response, error) { return tc.resp, tc.err })}
		for range 30 {
			_, err := b.RoundTrip(request(tc.ctx, "vendor.example"))
			if _, open := errors.AsType[*transport.NotSentError](err); open {
				t.Errorf("%s opened the breaker", name)
				break
			}
		}
	}
}

func Test429DoesNotResetTheCount(t *testing.T) {
	t.Parallel()
	n := 0
	b := &transport.Breaker{Next: roundTripper(func(*http.Request) (*http.Response, error) {
		n++
		if n%2 == 0 {
			return answer(429), nil
		}
		return nil, errors.New("connection refused")
	})}
	open := false
	for range 20 {
		_, err := b.RoundTrip(request(t.Context(), "vendor.example"))
		_, open = errors.AsType[*transport.NotSentError](err)
	}
	if !open {
		t.Error("ten failures with 429 between them did not open it")
	}
}
