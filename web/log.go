package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net/http"
	"strings"
)

// traceHeader tells the trace of an answer.
const traceHeader = "X-Trace-Id"

// logged logs each request when it was answered, once, with its error. Neither
// queries nor bodies are logged: they may hold what is secret.
func (s *Server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, began := &noted{trace: traceOf(r)}, s.Now()
		w.Header().Set(traceHeader, n.trace)
		counted := &counter{ResponseWriter: w}
		next.ServeHTTP(counted, r.WithContext(context.WithValue(r.Context(), notedKey{}, n)))
		took := s.Now().Sub(began)
		if s.Observe != nil {
			s.Observe(r.Context(), n.operation, counted.status, took)
		}
		attrs := []slog.Attr{
			slog.String("trace", n.trace), slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", counted.status),
			slog.Int64("bytes", counted.bytes), slog.Duration("took", took), slog.String("address", s.address(r)),
		}
		if n.operation != "" {
			attrs = append(attrs, slog.String("operation", n.operation), slog.String("who", n.who), slog.String("via", n.via))
		}
		if n.err != nil {
			attrs = append(attrs, slog.String("error", n.err.Error()))
		}
		s.Log.LogAttrs(r.Context(), levelOf(r, counted.status), "request", attrs...)
	})
}

// levelOf is how much an answer matters to who reads the log.
func levelOf(r *http.Request, status int) slog.Level {
	switch {
	case status >= http.StatusInternalServerError:
		return slog.LevelError
	case status >= http.StatusBadRequest || r.Method != http.MethodGet && r.Method != http.MethodHead:
		return slog.LevelInfo
	}
	return slog.LevelDebug
}

// traceOf returns the trace of a request by W3C's traceparent, or a new one.
func traceOf(r *http.Request) string {
	const size = 16
	if parts := strings.Split(r.Header.Get("Traceparent"), "-"); len(parts) == 4 {
		if b, err := hex.DecodeString(parts[1]); err == nil && len(b) == size {
			return parts[1]
		}
	}
	var b [size]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// counter remembers what was answered.
type counter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (c *counter) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *counter) Write(b []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(b)
	c.bytes += int64(n)
	return n, err
}

// Flush sends what was written.
func (c *counter) Flush() { _ = http.NewResponseController(c.ResponseWriter).Flush() }

// Unwrap lets handlers set deadlines.
func (c *counter) Unwrap() http.ResponseWriter { return c.ResponseWriter }
