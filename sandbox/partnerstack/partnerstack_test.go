package partnerstack_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waybillhq/waybill/sandbox"
	"github.com/waybillhq/waybill/sandbox/partnerstack"
)

// account is a sandbox under test.
type account struct {
	*testing.T
	*sandbox.Sandbox
	server *httptest.Server
	now    atomic.Int64 // nanoseconds since 1970
	auth   string
}

var begin = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// open starts a sandbox whose clock moves a millisecond with each reading.
func open(t *testing.T, assume ...string) *account {
	t.Helper()
	a := &account{T: t, auth: "Basic cGtfc2FuZGJveDpza19zYW5kYm94"} // pk_sandbox:sk_sandbox
	a.now.Store(begin.UnixNano())
	options := map[string]string{}
	for i := 0; i+1 < len(assume); i += 2 {
		options[assume[i]] = assume[i+1]
	}
	var err error
	a.Sandbox, err = sandbox.New(partnerstack.Kind(partnerstack.DefaultData()), sandbox.Options{
		Seed: 7, Assume: options, Now: func() time.Time { return time.Unix(0, a.now.Add(int64(time.Millisecond))) },
	})
	if err != nil {
		t.Fatal(err)
	}
	a.server = httptest.NewServer(a.Sandbox)
	t.Cleanup(a.server.Close)
	return a
}

// answer is an envelope, or the text of a body that is none.
type answer struct {
	code    int
	text    string
	header  http.Header
	Message string
	Status  int
	Data    json.RawMessage
}

// call sends "METHOD /path" with a body.
func (a *account) call(what, body string) answer {
	a.Helper()
	method, path, _ := strings.Cut(what, " ")
	auth := a.auth
	if strings.HasPrefix(path, "/conversion/") {
		auth = "Bearer s2s_sandbox"
	} else if !strings.HasPrefix(path, "/l/") {
		path = "/api/v2" + path
	}
	return a.send(method, path, body, auth)
}

func (a *account) send(method, path, body, auth string) answer {
	a.Helper()
	req, err := http.NewRequestWithContext(a.Context(), method, a.server.URL+path, strings.NewReader(body))
	if err != nil {
		a.Fatal(err)
	}
	if auth != "" {
		req.Header.Set("Authorization", auth)
	}
	resp, err := a.server.Client().Transport.RoundTrip(req)
	if err != nil {
		a.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		a.Fatal(err)
	}
	out := answer{code: resp.StatusCode, text: string(b), header: resp.Header}
	_ = json.Unmarshal(b, &out) // not every body is an envelope
	return out
}

// must calls and wants the status.
func (a *account) must(status int, what, body string) answer {
	a.Helper()
	got := a.call(what, body)
	if got.code != status {
		a.Fatalf("%s %s answered %d %s, want %d", what, body, got.code, got.text, status)
	}
	return got
}

// get reads a value out of the data.
func (r answer) get(t *testing.T, path ...any) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(r.Data, &v); err != nil {
		t.Fatalf("%s: %v", r.text, err)
	}
	for _, p := range path {
		switch p := p.(type) {
		case string:
			v = v.(map[string]any)[p]
		case int:
			v = v.([]any)[p]
		}
	}
	return v
}

const ada = `{"customer_key":"C-1","email":"ada@example.com","partner_key":"bertram","name":"Ada","meta":{"plan":"pro","shoe_size":"41"}}`

func TestCredentials(t *testing.T) {
	t.Parallel()
	a := open(t)
	for auth, want := range map[string]int{
		a.auth:                           200,
		"":                               401,
		"Basic cGtfc2FuZGJveDp3cm9uZw==": 401, // pk_sandbox:wrong
		"Basic d3Jvbmc6c2tfc2FuZGJveA==": 401, // wrong:sk_sandbox
		"Bearer sk_sandbox":              401,
	} {
		got := a.send("GET", "/api/v2/partnerships?limit=1", "", auth)
		if got.code != want || got.Status != want {
			t.Errorf("%q answered %d %s, want %d", auth, got.code, got.text, want)
		}
	}
	for auth, want := range map[string]int{"Bearer s2s_sandbox": 200, "Bearer wrong": 401, a.auth: 401, "": 401} {
		if got := a.send("POST", "/conversion/xid", `{"xid":"x","customer_key":"c"}`, auth); got.code != want {
			t.Errorf("the tracking host answered %q with %d, want %d", auth, got.code, want)
		}
	}
	if got := a.send("GET", "/api/v2/partnerships", "", ""); got.text != `{"message":"Unauthorized","status":401}`+"\n" {
		t.Errorf("the body is %s", got.text)
	}
}

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

