package configuration

import (
	"bytes"
	"slices"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
)

// Action is what happens to a resource.
type Action string

// The actions.
const (
	Create    Action = "create"
	Alter     Action = "change"
	Delete    Action = "delete"
	Unchanged Action = "unchanged"
)

// Difference is what happens to one resource.
type Difference struct {
	Action Action     `json:"action"`
	Kind   store.Kind `json:"kind"`
	Name   string     `json:"name"`

	// Paths are the parts of the spec that a change differs in, such as
	// mapping.country; of secrets only that they differ.
	Paths []string `json:"paths,omitempty"`

	// Origin and Place are of what is there; "" of what is created.
	Origin store.Origin `json:"origin,omitempty"`
	Place  string       `json:"place,omitempty"`

	was, to store.Resource
}

// Diff is what happens to all resources, in the order of the wanted ones;
// deletions come last.
type Diff struct {
	Differences []Difference `json:"differences"`
	Revision    int64        `json:"revision"` // of what it was compared with
}

// Count returns how many resources an action happens to.
func (d Diff) Count(a Action) (n int) {
	for _, e := range d.Differences {
		if e.Action == a {
			n++
		}
	}
	return n
}

// Empty reports whether nothing differs.
func (d Diff) Empty() bool { return d.Count(Unchanged) == len(d.Differences) }

// Compare returns how wanted differs from current. changed reports whether the
// secret of that name is to be another one than it is.
func Compare(current, wanted []store.Resource, changed func(secret string) bool) (Diff, error) {
	was := map[string]store.Resource{}
	for _, r := range current {
		was[place(r)] = r
	}
	moved := reordered(current, wanted)
	var d Diff
	kept := map[string]bool{}
	for _, to := range wanted {
		kept[place(to)] = true
		e, err := compare(was[place(to)], to, changed)
		if err != nil {
			return Diff{}, err
		}
		if e.Action == Unchanged && moved[to.Kind] == place(to) {
			e.Action, e.Paths = Alter, []string{"order"}
		}
		d.Differences = append(d.Differences, e)
	}
	for _, r := range current {
		if !kept[place(r)] {
			d.Differences = append(d.Differences, Difference{Action: Delete, Kind: r.Kind, Name: r.Name, Origin: r.Origin, Place: r.Place, was: r})
		}
	}
	return d, nil
}

// reordered returns, for every kind whose resources have another order now,
// the first one that stands elsewhere.
func reordered(current, wanted []store.Resource) map[store.Kind]string {
	at := func(resources, others []store.Resource, k store.Kind) (out []string) {
		there := map[string]bool{}
		for _, r := range others {
			there[place(r)] = true
		}
		for _, r := range resources {
			if r.Kind == k && there[place(r)] {
				out = append(out, place(r))
			}
		}
		return out
	}
	moved := map[store.Kind]string{}
	for _, k := range store.Kinds {
		before, after := at(current, wanted, k), at(wanted, current, k)
		for i := range after {
			if before[i] != after[i] {
				moved[k] = after[i]
				break
			}
		}
	}
	return moved
}

func compare(was, to store.Resource, changed func(string) bool) (Difference, error) {
	e := Difference{Action: Create, Kind: to.Kind, Name: to.Name, was: was, to: to}
	if was.Version == 0 {
		return e, nil
	}
	e.Action, e.Origin, e.Place = Unchanged, was.Origin, was.Place
	before, err := decode(was.Spec)
	if err != nil {
		return e, err
	}
	after, err := decode(to.Spec)
	if err != nil {
		return e, err
	}
	e.Paths = paths(before, after, "")
	if e.Paths == nil && !bytes.Equal(was.Spec, to.Spec) {
		e.Paths = []string{"order"}
	}
	texts(after, "", func(path, text string) {
		names := project.SecretsOf(waybill.Object{{Value: text}})
		if slices.ContainsFunc(names, changed) && !slices.Contains(e.Paths, path) {
			e.Paths = append(e.Paths, path)
		}
	})
	if e.Paths != nil {
		e.Action = Alter
	}
	return e, nil
}

// paths returns where two values differ: the innermost parts, in their order.
func paths(a, b any, path string) []string {
	switch a := a.(type) {
	case waybill.Object:
		if b, ok := b.(waybill.Object); ok {
			return memberPaths(a, b, path)
		}
	case []any:
		if b, ok := b.([]any); ok && len(a) == len(b) {
			var out []string
			for i := range a {
				out = append(out, paths(a[i], b[i], element(path, i))...)
			}
			return out
		}
	default:
		if same(a, b) {
			return nil
		}
	}
	return []string{path}
}

func memberPaths(a, b waybill.Object, path string) []string {
	var out []string
	for _, m := range b {
		if before, ok := a.Get(m.Name); ok {
			out = append(out, paths(before, m.Value, below(path, m.Name))...)
		} else {
			out = append(out, below(path, m.Name))
		}
	}
	for _, m := range a {
		if _, ok := b.Get(m.Name); !ok {
			out = append(out, below(path, m.Name))
		}
	}
	return out
}

// same compares two single values.
func same(a, b any) bool {
	switch b.(type) {
	case waybill.Object, []any:
		return false
	}
	return a == b
}
