package project

import (
	"errors"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/internal/near"
	"github.com/waybillhq/waybill/mapping"
)

func (l *loader) syncs(root node) {
	for _, m := range l.named(root, "syncs") {
		l.sync(m)
	}
}

// sync reads one sync. What it names must exist; without that the rest of it
// cannot be checked.
func (l *loader) sync(m member) {
	s := Sync{Position: m.key.position(), Alerts: m.value.get("alerts").texts(), from: l.base()}
	s.Name, s.Rename = m.name, m.value.get("rename").flag()
	model, modelErr := l.project.Model(m.value.get("model").text())
	l.referAt(m.value.get("model").position(), "model", m.value.get("model").text())
	d, destinationErr := l.project.Destination(m.value.get("destination").text())
	l.referAt(m.value.get("destination").position(), "destination", m.value.get("destination").text())
	s.Schedule = l.schedule(m)
	l.policies(&s.Sync, m.value)
	s.Mapping = l.mapping(m.value.get("mapping"))
	s.Custom = l.mapping(m.value.get("custom"))
	if destinationErr == nil {
		s.Destination, s.Account = d.Name, d.Account
		s.Operation = l.operation(m, d)
	}
	if modelErr == nil {
		s.Model = model.Model
	}
	if s.Operation != nil && modelErr == nil {
		l.operated(&s, m, d)
	}
	l.project.Syncs = append(l.project.Syncs, s)
}

func (l *loader) operation(m member, d *Destination) *destination.Operation {
	n := m.value.get("operation")
	if n.absent() && len(d.Type.Operations) == 1 {
		return &d.Type.Operations[0]
	}
	var names []string
	for _, op := range d.Type.Operations {
		names = append(names, op.Name)
	}
	if n.absent() {
		l.fail(m.key, "`%s` lacks `operation`", m.name).hint("It is one of %s.", strings.Join(names, ", "))
		return nil
	}
	op, ok := d.Type.Operation(n.text())
	if !ok {
		l.fail(n, "%s has no operation `%s`", d.Type.Name, n.text()).hint("%s", near.Hint(n.text(), names))
		return nil
	}
	return op
}

// operated reads and checks what depends on the operation.
func (l *loader) operated(s *Sync, m member, d *Destination) {
	op := s.Operation
	s.Sync.Operation = op.Name
	s.Mode = l.mode(m, op)
	s.OnRemoved = waybill.Removal(m.value.get("on_removed").text())
	if s.OnRemoved != "" && s.OnRemoved != waybill.KeepRemoved && !slices.Contains(op.Removals, s.OnRemoved) {
		l.fail(m.value.get("on_removed"), "%s cannot %s removed rows", op.Name, s.OnRemoved).hint("%s", allowed(op.Removals))
	}
	for _, name := range op.Needs {
		if d.settings.node.get(name).absent() && noDefault(d.Type, name) {
			l.fail(m.key, "`%s` needs the setting `%s` of destination `%s`", m.name, name, d.Name).hint("Add it at %s.", d.Position)
		}
	}
	l.match(s, m.value.get("match"))
	s.Settings = l.syncSettings(m, op)
	l.names(s)
	if s.Mode != "" {
		l.compile(s)
	}
}

func allowed(removals []waybill.Removal) string {
	out := "It can do nothing about them."
	for _, r := range removals {
		out = "It can do nothing, or " + string(r) + " them."
	}
	return out
}

func noDefault(t *destination.Destination, setting string) bool {
	f, _ := t.Setting(setting)
	return f.Default == ""
}

func (l *loader) mode(m member, op *destination.Operation) waybill.Mode {
	n := m.value.get("mode")
	modes := make([]string, len(op.Modes))
	for i, mode := range op.Modes {
		modes[i] = string(mode)
	}
	switch mode := waybill.Mode(n.text()); {
	case n.absent() && len(op.Modes) == 1:
		return op.Modes[0]
	case n.absent():
		l.fail(m.key, "`%s` lacks `mode`", m.name).hint("It is one of %s.", strings.Join(modes, ", "))
	case op.Allows(mode):
		return mode
	case !l.failed(n.position()):
		l.fail(n, "%s cannot be sent with mode `%s`", op.Name, mode).hint("It is one of %s.", strings.Join(modes, ", "))
	}
	return ""
}

