package destination_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/transport"
)

var vendor = destination.Destination{
	Name: "vendor", Label: "Vendor",
	Message: destination.JSONMessage("error", "message"),
	Settings: []waybill.Field{
		{Name: "url", Default: "https://api.vendor.example/v1"},
	},
	Limit: destination.Limit{Requests: 5, Per: time.Second},
	Operations: []destination.Operation{{
		API: destination.API{Base: "url", Auth: destination.Basic("user", "secret"), Advice: "Check both keys"},
	}},
}

// client returns a client whose vendor answers with handler, through a whole
// chain.
func client(t *testing.T, handler http.HandlerFunc, o transport.Options) *destination.Client {
	t.Helper()
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	return clientOf(t, srv.URL+"/v1", o)
}

func clientOf(t *testing.T, url string, o transport.Options) *destination.Client {
	t.Helper()
	chain := transport.New(o)
	s := destination.Sync{Mode: waybill.Insert, Config: destination.Settings{
		"url": url, "user": "pk", "secret": waybill.NewSecret("sk-0123456789"),
	}}
	c := destination.NewClient(&vendor, &vendor.Operations[0], s, chain)
	t.Cleanup(func() {
		if err := errors.Join(c.Close(), chain.Close()); err != nil {
			t.Error(err)
		}
	})
	return c
}

func TestPathReachesTheWireAsItIs(t *testing.T) {
	t.Parallel()
	got := make(chan string, 1)
	c := client(t, func(_ http.ResponseWriter, r *http.Request) { got <- r.Method + " " + r.RequestURI }, transport.Options{})
	for _, path := range []string{
		"/a%2Fb/c%3Ad/%5Be%5D/[category:x/value:1][category:y]",
		"/conversion/clickref:1011l%2B%26/v:%20%25%C3%A9",
		"/customers?limit=250&starting_after=a%2Bb",
		"/plain/%7E~-._!$&'()*+,;=:@",
	} {
		if _, err := c.Do(t.Context(), destination.Request{Method: "POST", Path: path}); err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if want := "POST /v1" + path; <-got != want {
			t.Errorf("%s changed on its way", path)
		}
	}
	for _, path := range []string{"/a b", "/%zz", "/é", "/a\r\nX-Evil: 1"} {
		if _, err := c.Do(t.Context(), destination.Request{Method: "POST", Path: path}); err == nil {
			t.Errorf("%q was sent", path)
		}
	}
}

func TestBodyIsExact(t *testing.T) {
	t.Parallel()
	var body, agent, key string
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		body, agent, key = string(b), r.UserAgent(), r.Header.Get("Idempotency-Key")
		_, _ = io.WriteString(w, `{"data":{"big":12345678901234567890.10}}`)
	}, transport.Options{})
	resp, err := c.Do(t.Context(), destination.Request{Method: "POST", Path: "/x", Body: waybill.Object{
		{Name: "z", Value: json.Number("1.50")}, {Name: "a", Value: "<é>"},
	}})
	if err != nil || body != `{"z":1.50,"a":"<é>"}` {
		t.Errorf("sent %s, %v", body, err)
	}
	if !strings.HasPrefix(agent, "waybill/") || key != "" {
		t.Errorf("User-Agent %q, Idempotency-Key %q", agent, key)
	}
	v, err := resp.JSON()
	if err != nil || v.(map[string]any)["data"].(map[string]any)["big"] != json.Number("12345678901234567890.10") {
		t.Errorf("read %v, %v", v, err)
	}
}

func TestClassification(t *testing.T) {
	t.Parallel()
	type class struct {
		d            destination.Disposition
		unsure, free bool
		after        time.Duration
	}
	for name, tc := range map[string]struct {
		status int
		header string
		want   class
	}{
		"429 with seconds":         {429, "Retry-After: 7", class{after: 7 * time.Second, free: true}},
		"429 in Partnerize's way":  {429, "X-RateLimit-Retry-After: 9", class{after: 9 * time.Second, free: true}},
		"429 that does not say":    {429, "", class{after: time.Second, free: true}},
		"503 with a wait":          {503, "Retry-After: 3", class{after: 3 * time.Second}},
		"503 without":              {503, "", class{unsure: true}},
		"500":                      {500, "", class{unsure: true}},
		"504":                      {504, "", class{unsure: true}},
		"408":                      {408, "", class{unsure: true}},
		"401":                      {401, "", class{d: destination.Stop}},
		"403":                      {403, "", class{d: destination.Stop}},
		"400":                      {400, "", class{d: destination.Never}},
		"422":                      {422, "", class{d: destination.Never}},
		"a redirect, not followed": {302, "Location: /elsewhere", class{d: destination.Never}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := client(t, func(w http.ResponseWriter, _ *http.Request) {
				if k, v, ok := strings.Cut(tc.header, ": "); ok {
					w.Header().Set(k, v)
				}
				w.WriteHeader(tc.status)
			}, transport.Options{})
			_, err := c.Do(t.Context(), destination.Request{Method: "POST", Path: "/x"})
			e, ok := errors.AsType[*destination.Error](err)
			if !ok {
				t.Fatalf("got %v", err)
			}
			if got := (class{e.Disposition, e.Unsure, e.Free, e.After}); got != tc.want || e.Status != tc.status {
				t.Errorf("got %+v, status %d", got, e.Status)
			}
		})
	}
}

