package all_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/waybillhq/waybill/sandbox"
	"github.com/waybillhq/waybill/sandbox/all"
)

var update = flag.Bool("update", false, "write the table of assumptions into the documentation")

const (
	page  = "../../docs/sandboxes.md"
	begin = "<!-- assumptions:begin (written by `go test ./sandbox/all -update`) -->\n"
	end   = "<!-- assumptions:end -->\n"
)

func TestAssumptionsAreDocumented(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(b), begin)
	have, after, found := strings.Cut(rest, end)
	if !found {
		t.Fatalf("%s has no place for the assumptions", page)
	}
	want := ""
	for _, k := range all.Kinds() {
		want += "\n### " + k.Label + "\n\n" + sandbox.AssumptionsTable(k.Assumptions) + "\n"
	}
	if *update {
		if err := os.WriteFile(page, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if have != want {
		t.Errorf("%s is out of date: run go test ./sandbox/all -update", page)
	}
}

func TestKindsAreWhole(t *testing.T) {
	t.Parallel()
	for _, k := range all.Kinds() {
		s, err := sandbox.New(k, sandbox.Options{})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, a := range s.Assumptions() {
			if seen[a.Name] || !strings.HasPrefix(a.Name, k.Name+".") || a.Doc == "" || len(a.Options) < 2 || a.Value != a.Default {
				t.Errorf("%+v is not a sound assumption of %s", a, k.Name)
			}
			seen[a.Name] = true
			for _, o := range a.Options {
				if err := s.Assume(map[string]string{a.Name: o}); err != nil {
					t.Error(err)
				}
			}
		}
		if got, err := sandbox.ParseKind(all.Kinds(), k.Name); err != nil || got.Label != k.Label {
			t.Errorf("ParseKind(%q) = %v, %v", k.Name, got.Label, err)
		}
	}
	if _, err := sandbox.ParseKind(all.Kinds(), "partnerise"); err == nil {
		t.Error("ParseKind took a kind that does not exist")
	}
}
