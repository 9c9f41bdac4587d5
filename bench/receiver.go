package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// receiver is a plain HTTP API that counts what it takes. It prints its address
// and ends when its input does.
func receiver(args []string) error {
	f := flag.NewFlagSet("receiver", flag.ContinueOnError)
	r := &api{seen: map[string]int{}, tokens: -1}
	f.DurationVar(&r.latency, "latency", 0, "how long each answer takes")
	f.IntVar(&r.limit, "limit", 0, "requests a second; more get 429 with Retry-After: 1")
	f.BoolVar(&r.window, "window", false, "count the limit in fixed seconds instead of by a token bucket")
	f.BoolVar(&r.trouble, "trouble", false, "1 in 100 rows is refused for good, 2 in 100 fail once")
	if err := f.Parse(args); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /rows", r.take)
	mux.HandleFunc("GET /stats", r.stats)
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	go func() { _ = srv.Serve(l) }()
	fmt.Println("http://" + l.Addr().String())
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// api is what the receiver counts.
type api struct {
	latency         time.Duration
	limit           int
	window, trouble bool

	late atomic.Int64 // nanoseconds by which waits are late

	mu     sync.Mutex
	seen   map[string]int // by id, how often it was taken
	failed map[string]bool
	times  []time.Time // of every request
	tokens float64
	filled time.Time
	second int64
}

// take takes one row.
func (r *api) take(w http.ResponseWriter, req *http.Request) {
	came := time.Now()
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return
	}
	if r.latency > 0 {
		r.wait(came)
	}
	id := idOf(body)
	switch status := r.judge(id, time.Now()); status {
	case http.StatusTooManyRequests:
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(status)
	case http.StatusOK:
		_, _ = io.WriteString(w, `{"ok":true}`)
	default:
		http.Error(w, `{"message":"no"}`, status)
	}
}

// wait lets an answer take the latency that was asked for, on average: what the
// system's timers are late by is taken off the next wait.
func (r *api) wait(came time.Time) {
	late := time.Duration(r.late.Load())
	time.Sleep(r.latency - late)
	over := time.Since(came) - r.latency
	r.late.Add(int64(over) / 64)
}

// idOf reads the id out of a row without parsing all of it.
func idOf(body []byte) string {
	_, rest, _ := strings.Cut(string(body), `"id":`)
	end := strings.IndexAny(rest, ",}")
	if end < 0 {
		return ""
	}
	return strings.Trim(rest[:end], `" `)
}

func (r *api) judge(id string, now time.Time) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.times = append(r.times, now)
	if r.limit > 0 && !r.allow(now) {
		return http.StatusTooManyRequests
	}
	if n, err := strconv.Atoi(id); r.trouble && err == nil {
		if n%100 == 7 {
			return http.StatusUnprocessableEntity
		}
		if n%50 == 3 && !r.failed[id] {
			if r.failed == nil {
				r.failed = map[string]bool{}
			}
			r.failed[id] = true
			return http.StatusInternalServerError
		}
	}
	r.seen[id]++
	return http.StatusOK
}

// allow takes a token; the bucket holds one second's worth.
func (r *api) allow(now time.Time) bool {
	if r.window {
		if s := now.Unix(); s != r.second {
			r.second, r.tokens = s, float64(r.limit)
		}
	} else {
		if r.tokens < 0 {
			r.tokens, r.filled = float64(r.limit), now
		}
		r.tokens = min(float64(r.limit), r.tokens+now.Sub(r.filled).Seconds()*float64(r.limit))
		r.filled = now
	}
	if r.tokens < 1 {
		return false
	}
	r.tokens--
	return true
}

// tally is what a receiver saw.
type tally struct {
	Requests  int `json:"requests"`
	Distinct  int `json:"distinct"`
	Repeated  int `json:"repeated"`
	PerSecond int `json:"per_second"` // most requests in any one-second window
}

func (r *api) stats(w http.ResponseWriter, _ *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := tally{Requests: len(r.times), Distinct: len(r.seen)}
	for _, n := range r.seen {
		t.Repeated += n - 1
	}
	first := 0
	for i, at := range r.times {
		for at.Sub(r.times[first]) >= time.Second {
			first++
		}
		t.PerSecond = max(t.PerSecond, i-first+1)
	}
	_ = json.NewEncoder(w).Encode(t)
}
