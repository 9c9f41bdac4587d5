package partnerstack_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/destination/destinationtest"
	"github.com/waybillhq/waybill/destination/partnerstack"
)

func ok(body string) destinationtest.Reply { return destinationtest.Reply{Status: 200, Body: body} }

var (
	absent  = destinationtest.Reply{Status: 404, Body: `{"message":"Not Found","status":404}`}
	present = ok(`{"data":{"key":"cus_1","customer_key":"C/1","partner_key":"ada"},"status":200}`)
	written = ok(`{"data":{"key":"cus_1","customer_key":"C/1"},"status":200}`)
)

// o builds an object out of names and values in turn.
func o(pairs ...any) waybill.Object {
	var out waybill.Object
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, waybill.Member{Name: pairs[i].(string), Value: pairs[i+1]})
	}
	return out
}

func config() destination.Settings {
	return destination.Settings{
		"public_key": "pk_test", "secret_key": waybill.NewSecret("sk_0123456789"),
		"s2s_tracking_token": waybill.NewSecret("tok_9876543210"),
	}
}

func customer() waybill.Object {
	return o("customer_key", "C/1", "email", "ada@example.com", "partner_key", "ada")
}

func transaction() waybill.Object {
	return o("key", "T-1001", "customer_external_key", "C-1", "amount", int64(-1250), "currency", "USD")
}

func TestDestination(t *testing.T) {
	t.Parallel()
	cases := append(customerCases(), matchCases()...)
	cases = append(cases, transactionCases()...)
	destinationtest.Run(t, destinationtest.Suite{
		Destination: partnerstack.New(), Config: config(), Cases: append(cases, eventCases()...),
	})
}

func customerCases() []destinationtest.Case {
	const create = `POST /customers {"customer_key":"C/1","email":"ada@example.com","partner_key":"ada"}`
	const update = `PATCH /customers/C%2F1 {"email":"ada@example.com"}`
	return []destinationtest.Case{{
		Name: "a new customer is created", Op: "customers", Record: customer(),
		Want: []string{"GET /customers/C%2F1", create}, Reply: []destinationtest.Reply{absent, written},
		Outcome: waybill.Accepted, VendorID: "cus_1",
	}, {
		Name: "a known customer is updated, without its partner and its key", Op: "customers", Record: customer(),
		Want: []string{"GET /customers/C%2F1", update}, Reply: []destinationtest.Reply{present, written},
		Outcome: waybill.Accepted, VendorID: "cus_1",
	}, {
		Name: "a customer never changes partner", Op: "customers",
		Record: o("customer_key", "C/1", "email", "ada@example.com", "partner_key", "bob"),
		Want:   []string{"GET /customers/C%2F1"}, Reply: []destinationtest.Reply{present},
		Outcome: waybill.Rejected, Message: `belongs to partner "ada" at PartnerStack, not to "bob"`,
	}, {
		Name: "update mode never creates", Op: "customers", Mode: waybill.Update, Record: customer(),
		Want: []string{"GET /customers/C%2F1"}, Reply: []destinationtest.Reply{absent},
		Outcome: waybill.Rejected, Message: "no such customer",
	}, {
		Name: "one that was created meanwhile is updated", Op: "customers", Record: customer(),
		Want: []string{"GET /customers/C%2F1", create, "GET /customers/C%2F1", update},
		Reply: []destinationtest.Reply{
			absent, {Status: 400, Body: `{"message":"Customer already exists","status":400}`}, present, written,
		},
		Outcome: waybill.Accepted,
	}, {
		Name: "another refusal is not taken for that", Op: "customers", Record: customer(),
		Want:    []string{"GET /customers/C%2F1", create},
		Reply:   []destinationtest.Reply{absent, {Status: 400, Body: `{"message":"'email' is too short","status":400}`}},
		Outcome: waybill.Rejected, Message: "PartnerStack answered 400 Bad Request: 'email' is too short",
	}, {
		Name: "custom fields go to meta, and those missing from the answer are reported", Op: "customers",
		Record: customer(), Custom: o("plan", "pro", "seats", int64(5)),
		Want: []string{"GET /customers/C%2F1", `PATCH /customers/C%2F1 {"email":"ada@example.com","meta":{"plan":"pro","seats":5}}`},
		Reply: []destinationtest.Reply{
			present, ok(`{"data":{"key":"cus_1","meta":{},"fields":[{"api_name":"plan","value":"pro"}]}}`),
		},
		Outcome: waybill.Accepted, Warning: `lacks the custom field "seats"`,
	}, {
		Name: "values shown as mdata are not missing", Op: "customers", Record: customer(), Custom: o("plan", "pro"),
		Reply:   []destinationtest.Reply{present, ok(`{"data":{"key":"cus_1","meta":{},"mdata":{"plan":"pro"}}}`)},
		Outcome: waybill.Accepted,
	}, {
		Name: "an answer without the customer is unconfirmed", Op: "customers", Record: customer(),
		Reply:   []destinationtest.Reply{present, ok("{}")},
		Outcome: waybill.Accepted, Unconfirmed: true,
	}, {
		Name: "an answer that is not PartnerStack's is tried again", Op: "customers", Record: customer(),
		Reply:   []destinationtest.Reply{present, ok("<html>Log in to the network</html>")},
		Outcome: waybill.Deferred, Message: "not its own",
	}, {
		Name: "a removed customer is deleted", Op: "customers", Remove: true, Record: o("customer_key", "C/1"),
		Want: []string{"DELETE /customers/C%2F1"}, Reply: []destinationtest.Reply{ok("")},
		Outcome: waybill.Deleted,
	}, {
		Name: "one that is gone already is deleted too", Op: "customers", Remove: true, Record: o("customer_key", "C/1"),
		Reply: []destinationtest.Reply{absent}, Outcome: waybill.Deleted,
	}, {
		Name: "nothing is deleted without a key", Op: "customers", Remove: true, Record: o(),
		Outcome: waybill.Rejected, Message: "has no customer_key",
	}, {
		Name: "a key that would address something else is refused", Op: "customers",
		Record:  o("customer_key", "..", "email", "ada@example.com", "partner_key", "ada"),
		Outcome: waybill.Rejected, Message: "part of an address",
	}}
}

