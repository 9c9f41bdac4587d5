// Package tracing says how long the parts of a run and of a request took, to
// whoever collects that by OpenTelemetry. It only speaks OpenTelemetry's
// interface: package otlp sends, where the environment asks for it.
//
// A part is measured if the context it begins with is that of a part that is
// measured; otherwise [Start] costs nothing. Nothing of a row or a person is in
// an attribute.
package tracing

import (
	"context"

	"github.com/oklog/ulid/v2"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Scope is whose spans these are, to those who collect them.
const Scope = "github.com/waybillhq/waybill"

// Start begins a part of what ctx is measured for. The function that comes with
// the context ends it, with why it failed.
func Start(ctx context.Context, name string) (context.Context, func(error)) {
	parent := trace.SpanFromContext(ctx)
	if !parent.IsRecording() {
		return ctx, func(error) {}
	}
	ctx, span := parent.TracerProvider().Tracer(Scope).Start(ctx, name)
	return ctx, func(err error) { end(span, err) }
}

func end(span trace.Span, err error) {
	if err != nil {
		span.SetStatus(codes.Error, err.Error())
	}
	span.End()
}

// Label adds to what is told of the part that ctx is measured for.
func Label(ctx context.Context, name, value string) {
	trace.SpanFromContext(ctx).SetAttributes(attribute.String(name, value))
}

// Name renames the part that ctx is measured for, once it is known what it is.
func Name(ctx context.Context, name string) { trace.SpanFromContext(ctx).SetName(name) }

// Number adds a number to what is told of the part that ctx is measured for.
func Number(ctx context.Context, name string, value int64) {
	trace.SpanFromContext(ctx).SetAttributes(attribute.Int64(name, value))
}

// Tracer begins what is measured from its start: runs, pieces of runs. A nil
// *Tracer measures nothing.
type Tracer struct {
	Provider trace.TracerProvider
}

// Run begins the measuring of a run, or of a piece of one, by a process. All
// that is measured of a run, on whatever machine, is one trace, which has the
// id of the run.
func (t *Tracer) Run(ctx context.Context, name, run, sync string) (context.Context, func(error)) {
	if t == nil {
		return ctx, func(error) {}
	}
	ctx, span := t.Provider.Tracer(Scope).Start(ofRun(ctx, run), name,
		trace.WithAttributes(attribute.String("waybill.run", run), attribute.String("waybill.sync", sync)))
	return ctx, func(err error) { end(span, err) }
}

// ofRun puts a context into the trace of a run: both ids have 16 bytes. What
// other processes measure of the run has the same parent, which nobody sends.
func ofRun(ctx context.Context, run string) context.Context {
	id, err := ulid.ParseStrict(run)
	if err != nil {
		return ctx
	}
	parent := trace.NewSpanContext(trace.SpanContextConfig{
		TraceID: trace.TraceID(id), SpanID: trace.SpanID(id[len(id)-8:]), TraceFlags: trace.FlagsSampled, Remote: true,
	})
	return trace.ContextWithRemoteSpanContext(ctx, parent)
}