func TestUnansweredRequests(t *testing.T) {
	t.Parallel()
	unsure := func(t *testing.T, c *destination.Client, ctx context.Context) (bool, string) {
		t.Helper()
		_, err := c.Do(ctx, destination.Request{Method: "POST", Path: "/x", Body: waybill.Object{}})
		e, ok := errors.AsType[*destination.Error](err)
		if !ok || e.Disposition != destination.Again {
			t.Fatalf("got %v", err)
		}
		return e.Unsure, e.Error()
	}
	hangUp := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	if sent, _ := unsure(t, client(t, hangUp, transport.Options{}), t.Context()); !sent {
		t.Error("a lost answer leaves doubt")
	}
	half := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "half")
	}
	if sent, _ := unsure(t, client(t, half, transport.Options{}), t.Context()); !sent {
		t.Error("half an answer leaves doubt")
	}
	block := make(chan struct{})
	defer close(block)
	slow := client(t, func(http.ResponseWriter, *http.Request) { <-block }, transport.Options{Timeout: 30 * time.Millisecond})
	if sent, text := unsure(t, slow, t.Context()); !sent || !strings.Contains(text, "no answer within 30ms") {
		t.Errorf("a time-out leaves doubt: %v, %s", sent, text)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + l.Addr().String()
	_ = l.Close()
	if sent, _ := unsure(t, clientOf(t, closed, transport.Options{}), t.Context()); sent {
		t.Error("a refused connection leaves no doubt")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if sent, _ := unsure(t, client(t, hangUp, transport.Options{}), ctx); sent {
		t.Error("nothing was sent before the run was stopped")
	}
}

func TestMessagesAreForPeople(t *testing.T) {
	t.Parallel()
	reply := func(status int, body string) error {
		c := client(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}, transport.Options{})
		_, err := c.Do(t.Context(), destination.Request{Method: "POST", Path: "/x"})
		return err
	}
	for body, want := range map[string]string{
		`{"error":{"message":"no such partner"}}`:                              "Vendor answered 400 Bad Request: no such partner",
		"<html><head><style>x</style></head><body><h1>Oh &amp; no</h1></body>": "Vendor answered 400 Bad Request: Oh & no",
		"your key sk-0123456789 is wrong":                                      "Vendor answered 400 Bad Request: your key ••• is wrong",
		"":                                                                     "Vendor answered 400 Bad Request",
	} {
		if got := reply(400, body); got == nil || got.Error() != want {
			t.Errorf("got %v, want %s", got, want)
		}
	}
	if got := reply(400, strings.Repeat("é", 9000)).Error(); len([]rune(got)) > 600 {
		t.Errorf("a message of %d characters", len([]rune(got)))
	}
	got := reply(403, "no.")
	if got.Error() != "Vendor answered 403 Forbidden: no. Check both keys" || waybill.ErrorCode(got) != waybill.EUnauthorized {
		t.Errorf("got %s, %v", waybill.ErrorCode(got), got)
	}
}

func TestLimitHoldsForTheVendorsOwnHost(t *testing.T) {
	t.Parallel()
	op := &vendor.Operations[0]
	if got := vendor.LimitFor(op, destination.Settings{"url": "https://api.vendor.example/v1"}); got.Requests != 5 {
		t.Errorf("own host: %+v", got)
	}
	if got := vendor.LimitFor(op, destination.Settings{"url": "http://localhost:1"}); got.Requests != 0 {
		t.Errorf("sandbox: %+v", got)
	}
}

func BenchmarkDo(b *testing.B) {
	answer := &http.Response{StatusCode: 200, Header: http.Header{}, Body: http.NoBody}
	chain := transport.New(transport.Options{Base: roundTripper(func(*http.Request) (*http.Response, error) {
		resp := *answer
		return &resp, nil
	}), Secrets: []string{"sk-0123456789"}})
	c := destination.NewClient(&vendor, &vendor.Operations[0], destination.Sync{Config: destination.Settings{
		"url": "http://vendor.example/v1", "user": "pk", "secret": waybill.NewSecret("sk-0123456789"),
	}}, chain)
	body := waybill.Object{{Name: "key", Value: "T-100000"}, {Name: "amount", Value: int64(1250)}, {Name: "currency", Value: "USD"}}
	b.ReportAllocs()
	for b.Loop() {
		ctx := transport.WithRecorder(b.Context(), &transport.Recorder{})
		if _, err := c.Do(ctx, destination.Request{Method: "POST", Path: "/transactions/a%2Fb", Body: body}); err != nil {
			b.Fatal(err)
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
