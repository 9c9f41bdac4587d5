package configuration

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Edit is what the interface changes of one resource.
type Edit struct {
	Kind   store.Kind
	Name   string
	Spec   json.RawMessage // as it shall be; nil to delete it
	Expect int64           // the version that was edited: 0 of a new one, or store.AnyVersion
}

// Change carries out edits, all or none, and returns what was created or
// changed. The whole must load as a project with them; errors name the part,
// such as syncs.orders.mapping.country. Literal secrets in settings that are
// secret go to the vault. What came from files is an EConflict unless force is
// set, and then counts as the interface's until the files are applied again.
func (c *Configuration) Change(ctx context.Context, edits []Edit, force bool, by store.Author) ([]store.Resource, error) {
	var changed []store.Resource
	err := c.retry(true, func() error {
		write, err := c.edit(ctx, edits, force)
		if err != nil {
			return err
		}
		write.By = by
		changed, err = c.store.ChangeResources(ctx, write)
		return err
	})
	return changed, err
}

// edit works out what to write.
func (c *Configuration) edit(ctx context.Context, edits []Edit, force bool) (store.ChangeSet, error) {
	current, revision, err := c.store.ListResources(ctx, "")
	if err != nil {
		return store.ChangeSet{}, err
	}
	next, changes := slices.Clone(current), []store.Change(nil)
	for _, e := range edits {
		ch, err := e.against(next, force)
		if err != nil {
			return store.ChangeSet{}, err
		}
		changes = append(changes, ch)
		next = with(next, ch)
	}
	whole, secrets, err := c.whole(ctx, next)
	if err != nil {
		return store.ChangeSet{}, c.used(ctx, current, edits, err)
	}
	after := specified(next, whole)
	if err := errors.Join(c.moved(current, after, secrets.wanted, referred), c.within(current, after)); err != nil {
		return store.ChangeSet{}, err
	}
	for i, ch := range changes {
		if spec, ok := whole[place(ch.Resource)]; ok {
			changes[i].Spec = spec
		}
	}
	write := store.ChangeSet{Base: revision, Changes: changes, Forget: unused(current, after)}
	write.Secrets, err = c.seal(secrets)
	return write, err
}

// used says of a problem whose only reason is that something is deleted what
// uses that.
func (c *Configuration) used(ctx context.Context, current []store.Resource, edits []Edit, problem error) error {
	if len(edits) != 1 || edits[0].Spec != nil {
		return problem
	}
	if _, _, err := c.whole(ctx, current); err != nil {
		return problem // it was wrong before
	}
	var uses []error
	for _, err := range apart(problem) {
		e, ok := errors.AsType[*waybill.Error](err)
		if !ok {
			return problem
		}
		uses = append(uses, waybill.Errorf(waybill.EInvalid, "%s `%s` is used by %s", edits[0].Kind, edits[0].Name, user(e.Path)).At(e.Path).
			WithHint("Change or delete what uses it before."))
	}
	return errors.Join(uses...)
}

// user is whose a path is, and where in it: "syncs.late.schedule.after" is the
// schedule.after of sync `late`.
func user(path string) string {
	part := strings.SplitN(path, ".", 3)
	if len(part) < 2 {
		return path
	}
	who := strings.TrimSuffix(part[0], "s") + " `" + part[1] + "`"
	if len(part) == 3 {
		who += ", in " + part[2]
	}
	return who
}

// apart returns the errors that were joined, each on its own.
func apart(err error) (all []error) {
	joined, ok := err.(interface{ Unwrap() []error }) //nolint:errorlint // only what was joined at the top is taken apart
	if !ok {
		return []error{err}
	}
	for _, e := range joined.Unwrap() {
		all = append(all, apart(e)...)
	}
	return all
}

// whole checks resources and returns their specs with references for literal
// secrets, by place, and those secrets.
func (c *Configuration) whole(ctx context.Context, resources []store.Resource) (map[string]json.RawMessage, secrets, error) {
	p, err := parse(resources, c.dir, c.catalogue, nil)
	if err != nil {
		return nil, secrets{}, err
	}
	set, err := fromParts(p)
	if err != nil {
		return nil, secrets{}, err
	}
	s, err := c.secrets(ctx, set.Secrets)
	if err != nil {
		return nil, secrets{}, err
	}
	specs := map[string]json.RawMessage{}
	for _, r := range set.Resources {
		specs[place(r)] = r.Spec
	}
	return specs, s, referring(set.Resources, s)
}

// specified returns resources with other specs.
func specified(resources []store.Resource, specs map[string]json.RawMessage) []store.Resource {
	out := slices.Clone(resources)
	for i, r := range out {
		out[i].Spec = specs[place(r)]
	}
	return out
}

// against holds an edit against what is there.
func (e Edit) against(current []store.Resource, force bool) (store.Change, error) {
	if err := e.check(); err != nil {
		return store.Change{}, err
	}
	was, last := store.Resource{}, int64(0)
	for _, r := range current {
		if r.Kind == e.Kind {
			last = max(last, r.Order)
		}
		if r.Kind == e.Kind && r.Name == e.Name {
			was = r
		}
	}
	if was.Version == 0 {
		was.Order = last + 1
		if e.Spec == nil {
			return store.Change{}, waybill.Errorf(waybill.ENotFound, "there is no %s %s", e.Kind, e.Name)
		}
	}
	if was.Origin == store.FromFiles && !force {
		return store.Change{}, waybill.Errorf(waybill.EConflict, "%s %s comes from the files of a project, at %s", e.Kind, e.Name, was.Place).
			At(Section(e.Kind) + "." + e.Name).WithHint("Change it there and apply the files; a change made here is undone by the next apply.")
	}
	to := store.Resource{Kind: e.Kind, Name: e.Name, Spec: e.Spec, Origin: store.FromInterface, Order: was.Order}
	return store.Change{Resource: to, Delete: e.Spec == nil, Expect: e.Expect}, nil
}

// check refuses what cannot be a resource.
func (e Edit) check() error {
	if !slices.Contains(store.Kinds[:], e.Kind) {
		return waybill.Errorf(waybill.EInvalid, "there is no kind of resource %q", e.Kind)
	}
	const longest = 200
	if e.Name == "" || e.Name == "." || e.Name == ".." || !utf8.ValidString(e.Name) || len(e.Name) > longest || strings.ContainsFunc(e.Name, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return waybill.Errorf(waybill.EInvalid, "%q cannot be a name", e.Name).At(Section(e.Kind)).WithHint("A name has 1 to %d characters, and is not only dots.", longest)
	}
	if e.Spec == nil {
		return nil
	}
	_, err := decode(e.Spec)
	return err
}

// with returns resources after a change, in their order.
func with(resources []store.Resource, ch store.Change) []store.Resource {
	at := slices.IndexFunc(resources, func(r store.Resource) bool { return r.Kind == ch.Kind && r.Name == ch.Name })
	switch {
	case ch.Delete:
		return slices.Delete(slices.Clone(resources), at, at+1)
	case at < 0:
		return append(slices.Clone(resources), ch.Resource)
	}
	out := slices.Clone(resources)
	out[at] = ch.Resource
	return out
}