func matchCases() []destinationtest.Case {
	const first = "GET /customers?limit=250"
	page := ok(`{"data":{"has_more":true,"items":[
		{"key":"cus_1","customer_key":"C-1","email":"Ada@Example.com","partner_key":"ada","fields":[{"api_name":"plan","value":"pro"}]},
		{"key":"cus_2","customer_key":"C-2","email":"twin@example.com","mdata":{"plan":"free"}}]}}`)
	rest := ok(`{"data":{"has_more":false,"items":[{"key":"cus_3","external_key":"C-3","email":"twin@example.com"}]}}`)
	pages := []string{first, first + "&starting_after=cus_2"}
	return []destinationtest.Case{{
		Name: "emails match without case, through all pages", Op: "customers", Match: "email", Record: customer(),
		Want:    append(append([]string{}, pages...), `PATCH /customers/C-1 {"email":"ada@example.com"}`),
		Reply:   []destinationtest.Reply{page, rest, written},
		Outcome: waybill.Accepted, Warning: "rename: true",
	}, {
		Name: "a key is renamed only where the sync says so", Op: "customers", Match: "email", Rename: true, Record: customer(),
		Want:    append(append([]string{}, pages...), `PATCH /customers/C-1 {"customer_key":"C/1","email":"ada@example.com"}`),
		Reply:   []destinationtest.Reply{page, rest, written},
		Outcome: waybill.Accepted,
	}, {
		Name: "a value that several share refuses the row and names them", Op: "customers", Match: "email",
		Record: o("customer_key", "C-9", "email", "twin@example.com", "partner_key", "ada"),
		Want:   pages, Reply: []destinationtest.Reply{page, rest},
		Outcome: waybill.Rejected, Message: "2 customers at PartnerStack have the email twin@example.com: C-2, C-3",
	}, {
		Name: "custom fields can match", Op: "customers", Match: "plan", Record: customer(), Custom: o("plan", "pro"),
		Want:    append(append([]string{}, pages...), `PATCH /customers/C-1 {"email":"ada@example.com","meta":{"plan":"pro"}}`),
		Reply:   []destinationtest.Reply{page, rest, ok(`{"data":{"meta":{"plan":"pro"}}}`)},
		Outcome: waybill.Accepted, VendorID: "cus_1", Warning: "rename: true",
	}, {
		Name: "a row without the match field's value is refused", Op: "customers", Match: "provider_key", Record: customer(),
		Outcome: waybill.Rejected, Message: "provider_key is required",
	}, {
		Name: "a list that does not advance ends", Op: "customers", Match: "email", Record: customer(),
		Reply: []destinationtest.Reply{page, page}, Outcome: waybill.Deferred, Message: "does not advance",
	}, {
		Name: "a list that fails leaves no doubt", Op: "customers", Match: "email", Record: customer(),
		Reply: []destinationtest.Reply{{Status: 500}}, Outcome: waybill.Deferred,
	}}
}

