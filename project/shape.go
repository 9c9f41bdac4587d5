package project

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/waybillhq/waybill/internal/near"
)

// scalar is a kind of single value.
type scalar string

// The kinds of single values.
const (
	word   scalar = "text"
	whole  scalar = "a whole number"
	share  scalar = "a number from 0 to 1"
	factor scalar = "a number above 0"
	flag   scalar = "true or false"
	period scalar = "a length of time such as 30s, 15m, 24h or 1d"
)

// shape declares what may stand at one place of a file. A place may allow a
// scalar, an object and a list side by side; nothing set allows anything.
type shape struct {
	doc     string
	scalar  scalar
	options []string // the only texts allowed
	pattern string   // that a text matches

	keys []key  // of an object
	each *shape // what further keys hold, whose names are free
	list *shape // what the elements of a list hold

	secret   bool // what it holds is not to be shown
	verbatim bool // variables are not replaced in it

	// variants makes what an object may hold depend on the key "type".
	variants []variant
}

type key struct {
	name     string
	required bool
	shape
}

type variant struct {
	name string
	shape
}

// anything reports whether the shape allows whatever there is.
func (s *shape) anything() bool { return s.scalar == "" && !s.object() && s.list == nil }

func (s *shape) object() bool { return s.keys != nil || s.each != nil || s.variants != nil }

// check reports everything in n that s does not allow.
func (l *loader) check(n node, s *shape, what string) {
	switch {
	case n.null() && !s.anything():
		if !s.optional() {
			l.fail(n, "`%s` has no value", what)
		}
	case n.is(yaml.ScalarNode) && s.scalar != "":
		l.checkScalar(n, s, what)
	case n.is(yaml.MappingNode) && s.variants != nil:
		l.checkVariant(n, s, what)
	case n.is(yaml.MappingNode):
		l.checkObject(n, s, what)
	case n.is(yaml.SequenceNode) && s.list != nil:
		for _, e := range n.elements() {
			l.check(e, s.list, what)
		}
	case n.is(yaml.SequenceNode) && s.anything():
		for _, e := range n.elements() {
			l.check(e, s, what)
		}
	case !s.anything():
		l.fail(n, "`%s` is %s, and should be %s", what, kindOf(n), s.expected())
	}
}

// optional reports whether nothing may stand where s does: an empty section.
func (s *shape) optional() bool {
	return s.object() && s.variants == nil && !slices.ContainsFunc(s.keys, func(k key) bool { return k.required })
}

func kindOf(n node) string {
	return map[yaml.Kind]string{yaml.ScalarNode: "a single value", yaml.MappingNode: "an object", yaml.SequenceNode: "a list"}[n.Kind]
}

func (s *shape) expected() string {
	var kinds []string
	if s.scalar != "" {
		kinds = append(kinds, string(s.scalar))
	}
	if s.object() {
		kinds = append(kinds, "an object")
	}
	if s.list != nil {
		kinds = append(kinds, "a list")
	}
	return strings.Join(kinds, " or ")
}

// checkObject checks the keys of a mapping and what they hold.
func (l *loader) checkObject(n node, s *shape, what string) {
	if !s.object() && !s.anything() {
		l.fail(n, "`%s` is an object, and should be %s", what, s.expected())
		return
	}
	l.unique(n, what)
	members := n.members()
	for _, m := range members {
		if k := s.key(m.name); k != nil {
			l.check(m.value, k, m.name)
			continue
		}
		switch {
		case s.each != nil:
			l.check(m.value, s.each, m.name)
		case s.anything():
			l.check(m.value, s, m.name)
		default:
			l.unknown(m.key, m.name, s.names())
		}
	}
	for _, k := range s.keys {
		if _, ok := get(members, k.name); k.required && !ok {
			l.fail(n, "`%s` lacks `%s`", what, k.name)
		}
	}
}

