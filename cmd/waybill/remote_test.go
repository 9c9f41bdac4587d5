package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
)

// way is the way to a server, which can be cut.
type way struct {
	*httptest.Server
	to      atomic.Pointer[string] // nil: cut
	watched atomic.Bool            // somebody has asked for events
}

func newWay(t *testing.T, base string) *way {
	t.Helper()
	w := &way{}
	w.to.Store(&base)
	w.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		base := w.to.Load()
		if base == nil {
			panic(http.ErrAbortHandler)
		}
		u, err := url.Parse(*base)
		if err != nil {
			panic(err)
		}
		if strings.HasSuffix(r.URL.Path, "/events") {
			w.watched.Store(true)
		}
		(&httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) { p.SetURL(u) }}).ServeHTTP(rw, r)
	}))
	t.Cleanup(w.Close)
	return w
}

// sever ends all that is on the way, and lets nothing pass.
func (w *way) sever() {
	w.to.Store(nil)
	w.CloseClientConnections()
}

// until waits for something.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !is(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s does not come about", what)
		}
	}
}

// TestARunOutlivesItsServer stops the server in the middle of a run, and starts
// another: the run goes on, and the command that watches it as well.
func TestARunOutlivesItsServer(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "slow=200ms:method=POST")
	s := p.serve(map[string]string{})
	s.signIn()
	w := newWay(t, s.base)
	ended := make(chan said, 1)
	go func() { ended <- s.say("run", orders, "--server", w.URL, "--patience", "20s") }()
	until(t, "a conversion", func() bool { return p.arrived.Load() > 0 && w.watched.Load() })
	w.sever()
	s.end()
	s.env["HAS_ADMIN"] = "yes"
	again := p.serve(s.env)
	w.to.Store(&again.base)
	x := <-ended
	if x.code != exitOK || !strings.Contains(x.out, "5 accepted") || !strings.Contains(x.err, "the server does not answer; asking it again") {
		t.Errorf("%d: %s%s", x.code, x.out, x.err)
	}
	if n := p.conversions(); n != 5 {
		t.Errorf("%d conversions were recorded", n)
	}
	again.end()
}

// TestAServerThatStaysAwayIsLeft cuts the way for good: the command ends, and
// says that the run goes on.
func TestAServerThatStaysAwayIsLeft(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "slow=100ms:method=POST")
	s := p.serve(map[string]string{})
	s.signIn()
	w := newWay(t, s.base)
	ended := make(chan said, 1)
	go func() { ended <- s.say("run", orders, "--json", "--server", w.URL, "--patience", "300ms") }()
	until(t, "a conversion", func() bool { return p.arrived.Load() > 0 && w.watched.Load() })
	w.sever()
	x := <-ended
	var r waybill.Run
	if err := json.Unmarshal([]byte(x.out), &r); err != nil || r.ID == "" || r.Status != waybill.Running && r.Status != waybill.Queued {
		t.Errorf("%v: %s", err, x.out)
	}
	if x.code != exitFailed || !strings.Contains(x.err, "is not watched any more") || !strings.Contains(x.err, "it goes on there: `waybill runs "+orders+" --server "+w.URL+"`") {
		t.Errorf("%d: %s", x.code, x.err)
	}
	until(t, "the end of the run", func() bool { return p.lastRun().Status == waybill.Completed })
	s.end()
}

// watcher is a command in a process of its own that watches a run.
func (s *serving) watcher(args ...string) child {
	s.t.Helper()
	self, err := os.Executable()
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.CommandContext(s.t.Context(), self, args...)
	cmd.Args[0] = "waybill" // see TestMain
	cmd.Dir = s.t.TempDir() // no project
	cmd.Env = append(os.Environ(), "WAYBILL_SERVER="+s.base, "WAYBILL_TOKEN="+s.env["WAYBILL_TOKEN"])
	stderr, err := cmd.StderrPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	return child{cmd, bufio.NewScanner(stderr)}
}

// TestInterruptingAsksTheServer presses Ctrl-C while a server works.
func TestInterruptingAsksTheServer(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "slow=500ms:method=POST")
	s := p.serve(map[string]string{})
	s.signIn()
	c := s.watcher("run", orders)
	until(t, "a conversion", func() bool { return p.arrived.Load() > 0 })
	c.signal(t, os.Interrupt, "Asking the server to end the run")
	if code := c.end(); code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	if r := p.lastRun(); r.Status != waybill.Cancelled || r.Counts.InDoubt != 0 || int(r.Counts.Accepted) != p.conversions() {
		t.Errorf("the run is %s with %+v; recorded %d", r.Status, r.Counts, p.conversions())
	}
	s.end()
}

func TestInterruptingTwiceLeavesTheServer(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "slow=2s:method=POST")
	s := p.serve(map[string]string{})
	s.signIn()
	c := s.watcher("run", orders)
	until(t, "a conversion", func() bool { return p.arrived.Load() > 0 })
	c.signal(t, os.Interrupt, "Asking the server to end the run")
	c.signal(t, syscall.SIGTERM, "was left before its end")
	if code := c.end(); code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	until(t, "the end of the run", func() bool { return p.lastRun().Status == waybill.Cancelled })
	s.end()
}

