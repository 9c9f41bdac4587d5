package partnerize

import "github.com/waybillhq/waybill/sandbox"

// The names of the assumptions.
const (
	unknownCampaign  = "partnerize.unknown_campaign"
	pendingCampaign  = "partnerize.campaign_not_approved"
	futureConversion = "partnerize.conversion_in_the_future"
	negativeValue    = "partnerize.negative_value"
	longValue        = "partnerize.long_value"
	missingCampaign  = "partnerize.missing_campaign"
	missingClick     = "partnerize.missing_clickref"
	unknownClick     = "partnerize.unknown_click"
	otherClick       = "partnerize.click_of_other_campaign"
	lateConversion   = "partnerize.late_conversion"
	duplicateRef     = "partnerize.duplicate_conversionref"
	repeatedClick    = "partnerize.second_conversion_of_click"
	invalidValue     = "partnerize.invalid_value"
	customerTypeCase = "partnerize.customertype_case"
	incompleteItem   = "partnerize.incomplete_item"
	noItems          = "partnerize.no_items"
	itemValue        = "partnerize.item_value"
	plusSign         = "partnerize.plus_sign"
	encodedSlash     = "partnerize.encoded_separators"
	repeatedName     = "partnerize.repeated_parameter"
	queryString      = "partnerize.query_string"
	pixelForm        = "partnerize.without_tracking_mode"
	idForm           = "partnerize.conversion_id"
	idBody           = "partnerize.id_body"
	idType           = "partnerize.id_content_type"
	trackingWait     = "partnerize.tracking_wait_header"
	v1Unauthorized   = "partnerize.v1_bad_credentials"
	reportStart      = "partnerize.report_without_start_date"
)

// Assumptions returns what is not known of Partnerize.
func Assumptions() []sandbox.Assumption {
	a := func(name, doc string, options ...string) sandbox.Assumption {
		return sandbox.Assumption{Name: name, Doc: doc, Options: options, Default: options[0]}
	}
	return []sandbox.Assumption{
		a(unknownCampaign, "A conversion for a campaign that does not exist. `empty` is 200 without a body: not recorded.", "empty", "404"),
		a(pendingCampaign, "A conversion for a campaign that is not approved.", "empty", "record"),
		a(missingCampaign, "A conversion without a campaign: the mobile SDKs leave it out.", "by_click", "empty"),
		a(missingClick, "A conversion without a click reference.", "empty", "record"),
		a(unknownClick, "A conversion of a click that was never made; `record` keeps it without a partner.", "empty", "record", "rejected"),
		a(otherClick, "A conversion whose click belongs to another campaign.", "empty", "record", "rejected"),
		a(lateConversion, "A conversion after the click's cookie period: documented as rejected by itself.", "rejected", "empty"),
		a(futureConversion, "A conversion time in the future: its bounds are not known.", "record", "empty", "rejected"),
		a(duplicateRef, "A conversion reference that the campaign has already. The careful side records it twice, so that a resend shows.", "record", "empty", "rejected", "return_existing", "by_campaign"),
		a(repeatedClick, "A second conversion of one click.", "record", "empty", "rejected", "by_campaign"),
		a(invalidValue, "A value outside its list or form: currency, country, customertype, device, traffic source, times, item values and quantities.", "empty", "keep", "drop"),
		a(negativeValue, "A negative value of an item; `invalid` treats it as `invalid_value` says.", "accept", "invalid"),
		a(longValue, "A reference above 256 characters, a SKU above 512, a category above 128: the bounds of the bulk update.", "empty", "cut", "keep"),
		a(customerTypeCase, "Whether `New` is taken for `new`.", "exact", "any"),
		a(incompleteItem, "An item without a category or a quantity.", "empty", "record"),
		a(noItems, "A conversion without any item.", "empty", "record"),
		a(itemValue, "Whether an item's value is that of one piece or of the whole line.", "per_unit", "per_line"),
		a(plusSign, "What a bare `+` in a value is.", "plus", "space"),
		a(encodedSlash, "Whether `%2F` and `%3A` in a value stay part of it, or separate as `/` and `:` do.", "keep", "split"),
		a(repeatedName, "Which of two parameters with one name counts.", "last", "first", "empty"),
		a(queryString, "Whether parameters are also read from the query.", "ignore", "read"),
		a(pixelForm, "A conversion without `tracking_mode:api`: recorded, and answered with an image instead of the id.", "image", "empty"),
		a(idForm, "The characters after the l of a conversion id.", "digits", "letters"),
		a(idBody, "The shape of the body that holds the id.", "text", "text_newline", "json"),
		a(idType, "The content type of that body.", "text/html; charset=utf-8", "text/plain", "application/json"),
		a(trackingWait, "Whether the tracking host tells how long to wait, as the API does.", "same", "none"),
		a(v1Unauthorized, "The status of v1 for bad credentials; the body is v1's shape.", "401", "403"),
		a(reportStart, "A report without `start_date`: documented as required, seen to work.", "refuse", "accept"),
	}
}
