package app_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/app/sample"
)

// open opens a project with variables.
func open(t *testing.T, dir string, vars map[string]string) *app.App {
	t.Helper()
	a, err := app.Open(t.Context(), app.Options{
		Dir: dir, Catalogue: app.Catalogue(), ReadOnly: true,
		Env: func(name string) (string, bool) { v, ok := vars[name]; return v, ok },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

func sampleProject(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "shop")
	if _, err := sample.Write(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// write makes a project of the text.
func write(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "waybill.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestIdentityIsHostsAndPublicKeys(t *testing.T) {
	t.Parallel()
	dir := sampleProject(t)
	identity := func(vars map[string]string, sync string) map[string]string {
		job, done, err := open(t, dir, vars).Job(t.Context(), sync, app.Plan)
		if err != nil {
			t.Fatal(err)
		}
		if err := done(); err != nil {
			t.Error(err)
		}
		return job.Identity
	}
	a := identity(map[string]string{"PARTNERSTACK_URL": "http://Example.com:81/some/path"}, "customers-to-partnerstack")
	if a["api_url"] != "http://example.com:81" || a["public_key"] != "pk_sandbox" || len(a) != 3 {
		t.Errorf("identity %v", a)
	}
	b := identity(nil, "orders-to-partnerize")
	c := identity(map[string]string{"PARTNERIZE_APPLICATION_KEY": "another", "PARTNERIZE_API_KEY": "rotated"}, "orders-to-partnerize")
	if strings.Contains(b["user_application_key"], "app_sandbox") || b["user_application_key"] == c["user_application_key"] {
		t.Errorf("the application key is not a fingerprint: %v, %v", b, c)
	}
	if _, ok := c["user_api_key"]; ok {
		t.Errorf("a secret that may be rotated is part of the identity: %v", c)
	}
}

func TestRateHoldsForTheVendorsOwnHosts(t *testing.T) {
	t.Parallel()
	dir := sampleProject(t)
	job, done, err := open(t, dir, nil).Job(t.Context(), "orders-to-partnerize", app.Plan)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = done() }()
	if job.Concurrency != 8 {
		t.Errorf("concurrency %d", job.Concurrency)
	}
	if limit := job.Destination.LimitFor(job.Operation, job.Config); limit.Requests != 0 {
		t.Errorf("a sandbox is paced to %d requests", limit.Requests)
	}
}

func TestJobNamesMissingCredentials(t *testing.T) {
	t.Parallel()
	dir := write(t, `
version: 1
sources: {shop: {type: sqlite, path: shop.db}}
models: {orders: {source: shop, table: orders, primary_key: id}}
destinations: {ps: {type: partnerstack, public_key: pk, secret_key: "${PARTNERSTACK_SECRET_KEY:-}"}}
syncs:
  payments:
    model: orders
    destination: ps
    operation: transactions
    mode: insert
    mapping: {key: id, customer_external_key: customer, amount: amount, currency: currency}
`)
	_, _, err := open(t, dir, nil).Job(t.Context(), "payments", app.Send)
	if waybill.ErrorCode(err) != waybill.EInvalid || !strings.Contains(err.Error(), "secret_key") {
		t.Errorf("the error is %v", err)
	}
}

func TestAStateThatCannotBeReachedIsNamed(t *testing.T) {
	t.Parallel()
	dir := write(t, "version: 1\nstate: postgres://ada:s3cr3t@127.0.0.1:1/waybill\n")
	_, err := open(t, dir, nil).State(t.Context())
	if waybill.ErrorCode(err) != waybill.EUnavailable || !strings.Contains(err.Error(), "postgres://127.0.0.1:1/waybill") || strings.Contains(err.Error(), "s3cr3t") {
		t.Errorf("the error is %v", err)
	}
}

// httpProject sends rows to any API.
const httpProject = `
version: 1
sources: {shop: {type: sqlite, path: shop.db}}
models: {orders: {source: shop, table: orders, primary_key: id}}
destinations:
  api:
    type: http_request
    url: "https://api.example.com/v1/orders/{{ row.id }}?source=shop"
    headers: {Authorization: "Bearer ${TOKEN}"}
syncs:
  orders:
    model: orders
    destination: api
    operation: requests
    mode: upsert
    custom: {id: id, total: total, lines: lines}
tests:
  - name: as it is sent
    sync: orders
    row: {id: a/b, total: 1.50, lines: [{sku: x, n: 2}]}
    expect: {method: POST, path: "/v1/orders/a%2Fb?source=shop", body: {id: a/b, total: 1.5, lines: [{n: 2, sku: x}]}}
  - name: as it is not sent
    sync: orders
    row: {id: 7, total: 1}
    expect: {method: PUT, path: "https://api.example.com/v1/orders/7?source=shop", body: {id: 7, total: "1", more: true}}
`

func TestUnitTestsOfAnyAPI(t *testing.T) {
	t.Parallel()
	a := open(t, write(t, httpProject), nil)
	var diffs [][]string
	for _, x := range a.Project.Tests {
		r, err := a.Test(t.Context(), x)
		if err != nil {
			t.Fatal(err)
		}
		diffs = append(diffs, r.Diff)
	}
	if len(diffs[0]) != 0 {
		t.Errorf("the first test failed: %q", diffs[0])
	}
	want := []string{
		"method:", "  expected PUT", "  got      POST",
		"body.more:", "  expected true", "  got      (absent)",
		`body.total:`, `  expected "1"`, `  got      1`,
	}
	if !slices.Equal(diffs[1], want) {
		t.Errorf("the diff is %q", diffs[1])
	}
}

func TestSampleReplacesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "shop.db"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sample.Write(t.Context(), dir); waybill.ErrorCode(err) != waybill.EInvalid {
		t.Errorf("the error is %v", err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("something was written: %v", entries)
	}
}
