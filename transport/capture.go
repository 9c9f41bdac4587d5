package transport

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/waybillhq/waybill"
)

const (
	maxCaptured  = 64 << 10 // of a body, in bytes
	maxExchanges = 32       // of a recorder
)

// Recorder collects the exchanges of one row. It may be used by several
// goroutines at once.
type Recorder struct {
	mu        sync.Mutex
	exchanges []waybill.Exchange
}

type recorderKey struct{}

// WithRecorder returns a context whose requests are recorded in rec; nil turns
// recording off.
func WithRecorder(ctx context.Context, rec *Recorder) context.Context {
	return context.WithValue(ctx, recorderKey{}, rec)
}

func recorder(ctx context.Context) *Recorder {
	rec, _ := ctx.Value(recorderKey{}).(*Recorder)
	return rec
}

// Exchanges returns what was recorded so far, redacted.
func (rec *Recorder) Exchanges() []waybill.Exchange {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return rec.exchanges[:len(rec.exchanges):len(rec.exchanges)]
}

func (rec *Recorder) add(e waybill.Exchange) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if len(rec.exchanges) < maxExchanges {
		rec.exchanges = append(rec.exchanges, e)
	}
}

// Capture records each request and its answer, redacted, in the recorder of the
// request's context. Without one it does nothing.
type Capture struct {
	Next     http.RoundTripper
	Redactor *Redactor
}

// RoundTrip sends r and records it.
func (c *Capture) RoundTrip(r *http.Request) (*http.Response, error) {
	rec := recorder(r.Context())
	if rec == nil {
		return c.Next.RoundTrip(r)
	}
	e := c.Redactor.request(r)
	e.StartedAt = time.Now().UTC()
	resp, err := c.Next.RoundTrip(r)
	e.Took = time.Since(e.StartedAt)
	c.Redactor.answer(&e, resp, err)
	rec.add(e)
	return resp, err
}

// request describes a request that is about to be sent.
func (rd *Redactor) request(r *http.Request) waybill.Exchange {
	return waybill.Exchange{
		Method:        r.Method,
		URL:           rd.Text(r.URL.String()),
		RequestHeader: rd.Header(r.Header),
		RequestBody:   clip(rd.Text(sentBody(r))),
	}
}

func (rd *Redactor) answer(e *waybill.Exchange, resp *http.Response, err error) {
	if err != nil {
		e.Error = rd.Text(err.Error())
		return
	}
	body, err := Body(resp)
	if err != nil {
		e.Error = rd.Text(err.Error())
	}
	e.Status = resp.StatusCode
	e.ResponseHeader = rd.Header(resp.Header)
	e.ResponseBody = clip(rd.Text(string(body)))
}

// sentBody returns the body of a request without consuming it.
func sentBody(r *http.Request) string {
	if r.GetBody == nil {
		return ""
	}
	body, err := r.GetBody()
	if err != nil {
		return ""
	}
	b := make([]byte, min(r.ContentLength, maxBody))
	n, _ := io.ReadFull(body, b) // it reads from memory
	return string(b[:n])
}

// clip bounds a body that has been redacted: before, the cut could leave half a
// secret that nothing recognises.
func clip(s string) string {
	if len(s) <= maxCaptured {
		return s
	}
	return s[:maxCaptured] + fmt.Sprintf("… (%d bytes more)", len(s)-maxCaptured)
}
