package configuration

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/schedule"
	"github.com/waybillhq/waybill/store"
)

// Section is where resources of a kind stand in a project's file.
func Section(k store.Kind) string { return string(k) + "s" }

// Export writes resources, in the order in which they are given, as the file
// of a project. The same resources are always the same bytes, and read again
// they are the same resources.
func Export(resources []store.Resource) ([]byte, error) {
	root := mapping(scalarNode("version", "!!str"), scalarNode("1", "!!int"))
	for _, k := range store.Kinds {
		section, err := sectionNode(k, resources)
		if err != nil {
			return nil, err
		}
		if section != nil {
			root.Content = append(root.Content, scalarNode(Section(k), "!!str"), section)
		}
	}
	return render(root)
}

// sectionNode holds the resources of a kind; it is nil if there are none.
func sectionNode(k store.Kind, resources []store.Resource) (*yaml.Node, error) {
	section := mapping()
	if k == store.KindTest {
		section = &yaml.Node{Kind: yaml.SequenceNode}
	}
	for _, r := range resources {
		if r.Kind != k {
			continue
		}
		spec, err := decode(r.Spec)
		if err != nil {
			return nil, fmt.Errorf("reading %s %s: %w", r.Kind, r.Name, err)
		}
		if k == store.KindTest {
			named := append(waybill.Object{{Name: "name", Value: r.Name}}, spec...)
			section.Content = append(section.Content, valueNode(named))
			continue
		}
		section.Content = append(section.Content, textNode(r.Name), valueNode(spec))
	}
	if len(section.Content) == 0 {
		return nil, nil //nolint:nilnil // nothing is an answer here
	}
	return section, nil
}

// Part writes one resource as it stands in the file that [Export] writes: under
// its section, and nothing else.
func Part(r store.Resource) ([]byte, error) {
	section, err := sectionNode(r.Kind, []store.Resource{r})
	if err != nil {
		return nil, err
	}
	return render(mapping(scalarNode(Section(r.Kind), "!!str"), section))
}

// Schedule reads what a sync's spec has as its schedule. The Path of an error is
// what it is about, such as schedule.cron.
func Schedule(spec json.RawMessage) (schedule.Spec, error) {
	o, err := decode(spec)
	if err != nil {
		return schedule.Spec{}, err
	}
	body, err := render(mapping(scalarNode("schedule", "!!str"), valueNode(o)))
	if err != nil {
		return schedule.Spec{}, err
	}
	s, err := project.ParseSchedule(body)
	return schedule.Spec(s), err
}

// parse reads resources as a project. Each is a text of its own, so that
// errors name it.
func parse(resources []store.Resource, dir string, catalogue project.Catalogue, secrets project.Secrets, denied ...string) (*project.Project, error) {
	all := []project.Text{{Name: "the configuration", Body: []byte("version: 1\n")}}
	for _, r := range resources {
		b, err := Part(r)
		if err != nil {
			return nil, err
		}
		all = append(all, project.Text{Name: place(r), Body: b})
	}
	return project.Parse(all, dir, catalogue, secrets, denied...)
}

// place is the path of a resource in a project.
func place(r store.Resource) string { return Section(r.Kind) + "." + r.Name }

func render(root *yaml.Node) ([]byte, error) {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(root); err != nil {
		return nil, fmt.Errorf("writing YAML: %w", err)
	}
	if err := e.Close(); err != nil {
		return nil, fmt.Errorf("writing YAML: %w", err)
	}
	return b.Bytes(), nil
}

func mapping(content ...*yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Content: content}
}

func scalarNode(text, tag string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: text}
}

// valueNode writes a value of a spec.
func valueNode(v any) *yaml.Node {
	switch v := v.(type) {
	case waybill.Object:
		n := mapping()
		for _, m := range v {
			n.Content = append(n.Content, keyNode(m.Name), valueNode(m.Value))
		}
		return n
	case []any:
		n := &yaml.Node{Kind: yaml.SequenceNode}
		for _, e := range v {
			n.Content = append(n.Content, valueNode(e))
		}
		return n
	case bool:
		return scalarNode(strconv.FormatBool(v), "!!bool")
	case int64:
		return scalarNode(strconv.FormatInt(v, 10), "!!int")
	case json.Number:
		return scalarNode(v.String(), "") // as written: 1.10 stays 1.10
	case string:
		return textNode(v)
	}
	return scalarNode("null", "!!null")
}

// keyNode writes a key. Plain `on` is usual as a key.
func keyNode(name string) *yaml.Node {
	n := textNode(name)
	if name == "on" {
		n.Style = 0
	}
	return n
}

// textNode writes text: plain where that is the same text to every reader of
// YAML, several lines as lines, quoted otherwise.
func textNode(s string) *yaml.Node {
	n := scalarNode(s, "!!str")
	switch {
	case old[strings.ToLower(s)] || strings.ContainsFunc(s, unprintable):
		n.Style = yaml.DoubleQuotedStyle
	case strings.Contains(s, "\n"):
		n.Style = yaml.DoubleQuotedStyle
		if asLines(s) {
			n.Style = yaml.LiteralStyle
		}
	}
	return n
}

// old are words that YAML 1.1 takes for true and false.
var old = map[string]bool{"y": true, "n": true, "yes": true, "no": true, "on": true, "off": true}

func unprintable(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == '\u0085' || r == '\u2028' || r == '\u2029' || r == '\ufeff'
}

// asLines reports whether text can be written as a block of lines without
// doubt about spaces.
func asLines(s string) bool {
	if s == "" || strings.ContainsRune(" \t\n", rune(s[0])) {
		return false
	}
	for line := range strings.Lines(s) {
		line = strings.TrimSuffix(line, "\n")
		if strings.TrimRight(line, " \t") != line {
			return false
		}
	}
	return true
}
