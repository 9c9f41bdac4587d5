package configuration

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
)

// tries is how often a change is worked out anew because somebody else was
// faster.
const tries = 5

// Plan checks a set and says what applying it would change. Nothing is
// written.
func (c *Configuration) Plan(ctx context.Context, set Set) (Diff, error) {
	d, _, err := c.plan(ctx, set)
	return d, err
}

// plan returns the difference and what to write for it.
func (c *Configuration) plan(ctx context.Context, set Set) (Diff, store.ChangeSet, error) {
	current, revision, err := c.store.ListResources(ctx, "")
	if err != nil {
		return Diff{}, store.ChangeSet{}, err
	}
	secrets, err := c.secrets(ctx, set.Secrets)
	if err != nil {
		return Diff{}, store.ChangeSet{}, err
	}
	if err := c.check(set.Resources, secrets); err != nil {
		return Diff{}, store.ChangeSet{}, err
	}
	if set.Sent {
		if err := errors.Join(c.moved(current, set.Resources, set.Secrets, kept), c.within(current, set.Resources)); err != nil {
			return Diff{}, store.ChangeSet{}, err
		}
	}
	d, err := Compare(current, set.Resources, secrets.differs)
	if err != nil {
		return Diff{}, store.ChangeSet{}, err
	}
	d.Revision = revision
	write := store.ChangeSet{Base: revision, Forget: unused(current, set.Resources)}
	for _, e := range d.Differences {
		write.Changes = append(write.Changes, e.change()...)
	}
	write.Secrets, err = c.seal(secrets)
	return d, write, err
}

// change is what is written for a difference. Of what is unchanged the place
// may be another, or it came from the interface before.
func (e Difference) change() []store.Change {
	switch {
	case e.Action == Delete:
		return []store.Change{{Resource: e.was, Delete: true, Expect: e.was.Version}}
	case e.Action == Unchanged && e.was.Origin == e.to.Origin && e.was.Place == e.to.Place && e.was.Order == e.to.Order:
		return nil
	}
	return []store.Change{{Resource: e.to, Expect: e.was.Version}}
}

// Apply makes the configuration equal to the set, all of it or nothing. base
// is the revision of the Diff that a person has seen; if it has moved on that
// is an EConflict. With store.AnyVersion nobody has seen one.
func (c *Configuration) Apply(ctx context.Context, set Set, base int64, by store.Author) (Diff, error) {
	var d Diff
	err := c.retry(base == store.AnyVersion, func() error {
		var write store.ChangeSet
		var err error
		if d, write, err = c.plan(ctx, set); err != nil {
			return err
		}
		if len(write.Changes)+len(write.Secrets)+len(write.Forget) == 0 {
			return nil
		}
		if write.By = by; base != store.AnyVersion {
			write.Base = base
		}
		_, err = c.store.ChangeResources(ctx, write)
		return err
	})
	return d, err
}

// retry works a change out anew, if that is wanted, while others are faster.
func (c *Configuration) retry(again bool, fn func() error) error {
	var err error
	for range tries {
		err = fn()
		if e, ok := errors.AsType[*waybill.Error](err); !again || !ok || e.Code != waybill.EConflict || e.Path != "" {
			return err
		}
	}
	return err
}

// secrets are those that are kept, and those that are to be put.
type secrets struct {
	kept   map[string]bool
	put    map[string]waybill.Secret // that are new or another text
	wanted map[string]waybill.Secret // that were given as text
}

func (s secrets) known(name string) bool {
	_, put := s.put[name]
	return put || s.kept[name]
}

func (s secrets) differs(name string) bool {
	_, put := s.put[name]
	return put
}

// secrets compares wanted secrets with those that are kept. One that cannot be
// read any more is replaced.
func (c *Configuration) secrets(ctx context.Context, wanted map[string]waybill.Secret) (secrets, error) {
	s := secrets{kept: map[string]bool{}, put: map[string]waybill.Secret{}, wanted: wanted}
	all, err := c.store.ListSecrets(ctx)
	if err != nil {
		return s, err
	}
	for name, text := range wanted {
		s.put[name] = text
	}
	for _, k := range all {
		s.kept[k.Name] = true
		if want, ok := wanted[k.Name]; ok {
			if text, err := c.vault.Open(k); err == nil && text == want {
				delete(s.put, k.Name)
			}
		}
	}
	return s, nil
}

func (c *Configuration) seal(s secrets) ([]store.Secret, error) {
	var out []store.Secret
	for name, text := range s.put {
		sealed, err := c.vault.Seal(name, text)
		if err != nil {
			return nil, err
		}
		out = append(out, sealed)
	}
	slices.SortFunc(out, func(a, b store.Secret) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

// check refuses resources that do not make a project, or refer to secrets that
// are not there.
func (c *Configuration) check(resources []store.Resource, s secrets) error {
	if _, err := parse(resources, c.dir, c.catalogue, nil); err != nil {
		return err
	}
	return referring(resources, s)
}

// unused returns the secrets that resources referred to and do not any more.
func unused(before, after []store.Resource) []string {
	still := refersTo(after)
	var out []string
	for name := range refersTo(before) {
		if !still[name] {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func refersTo(resources []store.Resource) map[string]bool {
	names := map[string]bool{}
	for _, r := range resources {
		spec, err := decode(r.Spec)
		if err != nil {
			continue // what cannot be read refers to nothing
		}
		for _, name := range project.SecretsOf(spec) {
			names[name] = true
		}
	}
	return names
}
