package project

import (
	"net/url"
	"path/filepath"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/waybillhq/waybill"
)

// Part is one named piece of a project, as its files have it.
type Part struct {
	Section  string // sources, models, destinations, syncs, tests or alerts
	Name     string
	Position Position
	Spec     waybill.Object // what stands under the name, keys in their order
}

// Keep puts a literal value of a secret setting away and returns what to write
// instead of it, such as SecretReference. path is its place, such as
// destinations.partnerize.user_api_key; no two places have one path, and a path
// can name a secret.
type Keep func(path string, literal waybill.Secret) string

// Parts returns all parts of the project, section by section in the order of
// the files, so that they make the same project without its folder: included
// files are put together, queries and tables stand in their models, and paths
// of sources are absolute. References to variables, files and secrets stay as
// they are; literal secrets are replaced by what keep returns.
func (p *Project) Parts(keep Keep) ([]Part, error) {
	w := walker{project: p, keep: keep}
	var parts []Part
	for _, section := range []string{"sources", "models", "destinations", "syncs"} {
		parts = append(parts, w.section(section)...)
	}
	for _, root := range p.roots {
		for _, e := range root.get("tests").elements() {
			spec, _ := w.value(e, p.shape.key("tests").list, "tests", false).(waybill.Object)
			parts = append(parts, Part{"tests", e.get("name").text(), e.position(), spec.Without("name")})
		}
	}
	parts = append(parts, w.section("alerts")...)
	return parts, w.err
}

// walker makes values of nodes, knowing what they are by their shapes.
type walker struct {
	project *Project
	keep    Keep
	err     error
}

func (w *walker) section(section string) []Part {
	var parts []Part
	for _, root := range w.project.roots {
		for _, m := range root.get(section).members() {
			spec, _ := w.value(m.value, w.project.shape.key(section).each, section+"."+component(m.name), false).(waybill.Object)
			w.selfContained(section, m.name, spec)
			parts = append(parts, Part{section, m.name, m.key.position(), spec})
		}
	}
	return parts
}

// selfContained replaces what stands in files.
func (w *walker) selfContained(section, name string, spec waybill.Object) {
	for i, member := range spec {
		switch {
		case section == "models" && (member.Name == "sql_file" || member.Name == "dbt") && member.Value != nil:
			if m, err := w.project.Model(name); err == nil && member.Name == "sql_file" {
				spec[i] = waybill.Member{Name: "sql", Value: m.SQL}
			} else if err == nil {
				spec[i] = waybill.Member{Name: "table", Value: m.Table}
			}
		case section == "sources" && member.Name == "path":
			if path, ok := member.Value.(string); ok && path != "" && !filepath.IsAbs(path) && !strings.HasPrefix(path, "${") {
				spec[i].Value = filepath.Join(strings.ReplaceAll(w.project.Dir, "${", "$${"), path)
			}
		}
	}
}

// value is node.value for one who knows the shape.
func (w *walker) value(n node, s *shape, path string, secret bool) any {
	secret = secret || s.secret
	switch {
	case n.is(yaml.MappingNode):
		o := waybill.Object{}
		for _, m := range n.members() {
			o = append(o, waybill.Member{Name: m.name, Value: w.value(m.value, s.member(n, m.name), path+"."+component(m.name), secret)})
		}
		return o
	case n.is(yaml.SequenceNode):
		list := []any{}
		for _, e := range n.elements() {
			list = append(list, w.value(e, s.element(), path, secret))
		}
		return list
	case secret && n.text() != "":
		return w.secret(n, path)
	case s.scalar == whole && n.Tag == "!!int":
		return n.whole() // 010 is ten here, and a text elsewhere
	}
	return n.value()
}

// component is a name as a part of a path, without dots and what a reference
// cannot hold.
func component(name string) string { return strings.ReplaceAll(url.QueryEscape(name), ".", "%2E") }

// password finds one that is written into a URL.
var password = regexp.MustCompile(`://[^/?#@]*:[^/?#@$]+@`)

func (w *walker) secret(n node, path string) any {
	t := text{n.text(), n.position()}
	if len(t.references()) == 0 {
		literal, err := t.resolve(base{}, nil, "")
		if err != nil {
			w.err = err
		}
		return w.keep(path, waybill.NewSecret(literal))
	}
	if password.MatchString(t.raw) && w.err == nil {
		w.err = waybill.Errorf(waybill.EInvalid, "%s holds a password beside a variable", path).At(t.at.String()).
			WithHint("Name the password by a variable too, or write the whole of it without variables.")
	}
	return t.raw
}

// member returns the shape of a member of n, whose shape s is.
func (s *shape) member(n node, name string) *shape {
	for i := range s.variants {
		if s.variants[i].name == n.get("type").text() {
			s = &s.variants[i].shape
			break
		}
	}
	if k := s.key(name); k != nil {
		return k
	}
	if s.each != nil {
		return s.each
	}
	return &shape{}
}

// element returns the shape of the elements of a list.
func (s *shape) element() *shape {
	if s.list != nil {
		return s.list
	}
	return &shape{}
}

// FilesOf returns the paths that ${file:…} names in a text.
func FilesOf(raw string) []string {
	var paths []string
	for _, ref := range (text{raw: raw}).references() {
		if path, ok := strings.CutPrefix(ref, "file:"); ok {
			paths = append(paths, path)
		}
	}
	return paths
}

// SecretsOf returns the names of the secrets that the parts of a spec refer
// to.
func SecretsOf(spec waybill.Object) []string {
	var names []string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case waybill.Object:
			for _, m := range v {
				walk(m.Value)
			}
		case []any:
			for _, e := range v {
				walk(e)
			}
		case string:
			for _, ref := range (text{raw: v}).references() {
				if name, ok := strings.CutPrefix(ref, "secret:"); ok {
					names = append(names, name)
				}
			}
		}
	}
	walk(spec)
	return names
}