func TestPaging(t *testing.T) {
	t.Parallel()
	a := open(t)
	for i := range 25 {
		a.must(200, "POST /customers", fmt.Sprintf(`{"customer_key":"C-%02d","email":"c@example.com","partner_key":%q}`, i, []string{"bertram", "monica"}[i%2]))
	}
	walk := func(query, cursor string) (keys []string, pages int) {
		at := ""
		for {
			got := a.must(200, "GET /customers?limit=10"+query+at, "")
			items := got.get(t, "items").([]any)
			for _, i := range items {
				keys = append(keys, i.(map[string]any)["customer_key"].(string))
			}
			pages++
			if got.get(t, "has_more") != true {
				return keys, pages
			}
			last := items[len(items)-1]
			if cursor == "ending_before" {
				last = items[0]
			}
			at = "&" + cursor + "=" + last.(map[string]any)["key"].(string)
		}
	}
	newest, pages := walk("", "starting_after")
	if len(newest) != 25 || pages != 3 || newest[0] != "C-24" || newest[24] != "C-00" {
		t.Errorf("%d pages with %v, want 25 in 3, newest first", pages, newest)
	}
	oldest, _ := walk("&order_by=created_at", "starting_after")
	slices.Reverse(oldest)
	if !slices.Equal(oldest, newest) {
		t.Errorf("the other order has %v", oldest)
	}
	if got, _ := walk("&partner_key=monica", "starting_after"); len(got) != 12 {
		t.Errorf("monica has %v", got)
	}
	if got, _ := walk("&customer_key=C-03,C-05,none", "starting_after"); !slices.Equal(got, []string{"C-05", "C-03"}) {
		t.Errorf("two keys give %v", got)
	}
	if got := a.must(200, "GET /customers", "").get(t, "items").([]any); len(got) != 10 {
		t.Errorf("a page has %d by default, want 10", len(got))
	}
	created := partnerstack.Records(a.Sandbox).Customers[20].CreatedAt.UnixMilli()
	if got, _ := walk(fmt.Sprintf("&min_created=%d", created), "starting_after"); len(got) != 5 {
		t.Errorf("min_created gives %v, want the last 5", got)
	}
	key := partnerstack.Records(a.Sandbox).Customers[20].Key
	if got := a.must(200, "GET /customers?limit=2&ending_before="+key, ""); got.get(t, "items", 0, "customer_key") != "C-22" || got.get(t, "has_more") != true {
		t.Errorf("before C-20 is %s", got.text)
	}
	for _, bad := range []string{"limit=0", "limit=251", "limit=x", "starting_after=a&ending_before=b", "starting_after=none", "order_by=email", "min_created=monday"} {
		a.must(400, "GET /customers?"+bad, "")
	}
}

