package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app/sample"
	"github.com/waybillhq/waybill/sandbox"
	"github.com/waybillhq/waybill/sandbox/all"
)

const orders = "orders-to-partnerize"

// place is a sample project that sends one conversion at a time to a sandbox.
type place struct {
	t       *testing.T
	dir     string
	vendor  *sandbox.Sandbox
	url     string
	arrived atomic.Int64
}

func newPlace(t *testing.T, faults ...string) *place {
	t.Helper()
	p := &place{t: t, dir: filepath.Join(t.TempDir(), "shop")}
	if _, err := sample.Write(t.Context(), p.dir); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(p.dir, "waybill.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte("account: partnerize-sandbox"), []byte("account: partnerize-sandbox\n    concurrency: 1"), 1)
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	kind, err := sandbox.ParseKind(all.Kinds(), "partnerize")
	if err != nil {
		t.Fatal(err)
	}
	if p.vendor, err = sandbox.New(kind, sandbox.Options{Seed: 1}); err != nil {
		t.Fatal(err)
	}
	p.faults(faults...)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			p.arrived.Add(1)
		}
		p.vendor.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

func (p *place) faults(texts ...string) {
	p.t.Helper()
	faults, err := sandbox.ParseFaults(texts...)
	if err != nil {
		p.t.Fatal(err)
	}
	p.vendor.SetFaults(faults...)
}

// waybill runs a command in this process.
func (p *place) waybill(args ...string) (code int, stdout, stderr string) {
	p.t.Helper()
	env := func(name string) (string, bool) {
		if name == "PARTNERIZE_URL" {
			return p.url, true
		}
		return "", false
	}
	var out, errs bytes.Buffer
	code = run(p.t.Context(), append(args, "--project", p.dir), env, strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

// lastRun is the newest run.
func (p *place) lastRun() waybill.Run {
	p.t.Helper()
	_, out, errs := p.waybill("runs", "--json", "--limit", "1")
	var r waybill.Run
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		p.t.Fatalf("%v: %s%s", err, out, errs)
	}
	return r
}

// child is a run of the orders in a process of its own.
type child struct {
	*exec.Cmd
	lines *bufio.Scanner // of stderr
}

// begin starts a run and waits until its first conversion is on its way.
func (p *place) begin() child {
	p.t.Helper()
	self, err := os.Executable()
	if err != nil {
		p.t.Fatal(err)
	}
	cmd := exec.CommandContext(p.t.Context(), self, "run", orders, "--project", p.dir)
	cmd.Args[0] = "waybill" // see TestMain
	cmd.Env = append(os.Environ(), "PARTNERIZE_URL="+p.url)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); p.arrived.Load() == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatal("the run sends nothing")
		}
	}
	return child{cmd, bufio.NewScanner(stderr)}
}

// signal sends a signal and waits for a line that has the text.
func (c child) signal(t *testing.T, s os.Signal, text string) {
	t.Helper()
	if err := c.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
	for text != "" && c.lines.Scan() {
		if strings.Contains(c.lines.Text(), text) {
			return
		}
	}
	if text != "" {
		t.Fatalf("the run ended without saying %q", text)
	}
}

// end waits for the process and returns its exit code.
func (c child) end() int {
	for c.lines.Scan() { //nolint:revive // read to the end
	}
	_ = c.Wait() // the exit code tells
	return c.ProcessState.ExitCode()
}

func (p *place) conversions() int {
	return p.vendor.Vendor().Tables(0)[0].Total
}

func TestInterruptOnceSettlesWhatIsOnItsWay(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "slow=1s:method=POST")
	c := p.begin()
	c.signal(t, os.Interrupt, "Stopping: waiting for what is on its way.")
	if code := c.end(); code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	r := p.lastRun()
	if r.Status != waybill.Cancelled || r.Counts.InDoubt != 0 || int(r.Counts.Accepted) != p.conversions() {
		t.Errorf("the run is %s with %+v; recorded %d", r.Status, r.Counts, p.conversions())
	}
	p.faults()
	if code, out, errs := p.waybill("run", orders); code != exitOK || p.conversions() != 5 {
		t.Errorf("the next run ended with %d, recorded %d\n%s%s", code, p.conversions(), out, errs)
	}
}

