package app_test

import (
	"context"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/store"
)

// lostRun names the state to the process that begins a run there and is killed.
const lostRun = "WAYBILL_TEST_LOST_RUN"

var lostScope = store.Scope{Account: "shop", Sync: "orders"}

// TestTheProcessThatIsKilled is that process.
func TestTheProcessThatIsKilled(t *testing.T) {
	address := os.Getenv(lostRun)
	if address == "" {
		t.Skip("it is begun by TestARunWhoseProcessWasKilledIsClosed")
	}
	state, err := app.OpenState(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := state.Store.Lock(t.Context(), lostScope.Sync); err != nil {
		t.Fatal(err)
	}
	goesOn(t, state, "R1")
	_, _ = os.Stdout.WriteString("begun\n")
	_, _ = io.Copy(io.Discard, os.Stdin) // until it is killed
}

// goesOn records a run that has begun to send a row.
func goesOn(t *testing.T, state *app.State, id string) {
	t.Helper()
	now := time.Now().UTC()
	run := waybill.Run{ID: id, Sync: lostScope.Sync, Account: lostScope.Account, Status: waybill.Running, StartedAt: now, Counts: waybill.Counts{Read: 1, Added: 1}}
	if err := state.Store.SaveRun(t.Context(), run, 0); err != nil {
		t.Fatal(err)
	}
	b := store.Batch{
		Run: id, Scope: lostScope, Claims: store.ClaimScope{Account: "shop", Operation: "conversions"},
		Begin: []store.Begin{{Key: `["1"]`, BusinessKey: "O-1", At: now}},
	}
	if _, err := state.Store.Commit(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

// TestARunWhoseProcessWasKilledIsClosed has a worker tick while another process
// works on a run that no queue handed out, and after that one was killed.
func TestARunWhoseProcessWasKilledIsClosed(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return filepath.Join(t.TempDir(), "waybill.db") },
		"postgres": func(t testing.TB) string { return testserver.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			killedRun(t, address(t))
		})
	}
}

func killedRun(t *testing.T, address string) {
	server, err := app.OpenServer(t.Context(), app.ServerOptions{
		Dir: t.TempDir(), State: address, Catalogue: app.Catalogue(), Env: func(string) (string, bool) { return "", false },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close() //nolint:errcheck // the test has ended
	kill := begunElsewhere(t, address)
	now := time.Now()
	w := &app.Worker{Live: server.Live, State: server.State, Log: slog.New(slog.DiscardHandler), Now: time.Now}
	tick := func(later time.Duration) waybill.Run {
		t.Helper()
		now = now.Add(later)
		if err := w.Tick(t.Context(), now); err != nil {
			t.Fatal(err)
		}
		r, err := server.State.Store.Run(t.Context(), "R1")
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := tick(0); r.Status != waybill.Running {
		t.Fatalf("while its process works on it the run is %s", r.Status)
	}
	kill()
	if r := tick(time.Second); r.Status != waybill.Running {
		t.Errorf("the run is %s: it is looked for every minute", r.Status)
	}
	r := tick(time.Minute)
	for end := time.Now().Add(20 * time.Second); r.Status == waybill.Running && time.Now().Before(end); { // a lease has a term
		r = tick(time.Minute)
	}
	if r.Status != waybill.Failed || r.Error != store.LostRun(1) || r.Counts.InDoubt != 1 || r.FinishedAt.IsZero() {
		t.Errorf("the run is %+v", r)
	}
	if e, _, err := server.State.Store.Entry(t.Context(), lostScope, `["1"]`); err != nil || e.State != store.InDoubt {
		t.Errorf("the row is %s, %v", e.State, err)
	}
	if lease, err := server.State.Store.Lock(t.Context(), lostScope.Sync); err != nil {
		t.Errorf("the sync stays locked: %v", err)
	} else if err := lease.Release(); err != nil {
		t.Error(err)
	}
}

// begunElsewhere begins the run in another process, and returns what kills that.
func begunElsewhere(t *testing.T, address string) (kill func()) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run", "^TestTheProcessThatIsKilled$")
	cmd.Env = append(os.Environ(), lostRun+"="+address)
	cmd.Stderr = t.Output()
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, len("begun\n"))); err != nil {
		t.Fatalf("the process has begun nothing: %v", err)
	}
	return func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = in.Close()
	}
}

// TestARunOfTheQueueIsNotTakenOver has a worker tick while a run waits for the
// next worker: that one goes on with it.
func TestARunOfTheQueueIsNotTakenOver(t *testing.T) {
	t.Parallel()
	server, err := app.OpenServer(t.Context(), app.ServerOptions{
		Dir: t.TempDir(), State: filepath.Join(t.TempDir(), "waybill.db"), Catalogue: app.Catalogue(), Env: func(string) (string, bool) { return "", false },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close() //nolint:errcheck // the test has ended
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	began := make(chan string)
	worked := make(chan error, 1)
	go func() {
		worked <- server.State.Queue.Work(ctx, interrupted{func(ctx context.Context, run string) {
			goesOn(t, server.State, run)
			began <- run
			<-ctx.Done()
		}}, queue.Options{Grace: time.Millisecond})
	}()
	if _, err := server.State.Queue.Trigger(ctx, queue.Request{Sync: lostScope.Sync}); err != nil {
		t.Fatal(err)
	}
	run := <-began
	for _, when := range []string{"in work", "between two workers"} {
		w := &app.Worker{Live: server.Live, State: server.State, Log: slog.New(slog.DiscardHandler), Now: time.Now} // looks at once
		if err := w.Tick(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
		if r, err := server.State.Store.Run(t.Context(), run); err != nil || r.Status != waybill.Running {
			t.Errorf("%s the run is %s, %v", when, r.Status, err)
		}
		if when == "in work" {
			stop()
			if err := <-worked; err != nil {
				t.Fatal(err)
			}
		}
	}
}

// interrupted is a worker that leaves its runs to the next one.
type interrupted struct {
	run func(ctx context.Context, run string)
}

func (i interrupted) Run(ctx context.Context, j queue.Job) error {
	i.run(ctx, j.Run)
	return queue.ErrLost
}
func (interrupted) Deliver(context.Context, string, int) error { return nil }
func (interrupted) Tick(context.Context, time.Time) error      { return nil }