func TestTransactionsAreValidated(t *testing.T) {
	t.Parallel()
	a := open(t)
	id := a.must(200, "POST /customers", ada).get(t, "key").(string)
	for body, want := range map[string]int{
		`{"key":"T-001","customer_external_key":"C-1","amount":1250,"currency":"USD"}`:                                                  200,
		`{"key":"T-002","customer_key":"` + id + `","amount":0,"currency":"EUR"}`:                                                       200,
		`{"key":"T-003","customer_email":"Ada@example.com","amount":-50000000000,"currency":"JPY"}`:                                     200,
		`{"customer_external_key":"C-1","amount":1,"currency":"USD"}`:                                                                   200,
		`{"key":"T-1","customer_external_key":"C-1","amount":1,"currency":"USD"}`:                                                       400, // key below 4
		`{"key":"T-004","amount":1,"currency":"USD"}`:                                                                                   400,
		`{"key":"T-004","customer_external_key":"C-1","customer_email":"a@b.de","amount":1,"currency":"USD"}`:                           400,
		`{"key":"T-004","customer_key":"C-1","amount":1,"currency":"USD"}`:                                                              404, // the external key under the wrong name
		`{"key":"T-004","customer_external_key":"C-9","amount":1,"currency":"USD"}`:                                                     404,
		`{"key":"T-004","customer_external_key":"C-1","amount":12.5,"currency":"USD"}`:                                                  400,
		`{"key":"T-004","customer_external_key":"C-1","amount":"1250","currency":"USD"}`:                                                400,
		`{"key":"T-004","customer_external_key":"C-1","amount":50000000001,"currency":"USD"}`:                                           400,
		`{"key":"T-004","customer_external_key":"C-1","amount":null,"currency":"USD"}`:                                                  400,
		`{"key":"T-004","customer_external_key":"C-1","amount":1}`:                                                                      400,
		`{"key":"T-004","customer_external_key":"C-1","amount":1,"currency":"usd"}`:                                                     400,
		`{"key":"T-004","customer_external_key":"C-1","amount":1,"currency":"US"}`:                                                      400,
		`{"key":"T-004","customer_external_key":"C-1","amount":1,"currency":"USD","metadata":{"` + strings.Repeat("n", 31) + `":"v"}}`:  400,
		`{"key":"T-004","customer_external_key":"C-1","amount":1,"currency":"USD","metadata":{"n":"` + strings.Repeat("v", 101) + `"}}`: 400,
		`{"key":"T-004","customer_external_key":"C-1","amount":1,"currency":"USD","category":"x"}`:                                      400,
	} {
		if got := a.call("POST /transactions", body); got.code != want || got.Status != want {
			t.Errorf("%s answered %d %s, want %d", body, got.code, got.text, want)
		}
	}
	ts := partnerstack.Records(a.Sandbox).Transactions
	if len(ts) != 4 {
		t.Fatalf("%d transactions were recorded, want 4", len(ts))
	}
	for _, tx := range ts {
		if tx.Customer != id || tx.ExternalKey != "C-1" {
			t.Errorf("%+v is not of the customer", tx)
		}
	}
}

func TestTransactionAssumptions(t *testing.T) {
	t.Parallel()
	const tx = `{"key":"T-001","customer_external_key":"C-1","amount":100,"currency":"USD"}`
	for _, test := range []struct {
		assumption, option, body string
		status, recorded         int
	}{
		{"duplicate_transaction_key", "record_again", tx, 200, 2},
		{"duplicate_transaction_key", "refuse", tx, 409, 1},
		{"duplicate_transaction_key", "return_existing", tx, 200, 1},
		{"transaction_customer_key", "either", strings.Replace(strings.Replace(tx, "T-001", "T-002", 1), "_external", "", 1), 200, 2},
		{"transaction_unknown_customer", "refuse_400", strings.Replace(tx, "C-1", "C-9", 1), 400, 1},
		{"transaction_shared_email", "refuse", `{"key":"T-002","customer_email":"ada@example.com","amount":1,"currency":"USD"}`, 400, 1},
		{"transaction_shared_email", "newest", `{"key":"T-002","customer_email":"ada@example.com","amount":1,"currency":"USD"}`, 200, 2},
		{"negative_amount", "refuse", strings.Replace(tx, "100", "-100", 1), 400, 1},
		{"currency_case", "any", strings.Replace(strings.Replace(tx, "T-001", "T-002", 1), "USD", "usd", 1), 200, 2},
	} {
		t.Run(test.assumption+" "+test.option, func(t *testing.T) {
			t.Parallel()
			a := open(t, test.assumption, test.option)
			a.must(200, "POST /customers", ada)
			a.must(200, "POST /customers", strings.Replace(ada, "C-1", "C-2", 1))
			a.must(200, "POST /transactions", tx)
			a.must(test.status, "POST /transactions", test.body)
			if got := partnerstack.Records(a.Sandbox).Transactions; len(got) != test.recorded {
				t.Errorf("recorded %+v, want %d", got, test.recorded)
			}
		})
	}
}

