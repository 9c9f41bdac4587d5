package all_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/waybillhq/waybill/destination/all"
)

func TestNamesAreUniqueAndInOrder(t *testing.T) {
	t.Parallel()
	var names []string
	for _, d := range all.Destinations() {
		names = append(names, d.Name)
	}
	if !slices.IsSorted(names) || len(slices.Compact(names)) != len(all.Destinations()) {
		t.Errorf("got %v", names)
	}
}

func TestEveryFolderIsListed(t *testing.T) {
	t.Parallel()
	folders, err := filepath.Glob("../*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadFile("list.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range folders {
		name := filepath.Base(filepath.Dir(path))
		if name != "all" && name != "destinationtest" && !strings.Contains(string(list), name+".New()") {
			t.Errorf("%s is not listed: add it to the line in all.go and run go generate ./destination/all", name)
		}
	}
}

// TestNoDestinationGoesAroundTheTransport reads the destinations' source: of
// net/http they may use names only, never what opens a connection.
func TestNoDestinationGoesAroundTheTransport(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../*/*.go")
	if err != nil || len(files) < 8 {
		t.Fatalf("found %v, %v", files, err)
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") || strings.Contains(path, "destinationtest") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range file.Imports {
			name := strings.Trim(i.Path.Value, `"`)
			if name == "net" || name == "os" || name == "os/exec" || name == "syscall" || strings.HasPrefix(name, "net/http/") || strings.HasSuffix(name, "/transport") {
				t.Errorf("%s imports %s", path, name)
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "http" && !harmless(s.Sel.Name) {
					t.Errorf("%s uses http.%s: requests go through the client", path, s.Sel.Name)
				}
			}
			return true
		})
	}
}

func harmless(name string) bool {
	return strings.HasPrefix(name, "Method") || strings.HasPrefix(name, "Status") || name == "Header"
}
