package project

import (
	"encoding/json"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/waybillhq/waybill"
)

// node is a place in a file and what it holds. The zero node is absent; its
// methods answer with nothing.
type node struct {
	*yaml.Node
	file string // relative to the project
}

// member is one key of a mapping.
type member struct {
	name  string
	key   node
	value node
}

func (n node) absent() bool { return n.Node == nil }

func (n node) position() Position {
	if n.absent() {
		return Position{File: n.file}
	}
	return Position{File: n.file, Line: n.Line}
}

func (n node) in(child *yaml.Node) node {
	if child.Kind == yaml.AliasNode {
		child = child.Alias
	}
	return node{child, n.file}
}

func (n node) is(k yaml.Kind) bool { return !n.absent() && n.Kind == k }

func (n node) null() bool { return n.is(yaml.ScalarNode) && n.Tag == "!!null" }

// members returns the keys of a mapping in their order, those of << last.
func (n node) members() []member {
	if !n.is(yaml.MappingNode) {
		return nil
	}
	var out, merged []member
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.in(n.Content[i]), n.in(n.Content[i+1])
		if key.Tag == "!!merge" {
			merged = append(merged, value.merged()...)
			continue
		}
		out = append(out, member{key.Value, key, value})
	}
	for _, m := range merged {
		if _, ok := get(out, m.name); !ok {
			out = append(out, m)
		}
	}
	return out
}

// merged returns the members that << brings: of a mapping, or of several.
func (n node) merged() []member {
	if n.is(yaml.MappingNode) {
		return n.members()
	}
	var out []member
	for _, e := range n.elements() {
		out = append(out, e.members()...)
	}
	return out
}

func get(members []member, name string) (member, bool) {
	for _, m := range members {
		if m.name == name {
			return m, true
		}
	}
	return member{}, false
}

// get returns the value of a key, or the absent node.
func (n node) get(name string) node {
	m, _ := get(n.members(), name)
	if m.value.null() {
		return node{file: n.file}
	}
	return m.value
}

// elements returns the elements of a list.
func (n node) elements() []node {
	if !n.is(yaml.SequenceNode) {
		return nil
	}
	out := make([]node, len(n.Content))
	for i, c := range n.Content {
		out[i] = n.in(c)
	}
	return out
}

// text returns a scalar as it is written.
func (n node) text() string {
	if !n.is(yaml.ScalarNode) || n.null() {
		return ""
	}
	return n.Value
}

// texts returns a list of scalars, or a scalar as the only element.
func (n node) texts() []string {
	if n.is(yaml.ScalarNode) {
		return []string{n.text()}
	}
	var out []string
	for _, e := range n.elements() {
		out = append(out, e.text())
	}
	return out
}

func (n node) flag() bool { return n.text() == "true" }

func (n node) whole() int64 {
	i, _ := strconv.ParseInt(n.text(), 10, 64)
	return i
}

func (n node) number() float64 {
	f, _ := strconv.ParseFloat(n.text(), 64)
	return f
}

// value returns what a node holds, exactly: a number keeps its text (1.10
// stays 1.10), a number that JSON does not know (010, 0x1F, .5) and a date are
// text, a quoted scalar is text, a mapping keeps its order.
func (n node) value() any {
	switch {
	case n.absent() || n.null():
		return nil
	case n.is(yaml.MappingNode):
		o := waybill.Object{}
		for _, m := range n.members() {
			o = append(o, waybill.Member{Name: m.name, Value: m.value.value()})
		}
		return o
	case n.is(yaml.SequenceNode):
		list := []any{}
		for _, e := range n.elements() {
			list = append(list, e.value())
		}
		return list
	}
	switch n.Tag {
	case "!!bool":
		return n.Value == "true" || n.Value == "True" || n.Value == "TRUE"
	case "!!int", "!!float":
		return numberOf(n.Value)
	}
	return n.Value
}

func numberOf(s string) any {
	if !json.Valid([]byte(s)) {
		return s
	}
	if i, err := strconv.ParseInt(s, 10, 64); err == nil && s != "-0" {
		return i
	}
	return json.Number(s)
}
