package configuration_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
)

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
