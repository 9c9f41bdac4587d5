package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	row      = regexp.MustCompile(`(?m)^\| (\d+) \|[^|]+\|([^|]+)\|([^|]+)\|$`)
	named    = regexp.MustCompile("`([^`]+)`")
	quoted   = regexp.MustCompile(`(?i)\binvariants? (\d+)`)
	testFunc = regexp.MustCompile(`(?m)^func (?:\([^)]*\) )?(Test\w+|balanced)\(`)
)

// The table of ARCHITECTURE.md names, for each invariant, the file that
// enforces it and the test that would fail.
func TestInvariantsNameFilesAndTests(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{}
	for _, text := range files(t, "_test.go") {
		for _, m := range testFunc.FindAllStringSubmatch(text, -1) {
			tests[m[1]] = true
		}
	}
	page, err := os.ReadFile(filepath.Join(root, "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	numbers := map[string]bool{}
	for _, m := range row.FindAllStringSubmatch(string(page), -1) {
		numbers[m[1]] = true
		enforced(t, m[1], m[2])
		for _, name := range named.FindAllStringSubmatch(m[3], -1) {
			if (strings.HasPrefix(name[1], "Test") || name[1] == "balanced") && !tests[name[1]] {
				t.Errorf("invariant %s is tested by %s, which is not there", m[1], name[1])
			}
		}
	}
	if len(numbers) < 6 {
		t.Fatalf("the table of invariants has %d rows", len(numbers))
	}
	for path, text := range files(t, ".go", ".sql") {
		for _, m := range quoted.FindAllStringSubmatch(text, -1) {
			if !numbers[m[1]] {
				t.Errorf("%s quotes invariant %s, which is not in ARCHITECTURE.md", path, m[1])
			}
		}
	}
}

// enforced checks that the files which a cell names are there, and that each
// has what is named after it.
func enforced(t *testing.T, number, cell string) {
	t.Helper()
	path, text := "", ""
	for _, m := range named.FindAllStringSubmatch(cell, -1) {
		if !strings.HasSuffix(m[1], ".go") && !strings.HasSuffix(m[1], ".sql") {
			if !strings.Contains(text, m[1]) {
				t.Errorf("invariant %s is enforced by %s in %s, which is not there", number, m[1], path)
			}
			continue
		}
		path = m[1]
		b, err := os.ReadFile(filepath.Join(root, path))
		if text = string(b); err != nil {
			t.Errorf("invariant %s is enforced by %s: %v", number, path, err)
		}
	}
}
