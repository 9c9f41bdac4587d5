package transport

import (
	"net/http"
	"time"
)

// Observe tells of each attempt how it was answered and how long that took.
type Observe struct {
	Next http.RoundTripper
	Tell func(status int, took time.Duration)
}

// RoundTrip sends r and tells.
func (o *Observe) RoundTrip(r *http.Request) (*http.Response, error) {
	began := time.Now()
	resp, err := o.Next.RoundTrip(r)
	status := 0
	if err == nil {
		status = resp.StatusCode
	}
	o.Tell(status, time.Since(began))
	return resp, err
}
