package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

func resource(kind store.Kind, name, spec string, order int64) store.Resource {
	return store.Resource{Kind: kind, Name: name, Spec: []byte(spec), Origin: store.FromFiles, Place: "waybill.yaml:7", Order: order}
}

func create(rs ...store.Resource) (set store.ChangeSet) {
	set.By, set.Base = by, store.AnyVersion
	for _, r := range rs {
		set.Changes = append(set.Changes, store.Change{Resource: r})
	}
	return set
}

func resourcesRoundTrip(t *testing.T, open OpenOffice) {
	o := open(t)
	spec := `{"b":1.10,"a":["ü\u0000 \\","😀",null],"c":12345678901234567890}`
	set := create(resource(store.KindSync, "z", spec, 1), resource(store.KindSync, "a", `{}`, 2), resource(store.KindSource, "s", `{}`, 9))
	made := must(o.ChangeResources(t.Context(), set))
	if len(made) != 3 || made[0].Name != "z" || made[0].Version == 0 || made[0].UpdatedBy != by.Who || !made[0].UpdatedAt.Equal(noon) {
		t.Fatalf("made %+v", made)
	}
	all, revision, err := open(t).ListResources(t.Context(), "")
	ok(t, err)
	var names []string
	for _, r := range all {
		names = append(names, string(r.Kind)+" "+r.Name)
	}
	if strings.Join(names, ", ") != "source s, sync z, sync a" {
		t.Errorf("the order is %v", names)
	}
	if n := must(o.Revision(t.Context())); n != revision || n == 0 {
		t.Errorf("revision %d, then %d", revision, n)
	}
	r := must(o.Resource(t.Context(), store.KindSync, "z"))
	if string(r.Spec) != spec || r.Origin != store.FromFiles || r.Place != "waybill.yaml:7" || r.Order != 1 || r.Version != made[0].Version {
		t.Errorf("got %+v", r)
	}
	if some, _, _ := o.ListResources(t.Context(), store.KindSync); len(some) != 2 {
		t.Errorf("listed %d syncs", len(some))
	}
	_, err = o.Resource(t.Context(), store.KindModel, "z")
	refused(t, err, waybill.ENotFound)
}

// must panics on an error: for values in one expression.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func resourcesConflict(t *testing.T, open OpenOffice) {
	o := open(t)
	made := must(o.ChangeResources(t.Context(), create(resource(store.KindModel, "orders", `{"v":1}`, 1))))
	before := must(o.ListAudit(t.Context(), store.AuditFilter{}))
	stale := store.Change{Resource: resource(store.KindModel, "orders", `{"v":2}`, 1), Expect: made[0].Version + 5}
	for name, ch := range map[string]store.Change{
		"stale":           stale,
		"there already":   {Resource: resource(store.KindModel, "orders", `{"v":2}`, 1)},
		"gone":            {Resource: resource(store.KindModel, "other", `{}`, 1), Expect: 1},
		"stale deletion":  {Resource: stale.Resource, Delete: true, Expect: made[0].Version + 5},
		"twice at once":   {Resource: resource(store.KindModel, "new", `{}`, 1)},
		"unknown deleted": {Resource: resource(store.KindModel, "other", `{}`, 1), Delete: true, Expect: store.AnyVersion},
	} {
		set := create(resource(store.KindModel, "new", `{}`, 2))
		set.Secrets = []store.Secret{{Name: "x", KeyID: "k", Ciphertext: []byte("c")}}
		set.Changes = append(set.Changes, ch)
		_, err := o.ChangeResources(t.Context(), set)
		if err == nil {
			t.Errorf("%s: it was changed", name)
		}
		if e, is := errors.AsType[*waybill.Error](err); waybill.ErrorCode(err) == waybill.EConflict && (!is || e.Path != "models."+ch.Name) {
			t.Errorf("%s: the error does not name the resource: %v", name, err)
		}
	}
	all, _, err := o.ListResources(t.Context(), "")
	ok(t, err)
	if len(all) != 1 || string(all[0].Spec) != `{"v":1}` || all[0].Version != made[0].Version {
		t.Errorf("something was half done: %+v", all)
	}
	if s := must(o.ListSecrets(t.Context())); len(s) != 0 {
		t.Errorf("a secret was put: %+v", s)
	}
	if after := must(o.ListAudit(t.Context(), store.AuditFilter{})); len(after) != len(before) {
		t.Errorf("%d records of what did not happen", len(after)-len(before))
	}
	_, err = o.ChangeResources(t.Context(), store.ChangeSet{By: by, Base: store.AnyVersion, Changes: []store.Change{stale}})
	refused(t, err, waybill.EConflict)
}

