package sandbox

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/waybillhq/waybill"
)

// maxBody bounds a request's body where a rule looks into it.
const maxBody = 16 << 20

// NoteHeader lets a vendor leave a note in the request log: what it did and
// would not have said. It never reaches the client.
const NoteHeader = "X-Sandbox-Note"

// serve passes a request to the vendor, past the rate limit and the faults, and
// logs it.
func (s *Sandbox) serve(w http.ResponseWriter, r *http.Request) {
	now := s.env.Now()
	entry := Request{Time: now.UTC(), Method: r.Method, Path: r.RequestURI}
	answer := &answer{ResponseWriter: w}
	defer func() {
		entry.Status, entry.Note = answer.status, answer.note
		s.log.add(entry)
	}()
	pace, ok := s.rate.take(now)
	s.vendor.Paced(answer.Header(), r, pace)
	if !ok {
		s.vendor.Refuse(answer, r, Refusal{Status: http.StatusTooManyRequests, Wait: pace.Reset, Pace: pace})
		return
	}
	fault, struck, err := s.fault(r)
	if err != nil {
		http.Error(answer, err.Error(), http.StatusBadRequest)
		return
	}
	if !struck {
		s.vendor.ServeHTTP(answer, r)
		return
	}
	entry.Fault = fault.String()
	s.strike(answer, r, fault, pace)
}

// fault returns the fault that strikes r: the one its header asks for, or one
// of the rules.
func (s *Sandbox) fault(r *http.Request) (Fault, bool, error) {
	if text := r.Header.Get(Header); text != "" {
		f, err := ParseFault(text)
		return f, err == nil, err
	}
	if !s.faults.any.Load() {
		return Fault{}, false, nil
	}
	var body []byte
	if s.faults.readBody() && r.Body != nil {
		var err error
		if body, err = io.ReadAll(io.LimitReader(r.Body, maxBody)); err != nil {
			return Fault{}, false, waybill.Errorf(waybill.EInvalid, "reading the body: %v", err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	f, struck := s.faults.pick(r, body)
	return f, struck, nil
}

// strike lets a fault happen.
func (s *Sandbox) strike(w *answer, r *http.Request, f Fault, p Pace) {
	if f.Kind == Slow {
		if wait(r, f.For) {
			s.vendor.ServeHTTP(w, r)
		}
		return
	}
	if f.Record {
		unheard := &answer{ResponseWriter: &discard{}}
		s.vendor.ServeHTTP(unheard, r)
		w.note = unheard.note
	}
	switch f.Kind {
	case Status429:
		s.vendor.Refuse(w, r, Refusal{http.StatusTooManyRequests, f.Wait, p})
	case Status500:
		s.vendor.Refuse(w, r, Refusal{http.StatusInternalServerError, -1, p})
	case Status503:
		s.vendor.Refuse(w, r, Refusal{http.StatusServiceUnavailable, f.Wait, p})
	case Empty:
		w.WriteHeader(http.StatusOK)
	case Garbage:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "<!doctype html>\n<html><head><title>Maintenance</title></head><body><h1>We'll be right back</h1></body></html>\n")
	case Silence:
		wait(r, f.For)
		w.breakOff()
	case ResetBefore, ResetAfter:
		w.breakOff()
	}
}

// wait reports whether the time passed before the client went away.
func wait(r *http.Request, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// answer remembers the status and the vendor's note.
type answer struct {
	http.ResponseWriter
	status int
	note   string
}

// WriteHeader takes the note out before the header leaves.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
		if note := a.Header()[NoteHeader]; len(note) > 0 {
			a.note = note[0]
			delete(a.Header(), NoteHeader)
		}
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write writes a header first, as net/http does.
func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	return a.ResponseWriter.Write(b)
}

// breakOff breaks the connection without an answer: with a TCP reset where the
// connection can be had.
func (a *answer) breakOff() {
	h, ok := a.ResponseWriter.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	conn, _, err := h.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// discard is where an answer goes that no client will see.
type discard struct{ header http.Header }

// Header returns a header that nobody reads.
func (d *discard) Header() http.Header {
	if d.header == nil {
		d.header = http.Header{}
	}
	return d.header
}

// Write drops b.
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader does nothing.
func (d *discard) WriteHeader(int) {}
