package partnerstack_test

import (
	"strings"
	"testing"

	"github.com/waybillhq/waybill/sandbox/partnerstack"
)

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
		{"unknown_product", "accept", strings.Replace(tx, `T-001"`, `T-002","product_key":"none"`, 1), 200, 2},
		{"unknown_product", "refuse_400", strings.Replace(tx, `T-001"`, `T-002","product_key":"none"`, 1), 400, 1},
		{"unknown_product", "refuse_400", strings.Replace(tx, `T-001"`, `T-002","product_key":"pro"`, 1), 200, 2},
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
