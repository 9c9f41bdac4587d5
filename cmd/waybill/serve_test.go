package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
)

// visitor is somebody's browser.
type visitor struct {
	t    *testing.T
	http *http.Client
	base string
	csrf string
}

// do sends a request and returns the answer as JSON.
func (v *visitor) do(method, path string, in any, want int) map[string]any {
	v.t.Helper()
	b, err := json.Marshal(in)
	if err != nil {
		v.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(v.t.Context(), method, v.base+path, bytes.NewReader(b))
	if err != nil {
		v.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", v.base)
	if v.csrf != "" {
		req.Header.Set("X-CSRF-Token", v.csrf)
	}
	resp, err := v.http.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != want {
		v.t.Fatalf("%s %s: %d, %s, %v", method, path, resp.StatusCode, text, err)
	}
	var out map[string]any
	_ = json.Unmarshal(text, &out) // some answers are empty
	return out
}

// serving is a server in this process.
type serving struct {
	*place
	env   map[string]string
	base  string
	link  string // of the first start
	stop  context.CancelFunc
	ended chan int
}

// serve starts a server of a place's project.
func (p *place) serve(env map[string]string) *serving {
	p.t.Helper()
	ctx, stop := context.WithCancel(p.t.Context())
	s := &serving{place: p, env: env, stop: stop, ended: make(chan int, 1)}
	out, in := io.Pipe()
	go func() {
		code := run(ctx, []string{"serve", "--project", p.dir, "--listen", "127.0.0.1:0"}, s.lookup, strings.NewReader(""), in, p.t.Output())
		_ = in.Close()
		s.ended <- code
	}()
	p.t.Cleanup(stop)
	buffer := make([]byte, 4096)
	var said []byte
	for s.base == "" || s.link == "" && !s.hasAdmin() {
		n, err := out.Read(buffer)
		if said = append(said, buffer[:n]...); err != nil {
			p.t.Fatalf("the server ended: %s", said)
		}
		if m := regexp.MustCompile(`at (http://\S+); the API`).FindSubmatch(said); m != nil {
			s.base = string(m[1])
		}
		if m := regexp.MustCompile(`/link#(\S+)\s`).FindSubmatch(said); m != nil {
			s.link = string(m[1])
		}
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return s
}

func (s *serving) hasAdmin() bool { return s.env["HAS_ADMIN"] != "" }

func (s *serving) lookup(name string) (string, bool) {
	if name == "PARTNERIZE_URL" {
		return s.url, true
	}
	v, ok := s.env[name]
	return v, ok
}

// end stops the server and expects it to end well.
func (s *serving) end() {
	s.t.Helper()
	s.stop()
	select {
	case code := <-s.ended:
		if code != 0 {
			s.t.Errorf("the server ended with %d", code)
		}
	case <-time.After(20 * time.Second):
		s.t.Fatal("the server does not end")
	}
}

// waybill runs a command beside the server.
func (s *serving) waybill(code int, args ...string) string {
	s.t.Helper()
	var out, errs bytes.Buffer
	if got := run(s.t.Context(), append(args, "--project", s.dir), s.lookup, strings.NewReader(""), &out, &errs); got != code {
		s.t.Fatalf("%q ended with %d, want %d: %s%s", args, got, code, out.String(), errs.String())
	}
	return out.String()
}

// TestAServerFromItsFirstStart is what a person does: the link, a token, a
// change of the files, and a schedule that delivers.
func TestAServerFromItsFirstStart(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.serve(map[string]string{})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{t: t, http: &http.Client{Jar: jar}, base: s.base}
	setup := map[string]string{"token": s.link, "email": "ada@example.com", "name": "Ada", "password": "a long enough password"}
	v.csrf = fmt.Sprint(v.do("POST", "/api/v1/auth/setup", setup, http.StatusCreated)["csrf_token"])
	v.do("POST", "/api/v1/auth/setup", setup, http.StatusNotFound)
	token := v.do("POST", "/api/v1/tokens", map[string]any{"name": "ci", "scopes": []string{"write"}}, http.StatusCreated)["token"]
	s.env["WAYBILL_TOKEN"] = fmt.Sprint(token)

	if out := s.waybill(0, "apply", "--server", s.base, "--dry-run"); !strings.Contains(out, "13 unchanged") {
		t.Errorf("the files differ from what the start applied: %s", out)
	}
	file := filepath.Join(p.dir, "waybill.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte("  "+orders+":\n"), []byte("  "+orders+":\n    schedule: {every: 1s}\n"), 1)
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if out := s.waybill(2, "apply", "--server", s.base, "--dry-run"); !strings.Contains(out, "~ sync "+orders+": schedule") {
		t.Errorf("the difference is not told: %s", out)
	}
	s.waybill(0, "apply", "--server", s.base)
	if out := s.waybill(0, "export", "--server", s.base); !strings.Contains(out, "every: 1s") {
		t.Errorf("the export lacks the schedule: %s", out)
	}
	for end := time.Now().Add(20 * time.Second); p.conversions() < 5; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the schedule delivered %d conversions", p.conversions())
		}
	}
	s.end()
	if p.lastRun().Trigger != "schedule" {
		t.Errorf("the last run was triggered by %s", p.lastRun().Trigger)
	}

	s.env["HAS_ADMIN"] = "yes"
	again := p.serve(s.env)
	v.base = again.base
	v.do("POST", "/api/v1/auth/sign-in", map[string]string{"email": "ADA@example.com", "password": "a long enough password"}, http.StatusOK)
	again.end()
}

// TestAServerClosesARunThatWasKilled has a server find the run of a terminal whose
// process was killed, while nothing else is to be done.
func TestAServerClosesARunThatWasKilled(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "silence=30s:method=POST")
	c := p.begin()
	c.signal(t, os.Kill, "")
	c.end()
	id := p.running()
	s := p.serve(map[string]string{})
	poll := time.NewTicker(50 * time.Millisecond)
	defer poll.Stop()
	end := time.After(20 * time.Second)
	for r := p.lastRun(); r.Status == waybill.Running; r = p.lastRun() {
		select {
		case <-poll.C:
		case <-end:
			t.Fatalf("run %s goes on, by nobody", r.ID)
		}
	}
	if r := p.lastRun(); r.ID != id || r.Status != waybill.Failed || r.Counts.InDoubt == 0 {
		t.Errorf("run %s is %s with %+v: %s", r.ID, r.Status, r.Counts, r.Error)
	}
	s.end()
}
