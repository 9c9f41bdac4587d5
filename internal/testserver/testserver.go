// Package testserver starts real database servers for tests, and for the
// benchmarks: PostgreSQL and MariaDB, from the binaries that are installed. A test package that uses it
// has
//
//	func TestMain(m *testing.M) { os.Exit(testserver.Main(m)) }
//
// and each test gets a database of its own. A server is started once for the
// package, in a temporary folder and without fsync, and listens on a Unix
// socket there.
//
// If WAYBILL_TEST_POSTGRES or WAYBILL_TEST_MYSQL names a server by its URL,
// that one is used instead; it must allow databases to be created. If neither a
// server nor its binaries are there, tests are skipped, unless
// WAYBILL_REQUIRE_SERVERS is set: then they fail.
package testserver

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Main runs the tests and then stops the servers that they started. It returns
// the exit code.
func Main(m *testing.M) int {
	code := m.Run()
	postgres.stop()
	mariadb.stop()
	return code
}

// startTimeout bounds how long a server may take until it answers.
const startTimeout = time.Minute

// server is one that a test package shares.
type server struct {
	variable string // names a running server
	binary   func() (string, error)
	user     string // whom to run as when we are root, if there is such a user
	launch   func(ctx context.Context, s *server) error

	once sync.Once
	err  error
	url  string // of a database to begin with
	dir  string
	done func()
}

// databases numbers the databases of this process.
var databases atomic.Int64

// databaseName returns a name that no other test has, here or in another
// process that uses the same server.
func databaseName() string {
	return fmt.Sprintf("waybill_%d_%d", os.Getpid(), databases.Add(1))
}

// start returns the URL of a running server.
func (s *server) start(t testing.TB) string {
	t.Helper()
	s.once.Do(func() { s.err = s.run() })
	if s.err != nil {
		if _, missing := s.binary(); missing != nil && os.Getenv("WAYBILL_REQUIRE_SERVERS") == "" {
			t.Skipf("%v; scripts/install-test-servers installs it, or set %s", missing, s.variable)
		}
		t.Fatal(s.err)
	}
	return s.url
}

func (s *server) run() error {
	if s.url = os.Getenv(s.variable); s.url != "" {
		return nil
	}
	if _, err := s.binary(); err != nil {
		return err
	}
	var err error
	if s.dir, err = os.MkdirTemp("", "waybill"); err != nil {
		return err
	}
	if err := giveTo(s.user, s.dir); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	return s.launch(ctx, s)
}

// command returns a command that runs as the server's user, in its folder.
func (s *server) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "HOME="+s.dir)
	runAs(cmd, s.user)
	return cmd
}

// serve starts a server that runs until stop, and waits until ready says so.
func (s *server) serve(ctx context.Context, ready func(context.Context) error, name string, args ...string) error {
	logs, err := os.Create(filepath.Join(s.dir, "log"))
	if err != nil {
		return err
	}
	cmd := s.command(context.Background(), name, args...)
	cmd.Stdout, cmd.Stderr = logs, logs
	exited, err := startBound(cmd)
	if err != nil {
		return fmt.Errorf("starting %s: %w", name, err)
	}
	s.done = func() {
		_ = cmd.Process.Signal(os.Interrupt) // MariaDB ignores it
		_ = cmd.Process.Signal(terminate)
		<-exited
		_ = logs.Close()
		_ = os.RemoveAll(s.dir)
	}
	return s.await(ctx, ready, exited, name)
}

func (s *server) await(ctx context.Context, ready func(context.Context) error, exited <-chan struct{}, name string) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		err := ready(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-exited:
			return fmt.Errorf("%s ended:\n%s", name, s.log())
		case <-ctx.Done():
			return fmt.Errorf("waiting for %s: %w:\n%s", name, err, s.log())
		}
	}
}

func (s *server) log() []byte {
	text, _ := os.ReadFile(filepath.Join(s.dir, "log")) // an aid in another error
	return text
}

func (s *server) stop() {
	if s.done != nil {
		s.done()
	}
}

// find returns the path of a program, which may lie outside of PATH.
func find(name string, patterns ...string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	for _, p := range patterns {
		if found, _ := filepath.Glob(filepath.Join(p, name)); len(found) > 0 {
			return found[len(found)-1], nil
		}
	}
	return "", fmt.Errorf("%s is not installed", name)
}
