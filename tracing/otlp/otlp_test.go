package otlp_test

import (
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/oklog/ulid/v2"
	"go.uber.org/goleak"

	v1 "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/waybillhq/waybill/tracing"
	"github.com/waybillhq/waybill/tracing/otlp"
	"github.com/waybillhq/waybill/tracing/otlp/otlptest"
)

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
	r := otlptest.New(t)
	tracer, stop := start(t, map[string]string{otlp.Variable: r.URL})

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
		s := r.Span(name)
		if s == nil || hex.EncodeToString(s.TraceId) != hex.EncodeToString(run[:]) {
			t.Fatalf("%s: %v, and the run is %x", name, s, run[:])
		}
	}
	if string(r.Span("read").ParentSpanId) != string(r.Span("run").SpanId) || r.Span("read").Attributes[0].Value.GetIntValue() != 7 {
		t.Errorf("read: %v", r.Span("read"))
	}
	if s := r.Span("deliver").Status; s.Code != v1.Status_STATUS_CODE_ERROR || s.Message != "the vendor is away" {
		t.Errorf("deliver: %v", s)
	}
}

func TestRequestsKeepTheirTrace(t *testing.T) {
	t.Parallel()
	r := otlptest.New(t)
	tracer, stop := start(t, map[string]string{otlp.TracesVariable: r.URL + "/v1/traces"})
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
	s := r.Span("get-run")
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
