package client_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/web"
)

// events answers with a stream that then breaks off.
func events(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprint(w, text)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

func TestWatchingGoesOnBehindABreak(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	c := to(t, func(w http.ResponseWriter, _ *http.Request) {
		switch asked.Add(1) {
		case 1:
			events(w, "id: 1\nevent: progress\ndata: {\"id\":\"01M7\",\"status\":\"running\",\"done\":1}\n\n: still here\n\nid: 2\nevent: end\ndata: {\"id\":\"01M7\",\"sta")
		case 2:
			answer(w, 503, "text/html", "down")
		case 3:
			panic(http.ErrAbortHandler)
		default:
			events(w, "event: progress\ndata: {\"id\":\"01M7\",\"status\":\"running\",\"done\":2}\n\nevent: end\ndata: {\"id\":\"01M7\",\ndata: \"status\":\"completed\"}\n\n")
		}
	})
	var seen []string
	lost := 0
	run, err := c.Watch(t.Context(), "01M7", func(r web.Run) { seen = append(seen, fmt.Sprint(r.Status, r.Done)) }, func(error) { lost++ })
	if err != nil || run.Status != waybill.Completed || strings.Join(seen, " ") != "running1 running2 completed0" || lost != 1 {
		t.Errorf("%v, %+v, %v, lost %d times", err, run, seen, lost)
	}
}

func TestWatchingHasAnEnd(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		code   waybill.Code
	}{
		"there is no such run": {func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 404, problem, `{"status":404,"code":"not_found","detail":"no"}`)
		}, waybill.ENotFound},
		"the server stays away":  {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, waybill.EUnavailable},
		"somebody else is there": {func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, "text/html", "hello") }, waybill.EUnavailable},
		"the token is revoked": {func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 401, problem, `{"status":401,"code":"unauthorized","detail":"no"}`)
		}, waybill.EUnauthorized},
		"an event is not a run": {func(w http.ResponseWriter, _ *http.Request) { events(w, "event: end\ndata: hello\n\n") }, waybill.EUnavailable},
		"an event has no end":   {func(w http.ResponseWriter, _ *http.Request) { events(w, "data: "+strings.Repeat("x", 9<<20)) }, waybill.EUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := to(t, c.answer).Watch(t.Context(), "01M7", func(web.Run) {}, func(error) {})
			if waybill.ErrorCode(err) != c.code {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestHalfAFileIsNotAWholeOne breaks an export off.
func TestHalfAFileIsNotAWholeOne(t *testing.T) {
	t.Parallel()
	c := to(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "format=ndjson&outcome=rejected" {
			t.Errorf("asked for %s", r.URL.RawQuery)
		}
		w.Header().Set("Content-Type", "application/x-ndjson")
		fmt.Fprint(w, "{\"key\":\"1\"}\n{\"key\":\"2\"}\n")
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	var keys []string
	var failed error
	for row, err := range c.Rows(t.Context(), "01M7", web.RowFilter{Outcome: "rejected"}, 0) {
		if err != nil {
			failed = err
			break
		}
		keys = append(keys, row.Key)
	}
	if strings.Join(keys, " ") != "1 2" || waybill.ErrorCode(failed) != waybill.EUnavailable {
		t.Errorf("%v, %v", keys, failed)
	}
}

// TestPagesAreReadAsFarAsIsWanted reads a list of 1,200.
func TestPagesAreReadAsFarAsIsWanted(t *testing.T) {
	t.Parallel()
	const all = 1200
	var pages atomic.Int64
	c := to(t, func(w http.ResponseWriter, r *http.Request) {
		pages.Add(1)
		var from, limit int
		_, _ = fmt.Sscan(r.URL.Query().Get("after"), &from)
		_, _ = fmt.Sscan(r.URL.Query().Get("limit"), &limit)
		to := min(from+limit, all)
		var items []string
		for i := from; i < to; i++ {
			items = append(items, fmt.Sprintf(`{"id":"%d"}`, i))
		}
		next := ""
		if to < all {
			next = fmt.Sprintf(`,"next":"%d"`, to)
		}
		answer(w, 200, "application/json", `{"items":[`+strings.Join(items, ",")+`]`+next+`}`)
	})
	for limit, want := range map[int][2]int64{0: {all, 3}, 1: {1, 1}, 500: {500, 1}, 501: {501, 2}, 5000: {all, 3}} {
		pages.Store(0)
		n := int64(0)
		for r, err := range c.Runs(t.Context(), "", limit) {
			if err != nil || r.ID != fmt.Sprint(n) {
				t.Fatalf("%v, %s", err, r.ID)
			}
			n++
		}
		if n != want[0] || pages.Load() != want[1] {
			t.Errorf("limit %d: %d items in %d pages, want %v", limit, n, pages.Load(), want)
		}
	}
}

// TestASilentStreamIsGivenUp keeps streams open and says nothing.
func TestASilentStreamIsGivenUp(t *testing.T) {
	t.Parallel()
	for name, begin := range map[string]func(http.ResponseWriter){
		"before it begins": func(http.ResponseWriter) {},
		"in the middle": func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "application/x-ndjson")
			fmt.Fprint(w, "{\"key\":\"1\"}\n")
			_ = http.NewResponseController(w).Flush()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := to(t, func(w http.ResponseWriter, r *http.Request) {
				begin(w)
				<-r.Context().Done()
			})
			c.SetSilence(50 * time.Millisecond)
			for _, err := range c.Rows(t.Context(), "01M7", web.RowFilter{}, 0) {
				if err == nil {
					continue
				}
				if waybill.ErrorCode(err) != waybill.EUnavailable || !strings.Contains(err.Error(), "nothing came for too long") {
					t.Error(err)
				}
				return
			}
			t.Error("it is not given up")
		})
	}
}
