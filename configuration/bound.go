package configuration

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
)

// referring refuses references to secrets that are not there, and to those of
// another place (invariant 15).
func referring(resources []store.Resource, s secrets) error {
	var errs []error
	for _, r := range resources {
		spec, err := decode(r.Spec)
		if err != nil {
			return err
		}
		walk(spec, place(r), []string{Section(r.Kind), r.Name}, func(path string, keys []string, text string) {
			for _, name := range project.SecretsOf(waybill.Object{{Value: text}}) {
				switch {
				case name != project.SecretName(keys...) || text != project.SecretReference(name):
					errs = append(errs, project.Misplaced(name).At(path))
				case !s.known(name):
					errs = append(errs, waybill.Errorf(waybill.EInvalid, "there is no secret %s", name).At(path).
						WithHint("Write the secret itself there: it is kept encrypted, and a reference takes its place."))
				}
			}
		})
	}
	return errors.Join(errs...)
}

// stays says which secrets stay as they are from one spec to another: at a path
// of keys there was a text, and there is one.
type stays func(c *Configuration, r store.Resource, keys []string, was, is string) bool

// kept are secrets of the vault.
func kept(_ *Configuration, _ store.Resource, keys []string, _, is string) bool {
	return is == project.SecretReference(project.SecretName(keys...))
}

// referred are also those that are named by a variable or a file.
func referred(c *Configuration, r store.Resource, keys []string, was, is string) bool {
	return kept(c, r, keys, was, is) || was == is && strings.Contains(is, "${") && c.secret(r, keys)
}

// secret reports whether a setting of a source or a destination is secret.
func (c *Configuration) secret(r store.Resource, keys []string) bool {
	if len(keys) < 3 {
		return false
	}
	return slices.ContainsFunc(c.settings(r), func(f waybill.Field) bool { return f.Name == keys[2] && f.Secret })
}

// settings are those of a resource's type.
func (c *Configuration) settings(r store.Resource) []waybill.Field {
	spec, err := decode(r.Spec)
	if err != nil {
		return nil
	}
	of, _ := spec.Get("type")
	for _, k := range c.catalogue.Sources {
		if r.Kind == store.KindSource && k.Name == of {
			return k.Settings
		}
	}
	for i := range c.catalogue.Destinations {
		if d := &c.catalogue.Destinations[i]; r.Kind == store.KindDestination && d.Name == of {
			return d.Settings
		}
	}
	return nil
}

// moved refuses secrets that stay as they are while what says where they are
// sent does not: whoever may change a host would be sent them. Those that were
// given as text just now are known to whoever gave them.
func (c *Configuration) moved(current, next []store.Resource, given map[string]waybill.Secret, stay stays) error {
	before := map[string]store.Resource{}
	for _, r := range current {
		before[place(r)] = r
	}
	var errs []error
	for _, r := range next {
		was := before[place(r)]
		if string(was.Spec) == string(r.Spec) || maps.Equal(c.wheres(was, nil), c.wheres(r, given)) {
			continue
		}
		old, now := textsOf(was), textsOf(r)
		for _, t := range now {
			if _, typed := given[project.SecretName(t.keys...)]; !typed && stay(c, r, t.keys, old[t.path].text, t.text) {
				errs = append(errs, waybill.Errorf(waybill.EInvalid, "type the secret again: it would be sent to another host").At(t.path).
					WithHint("What says where it is sent is not what it was when the secret was set."))
			}
		}
	}
	return errors.Join(errs...)
}

// located is a text of a spec.
type located struct {
	path, text string
	keys       []string
}

func textsOf(r store.Resource) map[string]located {
	all := map[string]located{}
	spec, err := decode(r.Spec)
	if err != nil {
		return all // there is none
	}
	walk(spec, place(r), []string{Section(r.Kind), r.Name}, func(path string, keys []string, text string) {
		all[path] = located{path, text, slices.Clone(keys)}
	})
	return all
}

// wheres returns what says where the secrets of a resource are sent: its type,
// and hosts, URLs and paths, with their defaults. One that was given as text
// just now is another one.
func (c *Configuration) wheres(r store.Resource, given map[string]waybill.Secret) map[string]string {
	all := map[string]string{}
	for _, f := range c.settings(r) {
		if saysWhere(f.Name) && f.Default != "" {
			all[place(r)+"."+f.Name] = hostOf(f.Default)
		}
	}
	spec, err := decode(r.Spec)
	if err != nil {
		return all
	}
	for _, m := range scalars(spec, place(r), []string{Section(r.Kind), r.Name}) {
		if !saysWhere(m.keys[len(m.keys)-1]) {
			continue
		}
		all[m.path] = hostOf(m.text)
		if _, typed := given[project.SecretName(m.keys...)]; typed {
			all[m.path] = "given"
		}
	}
	return all
}

// hostOf is all of a URL that says to whom something is sent; other texts are as
// they are.
func hostOf(text string) string {
	scheme, rest, found := strings.Cut(text, "://")
	if !found {
		return text
	}
	if i := strings.IndexAny(rest, `/?#\`); i >= 0 {
		rest = rest[:i]
	}
	return scheme + "://" + rest
}

// scalars are texts and numbers: a port is one.
func scalars(v any, path string, keys []string) []located {
	var all []located
	switch v := v.(type) {
	case waybill.Object:
		for _, m := range v {
			all = append(all, scalars(m.Value, below(path, m.Name), append(slices.Clone(keys), m.Name))...)
		}
	case []any: // none says where
	case nil:
	default:
		text, _ := waybill.Text(v)
		all = append(all, located{path, text, keys})
	}
	return all
}

// saysWhere reports whether a setting of that name decides where what a resource
// holds is sent. TestEverySettingIsKnown holds it against all settings.
func saysWhere(name string) bool {
	switch name {
	case "type", "url", "host", "port", "server", "address", "path":
		return true
	}
	return strings.HasSuffix(name, "_url") || strings.HasSuffix(name, "_host")
}
