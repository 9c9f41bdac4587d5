package partnerstack

import (
	"context"
	"fmt"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
)

// What metadata may hold, https://docs.partnerstack.com/reference/post_v2-transactions.
const (
	maxMetadata      = 25
	maxMetadataName  = 30
	maxMetadataValue = 100
)

// transactions are created, never changed: the API cannot update one. What it
// makes of a repeated key is not documented, so none is ever sent twice.
func transactions() destination.Operation {
	return destination.Operation{
		Operation: waybill.Operation{
			Name: "transactions", Label: "Transactions",
			Doc:    "Records purchases and refunds of customers, which earn commissions.",
			Modes:  []waybill.Mode{waybill.Insert},
			Needs:  []string{"public_key", "secret_key"},
			Match:  []string{"key"},
			Key:    &waybill.BusinessKey{Field: "key"},
			Fields: transactionFields(),
			OneOf:  [][]string{{"customer_key", "customer_external_key", "customer_email"}},
			Custom: true,
		},
		API:      rest(),
		Validate: validateTransaction,
		Send:     sendTransaction,
	}
}

// transactionFields are those of https://docs.partnerstack.com/reference/post_v2-transactions.
// There, customer_key is the key that PartnerStack generated; your own is
// customer_external_key.
func transactionFields() []waybill.Field {
	return []waybill.Field{
		{
			Name: "key", Label: "Transaction Key", Type: waybill.String, Required: true, MaxLen: 255, Synonyms: transactionNames,
			Doc: "Your own identifier of the transaction, of at least 4 characters as PartnerStack documents it. It is never sent twice.", Example: "T-1001",
		},
		{
			Name: "customer_external_key", Label: "Customer Key", Type: waybill.String, Reference: true, MinLen: 1, MaxLen: 255, Synonyms: ownerNames(),
			Doc: "Your own identifier of the customer: the customer_key of the customers operation.", Example: "C-1",
		},
		{
			Name: "customer_key", Label: "PartnerStack's own key", Type: waybill.String, Reference: true, MinLen: 1, MaxLen: 255, Synonyms: []string{"partnerstack_customer_key", "partnerstack_key", "ps_customer_key"},
			Doc: "The key that PartnerStack generated for the customer.", Example: "cus_A2ns20a2L93",
		},
		{
			Name: "customer_email", Label: "Customer Email", Type: waybill.Email, Reference: true, MinLen: 1, MaxLen: 255, Synonyms: emailNames,
			Doc: "The customer's email address.", Example: "ada@example.com",
		},
		{
			Name: "amount", Label: "Amount", Type: waybill.Int, Format: waybill.Minor, Required: true, Synonyms: amountNames, Min: "-50000000000", Max: "50000000000",
			Doc: "In the smallest unit of the currency: 12.50 USD is 1250. Negative for a refund.", Example: 1250,
		},
		{
			Name: "currency", Label: "Currency", Type: waybill.String, Format: waybill.Currency, Required: true,
			MinLen: 3, MaxLen: 3, Doc: "ISO 4217.", Example: "USD",
		},
		{Name: "product_key", Label: "Product Key", Type: waybill.String, Synonyms: []string{"product", "product_id", "product_code", "product_sku", "sku"}, Doc: "What was bought; rewards can depend on it."},
		{Name: "category_key", Label: "Category Key", Type: waybill.String, Synonyms: []string{"category", "category_id", "category_code", "product_category"}, Doc: "The kind of what was bought; rewards can depend on it."},
		{
			Name: "created_at", Label: "Created At", Type: waybill.Instant, Format: waybill.Millis, Synonyms: timeNames,
			Doc: "When the transaction took place; default: when it arrives.",
		},
	}
}

func validateTransaction(r waybill.Record, _ destination.Sync) error {
	if len(r.Custom) > maxMetadata {
		return fmt.Errorf("%d custom fields are mapped, and PartnerStack takes %d", len(r.Custom), maxMetadata)
	}
	for _, m := range r.Custom {
		if utf8.RuneCountInString(m.Name) > maxMetadataName {
			return fmt.Errorf("the name of the custom field %q has more than %d characters", m.Name, maxMetadataName)
		}
		text, ok := waybill.Text(m.Value)
		if !ok && m.Value != nil {
			return fmt.Errorf("the custom field %s is not a single value", m.Name)
		}
		if utf8.RuneCountInString(text) > maxMetadataValue {
			return fmt.Errorf("the custom field %s has more than %d characters", m.Name, maxMetadataValue)
		}
	}
	return nil
}

// sendTransaction creates a transaction. An answer that does not show it leaves
// it in doubt: money hangs on it.
func sendTransaction(ctx context.Context, c *destination.Client, r waybill.Record) (destination.Receipt, error) {
	resp, err := c.Do(ctx, destination.Request{
		Method: http.MethodPost, Path: "/transactions", Body: with(millis(r.Fields), "metadata", r.Custom),
	})
	if err != nil {
		return destination.Receipt{}, err
	}
	e := open(resp)
	if !e.ok || e.status >= 400 {
		return destination.Receipt{}, destination.Doubt("PartnerStack answered %d without a transaction: look for key %s there", resp.Status, r.Fields.Text("key"))
	}
	receipt := destination.Receipt{VendorID: e.text("key")}
	if receipt.VendorID == "" {
		receipt.Unconfirmed = "PartnerStack's answer does not name the transaction: look for key " + r.Fields.Text("key") + " there"
	}
	return receipt, nil
}

// millis makes sure that instants go out as PartnerStack wants them.
func millis(fields waybill.Object) waybill.Object {
	out := fields
	for i, m := range fields {
		if t, ok := m.Value.(time.Time); ok {
			if &out[0] == &fields[0] {
				out = append(waybill.Object(nil), fields...)
			}
			out[i].Value = t.UnixMilli()
		}
	}
	return out
}
