package partnerstack

import "github.com/waybillhq/waybill/sandbox"

// The names of the assumptions.
const (
	duplicateCustomer    = "partnerstack.duplicate_customer"
	duplicateEmail       = "partnerstack.duplicate_email"
	reuseDeletedKey      = "partnerstack.reuse_deleted_key"
	unknownPartner       = "partnerstack.unknown_partner"
	unknownProperty      = "partnerstack.unknown_property"
	unknownMeta          = "partnerstack.unknown_meta"
	changeMissing        = "partnerstack.change_missing_customer"
	metaUpdate           = "partnerstack.meta_update"
	patchPartnerKey      = "partnerstack.patch_partner_key"
	patchNull            = "partnerstack.patch_null"
	lookupInternal       = "partnerstack.lookup_by_internal_key"
	lookupEmail          = "partnerstack.lookup_by_email"
	emailFilter          = "partnerstack.customers_email_filter"
	createStatus         = "partnerstack.create_status"
	deleteAnswer         = "partnerstack.delete_answer"
	duplicateTransaction = "partnerstack.duplicate_transaction_key"
	transactionCustomer  = "partnerstack.transaction_customer_key"
	unknownCustomer      = "partnerstack.transaction_unknown_customer"
	sharedEmail          = "partnerstack.transaction_shared_email"
	unknownProduct       = "partnerstack.unknown_product"
	negativeAmount       = "partnerstack.negative_amount"
	currencyCase         = "partnerstack.currency_case"
	unknownXid           = "partnerstack.unknown_xid"
	repeatConversion     = "partnerstack.repeat_conversion"
	conversionDelay      = "partnerstack.conversion_delay"
	retryAfter           = "partnerstack.retry_after"
)

// Assumptions returns what is not known of PartnerStack.
func Assumptions() []sandbox.Assumption {
	a := func(name, doc string, options ...string) sandbox.Assumption {
		return sandbox.Assumption{Name: name, Doc: doc, Options: options, Default: options[0]}
	}
	return []sandbox.Assumption{
		a(duplicateCustomer, "Creating a customer with a `customer_key` that exists.", "refuse_409", "refuse_400", "return_existing"),
		a(duplicateEmail, "Creating a customer with an email that another one has. Only the key is said to be unique.", "allow", "refuse_400"),
		a(reuseDeletedKey, "Creating a customer with the key of a deleted one.", "refuse", "allow"),
		a(unknownPartner, "Creating a customer with a `partner_key` that is not in the program.", "refuse_400", "refuse_404"),
		a(unknownProperty, "A property at the top of a body that is not documented.", "refuse", "ignore"),
		a(unknownMeta, "A name in `meta` that is no custom field of the account: sources contradict each other.", "drop", "keep", "refuse"),
		a(changeMissing, "Updating or deleting a customer that does not exist.", "refuse_404", "refuse_400"),
		a(metaUpdate, "Whether `meta` in an update replaces all custom values or only those named.", "replace", "merge"),
		a(patchPartnerKey, "`partner_key` in an update, where it is not documented.", "refuse", "ignore", "apply"),
		a(patchNull, "A null in an update of a field that may be null.", "clear", "ignore"),
		a(lookupInternal, "Whether a customer's path also takes PartnerStack's own key (`cus_…`).", "yes", "no"),
		a(lookupEmail, "Whether a customer's path also takes the email, as v1 did.", "no", "yes"),
		a(emailFilter, "Whether the list of customers can be filtered by `email`. It is not documented.", "ignored", "works"),
		a(createStatus, "The status of a successful create.", "200", "201"),
		a(deleteAnswer, "The answer to a successful delete.", "200", "204"),
		a(duplicateTransaction, "Creating a transaction with a `key` that exists. The careful side records it twice, so that a resend shows.", "record_again", "refuse", "return_existing"),
		a(transactionCustomer, "Whether a transaction's `customer_key` also takes the external key; documented is the internal one.", "internal", "either"),
		a(unknownCustomer, "A transaction for a customer that does not exist.", "refuse_404", "refuse_400"),
		a(sharedEmail, "A transaction's `customer_email` that several customers share.", "refuse", "oldest", "newest"),
		a(unknownProduct, "A `product_key` or `category_key` that the account does not have.", "accept", "refuse_400"),
		a(negativeAmount, "A negative amount: the documented range has them, no text speaks of refunds.", "accept", "refuse"),
		a(currencyCase, "Whether a currency in lower case is taken.", "upper_only", "any"),
		a(unknownXid, "A conversion of a click that is not known or has expired: empty_200 creates no customer.", "empty_200", "refuse_400", "create"),
		a(repeatConversion, "A conversion for a customer that exists: one counts in an account's life.", "ignore", "refuse_400"),
		a(conversionDelay, "How long a customer made by a conversion cannot be read yet; 2 to 6 minutes were seen once.", "none", "2m", "6m"),
		a(retryAfter, "Whether 429 and 503 carry `Retry-After`.", "seconds", "none"),
	}
}
