package dbt_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source/dbt"
)

// manifest has the shape that dbt 1.6 and later write, cut down to what matters.
const manifest = `{
  "metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json"},
  "nodes": {
    "model.shop.fct_orders": {"unique_id": "model.shop.fct_orders", "resource_type": "model", "name": "fct_orders",
      "database": "prod", "schema": "my schema", "alias": "or\"ders", "relation_name": "\"prod\".\"my schema\".\"or\"\"ders\"",
      "version": null, "config": {"materialized": "table"}},
    "model.shop.plain": {"resource_type": "model", "name": "plain", "database": null, "schema": "shop", "alias": "plain",
      "config": {"materialized": "view"}},
    "model.shop.inline": {"resource_type": "model", "name": "inline", "schema": "shop", "config": {"materialized": "ephemeral"}},
    "model.shop.dim.vbeta": {"resource_type": "model", "name": "dim", "version": "beta", "database": "d", "schema": "s", "alias": "dim_v1"},
    "model.shop.dim.v2": {"resource_type": "model", "name": "dim", "version": 2, "database": "d", "schema": "s", "alias": "dim_v2"},
    "seed.shop.countries": {"resource_type": "seed", "name": "countries", "database": "d", "schema": "s", "alias": "countries"},
    "test.shop.unique_orders": {"resource_type": "test", "name": "unique_orders", "config": []}
  }
}`

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "manifest.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTable(t *testing.T) {
	t.Parallel()
	path := write(t, manifest)
	for model, want := range map[string]string{
		"fct_orders":            `"prod"."my schema"."or""ders"`,
		"model.shop.fct_orders": `"prod"."my schema"."or""ders"`,
		"plain":                 `"shop"."plain"`,
		"dim.v2":                `"d"."s"."dim_v2"`,
		"dim.vbeta":             `"d"."s"."dim_v1"`,
		"countries":             `"d"."s"."countries"`,
	} {
		if got, err := dbt.Table(path, model); err != nil || got != want {
			t.Errorf("%s: got %s and %v, want %s", model, got, err, want)
		}
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text, model string
		code        waybill.Code
		want        string
	}{
		{manifest, "fct_order", waybill.ENotFound, "did you mean fct_orders?"},
		{manifest, "unique_orders", waybill.ENotFound, "there is no dbt model unique_orders"},
		{manifest, "dim", waybill.EInvalid, "model.shop.dim.v2, model.shop.dim.vbeta"},
		{manifest, "inline", waybill.EInvalid, "ephemeral"},
		{"{}", "x", waybill.EInvalid, "is no dbt manifest"},
		{"nodes:", "x", waybill.EInvalid, "is no dbt manifest"},
		{`{"nodes": {"model.a": []}}`, "x", waybill.EInvalid, "model.a"},
	} {
		_, err := dbt.Table(write(t, test.text), test.model)
		e, ok := errors.AsType[*waybill.Error](err)
		if !ok || e.Code != test.code || !strings.Contains(e.Error()+e.Hint, test.want) {
			t.Errorf("%s: got %v, want %s with %q", test.model, err, test.code, test.want)
		}
	}
	if _, err := dbt.Table(filepath.Join(t.TempDir(), "none.json"), "x"); waybill.ErrorCode(err) != waybill.ENotFound {
		t.Errorf("got %v, want that the manifest was not found", err)
	}
}

func TestModels(t *testing.T) {
	t.Parallel()
	text := strings.Replace(manifest, `"version": null,`, `"description": "What was paid.", "columns": {"b": {"name": "b", "data_type": "int"}, "a": {"name": "a", "description": "The first."}},`, 1)
	text = strings.Replace(text, `"seed.shop.countries"`, `"model.other.plain": {"name": "plain", "schema": "other"}, "seed.shop.countries"`, 1)
	models, err := dbt.Models(write(t, text))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range models {
		got = append(got, m.Name+" "+m.Kind+" "+m.Table)
		if found, err := dbt.Table(write(t, text), m.Name); err != nil || found != m.Table {
			t.Errorf("%s is %s, and is found as %s, %v", m.Name, m.Table, found, err)
		}
	}
	want := `countries seed "d"."s"."countries"; dim.v2 model "d"."s"."dim_v2"; dim.vbeta model "d"."s"."dim_v1"; ` +
		`fct_orders model "prod"."my schema"."or""ders"; model.other.plain model "other"."plain"; model.shop.plain model "shop"."plain"`
	if text := strings.Join(got, "; "); text != want {
		t.Errorf("got %s\nwant %s", text, want)
	}
	if m := models[3]; m.Description != "What was paid." || len(m.Columns) != 2 || m.Columns[0] != (dbt.Column{Name: "a", Description: "The first."}) || m.Columns[1].Type != "int" {
		t.Errorf("got %+v", m)
	}
}
