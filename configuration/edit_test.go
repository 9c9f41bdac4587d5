package configuration_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
)

func edit(kind store.Kind, name, spec string, expect int64) configuration.Edit {
	e := configuration.Edit{Kind: kind, Name: name, Expect: expect}
	if spec != "" {
		e.Spec = []byte(spec)
	}
	return e
}

func (s server) change(t *testing.T, force bool, edits ...configuration.Edit) ([]store.Resource, error) {
	t.Helper()
	return s.Change(t.Context(), edits, force, by)
}

func TestTheInterfaceMakesAProject(t *testing.T) {
	t.Parallel()
	s := serve(t)
	made, err := s.change(t, false,
		edit(store.KindSync, "s", `{"model":"orders","destination":"api","mode":"insert","custom":{"id":"id","total":"total"}}`, 0),
		edit(store.KindDestination, "api", `{"type":"http_request","url":"https://api.example.com","headers":{"X-Key":"typed-secret"}}`, 0),
		edit(store.KindSource, "shop", `{ "type": "sqlite", "path": "/data/shop.db" }`, 0),
		edit(store.KindModel, "orders", `{"source":"shop","sql":"select 1\nfrom x","primary_key":["id"]}`, 0),
		edit(store.KindTest, "it is sent", `{"sync":"s","row":{"id":1.50},"expect":{"method":"POST"}}`, 0))
	if err != nil {
		t.Fatal(err)
	}
	if made[0].Origin != store.FromInterface || made[0].Place != "" || string(made[2].Spec) != `{"type":"sqlite","path":"/data/shop.db"}` {
		t.Errorf("made %+v", made)
	}
	if want := project.SecretReference("destinations.api.headers.X-Key"); !strings.Contains(string(made[1].Spec), want) {
		t.Errorf("the secret stands in %s", made[1].Spec)
	}
	p, _, err := s.Project(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	settings, err := p.Destinations[0].Settings(nil)
	if err != nil {
		t.Fatal(err)
	}
	headers, _ := settings["headers"].(map[string]any)
	if secret, ok := headers["X-Key"].(waybill.Secret); !ok || secret.Reveal() != "typed-secret" {
		t.Errorf("the project has %+v", settings)
	}
	records := must(s.store.ListAudit(t.Context(), store.AuditFilter{}))
	for _, r := range records {
		if strings.Contains(string(r.Before)+string(r.After), "typed-secret") {
			t.Errorf("the audit holds the secret: %s", r.After)
		}
	}
	if len(records) != 6 {
		t.Errorf("%d records", len(records))
	}
	// What comes back from the interface as it was given is what is there.
	again, err := s.change(t, false, edit(store.KindDestination, "api", string(made[1].Spec), made[1].Version))
	if err != nil || again[0].Version != made[1].Version {
		t.Errorf("got %+v, %v", again, err)
	}
	// And what is exported can be applied.
	roundTrip(t, s, write(t, map[string]string{"waybill.yaml": s.export(t)}))
}

func TestWhatCameFromFilesIsNotOverwritten(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.apply(t, smaller(t))
	r := s.resource(t, store.KindSync, "t")
	changed := edit(r.Kind, r.Name, strings.Replace(string(r.Spec), "upsert", "update", 1), r.Version)
	for _, e := range []configuration.Edit{changed, edit(r.Kind, r.Name, "", r.Version)} {
		_, err := s.change(t, false, e)
		if e, ok := errors.AsType[*waybill.Error](err); !ok || e.Code != waybill.EConflict || e.Path != "syncs.t" || !strings.Contains(e.Message, "waybill.yaml:10") {
			t.Errorf("got %v", err)
		}
	}
	forced, err := s.change(t, true, changed)
	if err != nil || forced[0].Origin != store.FromInterface || !strings.Contains(string(forced[0].Spec), "update") {
		t.Fatalf("got %+v, %v", forced, err)
	}
	d := s.apply(t, smaller(t))
	if d.Count(configuration.Alter) != 1 || d.Differences[4].Origin != store.FromInterface || d.Differences[4].Paths[0] != "mode" {
		t.Errorf("got %+v", d)
	}
	if r := s.resource(t, store.KindSync, "t"); r.Origin != store.FromFiles || !strings.Contains(string(r.Spec), "upsert") {
		t.Errorf("got %+v", r)
	}
}

func TestEditsThatBreakSomethingChangeNothing(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.apply(t, smaller(t))
	before := s.export(t)
	model := s.resource(t, store.KindModel, "orders")
	fine := edit(store.KindModel, "fine", string(model.Spec), 0)
	for name, c := range map[string]struct {
		edit configuration.Edit
		code waybill.Code
		path string
	}{
		"a deletion that others need": {edit(store.KindModel, "orders", "", model.Version), waybill.EInvalid, "syncs.s.model"},
		"an unknown column of a key":  {edit(store.KindModel, "m", `{"source":"shop","tabel":"x","primary_key":"id"}`, 0), waybill.EInvalid, "models.m"},
		"a stale version":             {edit(store.KindModel, "orders", string(model.Spec), model.Version+7), waybill.EConflict, "models.orders"},
		"what is there":               {edit(store.KindModel, "orders", string(model.Spec), 0), waybill.EConflict, "models.orders"},
		"what is not there":           {edit(store.KindModel, "m", "", store.AnyVersion), waybill.ENotFound, ""},
		"a kind":                      {edit("job", "m", "{}", 0), waybill.EInvalid, ""},
		"a name":                      {edit(store.KindModel, "a\x00b", string(model.Spec), 0), waybill.EInvalid, "models"},
		"a name with spaces":          {edit(store.KindModel, "a b", string(model.Spec), 0), waybill.EInvalid, "models.a b"},
		"no object":                   {edit(store.KindModel, "m", "[]", 0), waybill.EInvalid, ""},
		"YAML in a name":              {edit(store.KindModel, "x:\nsyncs: {}", string(model.Spec), 0), waybill.EInvalid, "models"},
	} {
		_, err := s.change(t, true, fine, c.edit)
		e, ok := errors.AsType[*waybill.Error](err)
		if !ok || e.Code != c.code || e.Path != c.path {
			t.Errorf("%s: got %v (%+v)", name, err, e)
		}
	}
	if after := s.export(t); after != before {
		t.Error("something was changed")
	}
}

func TestADeletedResourceTakesItsSecretsAlong(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.apply(t, smaller(t))
	_, err := s.change(t, true, edit(store.KindSync, "s", "", store.AnyVersion), edit(store.KindSync, "t", "", store.AnyVersion),
		edit(store.KindDestination, "api", "", store.AnyVersion))
	if err != nil {
		t.Fatal(err)
	}
	if all := must(s.store.ListSecrets(t.Context())); len(all) != 0 {
		t.Errorf("left %+v", all)
	}
}
