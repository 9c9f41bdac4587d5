package transport_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/transport"
)

const secret = "s/cret +0123"

// send sends a POST through a chain and returns what was recorded.
func send(t *testing.T, chain *transport.Chain, url string, set func(*http.Request)) ([]waybill.Exchange, *http.Response, error) {
	t.Helper()
	rec := &transport.Recorder{}
	r, err := http.NewRequestWithContext(transport.WithRecorder(t.Context(), rec), http.MethodPost, url, strings.NewReader("key="+secret))
	if err != nil {
		t.Fatal(err)
	}
	if set != nil {
		set(r)
	}
	resp, err := chain.RoundTrip(r)
	return rec.Exchanges(), resp, err
}

func chainTo(t *testing.T, o transport.Options, handler http.HandlerFunc) (*transport.Chain, string) {
	t.Helper()
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	o.Secrets = append(o.Secrets, secret, "user")
	chain := transport.New(o)
	t.Cleanup(func() {
		if err := chain.Close(); err != nil {
			t.Error(err)
		}
	})
	return chain, srv.URL
}

func TestCaptureIsRedacted(t *testing.T) {
	t.Parallel()
	var sent string
	chain, url := chainTo(t, transport.Options{}, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		sent = string(b) + r.Header.Get("Authorization")
		w.Header().Set("Set-Cookie", "session=1")
		w.Header().Set("X-Echo", "it is "+secret)
		_, _ = fmt.Fprint(w, "you sent "+secret+" and ", r.Header.Get("Authorization"))
	})
	exchanges, resp, err := send(t, chain, url+"/s%2Fcret%20+0123?q=s%2Fcret+%2B0123", func(r *http.Request) { r.SetBasicAuth("user", secret) })
	if err != nil || len(exchanges) != 1 {
		t.Fatalf("got %v, %v", exchanges, err)
	}
	if !strings.Contains(sent, "key="+secret+"Basic ") {
		t.Errorf("the server got %q", sent)
	}
	if b, _ := io.ReadAll(resp.Body); !strings.Contains(string(b), secret) {
		t.Errorf("the caller got %q", b)
	}
	e := exchanges[0]
	seen := fmt.Sprint(e)
	for _, form := range []string{secret, "s%2Fcret", "dXNlcjpz", "session=1"} {
		if strings.Contains(seen, form) {
			t.Errorf("%q can be seen in %s", form, seen)
		}
	}
	if e.RequestBody != "key=•••" || e.Status != 200 || e.Method != "POST" || e.StartedAt.IsZero() || e.ResponseHeader["X-Echo"][0] != "it is •••" {
		t.Errorf("recorded %+v", e)
	}
}

func TestCaptureIsBounded(t *testing.T) {
	t.Parallel()
	chain, url := chainTo(t, transport.Options{}, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("x", 100<<10))
	})
	exchanges, resp, err := send(t, chain, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := exchanges[0].ResponseBody; len(got) > 65<<10 || !strings.HasSuffix(got, "(36864 bytes more)") {
		t.Errorf("recorded %d bytes", len(got))
	}
	if b, err := transport.Body(resp); len(b) != 100<<10 || err != nil {
		t.Errorf("the caller got %d bytes, %v", len(b), err)
	}
}

func TestAnswersAreBounded(t *testing.T) {
	t.Parallel()
	chain, url := chainTo(t, transport.Options{}, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("x", 2<<20))
	})
	_, resp, err := send(t, chain, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(resp.Body); len(b) != 1<<20 || !errors.Is(err, transport.ErrTooLong) {
		t.Errorf("got %d bytes, %v", len(b), err)
	}
}

func TestTimeoutIsRecorded(t *testing.T) {
	t.Parallel()
	block := make(chan struct{})
	defer close(block)
	chain, url := chainTo(t, transport.Options{Timeout: 20 * time.Millisecond}, func(http.ResponseWriter, *http.Request) { <-block })
	exchanges, _, err := send(t, chain, url, nil)
	if _, ok := errors.AsType[*transport.TimeoutError](err); !ok {
		t.Errorf("got %v", err)
	}
	if len(exchanges) != 1 || exchanges[0].Error != "no answer within 20ms" || exchanges[0].Status != 0 {
		t.Errorf("recorded %+v", exchanges)
	}
}

func TestTheCallersEndIsNotATimeout(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	block := make(chan struct{})
	defer close(block)
	chain, url := chainTo(t, transport.Options{}, func(http.ResponseWriter, *http.Request) { close(arrived); <-block })
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-arrived; cancel() }()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chain.RoundTrip(r); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestPlanSendsNoWrite(t *testing.T) {
	t.Parallel()
	for _, offline := range []bool{false, true} {
		chain, url := chainTo(t, transport.Options{Plan: true, Offline: offline}, func(_ http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodGet || offline {
				t.Errorf("%s was sent, offline %v", r.Method, offline)
			}
		})
		exchanges, _, err := send(t, chain, url+"/a%2Fb", nil)
		if !errors.Is(err, transport.ErrPlanned) || len(exchanges) != 1 || exchanges[0].RequestBody != "key=•••" || !strings.HasSuffix(exchanges[0].URL, "/a%2Fb") {
			t.Errorf("got %+v, %v", exchanges, err)
		}
		exchanges, resp, err := send(t, chain, url, func(r *http.Request) { r.Method, r.Body, r.GetBody, r.ContentLength = "GET", nil, nil, 0 })
		want := map[bool]int{false: 200, true: 404}[offline]
		if err != nil || len(exchanges) != 1 || resp.StatusCode != want {
			t.Errorf("a read, offline %v: %+v, %v", offline, exchanges, err)
		}
	}
}

func TestRedactor(t *testing.T) {
	t.Parallel()
	rd := transport.NewRedactor([]string{"abc", "abcdef", ""})
	for text, want := range map[string]string{
		"abcdefg":          "•••g",
		"xabcx":            "x•••x",
		"nothing here":     "nothing here",
		"YWJjOmFiY2RlZg==": "•••",
	} {
		if got := rd.Text(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	h := http.Header{"Authorization": {"Basic x"}, "A": {"abc", "1"}}
	got := rd.Header(h)
	if got.Get("Authorization") != "•••" || got["A"][0] != "•••" || got["A"][1] != "1" || h.Get("Authorization") != "Basic x" {
		t.Errorf("got %v out of %v", got, h)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	n := 0
	chain, url := chainTo(t, transport.Options{}, func(w http.ResponseWriter, r *http.Request) {
		n++
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	})
	if _, resp, err := send(t, chain, url, nil); err != nil || resp.StatusCode != 307 || n != 1 {
		t.Errorf("got %v, %v, %d requests", resp, err, n)
	}
}