func transactionCases() []destinationtest.Case {
	const body = `{"key":"T-1001","customer_external_key":"C-1","amount":-1250,"currency":"USD"`
	recorded := ok(`{"data":{"key":"T-1001"},"message":"Transaction created","status":200}`)
	many := waybill.Object{}
	for i := range 26 {
		many = append(many, waybill.Member{Name: "f" + string(rune('a'+i)), Value: "x"})
	}
	return []destinationtest.Case{{
		Name: "a transaction is recorded", Op: "transactions", Record: transaction(),
		Want: []string{"POST /transactions " + body + "}"}, Reply: []destinationtest.Reply{recorded},
		Outcome: waybill.Accepted, VendorID: "T-1001",
	}, {
		Name: "custom fields go to metadata and instants are milliseconds", Op: "transactions",
		Record:  append(transaction(), waybill.Member{Name: "created_at", Value: time.Unix(1, 5e6)}),
		Custom:  o("plan", "pro", "rate", json.Number("1.50")),
		Want:    []string{"POST /transactions " + body + `,"created_at":1005,"metadata":{"plan":"pro","rate":1.50}}`},
		Reply:   []destinationtest.Reply{recorded},
		Outcome: waybill.Accepted,
	}, {
		Name: "an empty answer is no proof", Op: "transactions", Record: transaction(),
		Reply: []destinationtest.Reply{ok("")}, Outcome: waybill.InDoubt, Message: "look for key T-1001",
	}, {
		Name: "nor is one that cannot be read", Op: "transactions", Record: transaction(),
		Reply: []destinationtest.Reply{ok("<html>")}, Outcome: waybill.InDoubt,
	}, {
		Name: "an answer that does not name it is unconfirmed", Op: "transactions", Record: transaction(),
		Reply: []destinationtest.Reply{ok(`{"message":"ok"}`)}, Outcome: waybill.Accepted, Unconfirmed: true,
	}, {
		Name: "too much metadata", Op: "transactions", Record: transaction(), Custom: many,
		Outcome: waybill.Rejected, Message: "takes 25",
	}, {
		Name: "too long a name", Op: "transactions", Record: transaction(), Custom: o(strings.Repeat("n", 31), "x"),
		Outcome: waybill.Rejected, Message: "more than 30 characters",
	}, {
		Name: "too long a value", Op: "transactions", Record: transaction(), Custom: o("n", strings.Repeat("é", 101)),
		Outcome: waybill.Rejected, Message: "more than 100 characters",
	}}
}

func eventCases() []destinationtest.Case {
	event := o("xid", "69Fe7JSSXkDs", "customer_key", "C-1", "sub_ids", []any{"a", "b"})
	const sent = `POST /conversion/xid {"xid":"69Fe7JSSXkDs","customer_key":"C-1","sub_ids":["a","b"]}`
	return []destinationtest.Case{{
		Name: "an event's normal answer is empty", Op: "events", Record: event,
		Want: []string{sent}, Reply: []destinationtest.Reply{ok("")}, Outcome: waybill.Accepted,
	}, {
		Name: "an answer in JSON is as good", Op: "events", Record: event, Custom: o("plan", "pro"),
		Want:  []string{strings.TrimSuffix(sent, "}") + `,"meta":{"plan":"pro"}}`},
		Reply: []destinationtest.Reply{ok(`{"message":"ok"}`)}, Outcome: waybill.Accepted,
	}, {
		Name: "a web page is not its answer", Op: "events", Record: event,
		Reply: []destinationtest.Reply{ok("<html>")}, Outcome: waybill.Accepted, Unconfirmed: true, Message: "check tracking_url",
	}}
}

func TestTwoRowsOfOneCustomer(t *testing.T) {
	t.Parallel()
	client := clientOf(t, "customers", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(present.Body))
	})
	d := partnerstack.New()
	op, _ := d.Operation("customers")
	other := o("customer_key", "C/1", "email", "eve@example.com", "partner_key", "ada")
	for i, tc := range []struct {
		record waybill.Object
		want   waybill.Outcome
	}{{customer(), waybill.Accepted}, {customer(), waybill.Accepted}, {other, waybill.Rejected}} {
		if a := op.Attempt(t.Context(), client, waybill.Record{Fields: tc.record}); a.Outcome != tc.want {
			t.Errorf("row %d: %s %s", i, a.Outcome, a.Message)
		}
	}
}
