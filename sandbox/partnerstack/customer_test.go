package partnerstack_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/waybillhq/waybill/sandbox"
	"github.com/waybillhq/waybill/sandbox/partnerstack"
)

const ada = `{"customer_key":"C-1","email":"ada@example.com","partner_key":"bertram","name":"Ada","meta":{"plan":"pro","shoe_size":"41"}}`

func TestCreateCustomerIsValidated(t *testing.T) {
	t.Parallel()
	a := open(t)
	for body, want := range map[string]string{
		`{"customer_key":"C-1","partner_key":"bertram"}`:                                               "'email' is a required property",
		`{"email":"ada@example.com","partner_key":"bertram"}`:                                          "'customer_key' is a required property",
		`{"customer_key":"C-1","email":"ada@example.com"}`:                                             "'partner_key' is a required property",
		`{"customer_key":1,"email":"ada@example.com","partner_key":"bertram"}`:                         "1 is not of type 'string'",
		`{"customer_key":"C-1","email":"a@b","partner_key":"bertram"}`:                                 "'a@b' is too short",
		`{"customer_key":"C-1","email":"nobody","partner_key":"bertram"}`:                              "'nobody' is not a 'email'",
		`{"customer_key":"C-1","email":"ada@example.com","partner_key":"bertram","meta":"x"}`:          "'x' is not of type 'object'",
		`{"customer_key":"C-1","email":"ada@example.com","partner_key":"bertram","plan":"x"}`:          "Additional properties are not allowed ('plan' was unexpected)",
		`{"customer_key":"C-1","email":"ada@example.com","partner_key":"nobody"}`:                      "Partner with key 'nobody' was not found",
		`{"customer_key":"C-1","email":"ada@example.com","partner_key":"bertram","member_key":"m"}`:    "Team member with key 'm' was not found",
		`{"customer_key":"C-1","email":"ada@example.com","partner_key":"bertram","name":null}`:         "None is not of type 'string'",
		`{"customer_key":"` + strings.Repeat("é", 256) + `","email":"a@b.de","partner_key":"bertram"}`: "'" + strings.Repeat("é", 256) + "' is too long",
		`[]`: "[] is not of type 'object'",
		`{`:  "Invalid JSON",
	} {
		if got := a.must(400, "POST /customers", body); got.Message != want || got.Status != 400 {
			t.Errorf("%s answered %s, want %q", body, got.text, want)
		}
	}
	if n := len(partnerstack.Records(a.Sandbox).Customers); n != 0 {
		t.Errorf("%d customers were recorded", n)
	}
	a.must(200, "POST /customers", `{"customer_key":null,"email":"ada@example.com","partner_key":"bertram"}`)
}

func TestCustomerReadsBackWithoutMeta(t *testing.T) {
	t.Parallel()
	a := open(t)
	created := a.must(200, "POST /customers", ada)
	id, _ := created.get(t, "key").(string)
	if !strings.HasPrefix(id, "cus_") || created.Message != "Customer created" {
		t.Errorf("created %s", created.text)
	}
	for _, path := range []string{"/customers/C-1", "/customers/" + id} {
		got := a.must(200, "GET "+path, "")
		if got.get(t, "email") != "ada@example.com" || got.get(t, "customer_key") != "C-1" || got.get(t, "external_key") != "C-1" {
			t.Errorf("%s answered %s", path, got.text)
		}
		if m := got.get(t, "meta").(map[string]any); len(m) != 0 {
			t.Errorf("meta reads back as %v, want it empty", m)
		}
		if got.get(t, "mdata", "plan") != "pro" || got.get(t, "field_data", "plan") != "pro" || got.get(t, "fields", 0, "api_name") != "plan" {
			t.Errorf("the custom values are not where they should be: %s", got.text)
		}
	}
	a.must(404, "GET /customers/ada@example.com", "")
	a.must(404, "GET /customers/C-2", "")
}

func TestCustomerKeysMayHoldAnything(t *testing.T) {
	t.Parallel()
	a := open(t)
	a.must(200, "POST /customers", `{"customer_key":"a/b c%?é","email":"ada@example.com","partner_key":"bertram"}`)
	a.must(200, "GET /customers/a%2Fb%20c%25%3F%C3%A9", "")
	a.must(404, "GET /customers/a/b", "")
}

