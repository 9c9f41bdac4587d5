package transport

import (
	"errors"
	"io"
	"net/http"

	"github.com/waybillhq/waybill"
)

// ErrPlanned is the answer to a write in a plan: it was recorded, not sent.
var ErrPlanned = errors.New("planned, not sent")

// Plan (invariant 8) records each write as it would be sent and answers [ErrPlanned]. Reads
// go through, since looking up changes nothing; if Offline is set they are
// recorded too and answered 404, so that a plan shows how a record would be
// created.
type Plan struct {
	Next     http.RoundTripper
	Redactor *Redactor
	Offline  bool
}

// RoundTrip records r or lets it through.
func (p *Plan) RoundTrip(r *http.Request) (*http.Response, error) {
	read := r.Method == http.MethodGet || r.Method == http.MethodHead
	if read && !p.Offline {
		return p.Next.RoundTrip(r)
	}
	var e waybill.Exchange
	rec := recorder(r.Context())
	if rec != nil {
		e = p.Redactor.request(r)
		e.Error = ErrPlanned.Error()
		rec.add(e)
	}
	if !read {
		return nil, ErrPlanned
	}
	return &http.Response{
		Status: "404 Not Found", StatusCode: http.StatusNotFound,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: offline{http.NoBody}, Request: r,
	}, nil
}

// offline marks the answer that a plan made up, as no server can.
type offline struct{ io.ReadCloser }

// IsOffline reports whether a plan made up the answer to a read.
func IsOffline(resp *http.Response) bool {
	_, ok := resp.Body.(offline)
	return ok
}