// unique reports keys that stand twice in one mapping.
func (l *loader) unique(n node, what string) {
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.in(n.Content[i])
		if first, twice := seen[k.Value]; twice && k.Tag != "!!merge" {
			l.fail(k, "`%s` stands twice in `%s`, first in line %d", k.Value, what, first)
			continue
		}
		seen[k.Value] = k.Line
	}
}

func (l *loader) unknown(n node, name string, known []string) {
	if found := near.Names(name, known); len(found) > 0 {
		l.fail(n, "unknown key `%s` — did you mean `%s`?", name, found[0])
		return
	}
	l.fail(n, "unknown key `%s`", name).hint("Known here: %s.", strings.Join(known, ", "))
}

func (s *shape) key(name string) *shape {
	for i := range s.keys {
		if s.keys[i].name == name {
			return &s.keys[i].shape
		}
	}
	return nil
}

func (s *shape) names() []string {
	names := make([]string, len(s.keys))
	for i, k := range s.keys {
		names[i] = k.name
	}
	return names
}

// checkVariant checks an object whose keys depend on its type.
func (l *loader) checkVariant(n node, s *shape, what string) {
	name := n.get("type")
	if name.absent() {
		l.fail(n, "`%s` lacks `type`", what).hint("It is one of %s.", strings.Join(s.variantNames(), ", "))
		return
	}
	for i := range s.variants {
		if s.variants[i].name == name.text() {
			l.checkObject(n, &s.variants[i].shape, what)
			return
		}
	}
	l.fail(name, "there is no type `%s`", name.text()).hint("%s", near.Hint(name.text(), s.variantNames()))
}

func (s *shape) variantNames() []string {
	names := make([]string, len(s.variants))
	for i, v := range s.variants {
		names[i] = v.name
	}
	return names
}

func (l *loader) checkScalar(n node, s *shape, what string) {
	v := n.text()
	switch {
	case s.options != nil && !slices.Contains(s.options, v):
		l.fail(n, "`%s` is `%s`, and should be one of %s%s", what, v, strings.Join(s.options, ", "), maybe(v, s.options))
	case s.pattern != "" && !regexp.MustCompile(s.pattern).MatchString(v):
		l.fail(n, "`%s` is `%s`, which it cannot be", what, v).hint("%s", s.doc)
	case !s.scalar.takes(n):
		l.fail(n, "`%s` is `%s`, and should be %s", what, v, s.scalar)
	case s.scalar == word && !s.verbatim:
		if err := (text{v, n.position()}).check(); err != nil && strings.Contains(v, "${") {
			l.errs = append(l.errs, err)
		}
	}
}

func maybe(name string, options []string) string {
	if found := near.Names(name, options); len(found) > 0 && len(options) > 1 {
		return fmt.Sprintf(" — did you mean `%s`?", found[0])
	}
	return ""
}

// takes reports whether a scalar is of that kind.
func (k scalar) takes(n node) bool {
	v := n.text()
	switch k {
	case whole:
		i, err := strconv.ParseInt(v, 10, 64)
		return err == nil && i >= 0 && n.Tag == "!!int"
	case share, factor:
		f, err := strconv.ParseFloat(v, 64)
		return err == nil && f >= 0 && (k == factor && f > 0 || k == share && f <= 1)
	case flag:
		return v == "true" || v == "false"
	case period:
		_, ok := parsePeriod(v)
		return ok
	}
	return true
}

var periodText = regexp.MustCompile(`^(?:(\d{1,6})d)?((?:\d{1,9}(?:h|m|s|ms))*)$`)

// parsePeriod reads a length of time above zero: 30s, 1h30m, 1d.
func parsePeriod(s string) (time.Duration, bool) {
	m := periodText.FindStringSubmatch(s)
	if m == nil || s == "" {
		return 0, false
	}
	days, _ := strconv.Atoi("0" + m[1])
	d := time.Duration(days) * 24 * time.Hour
	if m[2] != "" {
		rest, err := time.ParseDuration(m[2])
		if err != nil {
			return 0, false
		}
		d += rest
	}
	return d, d > 0
}

func (n node) period() time.Duration {
	d, _ := parsePeriod(n.text())
	return d
}
