package web_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/waybillhq/waybill/ui"
	"github.com/waybillhq/waybill/web"
)

// withUI gives a world a small interface.
func withUI(o *web.Options) {
	o.UI = fstest.MapFS{
		"index.html":           {Data: []byte(`<meta property="csp-nonce" nonce="{{nonce}}"><script src="/scheme.js"></script>`)},
		"scheme.js":            {Data: []byte("// " + strings.Repeat("scheme ", 300))},
		"favicon.svg":          {Data: []byte("<svg/>")},
		"assets/index-AB12.js": {Data: []byte("// " + strings.Repeat("code ", 300))},
		"assets/_a-CD34.css":   {Data: []byte("body{}")},
	}
}

// visit asks as a browser does that opens a page.
func (w *world) visit(method, path string, header ...string) answer {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return w.do(r)
}

var nonces = regexp.MustCompile(`nonce="([^"]+)"`)

func TestEveryPlaceIsThePage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withUI)
	seen := map[string]bool{}
	for _, path := range []string{"/", "/syncs", "/runs/01ABC/rows/order.1", "/syncs/a/rows/%5B%22a%2F%2Fb%22%5D", "/sign-in?return=/runs", "/apis", "/assetsx"} {
		a := w.visit("GET", path)
		m := nonces.FindStringSubmatch(a.body)
		if a.StatusCode != 200 || len(m) == 0 || a.Header.Get("Content-Type") != "text/html; charset=utf-8" || a.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("%s is answered %d %v %s", path, a.StatusCode, a.Header, a.body)
		}
		csp := a.Header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "style-src 'self' 'nonce-"+m[1]+"'") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "script-src 'self';") {
			t.Errorf("%s: the policy is %s", path, csp)
		}
		if seen[m[1]] || len(m[1]) < 22 {
			t.Errorf("%s: the nonce %q was used before, or is short", path, m[1])
		}
		seen[m[1]] = true
	}
}

func TestWhatIsNoPlaceIsNotThePage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withUI)
	for _, c := range []struct{ method, path, accept string }{
		{"GET", "/api/v1/nothing", "text/html"},
		{"GET", "/api", "text/html"},
		{"GET", "/assets/index-OLD.js", "text/html"},
		{"GET", "/assets/", "text/html"},
		{"GET", "/metrics", "text/html"},
		{"GET", "/readyz/", "text/html"},
		{"GET", "/favicon.ico", "image/*"},
		{"GET", "/syncs", "application/json"},
		{"GET", "/index.html", "*/*"},
		{"POST", "/syncs", "text/html"},
	} {
		if a := w.visit(c.method, c.path, "Accept", c.accept); a.StatusCode != http.StatusNotFound || strings.Contains(a.body, "nonce") {
			t.Errorf("%s %s is answered %d %s", c.method, c.path, a.StatusCode, a.body)
		}
	}
	if a := w.visit("GET", "/", "Accept", "*/*"); a.StatusCode != 200 {
		t.Errorf("the root is answered %d", a.StatusCode)
	}
	if a := newWorld(t).visit("GET", "/"); a.StatusCode != http.StatusNotFound {
		t.Errorf("without an interface the root is answered %d", a.StatusCode)
	}
}

func TestFilesOfTheInterface(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withUI)
	for path, want := range map[string][2]string{
		"/assets/index-AB12.js": {"text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
		"/assets/_a-CD34.css":   {"text/css; charset=utf-8", "public, max-age=31536000, immutable"},
		"/scheme.js":            {"text/javascript; charset=utf-8", "private, no-cache"},
		"/favicon.svg":          {"image/svg+xml", "private, no-cache"},
	} {
		a := w.visit("GET", path, "Accept", "*/*", "Accept-Encoding", "identity")
		h := a.Header
		if a.StatusCode != 200 || h.Get("Content-Type") != want[0] || h.Get("Cache-Control") != want[1] || h.Get("ETag") == "" || strings.Contains(h.Get("Vary"), "Cookie") {
			t.Errorf("%s is answered %d %v", path, a.StatusCode, h)
		}
		if again := w.visit("GET", path, "If-None-Match", h.Get("ETag"), "Accept-Encoding", "identity"); again.StatusCode != http.StatusNotModified || again.body != "" {
			t.Errorf("%s again is answered %d %q", path, again.StatusCode, again.body)
		}
		if head := w.visit("HEAD", path); head.StatusCode != 200 || head.body != "" || head.Header.Get("ETag") != h.Get("ETag") {
			t.Errorf("HEAD %s is answered %d %q %v", path, head.StatusCode, head.body, head.Header)
		}
	}
	plain := w.visit("GET", "/assets/index-AB12.js", "Accept-Encoding", "br, gzip;q=0")
	packed := w.visit("GET", "/assets/index-AB12.js", "Accept-Encoding", "br, gzip;q=0.5")
	z, err := gzip.NewReader(strings.NewReader(packed.body))
	if err != nil || packed.Header.Get("Content-Encoding") != "gzip" || packed.Header.Get("ETag") == plain.Header.Get("ETag") {
		t.Fatalf("a script is not compressed: %v, %v", packed.Header, err)
	}
	if b, err := io.ReadAll(z); err != nil || string(b) != plain.body || plain.Header.Get("Content-Encoding") != "" {
		t.Errorf("a script is %d bytes, compressed %d: %v, %v", len(plain.body), len(b), plain.Header, err)
	}
	if again := w.visit("GET", "/assets/index-AB12.js", "Accept-Encoding", "gzip", "If-None-Match", packed.Header.Get("ETag")); again.StatusCode != http.StatusNotModified || again.body != "" {
		t.Errorf("compressed, and again, it is answered %d %q", again.StatusCode, again.body)
	}
	if a := w.visit("HEAD", "/"); a.StatusCode != 200 || a.body != "" || !strings.Contains(a.Header.Get("Content-Security-Policy"), "nonce-") {
		t.Errorf("HEAD / is answered %d %q %v", a.StatusCode, a.body, a.Header)
	}
}

// What is built keeps to its own policy: it has no script and no style that the
// policy would refuse, and everything that it names is there.
func TestTheBuiltPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *web.Options) { o.UI = ui.Dist() })
	page := w.visit("GET", "/").body
	for _, bad := range []string{" style=", "<style", " onload=", "javascript:", "http://", "https://", "{{"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %s: %s", bad, page)
		}
	}
	if inline := regexp.MustCompile(`<script[^>]*>[^<]`).FindString(page); inline != "" {
		t.Errorf("the page has a script in it: %s", inline)
	}
	for _, m := range regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		r, err := http.NewRequestWithContext(t.Context(), "GET", w.url+m[1], nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := w.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, res.Body)
		if _ = res.Body.Close(); err != nil || res.StatusCode != 200 || n == 0 {
			t.Errorf("%s is answered %d, %d bytes, %v", m[1], res.StatusCode, n, err)
		}
	}
}

func TestAnInterfaceThatWasNotBuilt(t *testing.T) {
	t.Parallel()
	for _, files := range []fstest.MapFS{{}, {"index.html": {Data: []byte("<p>no place for a nonce")}}} {
		if _, err := web.New(web.Options{PublicURL: "http://localhost", UI: files}); err == nil || !strings.Contains(err.Error(), "not built") {
			t.Errorf("the server is made: %v", err)
		}
	}
}
