package project_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	destinations "github.com/waybillhq/waybill/destination/all"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/source"
	sources "github.com/waybillhq/waybill/source/all"
)

// catalogue is the product's own; DuckDB, long to link, by declaration.
func catalogue() project.Catalogue {
	duckdb := source.Kind{
		Name: "duckdb", Label: "DuckDB",
		Settings: []waybill.Field{{Name: "path", Type: waybill.String}, source.Timeout},
		Open:     func(context.Context, source.Config) (waybill.Source, error) { return nil, errors.New("not linked") },
	}
	return project.Catalogue{Sources: sources.Kinds(duckdb), Destinations: destinations.Destinations()}
}

// write makes a project of files and returns its folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func load(t *testing.T, files map[string]string) *project.Project {
	t.Helper()
	p, err := project.Load(write(t, files), catalogue())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func env(values map[string]string) project.Env {
	return func(name string) (string, bool) {
		v, ok := values[name]
		return v, ok
	}
}

// example is a project that uses everything; the documentation shows it.
func example(t *testing.T) *project.Project {
	t.Helper()
	// The contract's page shows the interplay of syncs with models that it
	// leaves out.
	models := `
models:
  customers: {source: shop, table: customers, primary_key: id}
  transactions: {source: shop, table: transactions, primary_key: [id]}
`
	whole := strings.Replace(read(t, "testdata/example.yaml"), "version: 1\n", "version: 1\ninclude: [models.yaml]\n", 1)
	return load(t, map[string]string{"waybill.yaml": whole, "models.yaml": models})
}

func TestExample(t *testing.T) {
	t.Parallel()
	p := example(t)
	s, err := p.Sync("orders-to-partnerize")
	if err != nil {
		t.Fatal(err)
	}
	if s.Account != "partnerize" || s.Sync.Operation != "conversions" || s.Operation.Name != "conversions" || s.Settings["campaign"] != "10l176" {
		t.Errorf("%+v", s.Sync)
	}
	var to []string
	for _, a := range s.Mapping {
		to = append(to, a.To)
	}
	if got, want := strings.Join(to, " "), "conversion_reference click_reference currency voucher_code country customer_reference items"; got != want {
		t.Errorf("the mapping's fields are %s, want %s", got, want)
	}
	if m := s.Mapping[6]; m.Each != "line_items" || len(m.Map) != 4 || m.Map[2].Column != "unit_price" {
		t.Errorf("items: %+v", m)
	}
	if !reflect.DeepEqual(s.Brakes, waybill.Brakes{MaxRows: new(int64(50000)), MaxShare: new(0.5), Empty: "hold"}) || s.Schedule.Every != 15*time.Minute || s.Retry != waybill.DefaultRetryRefused {
		t.Errorf("brakes %+v, schedule %+v, retry %+v", s.Brakes, s.Schedule, s.Retry)
	}
	if a, _ := p.Destination("anything"); a.Vendor() != "anything" {
		t.Errorf("whoever answers any request is called %s", a.Vendor())
	}
	d, _ := p.Destination("partnerize")
	if d.Vendor() != "Partnerize" || d.Requests != 10 || d.Per != time.Second || d.Concurrency != 8 || d.Timeout != 30*time.Second {
		t.Errorf("%+v", d)
	}
	if len(p.SyncsOf("partnerstack")) != 2 || len(p.Models) != 3 || p.Models[0].SQL != "select * from orders\n" {
		t.Errorf("models %+v", p.Models)
	}
	if at := p.Locate("syncs.orders-to-partnerize.mapping.voucher_code"); at != p.Locate("syncs.orders-to-partnerize.mapping.voucher") || at.Line == 0 {
		t.Errorf("voucher_code is at %s", at)
	}
	if at := p.Locate("syncs.orders-to-partnerize.mapping.items.map.nothing.at_all"); at != p.Locate("syncs.orders-to-partnerize.mapping.items.map") {
		t.Errorf("an unknown part is at %s", at)
	}
	if len(p.Notes) != 2 {
		t.Errorf("notes: %v", p.Notes)
	}
}

func TestTestsKeepNumbersExactly(t *testing.T) {
	t.Parallel()
	p := example(t)
	row := p.Tests[0].Row
	if v, _ := row.Get("total"); v != "-12.50" {
		t.Errorf("a quoted number is %#v", v)
	}
	body, err := waybill.AppendJSON(nil, p.Tests[0].Expect[0].Body)
	if want := `{"key":"T-1","customer_external_key":"C-1","amount":-1250,"currency":"USD"}`; err != nil || string(body) != want {
		t.Errorf("body %s, want %s", body, want)
	}
	if p.Tests[1].Refused == "" || p.Tests[1].Expect != nil {
		t.Errorf("%+v", p.Tests[1])
	}
	p = load(t, map[string]string{"waybill.yaml": base + `
tests:
  - name: exact
    sync: orders
    row: {a: 1.10, b: 010, c: 12, d: "12", e: 2026-01-31, f: true, g: null, h: [1.0], i: yes, j: 0x1F, k: 123456789012345678901}
    existing: {id: 1}
    expect: [{method: GET}, {method: POST, body: {a: 1.10}}]
`})
	got, err := waybill.AppendJSON(nil, p.Tests[0].Row)
	want := `{"a":1.10,"b":"010","c":12,"d":"12","e":"2026-01-31","f":true,"g":null,"h":[1.0],"i":"yes","j":"0x1F","k":123456789012345678901}`
	if err != nil || string(got) != want {
		t.Errorf("row %s, want %s", got, want)
	}
	if e := p.Tests[0].Expect; len(e) != 2 || e[0].HasBody || !e[1].HasBody || p.Tests[0].Existing == nil {
		t.Errorf("%+v", p.Tests[0])
	}
}

