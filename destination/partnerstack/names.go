package partnerstack

// What columns with a field's values are usually called, the likeliest first. A
// name that may as well mean something else is not among them.
var (
	customerNames = []string{
		"customer_id", "customer_external_key", "external_customer_id", "customer_external_id", "customer_ref", "customer_reference", "customer_number", "customer_no",
	}
	emailNames       = []string{"email", "email_address", "e_mail", "customer_email", "customer_email_address", "user_email", "contact_email", "billing_email", "mail"}
	nameNames        = []string{"full_name", "customer_name", "company_name", "display_name", "account_name", "contact_name", "user_name", "company"}
	partnerNames     = []string{"partner", "partner_id", "partner_ref", "partnerstack_partner_key", "referring_partner", "affiliate", "affiliate_key", "affiliate_id"}
	providerNames    = []string{"stripe_customer_id", "stripe_id", "provider_customer_id", "payment_provider_key", "payment_provider_id", "chargebee_customer_id"}
	clickNames       = []string{"ps_xid", "partnerstack_xid", "partnerstack_click_id", "click_id", "click_xid", "ps_click_id"}
	transactionNames = []string{"transaction_id", "transaction_reference", "transaction_ref", "transaction_number", "txn_id", "tx_id", "trx_id"}
	amountNames      = []string{
		"amount_cents", "amount_in_cents", "amount_minor", "total_cents", "total_in_cents", "price_cents", "total", "total_amount", "transaction_amount", "payment_amount",
		"amount_paid", "paid_amount", "charge_amount", "invoice_amount", "order_total", "grand_total", "transaction_value", "order_value", "revenue",
	}
	timeNames = []string{
		"paid_at", "charged_at", "transacted_at", "transaction_date", "transaction_time", "payment_date", "paid_on", "purchased_at", "purchase_date",
		"order_date", "ordered_at", "invoice_date", "created_on", "created",
	}
)

// ownerNames are what a customer's own identifier is called in what belongs to
// the customer.
func ownerNames() []string {
	return append(customerNames[:len(customerNames):len(customerNames)], "user_id", "account_id", "client_id", "company_id")
}
