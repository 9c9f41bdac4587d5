package project

import (
	"cmp"
	"errors"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/source"
)

// settings are those of a source or destination as they are written.
type settings struct {
	node   node
	fields []waybill.Field
	path   string // e.g. destinations.partnerize, as in [SecretName]
}

// Config returns what package source needs to open the source: variables
// replaced, defaults filled in, secrets as waybill.Secret. Its error names the
// variable that is missing, and where.
func (s *Source) Config(env Env) (source.Config, error) {
	values, err := s.settings.resolve(s.from, env)
	return source.Config{Name: s.Name, Dir: s.from.dir, Settings: values, Mask: s.from.seen.text}, err
}

// Settings returns the settings of the destination: variables replaced, values
// checked, defaults filled in, secrets as waybill.Secret. Its error names the
// variables that are missing, and where. What files hold is kept out of what is
// recorded, also of settings that are not secret.
func (d *Destination) Settings(env Env) (destination.Settings, error) {
	from := d.from
	from.open = &masks{}
	values, err := d.settings.resolve(from, env)
	if err != nil {
		return nil, err
	}
	return destination.Settings(values).Hiding(from.open.words()), nil
}

func (s settings) resolve(from base, env Env) (map[string]any, error) {
	r := resolver{from: from, env: env}
	values := r.object(s.node, s.fields, s.path, false)
	if len(r.errs) > 0 {
		return nil, from.seen.error(errors.Join(r.errs...))
	}
	return values, nil
}

// check reports what is wrong with settings whatever the variables are.
func (s settings) check(sealed bool) []error {
	r := resolver{from: base{sealed: sealed}, static: true}
	r.object(s.node, s.fields, s.path, false)
	return r.errs
}

// resolver turns settings into values.
type resolver struct {
	from   base
	env    Env
	static bool // leave out what names variables
	errs   []error
}

func (r *resolver) object(n node, fields []waybill.Field, path string, secret bool) map[string]any {
	out := map[string]any{}
	for _, f := range fields {
		member := n.get(f.Name)
		if v := r.setting(member, f, path+"."+component(f.Name), secret || f.Secret); v != nil {
			out[f.Name] = v
		}
	}
	return out
}

// setting returns the value of one setting; nil if it has none.
func (r *resolver) setting(n node, f waybill.Field, path string, secret bool) any {
	if n.absent() {
		if f.Default == "" {
			return nil
		}
		v, _ := mapping.Cast(f, f.Default)
		return v
	}
	if f.Type == waybill.Nested {
		return r.nested(n, f, path, secret)
	}
	if r.static && f.Type != waybill.Array && !n.is(yaml.ScalarNode) {
		return nil // its shape is wrong, which has been said
	}
	v, ok := r.value(n, path, secret && f.Type != waybill.Array)
	if !ok {
		return nil
	}
	if s, is := v.(waybill.Secret); is {
		return r.secret(n, f, s, path)
	}
	if v == "" { // as a variable that is set to nothing
		return r.setting(node{file: n.file}, f, path, secret)
	}
	out, err := mapping.Cast(f, v)
	if err != nil {
		r.fail(n, f, path, ": "+err.Error())
	}
	return out
}

// secret checks a secret without quoting it.
func (r *resolver) secret(n node, f waybill.Field, s waybill.Secret, path string) any {
	if s.Reveal() == "" {
		if f.Required {
			r.fail(n, f, path, " is empty")
		}
		return nil
	}
	if _, err := mapping.Cast(f, s.Reveal()); err != nil {
		r.fail(n, f, path, " is not what is expected")
	}
	return s
}

func (r *resolver) nested(n node, f waybill.Field, path string, secret bool) any {
	out := r.object(n, f.Fields, path, secret)
	for _, m := range n.members() {
		if slices.ContainsFunc(f.Fields, func(known waybill.Field) bool { return known.Name == m.name }) {
			continue
		}
		if v, ok := r.value(m.value, path+"."+component(m.name), secret); ok && v != nil {
			out[m.name] = v
		}
	}
	return out
}

// value returns what a node holds with variables replaced, and false if that
// is not known. path is its place.
func (r *resolver) value(n node, path string, secret bool) (any, bool) {
	if !n.is(yaml.ScalarNode) {
		return r.list(n)
	}
	t := text{n.text(), n.position()}
	if !t.varies() && !secret {
		return n.value(), true
	}
	if r.static && t.varies() {
		return nil, false
	}
	place := ""
	if secret {
		place = path
	}
	resolved, err := t.resolve(r.from, r.env, place)
	if err != nil {
		if e, ok := errors.AsType[*waybill.Error](err); ok && r.from.sealed && path != "" && !secret {
			e.Path = path
		}
		r.errs = append(r.errs, err)
		return nil, false
	}
	if secret {
		r.from.seen.add(resolved)
		return waybill.NewSecret(resolved), true
	}
	return resolved, true
}

func (r *resolver) list(n node) (any, bool) {
	if !n.is(yaml.SequenceNode) {
		return n.value(), true
	}
	out := []any{}
	for _, e := range n.elements() {
		v, ok := r.value(e, "", false)
		if !ok {
			return nil, false
		}
		out = append(out, v)
	}
	return out, true
}

// fail says what is wrong with a setting: by its line in a file; where there are
// no files, by its label, and at its place.
func (r *resolver) fail(n node, f waybill.Field, path, message string) {
	err := waybill.Errorf(waybill.EInvalid, "%s%s", path, message).At(n.position().String())
	if r.from.sealed {
		err = waybill.Errorf(waybill.EInvalid, "%s%s", cmp.Or(f.Label, f.Name), message).At(path)
	}
	r.errs = append(r.errs, err)
}
