package sandbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/sandbox"
)

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
	if resp, _, err := send(t, server, "POST", "/_sandbox/reset", "", "Origin", "https://elsewhere.example"); err != nil || resp.StatusCode != 403 {
		t.Errorf("another site's reset answered %v, %v", resp, err)
	}
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
	if err := server.Close(); err != nil {
		t.Errorf("the second Close = %v", err)
	}
	if resp, err := http.Post(server.URL+"/x", "", nil); err == nil {
		_ = resp.Body.Close()
		t.Error("it still answers")
	}
	if _, err := sandbox.Start(t.Context(), s, "nowhere:http:1"); err == nil {
		t.Error("Start took a wrong address")
	}
}