func TestInterruptTwiceLeavesItInDoubt(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "silence=30s:method=POST")
	c := p.begin()
	c.signal(t, os.Interrupt, "Stopping: waiting")
	c.signal(t, os.Interrupt, "Stopping at once")
	if code := c.end(); code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	p.faults()
	code, out, _ := p.waybill("run", orders, "--json")
	if code != exitRejected || !strings.Contains(out, `"in_doubt":1`) {
		t.Errorf("the next run ended with %d: %s", code, out)
	}
}

func TestOneRunOfASyncAtATimeAndCancel(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "slow=2s:method=POST")
	c := p.begin()
	code, out, errs := p.waybill("run", orders, "--json")
	if code != exitFailed || !strings.Contains(out, `"status":"failed"`) || !strings.Contains(out, "already running") {
		t.Errorf("a second run ended with %d: %s%s", code, out, errs)
	}
	if code, out, errs := p.waybill("resolve", orders, "O-9001", "--resend", "--reason", "x"); code != exitFailed {
		t.Errorf("resolve during a run ended with %d: %s%s", code, out, errs)
	}
	id := p.running()
	if code, out, errs := p.waybill("cancel", id); code != exitOK || !strings.Contains(out, "asked: run "+id) {
		t.Errorf("cancel ended with %d: %s%s", code, out, errs)
	}
	if code := c.end(); code != exitFailed {
		t.Errorf("the cancelled run ended with %d", code)
	}
	if r := p.lastRun(); r.ID != id || r.Status != waybill.Cancelled {
		t.Errorf("run %s is %s", r.ID, r.Status)
	}
}

// running is the id of the run that is under way.
func (p *place) running() string {
	p.t.Helper()
	_, out, _ := p.waybill("runs", orders, "--json")
	for line := range strings.Lines(out) {
		var r waybill.Run
		if err := json.Unmarshal([]byte(line), &r); err == nil && r.Status == waybill.Running {
			return r.ID
		}
	}
	p.t.Fatalf("nothing is running: %s", out)
	return ""
}

func TestCancelOfALostRunClosesIt(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "silence=30s:method=POST")
	c := p.begin()
	c.signal(t, syscall.SIGKILL, "")
	c.end()
	id := p.running()
	code, out, errs := p.waybill("cancel", id)
	if code != exitOK || !strings.Contains(out, "the process of run "+id+" was gone") || !strings.Contains(out, "in doubt") {
		t.Errorf("cancel ended with %d: %s%s", code, out, errs)
	}
	if r := p.lastRun(); r.Status != waybill.Failed || r.Counts.InDoubt == 0 {
		t.Errorf("the run is %s with %+v", r.Status, r.Counts)
	}
}

func TestSandboxRunsUntilItIsStopped(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	code := make(chan int, 1)
	go func() {
		none := func(string) (string, bool) { return "", false }
		code <- run(ctx, []string{
			"sandbox", "--json", "--listen-partnerstack", "127.0.0.1:0", "--listen-partnerize", "127.0.0.1:0",
			"--assume", "duplicate_transaction_key=refuse", "--fault", "slow=1ms",
		}, none, strings.NewReader(""), in, io.Discard)
		_ = in.Close()
	}()
	lines := bufio.NewScanner(out)
	for _, want := range []string{"partnerstack", "partnerize"} {
		var r running
		if !lines.Scan() || json.Unmarshal(lines.Bytes(), &r) != nil || r.Sandbox != want || len(r.Credentials) == 0 {
			t.Fatalf("the sandbox said %q", lines.Text())
		}
		resp, err := http.Get(r.Page)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("the page of %s: %v, %v", want, resp, err)
		}
		_ = resp.Body.Close()
	}
	stop()
	if got := <-code; got != exitOK {
		t.Errorf("exit code %d", got)
	}
}

func TestSandboxRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	p := &place{t: t, dir: t.TempDir()}
	for _, args := range [][]string{
		{"sandbox", "partnerise"},
		{"sandbox", "--listen", "127.0.0.1:0"},
		{"sandbox", "partnerize", "--listen", "127.0.0.1:0", "--fault", "slo"},
		{"sandbox", "partnerize", "--listen", "127.0.0.1:0", "--assume", "nothing=known"},
	} {
		if code, _, errs := p.waybill(args...); code != exitUsage || !strings.Contains(errs, "hint:") {
			t.Errorf("%v ended with %d: %s", args, code, errs)
		}
	}
}
