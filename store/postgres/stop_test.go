//go:build unix

package postgres_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/waybillhq/waybill/internal/testserver"
)

func TestAStoppedWorkerIsTakenOver(t *testing.T) {
	t.Parallel()
	url := testserver.Postgres(t)
	s := open(t, url)
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), workerOf+"="+url)
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
	defer cmd.Wait() //nolint:errcheck // it has said what it has to say
	lines := bufio.NewScanner(out)
	if lines.Scan(); lines.Text() != "ready" {
		t.Fatalf("the worker says %q", lines.Text())
	}
	if err := cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	lease, took := takeOver(t, s, "orders")
	defer lease.Release() //nolint:errcheck // the test has ended
	if took > 2*term {
		t.Errorf("taken over after %s", took)
	}
	if err := cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	_, _ = fmt.Fprintln(in)
	if lines.Scan(); lines.Text() != "true map[a batch:conflict a run:conflict an account:conflict]" {
		t.Errorf("the worker woke up and says %q", lines.Text())
	}
}
