package partnerstack

import (
	"encoding/json"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"
)

// property is what a body may hold under a name. Bounds of text are in
// characters; 0 means none.
type property struct {
	name     string
	kind     string // string, integer, boolean, object, array
	required bool
	null     bool
	min, max int
	low, top int64 // of an integer, where low < top
	format   string
	options  []string
}

// schema lists the properties of a body.
type schema []property

// check validates in the order of the schema and words the first problem as the
// vendor's validator does, Python's jsonschema.
func (s schema) check(body map[string]any, unknown string) (problem string) {
	for _, p := range s {
		if _, found := body[p.name]; p.required && !found {
			return fmt.Sprintf("'%s' is a required property", p.name)
		}
	}
	for _, p := range s {
		if v, found := body[p.name]; found {
			if problem := p.check(v); problem != "" {
				return problem
			}
		}
	}
	if unknown == "refuse" {
		return s.unexpected(body)
	}
	return ""
}

func (s schema) unexpected(body map[string]any) string {
	var names []string
	for name := range body {
		if !slices.ContainsFunc(s, func(p property) bool { return p.name == name }) {
			names = append(names, python(name))
		}
	}
	slices.Sort(names)
	switch len(names) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("Additional properties are not allowed (%s was unexpected)", names[0])
	}
	return fmt.Sprintf("Additional properties are not allowed (%s were unexpected)", strings.Join(names, ", "))
}

func (p property) check(v any) string {
	if v == nil && p.null {
		return ""
	}
	if !p.hasKind(v) {
		return fmt.Sprintf("%s is not of type '%s'", python(v), p.kind)
	}
	switch v := v.(type) {
	case string:
		return p.checkText(v)
	case int64:
		if p.low < p.top && v < p.low {
			return fmt.Sprintf("%d is less than the minimum of %d", v, p.low)
		}
		if p.low < p.top && v > p.top {
			return fmt.Sprintf("%d is greater than the maximum of %d", v, p.top)
		}
	}
	return ""
}

func (p property) hasKind(v any) bool {
	switch v.(type) {
	case string:
		return p.kind == "string"
	case int64:
		return p.kind == "integer"
	case bool:
		return p.kind == "boolean"
	case map[string]any:
		return p.kind == "object"
	case []any:
		return p.kind == "array"
	}
	return false
}

func (p property) checkText(s string) string {
	n := utf8.RuneCountInString(s)
	switch {
	case n < p.min:
		return python(s) + " is too short"
	case p.max > 0 && n > p.max:
		return python(s) + " is too long"
	case p.format == "email" && !isEmail(s):
		return python(s) + " is not a 'email'"
	case len(p.options) > 0 && !slices.Contains(p.options, s):
		return fmt.Sprintf("%s is not one of %s", python(s), python(anys(p.options)))
	}
	return ""
}

func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

func anys(texts []string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}

// python writes a value as Python's repr would, which is what the vendor's
// messages quote.
func python(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		return map[bool]string{true: "True", false: "False"}[v]
	case string:
		return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`).Replace(v) + "'"
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = python(e)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		parts := make([]string, 0, len(v))
		for name, e := range v {
			parts = append(parts, python(name)+": "+python(e))
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, ", ") + "}"
	case json.Number:
		return v.String()
	}
	return fmt.Sprint(v)
}

// text returns a property that is text; "" if it is absent or null.
func text(body map[string]any, name string) string {
	s, _ := body[name].(string)
	return s
}

// object returns a property that is an object; nil if it is absent or null.
func object(body map[string]any, name string) map[string]any {
	o, _ := body[name].(map[string]any)
	return o
}
