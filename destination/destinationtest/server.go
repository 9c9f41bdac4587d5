package destinationtest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// attemptTimeout bounds an attempt; no case reaches it.
const attemptTimeout = 2 * time.Second

// Reply is what the fake server answers to one request.
type Reply struct {
	Status int
	Header map[string]string
	Body   string

	// HangUp closes the connection instead: before the request is read, or
	// after.
	HangUp When
}

// When says when a fake server hangs up.
type When int

// The times to hang up. The zero value is never.
const (
	BeforeReading When = iota + 1
	AfterReading
	HalfWayThrough // of the answer
)

// server plays replies and notes requests.
type server struct {
	*httptest.Server
	t       *testing.T
	mu      sync.Mutex
	replies []Reply
	got     []string
}

func newServer(t *testing.T, replies []Reply) *server {
	s := &server{t: t, replies: replies}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

// ServeHTTP answers with the next reply; a request beyond them fails the test.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	reply, ok := s.next()
	if !ok {
		s.t.Errorf("unexpected request: %s %s", r.Method, r.RequestURI)
		return
	}
	if reply.HangUp == BeforeReading {
		s.note(r.Method + " " + r.RequestURI)
		hangUp(w)
		return
	}
	body, _ := io.ReadAll(r.Body)
	s.note(strings.TrimSpace(r.Method + " " + r.RequestURI + " " + string(body)))
	if reply.HangUp == AfterReading {
		hangUp(w)
		return
	}
	for name, v := range reply.Header {
		w.Header().Set(name, v)
	}
	if reply.HangUp == HalfWayThrough {
		w.Header().Set("Content-Length", strconv.Itoa(len(reply.Body)+10))
	}
	w.WriteHeader(reply.Status)
	_, _ = io.WriteString(w, reply.Body)
}

func (s *server) next() (Reply, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.replies) == 0 {
		return Reply{}, false
	}
	r := s.replies[0]
	s.replies = s.replies[1:]
	return r, true
}

func (s *server) note(request string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, request)
}

func (s *server) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got
}

func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}
