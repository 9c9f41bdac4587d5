package web_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/web"
)

func TestAnETagSavesAnAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.get("admin", "/people/"+w.names["viewer"])
	r := w.request("admin", "GET", "/people/"+w.names["viewer"], "")
	r.Header.Set("If-None-Match", `"x", `+first.Header.Get("ETag"))
	if a := w.do(r); a.StatusCode != http.StatusNotModified || a.body != "" || a.Header.Get("ETag") != first.Header.Get("ETag") {
		t.Errorf("answered %d %q", a.StatusCode, a.body)
	}
	patch := w.request("admin", "PATCH", "/people/"+w.names["viewer"], `{"name":"Vera"}`)
	patch.Header.Set("If-Match", first.Header.Get("ETag"))
	if a := w.do(patch); a.StatusCode != 200 || a.Header.Get("ETag") == first.Header.Get("ETag") {
		t.Fatalf("the change is answered %d with %s: %s", a.StatusCode, a.Header.Get("ETag"), a.body)
	}
	if a := w.do(r.Clone(t.Context())); a.StatusCode != 200 || !strings.Contains(a.body, "Vera") {
		t.Errorf("after a change: %d %q", a.StatusCode, a.body)
	}
}

// Of many who change one version at once, one does.
func TestOneOfManyChangesAVersion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tag := w.get("admin", "/people/"+w.names["viewer"]).Header.Get("ETag")
	const many = 8
	statuses := make(chan int, many)
	for i := range many {
		r := w.request("admin", "PATCH", "/people/"+w.names["viewer"], `{"name":"`+strconv.Itoa(i)+`"}`)
		r.Header.Set("If-Match", tag)
		go func() {
			res, err := w.client.Do(r)
			if err != nil {
				statuses <- 0
				return
			}
			_ = res.Body.Close()
			statuses <- res.StatusCode
		}()
	}
	got := map[int]int{}
	for range many {
		got[<-statuses]++
	}
	if got[200] != 1 || got[412] != many-1 {
		t.Errorf("answered %v", got)
	}
}

func TestTheLastAdminIsAConflictOfAnotherKind(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.request("admin", "DELETE", "/people/"+w.names["admin"], "")
	r.Header.Set("If-Match", w.get("admin", "/people/"+w.names["admin"]).Header.Get("ETag"))
	if p := problemIn(t, w.do(r)); p.Status != http.StatusConflict {
		t.Errorf("answered %+v", p)
	}
}

func TestListsAreReadToTheEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, list := range []string{"/people?limit=1", "/audit?limit=2", "/tokens?everybody=true&limit=1", "/secrets?limit=1"} {
		whole := walk(t, w, strings.Replace(list, "limit=1", "limit=500", 1))
		if parts := walk(t, w, list); strings.Join(parts, "") != strings.Join(whole, "") || len(parts) == 0 {
			t.Errorf("%s in pages: %v, whole: %v", list, parts, whole)
		}
	}
}

// walk returns the items of a list, from page to page.
func walk(t *testing.T, w *world, path string) []string {
	t.Helper()
	var items []string
	for next := ""; ; {
		r := w.request("admin", "GET", path, "")
		if next != "" {
			query(r, "after", next)
		}
		var page struct {
			Items []json.RawMessage
			Next  string
		}
		if a := w.do(r); json.Unmarshal([]byte(a.body), &page) != nil || page.Items == nil {
			t.Fatalf("%s is answered %s", r.URL, a.body)
		}
		for _, item := range page.Items {
			items = append(items, string(item))
		}
		if next = page.Next; next == "" {
			return items
		}
	}
}

func TestLargeAnswersAreCompressed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.request("admin", "GET", "/audit", "")
	r.Header.Set("Accept-Encoding", "gzip")
	a := w.do(r)
	if a.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("not compressed: %v, %d bytes", a.Header, len(a.body))
	}
	z, err := gzip.NewReader(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(z); err != nil || !json.Valid(b) {
		t.Errorf("decompressed: %v %.100s", err, b)
	}
	r = w.request("admin", "GET", "/version", "")
	r.Header.Set("Accept-Encoding", "gzip")
	if a := w.do(r); a.Header.Get("Content-Encoding") != "" {
		t.Error("a small answer was compressed")
	}
}

