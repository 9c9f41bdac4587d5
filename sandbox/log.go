package sandbox

import (
	"maps"
	"sync"
	"time"
)

// Request is one request as the sandbox saw it.
type Request struct {
	Number int64     `json:"number"` // in the order they ended, from 1
	Time   time.Time `json:"time"`   // when it arrived
	Method string    `json:"method"`
	Path   string    `json:"path"` // as it was on the wire, with the query, cut to 2,000 bytes
	Status int       `json:"status"`
	Fault  string    `json:"fault,omitempty"`
	Note   string    `json:"note,omitempty"` // what the vendor would not have said
}

// maxPath bounds what the log keeps of a path.
const maxPath = 2000

// requestLog keeps the last requests in a ring, and counts them all.
type requestLog struct {
	mu     sync.Mutex
	ring   []Request
	size   int
	total  int64
	faults int64
	status map[int]int64
}

func newRequestLog(size int) *requestLog {
	return &requestLog{size: size, status: map[int]int64{}}
}

func (l *requestLog) add(r Request) {
	if len(r.Path) > maxPath {
		r.Path = r.Path[:maxPath]
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total++
	r.Number = l.total
	l.status[r.Status]++
	if r.Fault != "" {
		l.faults++
	}
	if len(l.ring) < l.size {
		l.ring = append(l.ring, r)
		return
	}
	l.ring[int((l.total-1)%int64(l.size))] = r
}

func (l *requestLog) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ring, l.total, l.faults, l.status = nil, 0, 0, map[int]int64{}
}

// last returns up to n of the newest requests, oldest first.
func (l *requestLog) last(n int) []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	n = min(n, len(l.ring))
	out := make([]Request, 0, n)
	for i := l.total - int64(n); i < l.total; i++ {
		out = append(out, l.ring[int(i%int64(l.size))])
	}
	return out
}

// Traffic counts all requests since the start or the last reset.
type Traffic struct {
	Requests int64         `json:"requests"`
	Faults   int64         `json:"faults"`
	Status   map[int]int64 `json:"status"` // 0: the connection was broken
}

func (l *requestLog) traffic() Traffic {
	l.mu.Lock()
	defer l.mu.Unlock()
	return Traffic{Requests: l.total, Faults: l.faults, Status: maps.Clone(l.status)}
}

// Traffic returns the counts of all requests.
func (s *Sandbox) Traffic() Traffic { return s.log.traffic() }

// Requests returns the request log, oldest first.
func (s *Sandbox) Requests() []Request { return s.log.last(s.log.size) }
