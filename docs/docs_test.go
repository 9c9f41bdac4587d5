// Package docs_test holds the repository to what it says of itself: links lead
// somewhere, packages introduce themselves, files and functions stay small,
// and the invariants name files and tests that are there.
package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const (
	root             = ".."
	maxFileLines     = 300
	maxFunctionLines = 80
)

// files yields the repository's files whose names end in one of the suffixes,
// by their path from its root.
func files(t *testing.T, suffixes ...string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			switch d.Name() {
			case ".git", "bin", "dist", "node_modules":
				return filepath.SkipDir
			}
			return nil
		}
		for _, s := range suffixes {
			if !strings.HasSuffix(path, s) {
				continue
			}
			text, err := os.ReadFile(path)
			found[filepath.ToSlash(strings.TrimPrefix(path, root+string(filepath.Separator)))] = string(text)
			return err
		}
		return nil
	})
	if err != nil || len(found) == 0 {
		t.Fatalf("reading the repository: %d files, %v", len(found), err)
	}
	return found
}

var (
	fenced = regexp.MustCompile("(?s)\n```.*?\n```")
	link   = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	head   = regexp.MustCompile(`(?m)^#+ (.+)$`)
	marks  = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// anchors returns what the headings of a page can be linked to by.
func anchors(page string) map[string]bool {
	names := map[string]bool{"": true}
	for _, m := range head.FindAllStringSubmatch(page, -1) {
		names[strings.ReplaceAll(strings.ToLower(marks.ReplaceAllString(m[1], "")), " ", "-")] = true
	}
	return names
}

func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	for path, page := range files(t, ".md") {
		for _, m := range link.FindAllStringSubmatch(fenced.ReplaceAllString(page, ""), -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			to, anchor, _ := strings.Cut(m[1], "#")
			target := filepath.Join(root, filepath.Dir(path), to)
			if to == "" {
				target = filepath.Join(root, path)
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: the link to %s leads nowhere", path, m[1])
				continue
			}
			if text, err := os.ReadFile(target); err == nil && strings.HasSuffix(target, ".md") && !anchors(string(text))[anchor] {
				t.Errorf("%s: %s has no heading for %s", path, to, m[1])
			}
		}
	}
}

// sources parses every Go file outside of testdata that no program wrote.
func sources(t *testing.T) (map[string]*ast.File, *token.FileSet) {
	t.Helper()
	set, parsed := token.NewFileSet(), map[string]*ast.File{}
	for path, text := range files(t, ".go") {
		if strings.Contains(path, "testdata/") {
			continue
		}
		f, err := parser.ParseFile(set, path, text, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if !ast.IsGenerated(f) {
			parsed[path] = f
		}
	}
	return parsed, set
}

func TestPackagesIntroduceThemselves(t *testing.T) {
	t.Parallel()
	introduced := map[string]bool{}
	parsed, _ := sources(t)
	for path, f := range parsed {
		if !strings.HasSuffix(path, "_test.go") {
			introduced[filepath.Dir(path)] = introduced[filepath.Dir(path)] || f.Doc != nil
		}
	}
	for dir, ok := range introduced {
		if !ok {
			t.Errorf("the package in %s has no comment", dir)
		}
	}
}

func TestFilesAndFunctionsAreSmall(t *testing.T) {
	t.Parallel()
	parsed, set := sources(t)
	for path, f := range parsed {
		if n := set.File(f.Pos()).LineCount(); n > maxFileLines {
			t.Errorf("%s has %d lines, more than %d", path, n, maxFileLines)
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := set.Position(fn.End()).Line - set.Position(fn.Pos()).Line + 1; n > maxFunctionLines {
				t.Errorf("%s: %s has %d lines, more than %d", path, fn.Name.Name, n, maxFunctionLines)
			}
		}
	}
}

// somebodys matches paths that exist on one developer's machine only.
var somebodys = regexp.MustCompile(`(^|[\s"'(=:])/(work|root|Users|home/[a-z]+)/\w`)

func TestNoPathsOfOneMachine(t *testing.T) {
	t.Parallel()
	for path, text := range files(t, ".go", ".md", ".yml", ".yaml", ".sql", ".html", ".txtar", "Makefile", "/run") {
		for i, line := range strings.Split(text, "\n") {
			if m := somebodys.FindString(line); m != "" {
				t.Errorf("%s:%d: %q is a path of somebody's machine", path, i+1, m)
			}
		}
	}
}

var direct = regexp.MustCompile(`(?m)^\t(\S+) v\S+$`)

func TestDependenciesAreExplained(t *testing.T) {
	t.Parallel()
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range direct.FindAllStringSubmatch(string(mod), -1) {
		if !strings.Contains(string(page), "`"+m[1]+"`") {
			t.Errorf("dependencies.md does not explain %s", m[1])
		}
	}
}

// What the interface is made of is small, and every page has a folder.
func TestFilesOfTheInterfaceAreSmall(t *testing.T) {
	t.Parallel()
	for path, text := range files(t, ".ts", ".tsx", ".css") {
		if n := strings.Count(text, "\n"); n > maxFileLines && path != "ui/src/api/schema.d.ts" {
			t.Errorf("%s has %d lines, more than %d", path, n, maxFileLines)
		}
		if strings.Contains(text, "biome-ignore lint/suspicious/noExplicitAny") || strings.Contains(text, "@ts-ignore") {
			t.Errorf("%s gives up its types", path)
		}
	}
}
