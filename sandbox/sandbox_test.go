package sandbox_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/waybillhq/waybill/sandbox"
)

// counter is the least vendor: it counts what it records.
type counter struct {
	env      *sandbox.Env
	recorded atomic.Int64
}

func (c *counter) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set(sandbox.NoteHeader, "a note")
	_, _ = fmt.Fprintf(w, "%d", c.recorded.Add(1))
}

func (c *counter) Refuse(w http.ResponseWriter, _ *http.Request, f sandbox.Refusal) {
	w.Header().Set("Wait", f.Wait.String())
	w.WriteHeader(f.Status)
}

func (c *counter) Paced(h http.Header, _ *http.Request, p sandbox.Pace) {
	h.Set("Left", fmt.Sprint(p.Remaining))
}

func (c *counter) Records() []sandbox.Records {
	return []sandbox.Records{{Name: "things", Items: []int64{c.recorded.Load()}}}
}

func (c *counter) Tables(int) []sandbox.Table {
	return []sandbox.Table{{Name: "things", Title: "Things", Total: 1, Columns: []string{"<b>"}, Rows: [][]string{{"<script>alert(1)</script>"}}}}
}

func (c *counter) Reset() { c.recorded.Store(0) }

var counterKind = sandbox.Kind{
	Name: "counter", Label: "Counter",
	Assumptions: []sandbox.Assumption{
		{Name: "counter.first", Doc: "First.", Options: []string{"yes", "no"}, Default: "yes"},
		{Name: "counter.second", Doc: "Second.", Options: []string{"left", "right"}, Default: "left"},
	},
	New: func(env *sandbox.Env) sandbox.Vendor { return &counter{env: env} },
}

// start serves a counter; each request goes over a connection of its own, so
// that net/http does not repeat those that break.
func start(t *testing.T, o sandbox.Options) (*sandbox.Sandbox, *httptest.Server) {
	t.Helper()
	s, err := sandbox.New(counterKind, o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	server.Client().Transport.(*http.Transport).DisableKeepAlives = true
	return s, server
}

func send(t *testing.T, server *httptest.Server, method, path, body string, header ...string) (*http.Response, string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := server.Client().Do(req)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	return resp, string(b), err
}

func recorded(s *sandbox.Sandbox) int64 { return s.Vendor().(*counter).recorded.Load() }

func TestFaultsStrike(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		status   int // 0: the connection breaks
		recorded int64
		body     string
		wait     string
	}{
		"slow=1ms":              {200, 1, "1", ""},
		"429:wait=3":            {429, 0, "", "3s"},
		"429:wait=none":         {429, 0, "", "-1ns"},
		"500":                   {500, 0, "", "-1ns"},
		"500:record=yes":        {500, 1, "", "-1ns"},
		"503":                   {503, 0, "", "-1ns"},
		"reset-before":          {0, 0, "", ""},
		"reset-after":           {0, 1, "", ""},
		"empty":                 {200, 0, "", ""},
		"empty:record=yes":      {200, 1, "", ""},
		"garbage":               {200, 0, "<!doctype html>", ""},
		"silence=1ms":           {0, 1, "", ""},
		"silence=1ms:record=no": {0, 0, "", ""},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			s, server := start(t, sandbox.Options{})
			resp, body, err := send(t, server, "POST", "/x", "", sandbox.Header, text)
			if want.status == 0 {
				if !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) {
					t.Fatalf("the error is %v, want a broken connection", err)
				}
			} else if err != nil || resp.StatusCode != want.status || !strings.HasPrefix(body, want.body) || resp.Header.Get("Wait") != want.wait {
				t.Fatalf("answered %v %q, %v; want %d %q and a wait of %q", resp, body, err, want.status, want.body, want.wait)
			}
			if got := recorded(s); got != want.recorded {
				t.Errorf("%d recorded, want %d", got, want.recorded)
			}
			// A broken connection reaches us before the handler has noted it.
			for end := time.Now().Add(10 * time.Second); len(s.Requests()) == 0 && time.Now().Before(end); {
				runtime.Gosched()
			}
			if log := s.Requests(); len(log) != 1 || log[0].Status != want.status || log[0].Fault == "" {
				t.Errorf("the log is %+v, want one request with status %d and its fault", log, want.status)
			}
		})
	}
}

func TestFaultsAreChosen(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault string
		want  string // for each of ten requests, x: struck
	}{
		"always":   {"500", "xxxxxxxxxx"},
		"first":    {"500:first=3", "xxx......."},
		"every":    {"500:every=4", "...x...x.."},
		"both":     {"500:first=4,every=2", ".x.x......"},
		"match":    {"500:match=KEY-1", ".x........"},
		"the body": {"500:match=BODY-3", "...x......"},
		"method":   {"500:method=GET", ".........."},
		"path":     {"500:path=/other", ".........."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := sandbox.ParseFault(test.fault)
			if err != nil {
				t.Fatal(err)
			}
			_, server := start(t, sandbox.Options{Faults: []sandbox.Fault{f}})
			if got := struck(t, server, 10); got != test.want {
				t.Errorf("struck %s, want %s", got, test.want)
			}
		})
	}
}

func struck(t *testing.T, server *httptest.Server, n int) string {
	t.Helper()
	got := ""
	for i := range n {
		resp, _, err := send(t, server, "POST", fmt.Sprintf("/x/KEY-%d0/KEY-%d", i, i), fmt.Sprintf(`{"k":"BODY-%d"}`, i))
		switch {
		case err != nil:
			t.Fatal(err)
		case resp.StatusCode == 500:
			got += "x"
		default:
			got += "."
		}
	}
	return got
}

func TestChanceRepeatsUnderASeed(t *testing.T) {
	t.Parallel()
	f, err := sandbox.ParseFault("500:p=0.5")
	if err != nil {
		t.Fatal(err)
	}
	run := func(seed uint64) string {
		_, server := start(t, sandbox.Options{Seed: seed, Faults: []sandbox.Fault{f}})
		return struck(t, server, 40)
	}
	one := run(1)
	if again := run(1); again != one {
		t.Errorf("seed 1 struck %s, then %s", one, again)
	}
	if other := run(2); other == one {
		t.Errorf("seeds 1 and 2 both struck %s", one)
	}
	if n := strings.Count(one, "x"); n < 8 || n > 32 {
		t.Errorf("%d of 40 struck, want about half", n)
	}
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	var now atomic.Pointer[time.Time]
	at := func(t time.Time) { now.Store(&t) }
	start0 := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	at(start0)
	s, server := start(t, sandbox.Options{Now: func() time.Time { return *now.Load() }, Rate: sandbox.Rate{Requests: 2, Per: time.Second}})
	for i, want := range []struct {
		at     time.Duration
		status int
		wait   string
		left   string
	}{
		{0, 200, "", "1"},
		{100 * time.Millisecond, 200, "", "0"},
		{400 * time.Millisecond, 429, "600ms", "0"},
		{time.Second, 200, "", "1"},
	} {
		at(start0.Add(want.at))
		resp, _, err := send(t, server, "POST", "/x", "")
		if err != nil || resp.StatusCode != want.status || resp.Header.Get("Wait") != want.wait || resp.Header.Get("Left") != want.left {
			t.Errorf("request %d: %v, %v; want %+v", i, resp, err, want)
		}
	}
	if recorded(s) != 3 {
		t.Errorf("%d recorded, want 3", recorded(s))
	}
}
