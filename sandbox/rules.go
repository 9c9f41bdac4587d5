package sandbox

import (
	"encoding/binary"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// rules decide which request a fault strikes. Counting follows the order in
// which requests arrive, so one client that waits for each answer meets the
// same faults in every run.
type rules struct {
	seed    uint64
	any     atomic.Bool // false: no rule at all, the common case
	mu      sync.Mutex
	entries []rule
}

type rule struct {
	Fault
	seen uint64 // requests that matched so far
}

func newRules(seed uint64, faults []Fault) *rules {
	r := &rules{seed: seed}
	r.replace(faults)
	return r
}

func (r *rules) replace(faults []Fault) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries = make([]rule, len(faults))
	for i, f := range faults {
		r.entries[i].Fault = f
	}
	r.any.Store(len(faults) > 0)
}

func (r *rules) list() []Fault {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make([]Fault, len(r.entries))
	for i := range r.entries {
		out[i] = r.entries[i].Fault
	}
	return out
}

// readBody reports whether a rule looks into bodies.
func (r *rules) readBody() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.ContainsFunc(r.entries, func(e rule) bool { return e.Match != "" })
}

// pick returns the first fault that strikes. Every rule counts the request if
// it matches, whichever strikes.
func (r *rules) pick(req *http.Request, body []byte) (Fault, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var struck *Fault
	for i := range r.entries {
		e := &r.entries[i]
		if !e.matches(req, body) {
			continue
		}
		e.seen++
		if struck == nil && e.strikes(r.seed, uint64(i)) {
			struck = &e.Fault
		}
	}
	if struck == nil {
		return Fault{}, false
	}
	return *struck, true
}

func (f *Fault) matches(r *http.Request, body []byte) bool {
	return (f.Method == "" || f.Method == r.Method) &&
		strings.HasPrefix(r.URL.Path, f.Path) &&
		(f.Match == "" || hasWord(r.URL.Path, f.Match) || hasWord(string(body), f.Match))
}

func (e *rule) strikes(seed, index uint64) bool {
	if e.First > 0 && e.seen > uint64(e.First) {
		return false
	}
	if e.Every > 0 && e.seen%uint64(e.Every) != 0 {
		return false
	}
	if e.Chance == 0 {
		return true
	}
	b := hash(seed, "fault", string(binary.LittleEndian.AppendUint64(nil, index)), string(binary.LittleEndian.AppendUint64(nil, e.seen)))
	return float64(binary.LittleEndian.Uint64(b[:])>>11)/(1<<53) < e.Chance
}

// hasWord reports whether word stands in text with nothing around it that could
// belong to the same key, so that ORDER-1 does not match ORDER-10.
func hasWord(text, word string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(word)
		if (start == 0 || !isKeyByte(text[start-1])) && (end == len(text) || !isKeyByte(text[end])) {
			return true
		}
		from = start + 1
	}
}

func isKeyByte(c byte) bool {
	return c == '-' || c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
