package client_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/client"
	"github.com/waybillhq/waybill/web"
)

const token = "wb_secret_of_tests"

// to returns a client of a handler.
func to(t *testing.T, h http.HandlerFunc) *client.Client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return at(t, s.URL)
}

func at(t *testing.T, url string) *client.Client {
	t.Helper()
	c, err := client.New(client.Options{URL: url, Token: waybill.NewSecret(token), Agent: "test/1", Patience: 500 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// answer writes an answer.
func answer(w http.ResponseWriter, status int, kind, body string) {
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	fmt.Fprint(w, body)
}

const problem = "application/problem+json"

func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		url      string
		insecure bool
		base     string // "": refused
	}{
		{"https://waybill.example.com", false, "https://waybill.example.com"},
		{"https://waybill.example.com/", false, "https://waybill.example.com"},
		{"https://example.com/waybill/api/v1/", false, "https://example.com/waybill"},
		{"http://localhost:8080", false, "http://localhost:8080"},
		{"http://127.0.0.1:8080", false, "http://127.0.0.1:8080"},
		{"http://[::1]:8080", false, "http://[::1]:8080"},
		{"http://waybill:8080", true, "http://waybill:8080"},
		{url: "http://waybill:8080"},
		{url: "http://127.0.0.1.example.com"},
		{url: "https://ada:pw@example.com"},
		{url: "https://example.com?token=x"},
		{url: "https://example.com#x"},
		{url: "ftp://example.com"},
		{url: "example.com"},
		{url: "https://"},
		{url: ""},
	} {
		got, err := client.New(client.Options{URL: c.url, Token: waybill.NewSecret(token), Insecure: c.insecure})
		switch {
		case c.base == "" && waybill.ErrorCode(err) != waybill.EInvalid:
			t.Errorf("%s: %v", c.url, err)
		case c.base != "" && (err != nil || got.Base() != c.base):
			t.Errorf("%s: %v, %v", c.url, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "pw") {
			t.Errorf("%s: the password is repeated: %v", c.url, err)
		}
	}
	for _, bad := range []string{"", "wb_\nx", "wb x", "wb_é"} {
		if _, err := client.New(client.Options{URL: "https://example.com", Token: waybill.NewSecret(bad)}); waybill.ErrorCode(err) != waybill.EInvalid {
			t.Errorf("the token %q is taken: %v", bad, err)
		}
	}
}

// TestWhoAnswers is what is said of answers that are not what was asked for.
func TestWhoAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		code   waybill.Code
		says   string
		hint   string
	}{
		"a page":       {func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, "text/html", "<h1>Hi</h1>") }, waybill.EUnavailable, "no Waybill server answers there: the answer is 200, text/html", "without /api"},
		"no such page": {func(w http.ResponseWriter, _ *http.Request) { answer(w, 404, "text/html", "<h1>404</h1>") }, waybill.EUnavailable, "no Waybill server answers there: the answer is 404", "Is the address right?"},
		"other JSON":   {func(w http.ResponseWriter, _ *http.Request) { answer(w, 404, "application/json", `{"error":"no"}`) }, waybill.EUnavailable, "no Waybill server answers there", "Is the address right?"},
		"a redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://sso.example.com/sign-in?x", http.StatusFound)
		}, waybill.EUnavailable, "the address leads to https://sso.example.com", "sent nowhere"},
		"a proxy that asks": {func(w http.ResponseWriter, _ *http.Request) { answer(w, 401, "text/html", "") }, waybill.EUnavailable, "no Waybill server answers there, but somebody who refuses with 401", "proxy"},
		"half an answer":    {func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, "application/json", `{"id":"01`) }, waybill.EUnavailable, "breaks off", "Try again"},
		"a token that ended": {func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 401, problem, `{"status":401,"code":"unauthorized","detail":"the token is not one"}`)
		}, waybill.EUnauthorized, "the token is not one", "make another"},
		"a scope that lacks": {func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 403, problem, `{"status":403,"code":"forbidden","detail":"that needs run"}`)
		}, waybill.EForbidden, "that needs run", "scope"},
		"nothing there": {func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 404, problem, `{"status":404,"code":"not_found","detail":"there is no run","path":"x.y","hint":"Look."}`)
		}, waybill.ENotFound, "x.y: there is no run", "Look."},
		"a conflict": {func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 409, problem, `{"status":409,"code":"conflict","detail":"it runs"}`)
		}, waybill.EConflict, "it runs", ""},
		"somebody was faster": {func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 412, problem, `{"status":412,"code":"conflict","detail":"it changed","hint":"Read it again."}`)
		}, waybill.EConflict, "it changed", "Read it again."},
		"too many": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "120")
			answer(w, 429, problem, `{"status":429,"code":"too_many","detail":"slow down"}`)
		}, waybill.ETooMany, "slow down", "Try again in 2m0s."},
		"a bug": {func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 500, problem, `{"status":500,"code":"internal","detail":"oh","trace":"4bf9"}`)
		}, waybill.EInternal, "oh", "Trace: 4bf9"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := to(t, c.answer).Run(t.Context(), "01M7")
			var e *waybill.Error
			if !errors.As(err, &e) || e.Code != c.code || !strings.Contains(err.Error(), c.says) || !strings.Contains(e.Hint, c.hint) {
				t.Errorf("%#v", err)
			}
			if strings.Contains(fmt.Sprintf("%v %#v", err, err), token) {
				t.Error("the token is told")
			}
		})
	}
}

