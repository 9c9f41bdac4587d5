package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
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

func TestControls(t *testing.T) {
	t.Parallel()
	s, server := start(t, sandbox.Options{})
	call := func(want int, method, path, body string) string {
		t.Helper()
		resp, text, err := send(t, server, method, path, body)
		if err != nil || resp.StatusCode != want {
			t.Fatalf("%s %s answered %v %s, %v; want %d", method, path, resp, text, err, want)
		}
		return text
	}
	if text := call(200, "POST", "/_sandbox/faults", `{"faults":["500:first=1","slow=1ms"]}`); text != `{"faults":["500:first=1","slow=1ms"]}`+"\n" {
		t.Errorf("the faults are %s", text)
	}
	call(500, "POST", "/x", "")
	call(200, "POST", "/x", "")
	call(400, "POST", "/_sandbox/faults", `{"faults":["oops"]}`)
	call(400, "POST", "/_sandbox/faults", `{"fault":["500"]}`)
	call(200, "DELETE", "/_sandbox/faults", "")
	if len(s.Faults()) != 0 {
		t.Errorf("the faults are %v after DELETE", s.Faults())
	}
	call(200, "POST", "/_sandbox/assumptions", `{"counter.first":"no","second":"right"}`)
	if text := call(200, "GET", "/_sandbox/assumptions", ""); strings.Count(text, `"value":"no"`)+strings.Count(text, `"value":"right"`) != 2 {
		t.Errorf("the assumptions are %s", text)
	}
	if text := call(400, "POST", "/_sandbox/assumptions", `{"frist":"no"}`); !strings.Contains(text, "counter.first") {
		t.Errorf("the error %s does not name the nearest", text)
	}
	call(404, "GET", "/_sandbox/nothing", "")
	var view struct {
		Traffic sandbox.Traffic
		Objects struct{ Things []int64 }
	}
	if err := json.Unmarshal([]byte(call(200, "GET", "/_sandbox/recorded", "")), &view); err != nil || view.Traffic.Requests != 2 || view.Objects.Things[0] != 1 {
		t.Errorf("the view is %+v, %v; want 2 requests and 1 thing: controls are not traffic", view, err)
	}
	call(204, "POST", "/_sandbox/reset", "")
	if recorded(s) != 0 || s.Traffic().Requests != 0 {
		t.Errorf("%d recorded and %d requests after a reset", recorded(s), s.Traffic().Requests)
	}
}

func TestAssumptionsAreChecked(t *testing.T) {
	t.Parallel()
	for _, options := range []map[string]string{{"counter.thrid": "yes"}, {"first": "maybe"}} {
		if _, err := sandbox.New(counterKind, sandbox.Options{Assume: options}); waybill.ErrorCode(err) != waybill.EInvalid {
			t.Errorf("New with %v = %v, want it refused", options, err)
		}
	}
	s, _ := start(t, sandbox.Options{})
	if err := s.Assume(map[string]string{"first": "no", "second": "up"}); err == nil || s.Assumptions()[0].Value != "yes" {
		t.Errorf("Assume = %v with %v, want nothing switched", err, s.Assumptions())
	}
	if _, _, err := sandbox.ParseAssumption("first"); err == nil {
		t.Error("ParseAssumption took a name without an option")
	}
}

func TestRequestLogIsBoundedAndCountsAll(t *testing.T) {
	t.Parallel()
	s, server := start(t, sandbox.Options{MaxRequests: 3})
	for i := range 5 {
		resp, _, err := send(t, server, "POST", fmt.Sprintf("/x/%d?q=1", i), "")
		if err != nil || resp.Header.Get(sandbox.NoteHeader) != "" {
			t.Fatalf("%v, %v: the note reached the client", resp, err)
		}
	}
	log := s.Requests()
	if s.Traffic().Requests != 5 || s.Traffic().Status[200] != 5 || len(log) != 3 {
		t.Fatalf("%+v with %d kept, want 5 counted and 3 kept", s.Traffic(), len(log))
	}
	if log[0].Number != 3 || log[2].Path != "/x/4?q=1" || log[2].Note != "a note" {
		t.Errorf("the log is %+v, want requests 3 to 5 in order, with notes", log)
	}
}

func TestPageEscapesAndLoadsNothing(t *testing.T) {
	t.Parallel()
	_, server := start(t, sandbox.Options{})
	if _, _, err := send(t, server, "POST", `/%3Cscript%3E"'<b>`, ""); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/_sandbox"} {
		resp, body, err := send(t, server, "GET", path, "")
		if err != nil || resp.StatusCode != 200 {
			t.Fatal(resp, err)
		}
		if strings.Contains(body, "<script") || strings.Contains(body, "<b>\"") || !strings.Contains(body, "&lt;script&gt;alert(1)") {
			t.Errorf("the page does not escape:\n%s", body)
		}
		if csp := resp.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "script") {
			t.Errorf("the policy is %q", csp)
		}
	}
}

func TestServerStops(t *testing.T) {
	t.Parallel()
	s, err := sandbox.New(counterKind, sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	server, err := sandbox.Start(ctx, s, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(server.URL+"/x", "", nil)
	if err != nil || resp.StatusCode != 200 {
		t.Fatal(resp, err)
	}
	_ = resp.Body.Close()
	cancel()
	if err := server.Close(); err != nil {
		t.Errorf("Close = %v", err)
	}
	if resp, err := http.Post(server.URL+"/x", "", nil); err == nil {
		_ = resp.Body.Close()
		t.Error("it still answers")
	}
	if _, err := sandbox.Start(t.Context(), s, "nowhere:http:1"); err == nil {
		t.Error("Start took a wrong address")
	}
}
