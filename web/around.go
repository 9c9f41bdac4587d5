package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path"
	"runtime/debug"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"github.com/waybillhq/waybill"
)

const (
	compressFrom = 1 << 10 // bytes
	writeTimeout = 2 * time.Minute
)

// around puts around all handlers what holds for all answers.
func (s *Server) around(mux *http.ServeMux) (http.Handler, error) {
	gzip, err := gzhttp.NewWrapper(gzhttp.MinSize(compressFrom), gzhttp.ContentTypes([]string{
		"application/json", problemType, "application/openapi+json", "application/openapi+yaml", "application/x-ndjson", "text/csv", "text/html", "text/css", "text/javascript", "image/svg+xml",
	}))
	if err != nil {
		return nil, err
	}
	return gently(s.logged(headers(s.Secure, s.recovered(bounded(gzip(unchanged(s.readable(s.routed(mux))))))))), nil
}

// bounded ends the connections of who does not read their answer. Streams have
// no such end.
func bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTimeout)) // not of every server
		next.ServeHTTP(w, r)
	})
}

// headers sets what every answer carries. No page of the API runs a script or
// asks another host for anything; the interface's page has a policy of its own.
func headers(secure bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		h.Add("Vary", "Cookie, Authorization")
		if secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// routed answers in problems what no handler is there for.
func (s *Server) routed(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if plain := path.Clean(r.URL.EscapedPath()); plain != strings.TrimSuffix(r.URL.EscapedPath(), "/") && plain != "/" {
			s.refuse(w, r, nowhere(r).WithHint("Write the path without empty segments and dots: %s", plain))
			return
		}
		h, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		if s.face.answers(w, r) {
			return
		}
		found := &refusal{header: http.Header{}}
		h.ServeHTTP(found, r)
		if found.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", found.header.Get("Allow"))
			s.refuse(w, r, withStatus(found.status, waybill.Errorf(waybill.EInvalid, "%s is not possible here", r.Method).
				WithHint("What is possible: %s.", found.header.Get("Allow"))))
			return
		}
		s.refuse(w, r, nowhere(r).WithHint("/api/docs lists what there is."))
	})
}

func nowhere(r *http.Request) *waybill.Error {
	return waybill.Errorf(waybill.ENotFound, "there is nothing at %s", r.URL.Path)
}

// refusal takes what the mux answers where it has no handler.
type refusal struct {
	header http.Header
	status int
}

func (f *refusal) Header() http.Header         { return f.header }
func (f *refusal) Write(b []byte) (int, error) { return len(b), nil }
func (f *refusal) WriteHeader(status int)      { f.status = status }

// recovered answers what panicked, and goes on.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if err, ok := v.(error); v == nil || ok && errors.Is(err, http.ErrAbortHandler) {
				if v != nil {
					panic(v)
				}
				return
			}
			s.Log.LogAttrs(r.Context(), slog.LevelError, "a handler panicked", slog.Any("panic", v), slog.String("stack", string(debug.Stack())))
			s.refuse(w, r, errPanic)
		}()
		next.ServeHTTP(w, r)
	})
}

var errPanic = errors.New("a handler panicked")

// unchanged answers 304 to who has the version that is there.
func unchanged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			w = &conditional{ResponseWriter: w, have: r.Header.Get("If-None-Match")}
		}
		next.ServeHTTP(w, r)
	})
}

type conditional struct {
	http.ResponseWriter
	have    string
	dropped bool // the body: it is what the client has
}

func (c *conditional) WriteHeader(status int) {
	tag := c.Header().Get("ETag")
	if status == http.StatusOK && tag != "" {
		if c.Header().Get("Cache-Control") == "no-store" { // as headers has set it
			c.Header().Set("Cache-Control", "private, no-cache")
		}
		if has(c.have, tag) {
			c.dropped, status = true, http.StatusNotModified
			c.Header().Del("Content-Type")
		}
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *conditional) Write(b []byte) (int, error) {
	if c.dropped {
		return len(b), nil
	}
	return c.ResponseWriter.Write(b)
}

// Flush sends what was written.
func (c *conditional) Flush() { _ = http.NewResponseController(c.ResponseWriter).Flush() }

// Unwrap lets handlers set deadlines.
func (c *conditional) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// has reports whether If-None-Match names a tag.
func has(list, tag string) bool {
	for have := range strings.SplitSeq(list, ",") {
		have = strings.TrimPrefix(strings.TrimSpace(have), "W/")
		if have == tag || have == "*" {
			return true
		}
	}
	return false
}

// noted is what the log will say of a request.
type noted struct {
	trace, operation, who, via string
	err                        error
}

type notedKey struct{}

// note adds to what the log will say.
func note(ctx context.Context, add func(*noted)) {
	if n, ok := ctx.Value(notedKey{}).(*noted); ok {
		add(n)
	}
}