// TestCustomerAssumptions calls in order and wants the last answer to be as
// given, under each option.
func TestCustomerAssumptions(t *testing.T) {
	t.Parallel()
	type step struct{ what, body string }
	create := step{"POST /customers", ada}
	for _, test := range []struct {
		name, assumption string
		steps            []step
		want             map[string]string // option → status and a part of the body
	}{
		{"a key twice", "duplicate_customer", []step{create, create}, map[string]string{"refuse_409": "409 already exists", "refuse_400": "400 already exists", "return_existing": "200 C-1"}},
		{"an email twice", "duplicate_email", []step{create, {"POST /customers", strings.Replace(ada, "C-1", "C-2", 1)}}, map[string]string{"allow": "200 C-2", "refuse_400": "400 email"}},
		{"a deleted key", "reuse_deleted_key", []step{create, {"DELETE /customers/C-1", ""}, create}, map[string]string{"refuse": "409 ", "allow": "200 C-1"}},
		{"a strange partner", "unknown_partner", []step{{"POST /customers", strings.Replace(ada, "bertram", "x", 1)}}, map[string]string{"refuse_400": "400 ", "refuse_404": "404 "}},
		{"a strange property", "unknown_property", []step{{"POST /customers", strings.Replace(ada, `"name"`, `"names"`, 1)}}, map[string]string{"refuse": "400 ", "ignore": "200 "}},
		{"strange meta", "unknown_meta", []step{create}, map[string]string{"drop": `200 "mdata":{"plan":"pro"}`, "keep": `200 "shoe_size":"41"`, "refuse": "400 'shoe_size'"}},
		{"meta again", "meta_update", []step{create, {"PATCH /customers/C-1", `{"meta":{"region":"EU"}}`}}, map[string]string{"replace": `200 "mdata":{"region":"EU"}`, "merge": `200 "mdata":{"plan":"pro","region":"EU"}`}},
		{"another partner", "patch_partner_key", []step{create, {"PATCH /customers/C-1", `{"partner_key":"monica"}`}}, map[string]string{"refuse": "400 'partner_key'", "ignore": `200 "partner_key":"bertram"`, "apply": `200 "partner_key":"monica"`}},
		{"nobody", "change_missing_customer", []step{{"PATCH /customers/C-9", `{"name":"x"}`}}, map[string]string{"refuse_404": "404 ", "refuse_400": "400 "}},
		{"a null", "patch_null", []step{create, {"PATCH /customers/C-1", `{"provider_key":"p"}`}, {"PATCH /customers/C-1", `{"provider_key":null}`}}, map[string]string{"clear": `200 "provider_key":null`, "ignore": `200 "provider_key":"p"`}},
		{"by email", "lookup_by_email", []step{create, {"GET /customers/ADA@example.com", ""}}, map[string]string{"no": "404 ", "yes": "200 C-1"}},
		{"filtered by email", "customers_email_filter", []step{create, {"GET /customers?email=x@example.com", ""}}, map[string]string{"ignored": `200 "total":1`, "works": `200 "total":0`}},
		{"created", "create_status", []step{create}, map[string]string{"200": `200 "status":200`, "201": `201 "status":201`}},
		{"deleted", "delete_answer", []step{create, {"DELETE /customers/C-1", ""}}, map[string]string{"200": "200 C-1", "204": "204 "}},
	} {
		for option, want := range test.want {
			t.Run(test.name+" "+option, func(t *testing.T) {
				t.Parallel()
				a := open(t, test.assumption, option)
				var got answer
				for _, s := range test.steps {
					got = a.call(s.what, s.body)
				}
				status, part, _ := strings.Cut(want, " ")
				if fmt.Sprint(got.code) != status || !strings.Contains(got.text, part) {
					t.Errorf("answered %d %s, want %s", got.code, got.text, want)
				}
			})
		}
	}
}

func TestPatchCustomer(t *testing.T) {
	t.Parallel()
	a := open(t)
	a.must(404, "PATCH /customers/C-1", `{"name":"x"}`)
	a.must(200, "POST /customers", ada)
	a.must(200, "POST /customers", strings.Replace(ada, "C-1", "C-2", 1))
	a.must(409, "PATCH /customers/C-1", `{"customer_key":"C-2"}`)
	a.must(400, "PATCH /customers/C-1", `{"email":"no"}`)
	got := a.must(200, "PATCH /customers/C-1", `{"customer_key":"C-9","email":"lady@example.com"}`)
	if got.get(t, "name") != "Ada" || got.get(t, "mdata", "plan") != "pro" {
		t.Errorf("what was not passed changed: %s", got.text)
	}
	a.must(404, "GET /customers/C-1", "")
	a.must(200, "GET /customers/C-9", "")
	a.must(200, "DELETE /customers/C-9", "")
	a.must(404, "GET /customers/C-9", "")
	if c := partnerstack.Records(a.Sandbox).Customers[0]; !c.Archived || c.Email != "lady@example.com" {
		t.Errorf("recorded %+v, want it kept as archived", c)
	}
}

func TestTestAccountsNeedTestPartners(t *testing.T) {
	t.Parallel()
	d := partnerstack.DefaultData()
	d.Test = true
	s, err := sandbox.New(partnerstack.Kind(d), sandbox.Options{AnyCredentials: true})
	if err != nil {
		t.Fatal(err)
	}
	a := &account{T: t, Sandbox: s, server: httptest.NewServer(s), auth: "Basic YW55OnRoaW5n"} // any:thing
	defer a.server.Close()
	a.must(400, "POST /customers", ada)
	if got := a.must(200, "POST /customers", strings.Replace(ada, "bertram", "gstest", 1)); got.get(t, "test") != true {
		t.Errorf("created %s", got.text)
	}
}