func versionsGrow(t *testing.T, open OpenOffice) {
	o := open(t)
	r := resource(store.KindAlert, "ops", `{}`, 1)
	seen := map[int64]bool{}
	for range 3 {
		made := must(o.ChangeResources(t.Context(), create(r)))
		deletion := store.Change{Resource: r, Delete: true, Expect: made[0].Version}
		must(o.ChangeResources(t.Context(), store.ChangeSet{Changes: []store.Change{deletion}, By: by, Base: store.AnyVersion}))
		if seen[made[0].Version] {
			t.Fatalf("version %d came back", made[0].Version)
		}
		seen[made[0].Version] = true
	}
}

func moved(t *testing.T, open OpenOffice) {
	o := open(t)
	r := resource(store.KindModel, "orders", `{"v":1}`, 1)
	made := must(o.ChangeResources(t.Context(), create(r)))
	r.Place, r.Order = "models.yaml:9", 7
	set := create()
	set.Changes = []store.Change{{Resource: r, Expect: made[0].Version}}
	must(o.ChangeResources(t.Context(), set))
	if is := must(o.Resource(t.Context(), r.Kind, r.Name)); is.Version != made[0].Version || is.Place != r.Place || is.Order != 7 {
		t.Errorf("got %+v", is)
	}
	set.Changes[0].Origin = store.FromInterface
	must(o.ChangeResources(t.Context(), set))
	if is := must(o.Resource(t.Context(), r.Kind, r.Name)); is.Version == made[0].Version || is.Origin != store.FromInterface {
		t.Errorf("got %+v", is)
	}
	if n := len(must(o.ListAudit(t.Context(), store.AuditFilter{}))); n != 2 {
		t.Errorf("%d records", n)
	}
}

