package project

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/waybillhq/waybill"
)

// loader reads the files of one project and collects what is wrong with them.
type loader struct {
	catalogue Catalogue
	project   *Project
	errs      []error
	at        map[string]Position // of names, to find those defined twice

	read    func(name string) ([]byte, error) // a file of the project
	sealed  bool                              // no further files are read
	secrets Secrets
	denied  []string // files that no reference may read
}

func (l *loader) base() base {
	return base{dir: l.project.Dir, sealed: l.sealed, secrets: l.secrets, denied: l.denied, seen: l.project.masks}
}

// Load reads the project in the folder dir. Its errors, all of them joined,
// are *waybill.Error with EInvalid and a Path like waybill.yaml:12.
func Load(dir string, catalogue Catalogue) (*Project, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("finding the project: %w", err)
	}
	l := newLoader(abs, catalogue)
	l.read = func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(abs, name)) }
	if _, err := os.Stat(filepath.Join(abs, File)); errors.Is(err, fs.ErrNotExist) {
		return nil, waybill.Errorf(waybill.EInvalid, "there is no %s in %s", File, dir).
			WithHint("`waybill init` makes a project; --project names the folder of one.")
	}
	return l.load(l.files())
}

func newLoader(dir string, catalogue Catalogue) *loader {
	p := &Project{Dir: dir, places: map[string]Position{}, shape: fileShape(catalogue), masks: &masks{}}
	return &loader{catalogue: catalogue, at: map[string]Position{}, project: p}
}

// load reads what the files hold, which have the right shape or were
// complained about.
func (l *loader) load(roots []node) (*Project, error) {
	l.project.roots = roots
	for _, root := range roots {
		l.sections(root)
	}
	for _, root := range roots { // syncs name what any file may define
		l.syncs(root)
		l.tests(root)
	}
	l.references()
	if len(l.errs) > 0 {
		slices.SortStableFunc(l.errs, byPlace)
		return nil, errors.Join(l.errs...)
	}
	return l.project, nil
}

// byPlace orders errors by file and line.
func byPlace(a, b error) int {
	fileA, lineA := place(a)
	fileB, lineB := place(b)
	return cmp.Or(cmp.Compare(fileA, fileB), cmp.Compare(lineA, lineB))
}

func place(err error) (file string, line int) {
	e, ok := errors.AsType[*waybill.Error](err)
	if !ok {
		return "", 0
	}
	at := strings.LastIndexByte(e.Path, ':')
	line, problem := strconv.Atoi(e.Path[at+1:])
	if at < 0 || problem != nil {
		return e.Path, 0
	}
	return e.Path[:at], line
}

// failed reports whether an error at that place is known.
func (l *loader) failed(at Position) bool {
	return slices.ContainsFunc(l.errs, func(err error) bool {
		file, line := place(err)
		return file == at.File && line == at.Line
	})
}

// fail notes a problem at a place.
func (l *loader) fail(n node, format string, args ...any) complaint {
	return l.failAt(n.position(), format, args...)
}

func (l *loader) failAt(at Position, format string, args ...any) complaint {
	err := waybill.Errorf(waybill.EInvalid, format, args...).At(at.String())
	l.errs = append(l.errs, err)
	return complaint{err}
}

// complaint is a problem that has been noted; it takes a hint.
type complaint struct{ err *waybill.Error }

func (c complaint) hint(format string, args ...any) { c.err.Hint = fmt.Sprintf(format, args...) }

func (l *loader) note(at Position, format string, args ...any) {
	l.project.Notes = append(l.project.Notes, Note{at, fmt.Sprintf(format, args...)})
}

// files returns the roots of the project's file and of those it includes.
func (l *loader) files() []node {
	root, ok := l.parse(File)
	if !ok {
		return nil
	}
	if root.absent() {
		l.fail(root, "the file is empty").hint("It starts with version: 1.")
		return nil
	}
	whole := l.project.shape
	l.check(root, whole, File)
	if state := root.get("state"); !state.absent() {
		l.project.state = text{state.text(), state.position()}
	}
	l.locate(root, "")
	roots := []node{root}
	for _, name := range l.included(root) {
		part, ok := l.parse(name)
		if !ok || part.absent() {
			continue
		}
		l.check(part, partOf(whole), name)
		l.locate(part, "")
		roots = append(roots, part)
	}
	return roots
}

