package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestDemoServesUntilItIsStoppedAndLeavesNothing(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	code := make(chan int, 1)
	go func() {
		none := func(string) (string, bool) { return "", false }
		code <- run(ctx, []string{"demo", "--serve"}, none, strings.NewReader(""), in, io.Discard)
		_ = in.Close()
	}()
	page, folder, entrance := regexp.MustCompile(`http://\S+/_sandbox`), regexp.MustCompile(`The project is in (\S+):`), regexp.MustCompile(`(http://\S+)/link#(\S+)`)
	var visits *visitor
	token := ""
	var pages []string
	dir := ""
	for lines := bufio.NewScanner(out); lines.Scan() && !strings.Contains(lines.Text(), "Ctrl-C ends the demo"); {
		pages = append(pages, page.FindAllString(lines.Text(), -1)...)
		if m := folder.FindStringSubmatch(lines.Text()); m != nil {
			dir = m[1]
		}
		if m := entrance.FindStringSubmatch(lines.Text()); m != nil {
			jar, err := cookiejar.New(nil)
			if err != nil {
				t.Fatal(err)
			}
			visits, token = &visitor{t: t, http: &http.Client{Jar: jar}, base: m[1]}, m[2]
		}
	}
	if len(pages) != 2 || visits == nil {
		t.Fatalf("the demo names %d pages, and the interface as %v", len(pages), visits)
	}
	visits.looksAround(token)
	for i, want := range []string{"C-1002", "O-9001"} {
		resp, err := http.Get(pages[i])
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || !strings.Contains(string(b), want) {
			t.Errorf("%s does not show %s: %v", pages[i], want, err)
		}
	}
	if _, err := os.Stat(dir); err != nil {
		t.Error(err)
	}
	visits.http.CloseIdleConnections()
	stop()
	if got := <-code; got != exitOK {
		t.Errorf("exit code %d", got)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s was left behind: %v", dir, err)
	}
}

// looksAround comes in by the demo's link, and finds what was delivered.
func (v *visitor) looksAround(token string) {
	v.t.Helper()
	req, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, v.base+"/runs", nil)
	if err != nil {
		v.t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html")
	resp, err := v.http.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	page, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil || !strings.Contains(string(page), `<div id="root">`) {
		v.t.Errorf("the interface is %d %s, %v", resp.StatusCode, page, err)
	}
	v.csrf, _ = v.do("POST", "/api/v1/auth/setup", map[string]string{"token": token, "email": "ada@example.com", "password": "a long enough password"}, http.StatusCreated)["csrf_token"].(string)
	for path, want := range map[string]int{"/api/v1/runs": 8, "/api/v1/syncs": 4, "/api/v1/search?q=O-9001": 1} {
		if items, _ := v.do("GET", path, nil, http.StatusOK)["items"].([]any); len(items) != want {
			v.t.Errorf("%s has %d, want %d", path, len(items), want)
		}
	}
}