// TestOneRunWaits asks for runs while one goes on: one waits, and whoever asks
// for the same again is given that one.
func TestOneRunWaits(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "slow=800ms:method=POST")
	s := p.serve(map[string]string{})
	s.signIn()
	ended := make(chan said, 3)
	ask := func(args ...string) { ended <- s.there(append([]string{"run", orders}, args...)...) }
	waits := func() bool { return strings.Contains(s.there("runs", "--limit", "1").out, "queued") }
	go ask()
	until(t, "a conversion", func() bool { return p.arrived.Load() > 0 })
	go ask("--yes")
	until(t, "a run that waits", waits)
	if x := s.there("run", orders, "--full-resync"); x.code != exitFailed || !strings.Contains(x.err, "asked for with other options") {
		t.Errorf("%d: %s%s", x.code, x.out, x.err)
	}
	go ask("--yes")
	for range 3 {
		if x := <-ended; x.code != exitOK {
			t.Errorf("%d: %s%s", x.code, x.out, x.err)
		}
	}
	s.end()
}

// TestARunThatWaitsIsWithdrawn cancels a run that was not begun.
func TestARunThatWaitsIsWithdrawn(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "slow=800ms:method=POST")
	s := p.serve(map[string]string{})
	s.signIn()
	ended := make(chan said, 2)
	go func() { ended <- s.there("run", orders) }()
	until(t, "a conversion", func() bool { return p.arrived.Load() > 0 })
	go func() { ended <- s.there("run", orders) }()
	id := ""
	until(t, "a run that waits", func() bool {
		for line := range strings.Lines(s.there("runs").out) {
			if strings.Contains(line, "queued") {
				id = runIDs.FindString(line)
			}
		}
		return id != ""
	})
	if x := s.here("cancel", id); x.code != exitFailed || !strings.Contains(x.err, "waits for a server") {
		t.Errorf("%d: %s%s", x.code, x.out, x.err)
	}
	if x := s.there("cancel", id); x.code != exitOK || !strings.Contains(x.out, "was waiting: it does not begin") {
		t.Errorf("%d: %s%s", x.code, x.out, x.err)
	}
	codes := map[int]int{}
	for range 2 {
		codes[(<-ended).code]++
	}
	if codes[exitOK] != 1 || codes[exitFailed] != 1 {
		t.Errorf("they ended with %v", codes)
	}
	s.end()
}

// TestServersAreNamedAndRefused is what --server takes, and who takes it.
func TestServersAreNamedAndRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		env  map[string]string
		args string
		code int
		says string
	}{
		{nil, "runs --server http://127.0.0.1:1", exitUsage, "WAYBILL_TOKEN: there is no token"},
		{map[string]string{"WAYBILL_TOKEN": "wb_1"}, "runs --server http://waybill.example.com", exitUsage, "--server: http://waybill.example.com is http to another machine"},
		{map[string]string{"WAYBILL_TOKEN": "wb_1", "WAYBILL_SERVER": "waybill.example.com"}, "runs", exitUsage, "WAYBILL_SERVER: the server's address is not a URL"},
		{map[string]string{"WAYBILL_TOKEN": "wb_1"}, "runs --server https://ada:secret@waybill.example.com", exitUsage, "may not"},
		{map[string]string{"WAYBILL_TOKEN": "wb_1", "WAYBILL_SERVER": "http://127.0.0.1:1"}, "cancel 01M7", exitFailed, "http://127.0.0.1:1: the server cannot be reached"},
		{map[string]string{"WAYBILL_SERVER": "http://127.0.0.1:1"}, "runs --project nowhere", exitUsage, "waybill.yaml"},
		{map[string]string{"WAYBILL_SERVER": "http://127.0.0.1:1"}, "runs --server= --project nowhere", exitUsage, "waybill.yaml"},
		{nil, "sandbox --server https://waybill.example.com", exitUsage, "waybill sandbox works on this machine only"},
		{nil, "init --server=https://waybill.example.com", exitUsage, "waybill init works on this machine only"},
		{nil, "doctor --server x", exitUsage, "waybill doctor works on this machine only"},
		{nil, "export --server https://waybill.example.com --state x", exitUsage, "server state"},
	} {
		s := &serving{place: &place{t: t}, env: c.env}
		if x := s.say(strings.Fields(c.args)...); x.code != c.code || !strings.Contains(x.err, c.says) || strings.Contains(x.err, "secret") {
			t.Errorf("%q ended with %d: %s", c.args, x.code, x.err)
		}
	}
}

func TestVersionTellsTheServers(t *testing.T) {
	t.Parallel()
	s := newPlace(t).serve(map[string]string{})
	s.signIn()
	if x := s.there("version"); x.code != exitOK || !strings.Contains(x.out, "\nserver  ") || !strings.Contains(x.out, "at "+s.base) {
		t.Errorf("%+v", x)
	}
	var both struct{ Version, Server any }
	if x := s.there("version", "--json"); json.Unmarshal([]byte(x.out), &both) != nil || both.Version == nil || both.Server == nil {
		t.Errorf("%+v", x)
	}
	s.end()
}
