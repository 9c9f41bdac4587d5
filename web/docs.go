package web

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

//go:embed docs.html
var page string

//go:embed docs.css
var style []byte

// group is the operations of a tag.
type group struct {
	Name, Description string
	Operations        []documented
}

// documented is an operation with what its page shows.
type documented struct {
	Method, Path string
	*huma.Operation
	Body, Answer *huma.Schema
	Status       string
}

// docs renders the document as a page that needs no script and no other host.
func docs(doc *huma.OpenAPI) ([]byte, error) {
	t, err := template.New("docs").Funcs(template.FuncMap{
		"paragraphs": func(s string) []string { return strings.Split(s, "\n\n") },
		"spans":      spans,
		"type":       typeName,
		"reference":  reference,
		"schemas":    func() map[string]*huma.Schema { return doc.Components.Schemas.Map() },
		"required":   func(s *huma.Schema, name string) bool { return slices.Contains(s.Required, name) },
		"json":       func(v any) (string, error) { b, err := json.Marshal(v); return string(b), err },
		"lower":      strings.ToLower,
	}).Parse(page)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = t.Execute(&out, map[string]any{"Info": doc.Info, "Groups": groups(doc), "Prefix": Prefix, "Problems": problems})
	return out.Bytes(), err
}

// problems explains the codes, in the order of the page.
var problems = []struct{ Code, Doc string }{
	{"invalid", "The request, or what it would make of the configuration, is wrong. Sending it again changes nothing."},
	{"not_found", "There is no such thing, or not any more."},
	{"conflict", "It collides with what is there: somebody was faster, or it is in use."},
	{"unauthorized", "A credential was refused: the caller's (401), or one that the server used elsewhere (422)."},
	{"forbidden", "The caller may not do this."},
	{"too_many", "Too much at once. Retry-After says when to come back."},
	{"unavailable", "Something outside, such as a database, could not be reached in time."},
	{"internal", "A mistake or an outage of the server. Its log says more under the trace."},
}

// groups returns the operations by tags, in the order of paths and methods.
func groups(doc *huma.OpenAPI) []group {
	var out []group
	for _, tag := range doc.Tags {
		g := group{Name: tag.Name, Description: tag.Description}
		for path, item := range doc.Paths {
			for method, o := range operationsOf(item) {
				if slices.Contains(o.Tags, tag.Name) {
					g.Operations = append(g.Operations, document(method, path, o))
				}
			}
		}
		slices.SortFunc(g.Operations, func(a, b documented) int {
			return 2*strings.Compare(a.Path, b.Path) + strings.Compare(a.Method, b.Method)
		})
		if len(g.Operations) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func document(method, path string, o *huma.Operation) documented {
	d := documented{Method: method, Path: path, Operation: o}
	if o.RequestBody != nil {
		for _, m := range o.RequestBody.Content {
			d.Body = m.Schema
		}
	}
	for status, r := range o.Responses {
		if status == strconv.Itoa(o.DefaultStatus) {
			d.Status = status + " " + http.StatusText(o.DefaultStatus)
			for _, m := range r.Content {
				d.Answer = m.Schema
			}
		}
	}
	return d
}

// span is a piece of text, as code or not.
type span struct {
	Text string
	Code bool
}

// spans takes text apart at its backticks.
func spans(text string) []span {
	var out []span
	for i, part := range strings.Split(strings.ReplaceAll(text, "**", ""), "`") {
		out = append(out, span{part, i%2 == 1})
	}
	return out
}

const schemaPrefix = "#/components/schemas/"

// reference is the name of the schema that s refers to, "" if it does not.
func reference(s *huma.Schema) string {
	if s == nil {
		return ""
	}
	if s.Items != nil {
		return reference(s.Items)
	}
	return strings.TrimPrefix(s.Ref, schemaPrefix)
}

// typeName says in a few words what a schema takes.
func typeName(s *huma.Schema) string {
	switch {
	case s == nil:
		return ""
	case s.Ref != "":
		return strings.TrimPrefix(s.Ref, schemaPrefix)
	case s.Type == huma.TypeArray:
		return "list of " + typeName(s.Items)
	case s.Format != "":
		return s.Type + ", " + s.Format
	case s.Type == "":
		return "anything"
	}
	return s.Type
}
