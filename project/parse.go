package project

import (
	"errors"
	"strings"

	"github.com/waybillhq/waybill"
)

// Text is a file that is not in a folder.
type Text struct {
	Name string // of errors, when nothing better is known
	Body []byte
}

// Parse reads a project out of texts, as Load does out of files: the first one
// stands for waybill.yaml and must not include others. dir is the folder at
// which relative paths begin. Nothing is read from it: what files hold, such
// as queries, stands in the texts. Secrets are looked up when they are needed;
// of the files that are denied, ${file:…} reads none.
//
// The Path of an error is the part of the project it is about, such as
// syncs.orders.mapping.country, or the name of the text.
func Parse(texts []Text, dir string, catalogue Catalogue, secrets Secrets, denied ...string) (*Project, error) {
	l := newLoader(dir, catalogue)
	l.sealed, l.secrets, l.denied = true, secrets, denied
	var roots []node
	for i, t := range texts {
		l.read = func(string) ([]byte, error) { return t.Body, nil }
		root, ok := l.parse(t.Name)
		if !ok || root.absent() {
			continue
		}
		s := l.project.shape
		if i > 0 {
			s = partOf(s)
		}
		l.check(root, s, t.Name)
		l.locate(root, "")
		roots = append(roots, root)
	}
	p, err := l.load(roots)
	if err != nil {
		l.placed()
	}
	return p, err
}

// placed turns the lines of errors into parts of the project.
func (l *loader) placed() {
	parts := map[Position]string{}
	for path, at := range l.project.places {
		if len(path) > len(parts[at]) {
			parts[at] = path
		}
	}
	for _, err := range l.errs {
		e, ok := errors.AsType[*waybill.Error](err)
		if !ok {
			continue
		}
		if e.Path != "" {
			file, line := place(e)
			e.Path = partAt(parts, Position{file, line})
		}
	}
}

// failPart notes a problem of a part of the project, which may not be there: at
// the nearest line or, where there are no files, at the part itself.
func (l *loader) failPart(path, format string, args ...any) complaint {
	c := l.failAt(l.project.Locate(path), format, args...)
	if l.sealed {
		c.err.Path = path
	}
	return c
}

// partAt returns the part that stands in a line, or around it: the text if
// that is no more than a section.
func partAt(parts map[Position]string, at Position) string {
	for ; at.Line > 0; at.Line-- {
		if path := parts[at]; strings.Contains(path, ".") {
			return path
		}
	}
	return at.File
}