func resourcesAudited(t *testing.T, open OpenOffice) {
	o := open(t)
	r := resource(store.KindModel, "orders", `{"v":1}`, 1)
	set := create(r)
	must(o.ChangeResources(t.Context(), set))
	r.Spec = []byte(`{"v":2}`)
	set.Changes[0] = store.Change{Resource: r, Expect: store.AnyVersion}
	must(o.ChangeResources(t.Context(), set))
	set.Changes[0].Delete = true
	must(o.ChangeResources(t.Context(), set))
	var story []string
	for _, r := range must(o.ListAudit(t.Context(), store.AuditFilter{Kind: "model", Name: "orders"})) {
		story = append(story, fmt.Sprintf("%s %s→%s by %s via %s", r.Action, r.Before, r.After, r.Who, r.Via))
	}
	want := `delete {"v":2}→ by ada@example.com via session
change {"v":1}→{"v":2} by ada@example.com via session
create →{"v":1} by ada@example.com via session`
	if got := strings.Join(story, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func staleBase(t *testing.T, open OpenOffice) {
	o := open(t)
	set := create(resource(store.KindModel, "a", `{}`, 1))
	set.Base = must(o.Revision(t.Context()))
	must(o.ChangeResources(t.Context(), set))
	set.Changes[0].Name = "b"
	_, err := o.ChangeResources(t.Context(), set)
	refused(t, err, waybill.EConflict)
	ok(t, o.PutSecret(t.Context(), store.Secret{Name: "s", Ciphertext: []byte("c")}, by))
	if n := must(o.Revision(t.Context())); n != set.Base+2 {
		t.Errorf("the revision is %d after two changes from %d", n, set.Base)
	}
}

func resourcesRace(t *testing.T, open OpenOffice) {
	a, b := open(t), open(t)
	made := must(a.ChangeResources(t.Context(), create(resource(store.KindModel, "orders", `{}`, 1))))
	change := func(o store.Office, spec string) func() error {
		return func() error {
			set := create()
			set.Changes = []store.Change{{Resource: resource(store.KindModel, "orders", spec, 1), Expect: made[0].Version}}
			_, err := o.ChangeResources(t.Context(), set)
			return err
		}
	}
	errs := atOnce(change(a, `{"v":1}`), change(b, `{"v":2}`), change(a, `{"v":3}`), change(b, `{"v":4}`))
	if n := won(t, errs, waybill.EConflict); n != 1 {
		t.Errorf("%d of them won", n)
	}
}

func secret(name, text string) store.Secret {
	return store.Secret{Name: name, KeyID: "k1", Ciphertext: []byte(text)}
}

func secretsTogether(t *testing.T, open OpenOffice) {
	o := open(t)
	set := create(resource(store.KindDestination, "p", `{}`, 1))
	set.Secrets = []store.Secret{secret("p.key", "\x00\xff one"), secret("p.other", "two")}
	must(o.ChangeResources(t.Context(), set))
	if s := must(o.Secret(t.Context(), "p.key")); string(s.Ciphertext) != "\x00\xff one" || s.KeyID != "k1" || s.UpdatedBy != by.Who {
		t.Errorf("got %+v", s)
	}
	set = store.ChangeSet{Forget: []string{"p.other", "nobody"}, By: by, Base: store.AnyVersion}
	must(o.ChangeResources(t.Context(), set))
	if s := must(o.ListSecrets(t.Context())); len(s) != 1 {
		t.Errorf("%d secrets are left", len(s))
	}
	ok(t, o.DeleteSecret(t.Context(), "p.key", by))
	refused(t, o.DeleteSecret(t.Context(), "p.key", by), waybill.ENotFound)
	_, err := o.Secret(t.Context(), "p.key")
	refused(t, err, waybill.ENotFound)
	for _, r := range must(o.ListAudit(t.Context(), store.AuditFilter{Kind: "secret"})) {
		if r.Before != nil || r.After != nil {
			t.Errorf("a record tells of a secret: %+v", r)
		}
	}
}

func secretsReplaced(t *testing.T, open OpenOffice) {
	o := open(t)
	for _, name := range []string{"a", "b", "c"} {
		ok(t, o.PutSecret(t.Context(), secret(name, name), by))
	}
	fails := errors.New("this one cannot be read")
	_, err := o.ReplaceSecrets(t.Context(), by, func(s store.Secret) (store.Secret, error) {
		if s.Name == "c" {
			return s, fails
		}
		return secret(s.Name, "half"), nil
	})
	if !errors.Is(err, fails) {
		t.Fatalf("got %v", err)
	}
	for _, s := range must(o.ListSecrets(t.Context())) {
		if string(s.Ciphertext) != s.Name {
			t.Errorf("%s was replaced by halves", s.Name)
		}
	}
	n, err := o.ReplaceSecrets(t.Context(), by, func(s store.Secret) (store.Secret, error) {
		return store.Secret{KeyID: "k2", Ciphertext: append(s.Ciphertext, '!')}, nil
	})
	if n != 3 || err != nil {
		t.Fatalf("replaced %d, %v", n, err)
	}
	for _, s := range must(o.ListSecrets(t.Context())) {
		if string(s.Ciphertext) != s.Name+"!" || s.KeyID != "k2" {
			t.Errorf("got %+v", s)
		}
	}
}

func secretsReplacedRace(t *testing.T, open OpenOffice) {
	a, b := open(t), open(t)
	put := func(name string) func() error {
		return func() error { return b.PutSecret(t.Context(), secret(name, "new"), by) }
	}
	replace := func() error {
		_, err := a.ReplaceSecrets(t.Context(), by, func(s store.Secret) (store.Secret, error) {
			return store.Secret{KeyID: s.KeyID, Ciphertext: append(s.Ciphertext, '!')}, nil
		})
		return err
	}
	ok(t, b.PutSecret(t.Context(), secret("a", "old"), by))
	ok(t, errors.Join(atOnce(put("a"), replace, put("b"))...))
	if s := must(a.Secret(t.Context(), "a")); string(s.Ciphertext) != "new" && string(s.Ciphertext) != "new!" {
		t.Errorf("what was written last is lost: %s", s.Ciphertext)
	}
}