// base is a small valid project, to which tests add.
const base = `version: 1
sources:
  shop: {type: sqlite, path: shop.db}
models:
  orders: {source: shop, table: orders, primary_key: id}
destinations:
  api: {type: http_request, url: "https://example.com/", headers: {Authorization: "Bearer ${TOKEN}"}, accept: {status: [200, 201]}}
syncs:
  orders: {model: orders, destination: api, mode: insert, custom: {id: id}}
`

func TestSettings(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{"waybill.yaml": strings.NewReplacer(
		"/state", "/state", "syncs:", `  ps:
    type: partnerstack
    public_key: ${file:secrets/public}
    secret_key: "${SECRET}"
    s2s_tracking_token: $${x}${TOKEN:-none}
    api_url: http://${EMPTY:-localhost}
syncs:`).Replace(base), "secrets/public": "pk_1\n"})
	p, err := project.Load(dir, catalogue())
	if err != nil {
		t.Fatal(err)
	}
	d, _ := p.Destination("ps")
	s, err := d.Settings(env(map[string]string{"SECRET": "s3cret", "EMPTY": ""}))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"public_key": "pk_1", "secret_key": "s3cret", "s2s_tracking_token": "${x}none", "api_url": "http://localhost", "tracking_url": "https://partnerlinks.io",
	} {
		if got := s.Text(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if _, ok := s["secret_key"].(waybill.Secret); !ok {
		t.Error("secret_key is not a secret")
	}
	_, err = d.Settings(env(nil))
	if e, ok := errors.AsType[*waybill.Error](err); !ok || e.Message != "the environment variable SECRET is not set" || e.Path != "waybill.yaml:11" {
		t.Errorf("a missing variable: %v", err)
	}
	api, _ := p.Destination("api")
	if s, err = api.Settings(env(map[string]string{"TOKEN": "t0ken"})); err != nil {
		t.Fatal(err)
	}
	if got := s.Secrets(); !slices.Contains(got, "Bearer t0ken") {
		t.Errorf("secrets %v", got)
	}
	if accept, _ := s["accept"].(map[string]any); accept["status"].([]any)[1] != int64(201) {
		t.Errorf("accept %v", accept)
	}
}

func TestVariablesOfASync(t *testing.T) {
	t.Parallel()
	p := load(t, map[string]string{"waybill.yaml": strings.Replace(base, "custom: {id: id}", "custom: {id: id, shop: {value: \"${SHOP}\"}}", 1)})
	s, err := p.Syncs[0].Resolve(env(map[string]string{"SHOP": "berlin"}))
	if err != nil || s.Custom[1].Value != "berlin" {
		t.Errorf("%+v, %v", s.Custom, err)
	}
	if _, err := p.Syncs[0].Resolve(env(nil)); err == nil {
		t.Error("a missing variable is no error")
	}
}

func TestState(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]string{"": "DIR/waybill.db", "state: ./a.db": "DIR/a.db", "state: /tmp/x.db": "/tmp/x.db", "state: ${DB}": "postgres://h/d", "state: mysql://x": ""} {
		p := load(t, map[string]string{"waybill.yaml": base + state + "\n"})
		got, err := p.State(env(map[string]string{"DB": "postgres://h/d"}))
		if got != strings.Replace(want, "DIR", p.Dir, 1) || (err != nil) != (want == "") {
			t.Errorf("%s: %s, %v", state, got, err)
		}
	}
}

func TestIncludesAndAnchors(t *testing.T) {
	t.Parallel()
	p := load(t, map[string]string{
		"waybill.yaml": "version: 1\ninclude: [\"parts/*.yaml\", none/*.yaml]\nsources:\n  shop: &s {type: sqlite, path: a.db}\n  other: {<<: *s, path: b.db}\n",
		"parts/a.yaml": "models:\n  a: {source: shop, sql_file: sql/a.sql, primary_key: [x, y]}\n",
		"parts/b.yaml": "models:\n  b:\n    source: other\n    dbt: {manifest: target/manifest.json, model: fct}\n    primary_key: id\n",
		"sql/a.sql":    "select 1",
		"target/manifest.json": `{"nodes": {"model.p.fct": {"unique_id": "model.p.fct", "name": "fct", "schema": "mart", "alias": "orders",
			"config": {"materialized": "table"}}}}`,
	})
	if p.Models[0].SQL != "select 1" || len(p.Models[0].PrimaryKey) != 2 || !strings.Contains(p.Models[1].Table, "orders") {
		t.Errorf("%+v", p.Models)
	}
	if p.Models[1].Position != (project.Position{File: "parts/b.yaml", Line: 2}) {
		t.Errorf("b is at %s", p.Models[1].Position)
	}
	c, err := p.Sources[1].Config(nil)
	if err != nil || c.Path("path") != filepath.Join(p.Dir, "b.db") {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestLookingUpNames(t *testing.T) {
	t.Parallel()
	p := load(t, map[string]string{"waybill.yaml": base})
	_, err := p.Sync("order")
	if e, ok := errors.AsType[*waybill.Error](err); !ok || e.Code != waybill.ENotFound || e.Hint != "did you mean orders?" {
		t.Errorf("%v", err)
	}
}

func TestNoProject(t *testing.T) {
	t.Parallel()
	_, err := project.Load(t.TempDir(), catalogue())
	if waybill.ErrorCode(err) != waybill.EInvalid {
		t.Errorf("%v", err)
	}
}
