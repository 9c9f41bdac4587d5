package partnerstack

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// maxAmount bounds an amount on both sides, in minor units.
const maxAmount = 50_000_000_000

// transactionBody is the body of POST /v2/transactions.
// Source: https://docs.partnerstack.com/reference/post_v2-transactions
var transactionBody = schema{
	{name: "amount", kind: "integer", required: true, low: -maxAmount, top: maxAmount},
	{name: "currency", kind: "string", required: true, min: 3, max: 3},
	{name: "customer_key", kind: "string", min: 1, max: 255},
	{name: "customer_external_key", kind: "string", min: 1, max: 255},
	{name: "customer_email", kind: "string", min: 1, max: 255},
	{name: "key", kind: "string", min: 4, max: 255},
	{name: "product_key", kind: "string", null: true},
	{name: "category_key", kind: "string", null: true},
	{name: "metadata", kind: "object", null: true},
	{name: "test", kind: "boolean"},
	{name: "created_at", kind: "integer", low: 0, top: 1 << 52},
	{name: "member_key", kind: "string", null: true},
}

// createTransaction is POST /v2/transactions.
func (v *Vendor) createTransaction(r *http.Request, _ string) answer {
	body, bad, ok := decode(r)
	if !ok {
		return bad
	}
	if problem := v.checkTransaction(body); problem != "" {
		return refuse(400, "%s", problem)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if a, full := v.full(len(v.transactions)); full {
		return a
	}
	c, a := v.payer(body)
	if c == nil {
		return a
	}
	if have := v.liveTransaction(text(body, "key")); have != nil {
		switch v.env.Assume(duplicateTransaction) {
		case "refuse":
			return refuse(409, "Transaction with key %s already exists", python(have.Key))
		case "return_existing":
			return answer{status: 200, message: "Transaction returned successfully", data: showTransaction(have)}
		}
	}
	t := v.addTransaction(body, c)
	status, _ := strconv.Atoi(v.env.Assume(createStatus))
	return answer{status: status, message: "Transaction created successfully", data: showTransaction(t)}
}

// checkTransaction makes the checks that need no account.
func (v *Vendor) checkTransaction(body map[string]any) string {
	if problem := transactionBody.check(body, v.env.Assume(unknownProperty)); problem != "" {
		return problem
	}
	given := 0
	for _, name := range []string{"customer_key", "customer_external_key", "customer_email"} {
		if text(body, name) != "" {
			given++
		}
	}
	if given != 1 {
		return python(body) + " is not valid under any of the given schemas: exactly one of 'customer_key', 'customer_external_key' and 'customer_email' is required"
	}
	if amount := body["amount"].(int64); amount < 0 && v.env.Assume(negativeAmount) == "refuse" {
		return strconv.FormatInt(amount, 10) + " is less than the minimum of 0"
	}
	if c := text(body, "currency"); !isCurrency(c) && (v.env.Assume(currencyCase) != "any" || !isCurrency(strings.ToUpper(c))) {
		return python(c) + " is not a valid currency"
	}
	for _, name := range []string{"product_key", "category_key"} {
		if key := text(body, name); key != "" && v.env.Assume(unknownProduct) != "accept" && !slices.Contains(v.data.Products, key) {
			return name + " " + python(key) + " was not found"
		}
	}
	return checkMetadata(object(body, "metadata"))
}

// isCurrency checks the form of ISO 4217.
func isCurrency(s string) bool {
	return len(s) == 3 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// checkMetadata holds metadata to 25 names of 30 characters, with values of 100.
func checkMetadata(m map[string]any) string {
	if len(m) > 25 {
		return python(m) + " has too many properties"
	}
	for name, value := range m {
		s, isText := value.(string)
		switch {
		case utf8.RuneCountInString(name) > 30:
			return python(name) + " is too long"
		case isText && utf8.RuneCountInString(s) > 100:
			return python(s) + " is too long"
		}
	}
	return ""
}

// payer finds the customer that the body refers to.
func (v *Vendor) payer(body map[string]any) (*Customer, answer) {
	var c *Customer
	ref := ""
	if ref = text(body, "customer_key"); ref != "" {
		if c = v.byID[ref]; c == nil && v.env.Assume(transactionCustomer) == "either" {
			c = v.live(v.byKey[ref])
		}
	} else if ref = text(body, "customer_external_key"); ref != "" {
		c = v.live(v.byKey[ref])
	} else {
		ref = text(body, "customer_email")
		var a answer
		if c, a = v.byMail(ref); a.status != 0 {
			return nil, a
		}
	}
	if c != nil && !c.Archived {
		return c, answer{}
	}
	if v.env.Assume(unknownCustomer) == "refuse_400" {
		return nil, refuse(400, "Customer %s was not found", python(ref))
	}
	return nil, noCustomer(ref)
}

// byMail finds a customer by email, which several may share.
func (v *Vendor) byMail(email string) (*Customer, answer) {
	var found []*Customer
	for _, c := range v.byEmail[strings.ToLower(email)] {
		if !c.Archived {
			found = append(found, c)
		}
	}
	switch {
	case len(found) == 0:
		return nil, answer{}
	case len(found) > 1 && v.env.Assume(sharedEmail) == "refuse":
		return nil, refuse(400, "Several customers have the email %s", python(email))
	case v.env.Assume(sharedEmail) == "newest":
		return found[len(found)-1], answer{}
	}
	return found[0], answer{}
}

// addTransaction records a transaction of a body that has been checked.
func (v *Vendor) addTransaction(body map[string]any, c *Customer) *Transaction {
	key := text(body, "key")
	nth := strconv.Itoa(len(v.byTx[key]))
	if key == "" {
		nth = strconv.Itoa(len(v.transactions))
	}
	test, _ := body["test"].(bool)
	t := &Transaction{
		ID: "tran_" + v.env.ID(14, "transaction", key, nth), Key: key,
		Customer: c.Key, ExternalKey: c.CustomerKey, Email: c.Email,
		Amount: body["amount"].(int64), Currency: text(body, "currency"),
		ProductKey: text(body, "product_key"), CategoryKey: text(body, "category_key"),
		Metadata: object(body, "metadata"), Test: test || c.Test, CreatedAt: v.env.Now().UTC(),
	}
	t.UpdatedAt = t.CreatedAt
	if ms, given := body["created_at"].(int64); given {
		t.CreatedAt = time.UnixMilli(ms).UTC()
	}
	if t.Key == "" {
		t.Key = t.ID
	}
	v.transactions = append(v.transactions, t)
	v.byTx.add(t.Key, t)
	return t
}

// liveTransaction returns the newest of that key that is not deleted.
func (v *Vendor) liveTransaction(key string) *Transaction {
	found := v.byTx[key]
	for i := len(found) - 1; i >= 0; i-- {
		if !found[i].Archived {
			return found[i]
		}
	}
	return nil
}

// deleteTransaction is DELETE /v2/transactions/{transaction_key}. Of several
// with one key it deletes the newest.
func (v *Vendor) deleteTransaction(_ *http.Request, key string) answer {
	v.mu.Lock()
	defer v.mu.Unlock()
	t := v.liveTransaction(key)
	if t == nil {
		return refuse(404, "Transaction %s was not found", python(key))
	}
	t.Archived, t.UpdatedAt = true, v.env.Now().UTC()
	return v.deleted("Transaction", showTransaction(t))
}