func TestTransactionsAreListedAndDeleted(t *testing.T) {
	t.Parallel()
	a := open(t)
	a.must(200, "POST /customers", ada)
	a.must(200, "POST /transactions", `{"key":"T-001","customer_external_key":"C-1","amount":1,"currency":"USD","metadata":{"order":"7"}}`)
	a.must(200, "POST /transactions", `{"key":"T-002","customer_external_key":"C-1","amount":2,"currency":"EUR","created_at":1700000000000}`)
	got := a.must(200, "GET /transactions", "")
	if got.get(t, "items", 0, "key") != "T-001" || got.get(t, "items", 1, "created_at") != 1.7e12 {
		t.Errorf("listed %s, want the one that was dated back last", got.text)
	}
	if got.get(t, "items", 0, "metadata", "order") != "7" || got.get(t, "items", 0, "amount_usd") != 1.0 || got.get(t, "items", 1, "amount_usd") != nil {
		t.Errorf("listed %s", got.text)
	}
	a.must(200, "DELETE /transactions/T-001", "")
	a.must(404, "DELETE /transactions/T-001", "")
	a.must(405, "GET /transactions/T-002", "")
	if got := a.must(200, "GET /transactions", ""); got.get(t, "total") != 1.0 {
		t.Errorf("after the delete: %s", got.text)
	}
}

func TestConversions(t *testing.T) {
	t.Parallel()
	const call = `{"xid":"xidsandbox01","customer_key":"C-1","email":"ada@example.com","sub_ids":["a"],"meta":{"plan":"pro"}}`
	a := open(t)
	for range 2 { // the second counts no second time
		if got := a.must(200, "POST /conversion/xid", call); got.text != "" {
			t.Errorf("the body is %q, want none", got.text)
		}
	}
	if got := a.must(200, "GET /customers/C-1", ""); got.get(t, "partner_key") != "bertram" || got.get(t, "source_key") != "xidsandbox01" {
		t.Errorf("the customer is %s", got.text)
	}
	a.must(200, "POST /conversion/xid", strings.NewReplacer("xidsandbox01", "unheard-of", "C-1", "C-2").Replace(call))
	a.must(404, "GET /customers/C-2", "")
	a.must(400, "POST /conversion/xid", `{"customer_key":"C-3"}`)
	a.must(400, "POST /conversion/xid", `{"xid":"xidsandbox01"}`)
	a.must(405, "GET /conversion/xid", "")
	var results []string
	for _, c := range partnerstack.Records(a.Sandbox).Conversions {
		results = append(results, c.Result)
	}
	if want := []string{"created", "repeated", "unknown_xid"}; !slices.Equal(results, want) {
		t.Errorf("the results are %v, want %v", results, want)
	}
}

func TestConversionAssumptions(t *testing.T) {
	t.Parallel()
	const unknown = `{"xid":"unheard-of","customer_key":"C-1"}`
	open(t, "unknown_xid", "refuse_400").must(400, "POST /conversion/xid", unknown)
	a := open(t, "unknown_xid", "create", "repeat_conversion", "refuse_400", "conversion_delay", "2m")
	a.must(200, "POST /conversion/xid", unknown)
	a.must(400, "POST /conversion/xid", unknown)
	a.must(404, "GET /customers/C-1", "")
	a.now.Add(int64(2 * time.Minute))
	a.must(200, "GET /customers/C-1", "")
}

func TestLinksMakeClicks(t *testing.T) {
	t.Parallel()
	a := open(t)
	to := a.must(302, "GET /l/dinesh", "").header.Get("Location")
	_, xid, _ := strings.Cut(to, "ps_xid=")
	a.must(200, "POST /conversion/xid", fmt.Sprintf(`{"xid":%q,"customer_key":"C-1"}`, xid))
	if got := a.must(200, "GET /customers/C-1", ""); got.get(t, "partner_key") != "dinesh" {
		t.Errorf("%s led to %s", to, got.text)
	}
	a.must(404, "GET /l/nobody", "")
}

