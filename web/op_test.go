package web

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// An operation that leaves something open is not registered at all.
func TestAnOperationLeavesNothingOpen(t *testing.T) {
	t.Parallel()
	whole := op{ID: "x", Method: http.MethodPost, Path: "/x", Tag: "server", Summary: "X", Who: admin, Trail: byStore}
	for name, c := range map[string]struct {
		change func(*op)
		says   string
	}{
		"who may call it":      {func(o *op) { o.Who = 0 }, "who may call it"},
		"what it leaves":       {func(o *op) { o.Trail = trail{} }, "in the audit"},
		"what it is":           {func(o *op) { o.Summary = "" }, "summary"},
		"what it overwrites":   {func(o *op) { o.Method = http.MethodPut }, "which version"},
		"what it overwrites 2": {func(o *op) { o.Method = http.MethodDelete }, "which version"},
		"nothing":              {func(*op) {}, ""},
		"nothing, as it says":  {func(o *op) { o.Method, o.Blind = http.MethodPut, "of a reason" }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				said, _ := recover().(string)
				if (said == "") != (c.says == "") || !strings.Contains(said, c.says) {
					t.Errorf("said %q, want %q", said, c.says)
				}
			}()
			s := &Server{api: newAPI(http.NewServeMux())}
			o := whole
			c.change(&o)
			register(s, o, func(context.Context, caller, *struct{}) (*struct{}, error) { return nil, nil })
		})
	}
}

// What a stream has flushed arrives while it goes on, whatever is around it.
func TestStreamsArrivePieceByPiece(t *testing.T) {
	t.Parallel()
	s, err := New(Options{PublicURL: "http://localhost"})
	if err != nil {
		t.Fatal(err)
	}
	arrived := make(chan struct{})
	register(s, op{ID: "x", Method: http.MethodGet, Path: "/x", Tag: "server", Summary: "X", Who: anybody}, func(context.Context, caller, *struct{}) (*huma.StreamResponse, error) {
		return &huma.StreamResponse{Body: func(ctx huma.Context) {
			ctx.SetHeader("Content-Type", "text/event-stream")
			for _, line := range []string{"one\n", "two\n"} {
				_, _ = ctx.BodyWriter().Write([]byte(line))
				ctx.BodyWriter().(http.Flusher).Flush()
				<-arrived
			}
		}}, nil
	})
	listening := httptest.NewServer(s)
	defer listening.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, listening.URL+Prefix+"/x", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	res, err := listening.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	for _, want := range []string{"one", "two"} {
		if !lines.Scan() || lines.Text() != want {
			t.Fatalf("read %q %v, want %s", lines.Text(), lines.Err(), want)
		}
		arrived <- struct{}{}
	}
}

// What takes too long is ended, and says so.
func TestAnOperationThatTakesTooLong(t *testing.T) {
	t.Parallel()
	s, err := New(Options{PublicURL: "http://localhost"})
	if err != nil {
		t.Fatal(err)
	}
	register(s, op{ID: "x", Method: http.MethodGet, Path: "/x", Tag: "server", Summary: "X", Who: anybody, Timeout: time.Millisecond},
		func(ctx context.Context, _ caller, _ *struct{}) (*struct{}, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, Prefix+"/x", nil))
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "too long") {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
}
