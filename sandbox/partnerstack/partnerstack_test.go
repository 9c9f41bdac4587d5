package partnerstack_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waybillhq/waybill/sandbox"
	"github.com/waybillhq/waybill/sandbox/partnerstack"
)

// account is a sandbox under test.
type account struct {
	*testing.T
	*sandbox.Sandbox
	server *httptest.Server
	now    atomic.Int64 // nanoseconds since 1970
	auth   string
}

var begin = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// open starts a sandbox whose clock moves a millisecond with each reading.
func open(t *testing.T, assume ...string) *account {
	t.Helper()
	a := &account{T: t, auth: "Basic cGtfc2FuZGJveDpza19zYW5kYm94"} // pk_sandbox:sk_sandbox
	a.now.Store(begin.UnixNano())
	options := map[string]string{}
	for i := 0; i+1 < len(assume); i += 2 {
		options[assume[i]] = assume[i+1]
	}
	var err error
	a.Sandbox, err = sandbox.New(partnerstack.Kind(partnerstack.DefaultData()), sandbox.Options{
		Seed: 7, Assume: options, Now: func() time.Time { return time.Unix(0, a.now.Add(int64(time.Millisecond))) },
	})
	if err != nil {
		t.Fatal(err)
	}
	a.server = httptest.NewServer(a.Sandbox)
	t.Cleanup(a.server.Close)
	return a
}

// answer is an envelope, or the text of a body that is none.
type answer struct {
	code    int
	text    string
	header  http.Header
	Message string
	Status  int
	Data    json.RawMessage
}

// call sends "METHOD /path" with a body.
func (a *account) call(what, body string) answer {
	a.Helper()
	method, path, _ := strings.Cut(what, " ")
	auth := a.auth
	if strings.HasPrefix(path, "/conversion/") {
		auth = "Bearer s2s_sandbox"
	} else if !strings.HasPrefix(path, "/l/") {
		path = "/api/v2" + path
	}
	return a.send(method, path, body, auth)
}

func (a *account) send(method, path, body, auth string) answer {
	a.Helper()
	req, err := http.NewRequestWithContext(a.Context(), method, a.server.URL+path, strings.NewReader(body))
	if err != nil {
		a.Fatal(err)
	}
	if auth != "" {
		req.Header.Set("Authorization", auth)
	}
	resp, err := a.server.Client().Transport.RoundTrip(req)
	if err != nil {
		a.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		a.Fatal(err)
	}
	out := answer{code: resp.StatusCode, text: string(b), header: resp.Header}
	_ = json.Unmarshal(b, &out) // not every body is an envelope
	return out
}

// must calls and wants the status.
func (a *account) must(status int, what, body string) answer {
	a.Helper()
	got := a.call(what, body)
	if got.code != status {
		a.Fatalf("%s %s answered %d %s, want %d", what, body, got.code, got.text, status)
	}
	return got
}

// get reads a value out of the data.
func (r answer) get(t *testing.T, path ...any) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(r.Data, &v); err != nil {
		t.Fatalf("%s: %v", r.text, err)
	}
	for _, p := range path {
		switch p := p.(type) {
		case string:
			v = v.(map[string]any)[p]
		case int:
			v = v.([]any)[p]
		}
	}
	return v
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	a := open(t)
	for auth, want := range map[string]int{
		a.auth:                           200,
		"":                               401,
		"Basic cGtfc2FuZGJveDp3cm9uZw==": 401, // pk_sandbox:wrong
		"Basic d3Jvbmc6c2tfc2FuZGJveA==": 401, // wrong:sk_sandbox
		"Bearer sk_sandbox":              401,
	} {
		got := a.send("GET", "/api/v2/partnerships?limit=1", "", auth)
		if got.code != want || got.Status != want {
			t.Errorf("%q answered %d %s, want %d", auth, got.code, got.text, want)
		}
	}
	for auth, want := range map[string]int{"Bearer s2s_sandbox": 200, "Bearer wrong": 401, a.auth: 401, "": 401} {
		if got := a.send("POST", "/conversion/xid", `{"xid":"x","customer_key":"c"}`, auth); got.code != want {
			t.Errorf("the tracking host answered %q with %d, want %d", auth, got.code, want)
		}
	}
	if got := a.send("GET", "/api/v2/partnerships", "", ""); got.text != `{"message":"Unauthorized","status":401}`+"\n" {
		t.Errorf("the body is %s", got.text)
	}
}

func TestRefusalsAreInTheVendorsWords(t *testing.T) {
	t.Parallel()
	for retry, want := range map[string]string{"seconds": "3", "none": ""} {
		a := open(t, "retry_after", retry)
		f, err := sandbox.ParseFault("429:first=1,wait=3")
		if err != nil {
			t.Fatal(err)
		}
		a.SetFaults(f)
		got := a.must(429, "GET /partnerships", "")
		if got.text != `{"message":"Too Many Requests","status":429}`+"\n" || got.header.Get("Retry-After") != want {
			t.Errorf("answered %v %s, want Retry-After %q", got.header, got.text, want)
		}
		a.must(200, "GET /partnerships", "")
	}
}

func TestRunsRepeatUnderASeed(t *testing.T) {
	t.Parallel()
	run := func() string {
		a := open(t)
		a.must(200, "POST /customers", ada)
		a.must(200, "POST /customers", strings.Replace(ada, "C-1", "C-2", 1))
		for range 2 {
			a.must(200, "POST /transactions", `{"key":"T-001","customer_external_key":"C-1","amount":1,"currency":"USD"}`)
		}
		a.must(200, "POST /transactions", `{"customer_external_key":"C-1","amount":1,"currency":"USD"}`)
		b, err := json.Marshal(a.Recorded().Objects)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if one, two := run(), run(); one != two {
		t.Errorf("two runs differ:\n%s\n%s", one, two)
	}
	ids := map[string]bool{}
	a := open(t)
	a.must(200, "POST /customers", ada)
	for range 3 {
		a.must(200, "POST /transactions", `{"key":"T-001","customer_external_key":"C-1","amount":1,"currency":"USD"}`)
	}
	for _, tx := range partnerstack.Records(a.Sandbox).Transactions {
		ids[tx.ID] = true
	}
	if len(ids) != 3 {
		t.Errorf("three transactions have the ids %v", ids)
	}
}

func TestTheSandboxFills(t *testing.T) {
	t.Parallel()
	s, err := sandbox.New(partnerstack.Kind(partnerstack.DefaultData()), sandbox.Options{MaxRecords: 1, AnyCredentials: true})
	if err != nil {
		t.Fatal(err)
	}
	a := &account{T: t, Sandbox: s, server: httptest.NewServer(s), auth: "Basic YW55OnRoaW5n"}
	defer a.server.Close()
	a.must(200, "POST /customers", ada)
	a.must(507, "POST /customers", strings.Replace(ada, "C-1", "C-2", 1))
	a.Reset()
	a.must(200, "POST /customers", strings.Replace(ada, "C-1", "C-2", 1))
}