func TestActions(t *testing.T) {
	t.Parallel()
	a := open(t)
	a.must(200, "POST /customers", ada)
	const action = `{"type":"qualified_demo","value":1,"target_type":"customer","target_key":"C-1"}`
	got := a.must(200, "POST /actions", action)
	if got.Message != "Action tracked successfully" || !strings.HasPrefix(got.get(t, "key").(string), "act_") {
		t.Errorf("answered %s", got.text)
	}
	if got := a.must(400, "POST /actions", `{"customer_key":"C-1","type":"x","value":1}`); got.Message != "'target_type' is a required property" {
		t.Errorf("answered %s", got.text)
	}
	a.must(400, "POST /actions", strings.Replace(action, `:1`, `:0`, 1))
	a.must(400, "POST /actions", strings.Replace(action, `"customer"`, `"deal"`, 1))
	a.must(404, "POST /actions", strings.Replace(action, "C-1", "C-9", 1))
	a.must(200, "DELETE /actions/"+got.get(t, "key").(string), "")
	if got := a.must(200, "GET /actions", ""); got.get(t, "total") != 0.0 {
		t.Errorf("listed %s", got.text)
	}
}

func TestPartnerships(t *testing.T) {
	t.Parallel()
	a := open(t)
	list := a.must(200, "GET /partnerships?limit=250", "")
	if got := list.get(t, "items").([]any); len(got) != 5 {
		t.Errorf("%d partnerships, want 5", len(got))
	}
	for _, id := range []string{"gstest", "gstest@example.com"} {
		if got := a.must(200, "GET /partnerships/"+id, ""); got.get(t, "partner_key") != "gstest" {
			t.Errorf("%s is %s", id, got.text)
		}
	}
	a.must(404, "GET /partnerships/nobody", "")
}

func TestRefusalsAreInTheVendorsWords(t *testing.T) {
	t.Parallel()
	for retry, want := range map[string]string{"seconds": "3", "none": ""} {
		a := open(t, "retry_after", retry)
		f, err := sandbox.ParseFault("429:first=1,wait=3")
		if err != nil {
			t.Fatal(err)
		}
		a.SetFaults(f)
		got := a.must(429, "GET /partnerships", "")
		if got.text != `{"message":"Too Many Requests","status":429}`+"\n" || got.header.Get("Retry-After") != want {
			t.Errorf("answered %v %s, want Retry-After %q", got.header, got.text, want)
		}
		a.must(200, "GET /partnerships", "")
	}
}

func TestRunsRepeatUnderASeed(t *testing.T) {
	t.Parallel()
	run := func() string {
		a := open(t)
		a.must(200, "POST /customers", ada)
		a.must(200, "POST /customers", strings.Replace(ada, "C-1", "C-2", 1))
		for range 2 {
			a.must(200, "POST /transactions", `{"key":"T-001","customer_external_key":"C-1","amount":1,"currency":"USD"}`)
		}
		a.must(200, "POST /transactions", `{"customer_external_key":"C-1","amount":1,"currency":"USD"}`)
		b, err := json.Marshal(a.Recorded().Objects)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if one, two := run(), run(); one != two {
		t.Errorf("two runs differ:\n%s\n%s", one, two)
	}
	ids := map[string]bool{}
	a := open(t)
	a.must(200, "POST /customers", ada)
	for range 3 {
		a.must(200, "POST /transactions", `{"key":"T-001","customer_external_key":"C-1","amount":1,"currency":"USD"}`)
	}
	for _, tx := range partnerstack.Records(a.Sandbox).Transactions {
		ids[tx.ID] = true
	}
	if len(ids) != 3 {
		t.Errorf("three transactions have the ids %v", ids)
	}
}

func TestTheSandboxFills(t *testing.T) {
	t.Parallel()
	s, err := sandbox.New(partnerstack.Kind(partnerstack.DefaultData()), sandbox.Options{MaxRecords: 1, AnyCredentials: true})
	if err != nil {
		t.Fatal(err)
	}
	a := &account{T: t, Sandbox: s, server: httptest.NewServer(s), auth: "Basic YW55OnRoaW5n"}
	defer a.server.Close()
	a.must(200, "POST /customers", ada)
	a.must(507, "POST /customers", strings.Replace(ada, "C-1", "C-2", 1))
	a.Reset()
	a.must(200, "POST /customers", strings.Replace(ada, "C-1", "C-2", 1))
}