func TestSeveralProblemsAreSeveralErrors(t *testing.T) {
	t.Parallel()
	c := to(t, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 422, problem, `{"status":422,"code":"invalid","detail":"a","errors":[{"detail":"a","path":"syncs.x","hint":"do"},{"detail":"b","parameter":"query limit"}]}`)
	})
	_, err := c.Run(t.Context(), "01M7")
	joined, ok := err.(interface{ Unwrap() []error }) //nolint:errorlint // only what was joined at the top is taken apart
	if !ok || len(joined.Unwrap()) != 2 || err.Error() != "syncs.x: a\nquery limit: b" {
		t.Errorf("%#v", err)
	}
}

func TestServersThatCannotBeReached(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	secret := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secret.Close)
	for url, want := range map[string]string{
		strings.Replace(plain.URL, "http:", "https:", 1): "the server does not speak https",
		secret.URL:                     "the server's certificate is not trusted",
		"http://127.0.0.1:1":           "the server cannot be reached",
		"https://no-such-host.invalid": "",
	} {
		_, err := at(t, url).Cancel(t.Context(), "01M7") // not tried again
		if waybill.ErrorCode(err) != waybill.EUnavailable || !strings.Contains(err.Error(), url+": ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// TestWhatIsTriedAgain counts how often a server is asked that fails at first.
func TestWhatIsTriedAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ask  func(*client.Client) error
		want int64
	}{
		"reading": {func(c *client.Client) error { _, err := c.Run(t.Context(), "01M7"); return err }, 3},
		"asking for a run, under a key": {func(c *client.Client) error {
			_, err := c.Trigger(t.Context(), "x", web.RunOptions{}, client.NewKey())
			return err
		}, 3},
		"ending a run": {func(c *client.Client) error { _, err := c.Cancel(t.Context(), "01M7"); return err }, 1},
		"deciding":     {func(c *client.Client) error { _, err := c.Resolve(t.Context(), "x", "y", "resend", "z"); return err }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int64
			keys := make(chan string, 10)
			cl := to(t, func(w http.ResponseWriter, r *http.Request) {
				keys <- r.Header.Get("Idempotency-Key")
				switch asked.Add(1) {
				case 1:
					answer(w, 502, "text/html", "bad gateway")
				case 2:
					panic(http.ErrAbortHandler)
				default:
					answer(w, 200, "application/json", `{"run":"01M7"}`)
				}
			})
			err := c.ask(cl)
			if asked.Load() != c.want || (err == nil) != (c.want == 3) {
				t.Errorf("asked %d times: %v", asked.Load(), err)
			}
			first := <-keys
			for range c.want - 1 {
				if key := <-keys; key != first {
					t.Errorf("the keys %q and %q", first, key)
				}
			}
		})
	}
}

func TestARequestSaysWhoAsks(t *testing.T) {
	t.Parallel()
	c := to(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+token || r.Header.Get("User-Agent") != "test/1" || strings.Contains(r.RequestURI, token) {
			t.Errorf("%s %v", r.RequestURI, r.Header)
		}
		if r.RequestURI != "/api/v1/ledger/a%2Fb/x%20%2F%3F%23" {
			t.Errorf("the path is %s", r.RequestURI)
		}
		answer(w, 200, "application/json", `{}`)
	})
	if _, err := c.Story(t.Context(), "a/b", "", "x /?#"); err != nil {
		t.Error(err)
	}
}
