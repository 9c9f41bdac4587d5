package app_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"
)

// walkHook is an API of one's own: it keeps things by their names in the path.
type walkHook struct {
	mu     sync.Mutex
	things map[string]string
	fault  string
	asked  int
}

func (h *walkHook) setFault(fault string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.fault = fault
}

// get returns what a thing is called there.
func (h *walkHook) get(key string) (string, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	name, ok := h.things[key]
	return name, ok
}

func (h *walkHook) requests() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return int64(h.asked)
}

func (h *walkHook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked++
	var thing struct{ Name string }
	_ = json.NewDecoder(r.Body).Decode(&thing)
	deletes, every2 := r.Method == http.MethodDelete, h.asked%2 == 0
	switch {
	case h.fault == "slow=150ms":
		time.Sleep(150 * time.Millisecond) //nolint:forbidigo // a slow vendor
	case h.fault == "500" && every2:
		w.WriteHeader(http.StatusInternalServerError)
		return
	case h.fault == "refused" && every2, h.fault == "kept deletions" && deletes, strings.HasPrefix(thing.Name, "bad"):
		w.WriteHeader(http.StatusConflict)
		return
	}
	key := strings.TrimPrefix(r.URL.Path, "/")
	if deletes {
		delete(h.things, key)
	} else {
		h.things[key] = thing.Name
	}
	switch {
	case h.fault == "kept 500" && every2:
		w.WriteHeader(http.StatusInternalServerError)
	case h.fault == "reset" && every2:
		panic(http.ErrAbortHandler) // it was kept, and nobody hears of it
	}
}
