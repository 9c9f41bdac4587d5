package main

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os/exec"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/waybillhq/waybill/app/sample"
	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/sandbox"
	"github.com/waybillhq/waybill/sandbox/all"
)

func TestMain(m *testing.M) {
	testscript.Main(servers{m}, map[string]func(){"waybill": main})
}

// servers are the tests with the database servers that they start.
type servers struct{ m *testing.M }

func (s servers) Run() int { return testserver.Main(s.m) }

// TestScripts runs the scripts of testdata. Each has both sandboxes to itself:
// the sample project finds them by its variables.
func TestScripts(t *testing.T) {
	t.Parallel()
	p := params()
	p.Dir = "testdata"
	testscript.Run(t, p)
}

// TestScriptsOnPostgres runs those that keep their state in PostgreSQL.
func TestScriptsOnPostgres(t *testing.T) {
	t.Parallel()
	p := params()
	p.Files = []string{"testdata/servers/postgres.txtar"}
	url := testserver.Postgres(t)
	p.Setup = func(env *testscript.Env) error {
		env.Setenv("STATE_URL", url)
		return setUp(env)
	}
	testscript.Run(t, p)
}

func params() testscript.Params {
	return testscript.Params{
		Setup: setUp,
		Condition: func(name string) (bool, error) {
			if name == "duckdb" {
				return hasDuckDB, nil
			}
			return false, fmt.Errorf("there is no condition %q", name)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "faults": faults, "recorded": recorded, "requests": requests, "shop": shop, "awkward": awkward, "runid": runID,
		},
	}
}

func setUp(env *testscript.Env) error {
	for _, kind := range all.Kinds() {
		s, err := sandbox.New(kind, sandbox.Options{Seed: 1})
		if err != nil {
			return err
		}
		server := httptest.NewServer(s)
		env.Defer(server.Close)
		env.Values[kind.Name] = s
		env.Setenv(strings.ToUpper(kind.Name)+"_URL", server.URL)
	}
	env.Setenv("USER", "ada")
	return nil
}

// exits CODE COMMAND… runs a command that must end with that exit code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var status *exec.ExitError
		if !errors.As(err, &status) {
			ts.Fatalf("%v", err)
		}
		got = status.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func vendor(ts *testscript.TestScript, name string) *sandbox.Sandbox {
	s, ok := ts.Value(name).(*sandbox.Sandbox)
	if !ok {
		ts.Fatalf("there is no sandbox %q", name)
	}
	return s
}

// faults VENDOR [FAULT…] sets what goes wrong.
func faults(ts *testscript.TestScript, _ bool, args []string) {
	parsed, err := sandbox.ParseFaults(args[1:]...)
	ts.Check(err)
	vendor(ts, args[0]).SetFaults(parsed...)
}

// recorded VENDOR SORT N checks how many objects of a sort were recorded.
func recorded(ts *testscript.TestScript, _ bool, args []string) {
	for _, r := range vendor(ts, args[0]).Recorded().Objects {
		if r.Name != args[1] {
			continue
		}
		if got := strconv.Itoa(reflect.ValueOf(r.Items).Len()); got != args[2] {
			ts.Fatalf("%s recorded %s %s, want %s", args[0], got, args[1], args[2])
		}
		return
	}
	ts.Fatalf("%s has no %s", args[0], args[1])
}

// requests VENDOR METHOD N checks how many requests of a method were made.
func requests(ts *testscript.TestScript, _ bool, args []string) {
	n := 0
	for _, r := range vendor(ts, args[0]).Requests() {
		if r.Method == args[1] {
			n++
		}
	}
	if strconv.Itoa(n) != args[2] {
		ts.Fatalf("%s got %d %s requests, want %s", args[0], n, args[1], args[2])
	}
}

// shop STATEMENT runs SQL on the sample shop.
func shop(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(sample.Change(context.Background(), ts.MkAbs("."), strings.Join(args, " ")))
}

// awkward adds the sample's awkward rows.
func awkward(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(sample.Awkward(context.Background(), ts.MkAbs(".")))
}

// runID NAME puts the id of the newest run into a variable.
func runID(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(ts.Exec("waybill", "runs", "--json", "--limit", "1"))
	_, rest, ok := strings.Cut(ts.ReadFile("stdout"), `"run":"`)
	id, _, _ := strings.Cut(rest, `"`)
	if !ok {
		ts.Fatalf("nothing ran")
	}
	ts.Setenv(args[0], id)
}
