package configuration_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/configuration"
	destinations "github.com/waybillhq/waybill/destination/all"
	"github.com/waybillhq/waybill/project"
	sources "github.com/waybillhq/waybill/source/all"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/sqlite"
	"github.com/waybillhq/waybill/vault"
)

var by = store.Author{Who: "ada@example.com", Via: "cli", At: time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)}

func catalogue() project.Catalogue {
	return project.Catalogue{Sources: sources.Kinds(), Destinations: destinations.Destinations()}
}

type server struct {
	*configuration.Configuration
	store store.Office
	vault *vault.Vault
	dir   string
}

// serve begins a server with an empty state.
func serve(t testing.TB) server {
	t.Helper()
	path := filepath.Join(t.TempDir(), "waybill.db")
	s, err := sqlite.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return on(t, s.Office(), filepath.Dir(path))
}

func on(t testing.TB, o store.Office, dir string) server {
	t.Helper()
	keys, err := vault.ParseKeys(vault.NewKey().Reveal())
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.New(o, keys)
	if err != nil {
		t.Fatal(err)
	}
	return server{configuration.New(o, v, catalogue(), dir), o, v, dir}
}

// write makes a project of files.
func write(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// read reads a project.
func read(t testing.TB, dir string) configuration.Set {
	t.Helper()
	set, err := configuration.FromProject(dir, catalogue())
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func (s server) apply(t testing.TB, dir string) configuration.Diff {
	t.Helper()
	d, err := s.Apply(t.Context(), read(t, dir), store.AnyVersion, by)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (s server) export(t testing.TB) string {
	t.Helper()
	b, err := s.Export(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func (s server) resource(t testing.TB, kind store.Kind, name string) store.Resource {
	t.Helper()
	r, err := s.store.Resource(t.Context(), kind, name)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// roundTrip applies a project, and checks that what is exported is the same
// project, for ever.
func roundTrip(t testing.TB, s server, dir string) string {
	t.Helper()
	s.apply(t, dir)
	if d := s.apply(t, dir); !d.Empty() {
		t.Fatalf("applied again there are differences: %+v", d)
	}
	first := s.export(t)
	exported := write(t, map[string]string{project.File: first})
	d, err := s.Plan(t.Context(), read(t, exported))
	if err != nil || !d.Empty() {
		t.Fatalf("what was exported differs: %+v, %v\n%s", d, err, first)
	}
	s.apply(t, exported)
	if second := s.export(t); second != first {
		t.Fatalf("exported twice:\n%s\nand\n%s", first, second)
	}
	return first
}

func variables(name string) (string, bool) {
	if strings.HasSuffix(name, "_URL") {
		return "https://" + name + ".example", true
	}
	return "/v/" + name, true
}

// same checks that the server runs what the files say.
func same(t *testing.T, s server, dir string) {
	t.Helper()
	files, err := project.Load(dir, catalogue())
	if err != nil {
		t.Fatal(err)
	}
	kept, _, err := s.Project(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range files.Sources {
		a, errA := files.Sources[i].Config(variables)
		b, errB := kept.Sources[i].Config(variables)
		pathA, pathB := a.Path("path"), b.Path("path")
		delete(a.Settings, "path")
		delete(b.Settings, "path")
		equal(t, "source "+a.Name, a.Settings, b.Settings)
		equal(t, "source "+a.Name, []any{a.Name, pathA, errA}, []any{b.Name, pathB, errB})
	}
	for i := range files.Models {
		equal(t, "model", files.Models[i].Model, kept.Models[i].Model)
	}
	for i := range files.Destinations {
		a, b := files.Destinations[i], kept.Destinations[i]
		settingsA, errA := a.Settings(variables)
		settingsB, errB := b.Settings(variables)
		equal(t, "settings of "+a.Name, settingsA, settingsB)
		equal(t, "destination "+a.Name, []any{a.Name, a.Account, a.Requests, a.Per, a.Concurrency, a.Timeout, a.Alerts, errA},
			[]any{b.Name, b.Account, b.Requests, b.Per, b.Concurrency, b.Timeout, b.Alerts, errB})
	}
	for i := range files.Syncs {
		a, b := files.Syncs[i], kept.Syncs[i]
		equal(t, "sync "+a.Name, []any{a.Sync, a.Schedule, a.Alerts}, []any{b.Sync, b.Schedule, b.Alerts})
	}
	for i := range files.Tests {
		a, b := files.Tests[i], kept.Tests[i]
		a.Position, b.Position = project.Position{}, project.Position{}
		equal(t, "test "+a.Name, a, b)
	}
	for i := range files.Alerts {
		a, b := files.Alerts[i], kept.Alerts[i]
		equal(t, "alert "+a.Name, []any{a.Name, a.Channels, a.On}, []any{b.Name, b.Channels, b.On})
	}
}

func equal(t *testing.T, what string, a, b any) {
	t.Helper()
	if !reflect.DeepEqual(a, b) {
		t.Errorf("%s: the files say\n%+v\nand the server\n%+v", what, a, b)
	}
}

func TestTheSampleGoesRound(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../app/sample/project/waybill.yaml") // what `waybill init` writes
	if err != nil {
		t.Fatal(err)
	}
	dir, s := write(t, map[string]string{project.File: string(text)}), serve(t)
	if d := s.apply(t, dir); d.Count(configuration.Create) != 13 {
		t.Errorf("created %d", d.Count(configuration.Create))
	}
	exported := roundTrip(t, s, dir)
	same(t, s, dir)
	if !strings.Contains(exported, "    secret_key: ${PARTNERSTACK_SECRET_KEY:-sk_sandbox}\n") || !strings.Contains(exported, "path: "+filepath.Join(dir, "shop.db")) {
		t.Errorf("exported:\n%s", exported)
	}
	if r := s.resource(t, store.KindSync, "orders-to-partnerize"); r.Origin != store.FromFiles || !strings.HasPrefix(r.Place, "waybill.yaml:") {
		t.Errorf("got %+v", r)
	}
}

// awkward is a project in every style that YAML has.
var awkward = map[string]string{
	"waybill.yaml": `version: 1
include: ["parts/*.yaml", one.yaml]
state: ./elsewhere.db
sources:
  shop: {type: sqlite, path: ./data/shop.db}
  there: {type: sqlite, path: "${SHOP_DB}"}
  crm: {type: postgres, url: "postgres://app:p@ss${CRM}@host/db"}
models:
  orders: {source: shop, sql_file: models/orders.sql, primary_key: [order_id, 010]}
  built: {source: shop, dbt: {manifest: manifest.json, model: fct}, primary_key: id}
`,
	"models/orders.sql": "select '${not a variable}' as x,\n\t \"é\"\nfrom orders  \n",
	"manifest.json": `{"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json"},
		"nodes": {"model.p.fct": {"unique_id": "model.p.fct", "name": "fct", "resource_type": "model", "database": "d", "schema": "s", "alias": "fct", "config": {"materialized": "table"}}}}`,
	"one.yaml": `
destinations:
  api: &api
    type: http_request
    url: https://api.example.com/x
    headers: {Authorization: "Bearer literal-token", X-Other: "${TOKEN}", X-Dollar: "a$${b"}
    rate: {requests: 010, per: 1s}
    accept: {status: [200, 201]}
  second:
    <<: *api
    account: another
alerts:
  ops:
    slack: {webhook_url: https://hooks.slack.example/T0/literal-hook}
    webhook: {url: "${HOOK}", secret: literal-signature}
    on: {fatal_error: critical, rejected_rows: {warning: 1, critical: "5%"}}
`,
	"parts/syncs.yaml": `
syncs:
  b:
    model: orders
    destination: api
    mode: insert
    alerts: [ops]
    custom:
      a: {value: 010}
      b: {value: 1.10}
      c: {value: "1.10"}
      d: {value: 12345678901234567890}
      e: {value: true}
      f: {value: yes}
      g: {value: "true"}
      h: {value: 2026-01-01}
      i: {value: [1, {z: null, a: "${X}"}, ~]}
      j: {value: ""}
      k: {value: "null"}
      l: {template: "a\n  {{ row.x }}\n\n"}
      m: {column: "  spaces "}
      n: {value: 0x1F}
      o: {value: .5}
      p: {value: -0}
      q: "NO"
      r: {column: x, if_null: {value: "no"}}
    schedule: {after: a}
    brakes: {max_share: .5, max_rows: 1}
  a: {model: orders, destination: second, mode: upsert, match: {id: order_id}, custom: {id: order_id}, schedule: {days: [mon, fri], times: "06:30", timezone: Europe/London}}
tests:
  - name: "a name: with #signs / and slashes"
    sync: a
    row: {order_id: 1.50, n: null}
    expect: [{method: POST, body: {id: "1.50"}}]
`,
}

func TestAnAwkwardProjectGoesRound(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for name, text := range awkward {
		files[name] = strings.ReplaceAll(text, "p@ss${CRM}", "${CRM}")
	}
	s, dir := serve(t), write(t, files)
	s.apply(t, dir)
	if r := s.resource(t, store.KindSync, "a"); r.Place != "parts/syncs.yaml:29" {
		t.Errorf("sync a stands at %s", r.Place)
	}
	text := roundTrip(t, s, dir)
	same(t, s, dir)
	for _, secret := range []string{"literal-token", "literal-hook", "literal-signature"} {
		if strings.Contains(text, secret) {
			t.Errorf("the export holds %s", secret)
		}
	}
	got, err := s.vault.Get(t.Context(), "destinations.api.headers.Authorization")
	if err != nil || got.Reveal() != "Bearer literal-token" {
		t.Errorf("the vault holds %q, %v", got.Reveal(), err)
	}
	if got, err := s.vault.Get(t.Context(), "destinations.api.headers.X-Dollar"); err != nil || got.Reveal() != "a${b" {
		t.Errorf("the vault holds %q, %v", got.Reveal(), err)
	}
}

func TestAPasswordBesideAVariableIsRefused(t *testing.T) {
	t.Parallel()
	files := map[string]string{"waybill.yaml": "version: 1\nsources:\n  crm: {type: postgres, url: \"postgres://app:pass@${HOST}/db\"}\n"}
	_, err := configuration.FromProject(write(t, files), catalogue())
	e, ok := errors.AsType[*waybill.Error](err)
	if !ok || e.Code != waybill.EInvalid || e.Path != "waybill.yaml:3" || strings.Contains(e.Message, "pass@") {
		t.Errorf("got %v", err)
	}
}

func TestTwoTestsOfOneName(t *testing.T) {
	t.Parallel()
	test := "  - {name: same, sync: s, row: {id: 1}, expect: {refused: x}}\n"
	files := map[string]string{"waybill.yaml": small + "tests:\n" + test + test}
	_, err := configuration.FromProject(write(t, files), catalogue())
	if waybill.ErrorCode(err) != waybill.EInvalid || !strings.Contains(err.Error(), "two tests are named `same`") {
		t.Errorf("got %v", err)
	}
}
