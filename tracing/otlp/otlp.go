// Package otlp sends what package tracing measures to a collector, by
// OpenTelemetry's protocol over HTTP. It is configured by the variables that
// OpenTelemetry names: https://opentelemetry.io/docs/specs/otel/protocol/exporter/.
package otlp

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"

	"github.com/waybillhq/waybill/tracing"
)

// The variables that say where to send to: of all signals, to which the path of
// traces is added, and of traces alone.
const (
	Variable       = "OTEL_EXPORTER_OTLP_ENDPOINT"
	TracesVariable = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
)

// Options say what is sent, and where errors of sending go.
type Options struct {
	Env      func(string) (string, bool) // as os.LookupEnv
	Version  string                      // of this program
	Instance string                      // names this process
	Log      *slog.Logger
}

// Start returns what measures and sends, and what sends the rest and ends it. If
// no variable names a collector it returns nil, which measures nothing, and
// nothing is started.
func Start(ctx context.Context, o Options) (*tracing.Tracer, func(context.Context) error, error) {
	url := endpoint(o.Env)
	if url == "" {
		return nil, func(context.Context) error { return nil }, nil
	}
	client := otlptracehttp.NewClient(otlptracehttp.WithEndpointURL(url))
	exporter, err := otlptrace.New(ctx, client)
	if err != nil {
		return nil, nil, fmt.Errorf("beginning to send traces: %w", err)
	}
	name := "waybill"
	if v, _ := o.Env("OTEL_SERVICE_NAME"); v != "" {
		name = v
	}
	about := resource.NewSchemaless(
		attribute.String("service.name", name), attribute.String("service.version", o.Version), attribute.String("service.instance.id", o.Instance),
	)
	p := trace.NewTracerProvider(trace.WithBatcher(told{exporter, o.Log}), trace.WithResource(about))
	return &tracing.Tracer{Provider: p}, p.Shutdown, nil
}

// endpoint is where traces are sent, or "".
func endpoint(env func(string) (string, bool)) string {
	if url, _ := env(TracesVariable); url != "" {
		return url
	}
	url, _ := env(Variable)
	if url == "" {
		return ""
	}
	return strings.TrimRight(url, "/") + "/v1/traces"
}

// told logs what could not be sent: traces are worth no more than that.
type told struct {
	trace.SpanExporter
	log *slog.Logger
}

func (t told) ExportSpans(ctx context.Context, spans []trace.ReadOnlySpan) error {
	if err := t.SpanExporter.ExportSpans(ctx, spans); err != nil {
		t.log.LogAttrs(ctx, slog.LevelWarn, "sending traces", slog.Int("spans", len(spans)), slog.Any("error", err))
	}
	return nil
}
