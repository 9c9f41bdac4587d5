package queuetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"github.com/waybillhq/waybill/queue"
)

// What a process is told by its environment.
const (
	addressOf = "QUEUETEST_ADDRESS"
	folderOf  = "QUEUETEST_FOLDER"
)

// Main makes the test binary a process that works, if a test started it as one.
func Main(open func(ctx context.Context, address string) (queue.Queue, error)) {
	address, folder := os.Getenv(addressOf), os.Getenv(folderOf)
	if address == "" {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // until the test ends or closes it
		cancel()
	}()
	q, err := open(ctx, address)
	if err == nil {
		err = q.Work(ctx, witness{q, folder}, queue.Options{Slots: 4, Grace: time.Second})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// witness is a worker that writes down what it does.
type witness struct {
	queue.Queue
	folder string
}

// note appends a line to the journal of all processes.
func (w witness) note(format string, args ...any) error {
	f, err := os.OpenFile(filepath.Join(w.folder, "journal"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "%d %d "+format+"\n", append([]any{time.Now().UnixMicro(), os.Getpid()}, args...)...)
	return errors.Join(err, f.Close())
}

// Run notes when it begins and ends, and that nobody else runs the sync: by a
// lock that dies with the process.
func (w witness) Run(ctx context.Context, j queue.Job) error {
	lock := flock.New(filepath.Join(w.folder, j.Sync))
	if ok, err := lock.TryLock(); err != nil || !ok {
		return errors.Join(err, w.note("twice %s %d", j.Run, j.Attempt))
	}
	defer lock.Close() //nolint:errcheck // the system releases it
	if err := w.note("begin %s %d", j.Run, j.Attempt); err != nil {
		return err
	}
	if err := w.begin(ctx, j); err != nil {
		return errors.Join(err, w.note("error %s %d", j.Run, j.Attempt))
	}
	if err := w.await(ctx, j.Run); err != nil {
		return err
	}
	return w.note("end %s %d", j.Run, j.Attempt)
}

// begin spreads a run. One that is to be slow is spread by its first attempt
// only, in which its deliveries never end: what is worked later are these.
func (w witness) begin(ctx context.Context, j queue.Job) error {
	slow := filepath.Join(w.folder, "slow-"+j.Run)
	switch {
	case string(j.Options) != `"slow"`:
	case j.Attempt > 1:
		return os.Remove(slow)
	default:
		if err := os.WriteFile(slow, nil, 0o666); err != nil {
			return err
		}
	}
	return w.Spread(ctx, j.Run, pieces)
}

// pieces is how many deliveries each run has.
const pieces = 2

// await waits until all pieces of a run were delivered by whomever.
func (w witness) await(ctx context.Context, run string) error {
	poll := time.NewTicker(20 * time.Millisecond)
	defer poll.Stop()
	for {
		done, err := filepath.Glob(filepath.Join(w.folder, run+".*"))
		if err != nil || len(done) == pieces {
			return err
		}
		select {
		case <-poll.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Deliver takes a while, so that it can be killed.
func (w witness) Deliver(ctx context.Context, run string, n int) error {
	if err := w.note("deliver %s %d", run, n); err != nil {
		return err
	}
	for first := true; first || w.slow(run); first = false {
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return os.WriteFile(filepath.Join(w.folder, fmt.Sprintf("%s.%d", run, n)), nil, 0o666)
}

// slow reports whether the deliveries of a run are not to end yet.
func (w witness) slow(run string) bool {
	_, err := os.Stat(filepath.Join(w.folder, "slow-"+run))
	return err == nil
}

func (witness) Tick(context.Context, time.Time) error { return nil }

// process is a running witness.
type process struct {
	cmd   *exec.Cmd
	stdin io.Closer
}

func startProcess(t testing.TB, address, folder string) process {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), addressOf+"="+address, folderOf+"="+folder)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	return process{cmd, stdin}
}

// kill ends a process as a loss of power would, and returns when that was.
func (p process) kill() time.Time {
	at := time.Now()
	_ = p.cmd.Process.Kill() // it may have ended by itself
	_ = p.cmd.Wait()
	return at
}

// stop ends a process as a person would.
func (p process) stop(t testing.TB) {
	t.Helper()
	_ = p.stdin.Close()
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("a process ended with %v", err)
	}
}
