package otlp_test

import (
	"compress/gzip"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/oklog/ulid/v2"
	"go.uber.org/goleak"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	v1 "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/waybillhq/waybill/tracing"
	"github.com/waybillhq/waybill/tracing/otlp"
)

// receiver is a collector that keeps what it is sent.
type receiver struct {
	mu    sync.Mutex
	spans map[string]*v1.Span // by name
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
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
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, resource := range sent.ResourceSpans {
		for _, scope := range resource.ScopeSpans {
			for _, span := range scope.Spans {
				r.spans[span.Name] = span
			}
		}
	}
	w.Header().Set("Content-Type", "application/x-protobuf")
}

func start(t *testing.T, vars map[string]string) (*tracing.Tracer, func()) {
	t.Helper()
	tracer, stop, err := otlp.Start(t.Context(), otlp.Options{
		Env: func(name string) (string, bool) { v, ok := vars[name]; return v, ok }, Version: "1.2.3", Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return tracer, func() {
		if err := stop(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

func TestARunIsOneTrace(t *testing.T) {
	t.Parallel()
	r := &receiver{spans: map[string]*v1.Span{}}
	server := httptest.NewServer(r)
	defer server.Close()
	tracer, stop := start(t, map[string]string{otlp.Variable: server.URL})

	run := ulid.Make()
	ctx, ended := tracer.Run(t.Context(), "run", run.String(), "orders")
	inner, read := tracing.Start(ctx, "read")
	tracing.Number(inner, "waybill.rows", 7)
	read(nil)
	_, deliver := tracing.Start(ctx, "deliver")
	deliver(errors.New("the vendor is away"))
	ended(nil)
	_, piece := tracer.Run(t.Context(), "piece", run.String(), "orders") // as on another machine
	piece(nil)
	stop()

	for _, name := range []string{"run", "read", "deliver", "piece"} {
		s := r.spans[name]
		if s == nil || hex.EncodeToString(s.TraceId) != hex.EncodeToString(run[:]) {
			t.Fatalf("%s: %v, and the run is %x", name, s, run[:])
		}
	}
	if string(r.spans["read"].ParentSpanId) != string(r.spans["run"].SpanId) || r.spans["read"].Attributes[0].Value.GetIntValue() != 7 {
		t.Errorf("read: %v", r.spans["read"])
	}
	if s := r.spans["deliver"].Status; s.Code != v1.Status_STATUS_CODE_ERROR || s.Message != "the vendor is away" {
		t.Errorf("deliver: %v", s)
	}
}

func TestRequestsKeepTheirTrace(t *testing.T) {
	t.Parallel()
	r := &receiver{spans: map[string]*v1.Span{}}
	collector := httptest.NewServer(r)
	defer collector.Close()
	tracer, stop := start(t, map[string]string{otlp.TracesVariable: collector.URL + "/v1/traces"})
	const id = "4bf92f3577b34da6a3ce929d0e0e4736"
	var seen string
	server := httptest.NewServer(tracer.Handler(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		seen = req.Header.Get("Traceparent")
		tracing.Name(req.Context(), "get-run")
		w.WriteHeader(http.StatusBadGateway)
	})))
	defer server.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/api/v1/rows/ada@example.com", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Traceparent", "00-"+id+"-00f067aa0ba902b7-01")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	stop()
	s := r.spans["get-run"]
	if s == nil || hex.EncodeToString(s.TraceId) != id || s.Status.Code != v1.Status_STATUS_CODE_ERROR || !strings.Contains(seen, id) {
		t.Errorf("sent %v; the handler saw %s", s, seen)
	}
	if strings.Contains(s.String(), "ada") {
		t.Errorf("the span tells whose row it was: %v", s)
	}
}

// TestWithoutACollectorNothingIsStarted is not parallel: it counts goroutines.
func TestWithoutACollectorNothingIsStarted(t *testing.T) {
	before := goleak.IgnoreCurrent()
	tracer, stop := start(t, nil)
	defer stop()
	if tracer != nil {
		t.Error("there is a tracer")
	}
	ctx, ended := tracer.Run(t.Context(), "run", ulid.Make().String(), "orders")
	if n := testing.AllocsPerRun(100, func() {
		_, read := tracing.Start(ctx, "read")
		read(nil)
	}); n != 0 {
		t.Errorf("a part that is not measured costs %v allocations", n)
	}
	ended(nil)
	next := http.NotFoundHandler()
	if _, same := tracer.Handler(next).(http.HandlerFunc); !same {
		t.Error("requests are measured")
	}
	if err := goleak.Find(before); err != nil {
		t.Error(err)
	}
}
