// Package template compiles Liquid, the template language of mappings, request
// URLs and request bodies.
//
// It differs from stock Liquid where money could be lost: numbers print as
// their exact text and arithmetic is decimal, never binary; an unknown filter
// is an error when the template is compiled, not when a row happens to reach
// it; templates cannot read files; output is bounded.
//
// Variables are values as the root package describes them. Members of an
// object are converted only when a template names them.
package template

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/osteele/liquid"

	"github.com/waybillhq/waybill"
)

// maxOutput and maxSource bound what a template renders and how long it is, in
// bytes.
const (
	maxOutput = 1 << 20
	maxSource = 64 << 10
)

// Template is a compiled template. It may be rendered by several goroutines at
// once.
type Template struct {
	src  string
	tmpl *liquid.Template // nil: src has nothing to evaluate
}

// Vars are the variables of a template, by name.
type Vars map[string]any

// Compile compiles a template. Its error is a [waybill.Error] for a person.
func Compile(src string) (*Template, error) {
	if len(src) > maxSource {
		return nil, waybill.Errorf(waybill.EInvalid, "the template is longer than %d bytes", maxSource)
	}
	if !strings.Contains(src, "{{") && !strings.Contains(src, "{%") {
		return &Template{src: src}, nil
	}
	engine := newEngine()
	tmpl, err := parse(engine, src)
	if err != nil {
		return nil, invalid(err)
	}
	if err := knownFilters(engine, src); err != nil {
		return nil, err
	}
	return &Template{src: src, tmpl: tmpl}, nil
}

// Literal reports whether the template renders the same text for every row.
func (t *Template) Literal() bool { return t.tmpl == nil }

// String returns the source of the template.
func (t *Template) String() string { return t.src }

// Render evaluates the template. Its error says, in words for a person, why
// the values do not fit; a variable that does not exist renders as nothing.
func (t *Template) Render(vars Vars) (text string, err error) {
	if t.tmpl == nil {
		return t.src, nil
	}
	bindings := make(liquid.Bindings, len(vars))
	for name, v := range vars {
		bindings[name] = toLiquid(v)
	}
	var out bounded
	// The library panics on a write error and on some misplaced types.
	defer func() {
		if r := recover(); r != nil {
			text, err = "", recovered(r, &out)
		}
	}()
	if rerr := t.tmpl.FRender(&out, bindings); rerr != nil {
		return "", fault(rerr, &out)
	}
	return out.text.String(), nil
}

// parse guards against panics of the parser.
func parse(engine *liquid.Engine, src string) (tmpl *liquid.Template, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	tmpl, serr := engine.ParseString(src)
	if serr != nil {
		return nil, serr
	}
	return tmpl, nil
}

func recovered(r any, out *bounded) error {
	if err, ok := r.(error); ok {
		return fault(err, out)
	}
	return fmt.Errorf("evaluating the template: %v", r)
}

// fault rewords an error of the library. Its own text quotes the template,
// which the person knows, and may carry a stack trace.
func fault(err error, out *bounded) error {
	if out.over {
		return errTooLong
	}
	text, _, _ := strings.Cut(err.Error(), "\n")
	text = libraryPrefix.ReplaceAllString(text, "")
	text = ownFilter.ReplaceAllString(text, "$1 in $2 }}")
	return fmt.Errorf("evaluating the template: %s", text)
}

// ownFilter finds what the library says of a filter that CompileURL added and
// nobody wrote.
var ownFilter = regexp.MustCompile(`error applying filter "waybill_\w+" \("?(.*?)"?\) in (\{\{.*?)\s*\|\s*waybill_\w+\s*-?\}\}`)

var libraryPrefix = regexp.MustCompile(`^Liquid error( \(line \d+\))?: `)

func invalid(err error) error {
	text := libraryPrefix.ReplaceAllString(err.Error(), "")
	return waybill.Errorf(waybill.EInvalid, "the template cannot be read: %s", text)
}

var errTooLong = errors.New("the template renders more than 1 MiB")

// bounded collects output up to maxOutput.
type bounded struct {
	text strings.Builder
	over bool
}

// Write appends p, or fails once there is too much.
func (b *bounded) Write(p []byte) (int, error) {
	if b.text.Len()+len(p) > maxOutput {
		b.over = true
		return 0, errTooLong
	}
	return b.text.Write(p)
}