func TestWrongPasswordsHaveToWait(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *web.Options) { o.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	try := func(address, password string) answer {
		r := w.request("nobody", "POST", "/auth/sign-in", `{"email":"admin@example.com","password":"`+password+`"}`)
		r.Header.Set("X-Forwarded-For", "203.0.113.9, "+address)
		return w.do(r)
	}
	for i := range 5 {
		if p := problemIn(t, try("192.0.2.1", "wrong")); p.Status != http.StatusUnauthorized {
			t.Fatalf("attempt %d is answered %+v", i, p)
		}
	}
	a := try("192.0.2.1", password)
	if p := problemIn(t, a); p.Status != http.StatusTooManyRequests || a.Header.Get("Retry-After") == "" {
		t.Errorf("the sixth is answered %+v, Retry-After %q", p, a.Header.Get("Retry-After"))
	}
	if a := try("192.0.2.2", password); a.StatusCode != 200 {
		t.Errorf("from elsewhere: %d %s", a.StatusCode, a.body)
	}
	w.clock.Add(time.Minute)
	if a := try("192.0.2.1", password); a.StatusCode != 200 {
		t.Errorf("after the wait: %d %s", a.StatusCode, a.body)
	}
}

func TestACookieByTLS(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *web.Options) { o.Secure, o.PublicURL = true, "https://waybill.example.com" })
	a := w.do(w.request("nobody", "POST", "/auth/sign-in", `{"email":"admin@example.com","password":"`+password+`"}`))
	c := a.Cookies()[0]
	if c.Name != "__Host-waybill" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
		t.Errorf("the cookie is %s", a.Header.Get("Set-Cookie"))
	}
	if a.Header.Get("Strict-Transport-Security") == "" {
		t.Error("browsers are not told to stay with TLS")
	}
	r := w.request("nobody", "GET", "/auth/session", "")
	r.AddCookie(&http.Cookie{Name: "waybill", Value: c.Value})
	if got := w.do(r).StatusCode; got != http.StatusUnauthorized {
		t.Errorf("a session in the plain cookie is answered %d", got)
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range []string{"/api/v1/version", "/api/docs", "/api/docs/style.css", "/nothing", "/healthz"} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", w.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		h := w.do(r).Header
		if csp := h.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'") || strings.Contains(csp, "script-src") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: %s", path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" || h.Get("Cache-Control") == "" {
			t.Errorf("%s: %v", path, h)
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	version, broken, full := int64(7), error(nil), error(nil)
	w := newWorld(t, func(o *web.Options) {
		o.Migration = func(context.Context) (int64, int64, error) { return version, 7, broken }
		o.Writable = func(context.Context) error { return full }
	})
	ask := func(path string) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), "GET", w.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		a := w.do(r)
		return a.StatusCode, strings.TrimSpace(a.body)
	}
	want := func(path string, status int, body string) {
		t.Helper()
		if s, b := ask(path); s != status || b != body {
			t.Errorf("%s is answered %d %s, want %d %s", path, s, b, status, body)
		}
	}
	refused := func(detail string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), "GET", w.url+"/readyz", nil)
		if err != nil {
			t.Fatal(err)
		}
		a := w.do(r)
		if p := problemIn(t, a); p.Status != 503 || p.Code != "unavailable" || p.Detail != detail || a.Header.Get("Retry-After") == "" {
			t.Errorf("/readyz is answered %+v, want %s", p, detail)
		}
	}
	want("/healthz", 200, `{"status":"ok"}`)
	want("/readyz", 200, `{"status":"ready","migration":7,"wanted":7}`)
	version = 6
	refused("the state is of version 6, and has to be migrated to 7")
	version = 8
	refused("the state is of version 8, newer than this program, which knows 7")
	version, full = 7, errors.New("the disk of /var/lib/waybill is full")
	refused("the state cannot be written")
	broken = waybill.Errorf(waybill.EUnavailable, "10.0.0.7 is away")
	refused("the state cannot be read")
	want("/healthz", 200, `{"status":"ok"}`)
}

func TestTheCommittedDocumentIsTheServedOne(t *testing.T) {
	t.Parallel()
	committed, err := os.ReadFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if served := newWorld(t).get("nobody", "/openapi.yaml"); served.body != string(committed) {
		t.Error("web/openapi.yaml is not what is served: run go generate ./web")
	}
}

func TestTheDocsNameEveryOperation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r, err := http.NewRequestWithContext(t.Context(), "GET", w.url+"/api/docs", nil)
	if err != nil {
		t.Fatal(err)
	}
	page := w.do(r)
	for id, o := range documentOf(t, w).by {
		if !strings.Contains(page.body, `<article id="`+id+`">`) || o.Summary == "" {
			t.Errorf("the docs lack %s", id)
		}
		for _, p := range o.Parameters {
			if p.Description == "" {
				t.Errorf("%s does not say what %s is", id, p.Name)
			}
		}
	}
	for _, bad := range []string{"<script", "http://", "https://", " style=", "ZgotmplZ"} {
		if at := strings.Index(page.body, bad); at >= 0 {
			t.Errorf("the page has %s: %.200s", bad, page.body[at:])
		}
	}
}
