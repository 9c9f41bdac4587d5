// Package otlptest is a collector of traces for tests: it speaks the protocol
// over real HTTP, and keeps what it is sent.
package otlptest

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	v1 "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// Collector keeps the spans that it is sent. It may be used by several
// goroutines.
type Collector struct {
	URL string

	mu    sync.Mutex
	spans map[string]*v1.Span
}

// New starts a collector, which ends with the test.
func New(t testing.TB) *Collector {
	c := &Collector{spans: map[string]*v1.Span{}}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	c.URL = server.URL
	return c
}

// Span returns the last span of a name, or nil.
func (c *Collector) Span(name string) *v1.Span {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.spans[name]
}

// ServeHTTP takes spans in.
func (c *Collector) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	var body io.Reader = req.Body
	if req.Header.Get("Content-Encoding") == "gzip" {
		body, _ = gzip.NewReader(req.Body)
	}
	b, err := io.ReadAll(body)
	var sent collector.ExportTraceServiceRequest
	if req.URL.Path != "/v1/traces" || err != nil || proto.Unmarshal(b, &sent) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, resource := range sent.ResourceSpans {
		for _, scope := range resource.ScopeSpans {
			for _, span := range scope.Spans {
				c.spans[span.Name] = span
			}
		}
	}
	w.Header().Set("Content-Type", "application/x-protobuf")
}
