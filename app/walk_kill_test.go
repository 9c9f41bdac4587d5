package app_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/web"
)

// requests is how many the vendor of a sync has had.
func (w *walk) requests(sync string) int64 {
	if model := modelOf(sync); model != "things" {
		return int64(w.vendors[model].Traffic().Requests)
	}
	return w.hook.requests()
}

// move has orders go to another campaign, or back to the first.
func (w *walk) move() {
	w.Helper()
	if len(w.about) > 1 || w.about[0].sync != "orders" {
		return
	}
	w.moved = !w.moved
	campaign := map[bool]string{false: "10l176", true: "10l177"}[w.moved]
	text := strings.Replace(walkProject, "{campaign: 10l176}", "{campaign: "+campaign+"}", 1)
	w.must(os.WriteFile(filepath.Join(w.dir, "waybill.yaml"), []byte(text), 0o600))
	w.apply()
	w.did("orders go to %s", campaign)
}

// walkKilled names the sync to the process that runs it and is killed.
const walkKilled = "WAYBILL_TEST_WALK_SYNC"

// TestTheRunThatIsKilled is that process: it runs a sync as the command line does.
func TestTheRunThatIsKilled(t *testing.T) {
	sync := os.Getenv(walkKilled)
	if sync == "" {
		t.Skip("it is begun by TestAllPagesTellTheSameTruth")
	}
	a, err := app.Open(t.Context(), app.Options{Dir: os.Getenv("WAYBILL_TEST_WALK_DIR"), Env: os.LookupEnv, Catalogue: app.Catalogue()})
	if err != nil {
		t.Fatal(err)
	}
	job, closeJob, err := a.Job(t.Context(), sync, app.Send)
	if err != nil {
		t.Fatal(err)
	}
	e, err := a.Engine(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Run(t.Context(), job, engine.Options{Yes: true}); err != nil {
		t.Fatal(err)
	}
	if err := closeJob(); err != nil {
		t.Fatal(err)
	}
}

// kill has a process that runs a sync end in the midst; the next run finds what it left.
func (w *walk) kill(sync string) {
	w.Helper()
	fault := w.faults[modelOf(sync)]
	w.setFault(modelOf(sync), "slow=150ms")
	seen, most := w.requests(sync), 1+w.rand.Int64N(4)
	self, err := os.Executable()
	w.must(err)
	cmd := exec.CommandContext(w.Context(), self, "-test.run", "^TestTheRunThatIsKilled$")
	cmd.Env = append(os.Environ(), walkKilled+"="+sync, "WAYBILL_TEST_WALK_DIR="+w.dir)
	for name, value := range w.vars {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	out, err := cmd.StdoutPipe()
	w.must(err)
	cmd.Stderr = cmd.Stdout
	w.must(cmd.Start())
	ended := make(chan string, 1)
	go func() {
		text, _ := io.ReadAll(out)
		ended <- string(text)
	}()
	said := ""
	w.wait("the process sends nothing and does not end", func() bool {
		select {
		case said = <-ended:
			return true
		default:
			return w.requests(sync) >= seen+most
		}
	})
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if strings.Contains(said, "FAIL") {
		w.fail("the process that was to be killed: %s", said)
	}
	w.did("a run of %s is killed after %d requests", sync, w.requests(sync)-seen)
	w.setFault(modelOf(sync), fault)
	var ticket web.Ticket
	w.ask("POST", "/syncs/"+sync+"/runs", web.RunOptions{Yes: true}, &ticket)
	run := w.end(ticket.Run)
	w.did("the run after that: %s %s, %s", run.ID[len(run.ID)-4:], run.Status, walkCounts(run.Counts))
}