func (l *loader) match(s *Sync, n node) {
	members := n.members()
	if len(members) > 1 {
		l.fail(n, "`match` names more than one field")
	}
	if len(members) > 0 {
		s.Match = &waybill.Match{Field: members[0].name, Column: members[0].value.text()}
		if f, ok := s.Operation.Field(s.Match.Field); ok {
			s.Match.Field = f.Name
		}
	}
}

// syncSettings reads the settings of the operation.
func (l *loader) syncSettings(m member, op *destination.Operation) map[string]string {
	n := m.value.get("settings")
	out := map[string]string{}
	for _, e := range n.members() {
		f, ok := fieldNamed(op.Settings, e.name)
		if !ok {
			l.unknown(e.key, e.name, fieldNames(op.Settings))
			continue
		}
		out[f.Name] = e.value.text()
		if t := (text{e.value.text(), e.value.position()}); !t.varies() {
			if _, err := mapping.Cast(f, t.raw); err != nil {
				l.fail(e.value, "`%s`: %s", e.name, err)
			}
		}
	}
	for _, f := range op.Settings {
		if out[f.Name] == "" && f.Default != "" {
			out[f.Name] = f.Default
		}
		if out[f.Name] == "" && f.Required {
			l.failPart("syncs."+m.name+".settings."+f.Name, "`%s` lacks the setting `%s`", m.name, f.Name).hint("%s Write settings: {%s: …}.", f.Doc, f.Name)
		}
	}
	return out
}

func fieldNamed(fields []waybill.Field, name string) (waybill.Field, bool) {
	i := slices.IndexFunc(fields, func(f waybill.Field) bool { return f.Name == name })
	if i < 0 {
		return waybill.Field{}, false
	}
	return fields[i], true
}

func fieldNames(fields []waybill.Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// names resolves aliases, and keeps their places.
func (l *loader) names(s *Sync) {
	for i, a := range s.Mapping {
		f, ok := s.Operation.Field(a.To)
		if !ok || f.Name == a.To || slices.ContainsFunc(s.Mapping, func(b waybill.Assign) bool { return b.To == f.Name }) {
			continue
		}
		path := "syncs." + s.Name + ".mapping."
		l.project.places[path+f.Name] = l.project.places[path+a.To]
		s.Mapping[i].To = f.Name
	}
}

// compile checks the mapping as far as that goes without the model's columns.
func (l *loader) compile(s *Sync) {
	checked := s.Sync
	checked.Mapping, checked.Custom = withoutVariables(s.Mapping), withoutVariables(s.Custom)
	err := mapping.Check(&s.Operation.Operation, checked)
	if err == nil {
		return
	}
	joined, _ := err.(interface{ Unwrap() []error })
	wrong := slices.DeleteFunc(joined.Unwrap(), func(err error) bool {
		e, ok := errors.AsType[*waybill.Error](err)
		return !ok || l.failed(l.project.Locate(e.Path)) // what is wrong there has been said
	})
	for _, err := range wrong {
		e, _ := errors.AsType[*waybill.Error](err)
		l.failPart(e.Path, "%s", e.Message).hint("%s", e.Hint)
	}
}

// withoutVariables returns m without values that are not known yet.
func withoutVariables(m waybill.Mapping) waybill.Mapping {
	out := slices.Clone(m)
	for i, a := range out {
		if s, ok := a.Value.(string); ok && (text{raw: s}).varies() {
			out[i].Value = nil
		}
		out[i].Map = withoutVariables(a.Map)
	}
	return out
}

// Resolve returns the sync with the variables of its settings and fixed values
// replaced. Its error names the variable that is missing, and where.
func (s *Sync) Resolve(env Env) (waybill.Sync, error) {
	out := s.Sync
	out.Settings = map[string]string{}
	for name, raw := range s.Settings {
		v, err := text{raw, s.Position}.resolve(s.from, env, "")
		if err != nil {
			return out, err
		}
		out.Settings[name] = v
	}
	var err error
	if out.Mapping, err = s.resolve(s.Mapping, env); err != nil {
		return out, err
	}
	out.Custom, err = s.resolve(s.Custom, env)
	return out, err
}

func (s *Sync) resolve(m waybill.Mapping, env Env) (waybill.Mapping, error) {
	out := slices.Clone(m)
	for i, a := range out {
		var err error
		if raw, ok := a.Value.(string); ok {
			if out[i].Value, err = (text{raw, s.Position}).resolve(s.from, env, ""); err != nil {
				return nil, err
			}
		}
		if out[i].Map, err = s.resolve(a.Map, env); err != nil {
			return nil, err
		}
	}
	return out, nil
}