// partOf is the shape of an included file: what belongs to the whole project
// stands in its main file.
func partOf(whole *shape) *shape {
	part := *whole
	part.keys = slices.DeleteFunc(slices.Clone(whole.keys), func(k key) bool { return k.name == "include" || k.name == "state" })
	for i := range part.keys {
		part.keys[i].required = false // the version stands in the main file
	}
	return &part
}

// included returns the files that include names, each once, in order.
func (l *loader) included(root node) []string {
	patterns := root.get("include").elements()
	if n := root.get("include"); n.is(yaml.ScalarNode) {
		patterns = []node{n}
	}
	seen := map[string]bool{File: true}
	var names []string
	for _, pattern := range patterns {
		for _, name := range l.glob(pattern) {
			if !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	return names
}

func (l *loader) glob(pattern node) []string {
	found, err := filepath.Glob(filepath.Join(l.project.Dir, filepath.FromSlash(pattern.text())))
	if err != nil {
		l.fail(pattern, "`%s` cannot be read as a glob", pattern.text())
	}
	if err == nil && len(found) == 0 && !strings.ContainsAny(pattern.text(), "*?[") {
		l.fail(pattern, "there is no file %s", pattern.text())
	}
	for i, path := range found {
		if name, err := filepath.Rel(l.project.Dir, path); err == nil {
			found[i] = filepath.ToSlash(name)
		}
	}
	return found
}

// parse reads one YAML document.
func (l *loader) parse(name string) (node, bool) {
	b, err := l.read(name)
	if err != nil {
		l.errs = append(l.errs, &waybill.Error{Code: waybill.EInvalid, Message: "reading the file", Path: name, Err: err})
		return node{}, false
	}
	dec := yaml.NewDecoder(bytes.NewReader(b))
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		l.syntax(name, err)
		return node{}, false
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		l.failAt(Position{File: name}, "the file holds more than one document").hint("Name further files in include:.")
	}
	if len(doc.Content) == 0 {
		return node{file: name}, true
	}
	return node{file: name}.in(doc.Content[0]), true
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// syntax words an error of the YAML parser.
func (l *loader) syntax(name string, err error) {
	at := Position{File: name}
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		at.Line, _ = strconv.Atoi(m[1])
	}
	l.failAt(at, "the file is not YAML: %s", yamlLine.ReplaceAllString(err.Error(), ""))
}

// locate notes where every key stands.
func (l *loader) locate(n node, path string) {
	for _, m := range n.members() {
		p := strings.TrimPrefix(path+"."+m.name, ".")
		if _, twice := l.project.places[p]; !twice {
			l.project.places[p] = m.key.position()
		}
		l.locate(m.value, p)
	}
}

// Locate returns the place of a part of the project, such as
// syncs.orders.mapping.country, or of the nearest part around it: for errors
// that are found later, e.g. by mapping.Compile.
func (p *Project) Locate(path string) Position {
	for path != "" {
		if at, ok := p.places[path]; ok {
			return at
		}
		i := strings.LastIndexByte(path, '.')
		path = path[:max(i, 0)]
	}
	return Position{File: File}
}

// named returns the members of a section, and reports names that another file
// defines too.
func (l *loader) named(root node, section string) []member {
	var out []member
	for _, m := range root.get(section).members() {
		id := section + "." + m.name
		if first, twice := l.at[id]; twice && first.File != m.key.file {
			l.fail(m.key, "`%s` is defined twice in %s, first at %s", m.name, section, first)
			continue
		} else if twice {
			continue // reported as a key that stands twice
		}
		if m.name == "" || m.name == "." || m.name == ".." || strings.ContainsAny(m.name, " \t\n/") {
			l.fail(m.key, "`%s` cannot be a name", m.name).hint("A name has no spaces and no slashes, and is not only dots.")
		}
		l.at[id] = m.key.position()
		out = append(out, m)
	}
	return out
}

// State returns where the state is: an absolute path, or a postgres:// URL.
func (p *Project) State(env Env) (string, error) {
	if p.state.raw == "" {
		return filepath.Join(p.Dir, "waybill.db"), nil
	}
	state, err := p.state.resolve(base{dir: p.Dir, seen: p.masks}, env, "")
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(state, "postgres://") || strings.HasPrefix(state, "postgresql://") || filepath.IsAbs(state) {
		return state, nil
	}
	if strings.Contains(state, "://") {
		return "", waybill.Errorf(waybill.EInvalid, "the state can be a file or postgres://…").At(p.state.at.String())
	}
	return filepath.Join(p.Dir, state), nil
}
