package partnerize

import "github.com/waybillhq/waybill"

// The refusals that users of this destination know, to the letter.
const (
	noReference = "A conversion reference (order ID) is required for every Partnerize conversion."
	noClick     = "A click reference is required to attribute a Partnerize conversion."
	noPart      = "Conversion item is missing required field(s): " // and their names
	noItem      = "Each conversion must include at least one item with a category and quantity."
)

// Lengths are known only of the API that updates conversions; what is longer
// could be reported, but never corrected.
const (
	maxReference = 256
	maxCategory  = 128
	maxSKU       = 512
)

// parameter ties a field to its name on the wire.
type parameter struct{ field, name string }

// basket lists the parameters of a conversion in the order they are sent.
var basket = []parameter{
	{"click_reference", "clickref"},
	{"conversion_reference", "conversionref"},
	{"currency", "currency"},
	{"country", "country"},
	{"customer_type", "customertype"},
	{"voucher_code", "voucher"},
	{"customer_reference", "custref"},
	{"fulfilment_date", "fulfilment_date"},
	{"conversion_time", "conversion_time"},
	{"advertiser_reference", "adref"},
	{"publisher_reference", "pubref"},
	{"traffic_source", "tsource"},
}

// single ties the fields of a single item to those of an element of items.
var single = []parameter{
	{"item_category", "category"},
	{"item_sku", "sku"},
	{"item_value", "value"},
	{"item_quantity", "quantity"},
}

// trafficSources is the list that the official Android SDK documents,
// https://github.com/PerformanceHorizonGroup/partnerize-mobile-sdk-android.
func trafficSources() []string {
	return []string{
		"Other", "Partner", "Affiliate", "Display", "Paid Search", "Email", "Social", "Natural Search",
		"Direct", "Rich Media", "Facilitated", "Telephone", "Mobile App", "Mobile", "Card Linked",
	}
}

func conversionFields() []waybill.Field {
	fields := []waybill.Field{
		{
			Name: "conversion_reference", Label: "Conversion reference (order ID)", Type: waybill.String, Format: waybill.NoBracket,
			Required: true, MaxLen: maxReference, Missing: noReference, Synonyms: orderNames,
			Doc: "Your unique reference of the conversion, typically the order's. It is never sent twice to a campaign.", Example: "O-1042",
		},
		{
			Name: "click_reference", Label: "Click reference", Type: waybill.String, Format: waybill.NoBracket,
			Required: true, Reference: true, Missing: noClick, Synonyms: clickNames,
			Doc: "From the landing page at the time of the click. It must match a click of the campaign, upper and lower case too.", Example: "1011leDUjnHP",
		},
		{
			Name: "items", Label: "Items", Type: waybill.Array, Fields: itemFields(), Custom: true, Synonyms: listNames,
			Doc: "The order's lines. If there are any they win over the single item's fields.",
		},
	}
	fields = append(fields, singleItemFields()...)
	return append(fields, basketFields()...)
}

// itemFields are those of an element of items. Category and quantity are
// required of each element; Validate says so in the words users know.
func itemFields() []waybill.Field {
	return []waybill.Field{
		{Name: "category", Label: "Category", Type: waybill.String, Format: waybill.NoBracket, MaxLen: maxCategory, Required: true, PerRow: true, Synonyms: categoryNames, Doc: "Commissions can depend on it.", Example: "shoes"},
		{Name: "quantity", Label: "Quantity", Type: waybill.Int, Min: "1", Required: true, PerRow: true, Synonyms: quantityNames, Doc: "How many units.", Example: 1},
		{Name: "value", Label: "Value", Type: waybill.Decimal, Scale: maxScale, Min: "-" + maxValue, Max: maxValue, Synonyms: priceNames, Doc: "Of one unit, without tax. Needed where the campaign pays a percentage.", Example: "19.99"},
		{Name: "sku", Label: "SKU", Type: waybill.String, Format: waybill.NoBracket, MaxLen: maxSKU, Synonyms: skuNames, Doc: "The product."},
	}
}

// singleItemFields are those of an element, of which none is required where
// there is a list.
func singleItemFields() []waybill.Field {
	fields := itemFields()
	for i := range fields {
		if fields[i].Required {
			fields[i].Doc = "Required without a list. " + fields[i].Doc
		}
		fields[i].Required, fields[i].PerRow = false, false
		fields[i].Synonyms = append([]string{fields[i].Name}, fields[i].Synonyms...)
		fields[i].Name = "item_" + fields[i].Name
		fields[i].Label = "Item " + lower(fields[i].Label)
		fields[i].Doc += " For orders of one line."
	}
	return fields
}

func lower(label string) string {
	if label == "SKU" {
		return label
	}
	return string(label[0]+'a'-'A') + label[1:]
}

func basketFields() []waybill.Field {
	text := func(name, label, doc string) waybill.Field {
		return waybill.Field{Name: name, Label: label, Type: waybill.String, Format: waybill.NoBracket, MaxLen: maxReference, Doc: doc}
	}
	reference := func(name, label, doc string, synonyms ...string) waybill.Field {
		f := text(name, label, doc)
		f.Reference, f.Synonyms = true, synonyms
		return f
	}
	voucher := text("voucher_code", "Voucher code", "The voucher used on the order; its discount is already in the items' values.")
	voucher.Aliases, voucher.Synonyms = []string{"voucher"}, voucherNames
	return []waybill.Field{
		{Name: "currency", Label: "Currency", Type: waybill.String, Format: waybill.Currency, Doc: "ISO 4217.", Example: "USD"},
		{Name: "country", Label: "Country", Type: waybill.String, Format: waybill.Country, Doc: "ISO 3166, two letters.", Example: "US"},
		{Name: "customer_type", Label: "Customer type", Type: waybill.String, Options: []string{"new", "existing"}, Synonyms: []string{"customer_status", "new_or_existing"}, Doc: "Whether the customer has bought before."},
		voucher,
		reference("customer_reference", "Customer reference", "Your own identifier of the customer.", customerNames...),
		{Name: "fulfilment_date", Label: "Fulfilment date", Type: waybill.DateOf, Synonyms: fulfilmentNames, Doc: "YYYY-MM-DD. Drives Partnerize's auto-approval window.", Example: "2026-01-31"},
		{Name: "conversion_time", Label: "Conversion time", Type: waybill.Instant, Format: waybill.TimeOfUTC, Synonyms: timeNames, Doc: "When the order was placed; default: when it arrives."},
		reference("advertiser_reference", "Advertiser reference", "Kept with the conversion for your own use.", "advertiser_ref", "adref"),
		reference("publisher_reference", "Publisher reference", "Kept with the conversion for the partner's use.", "publisher_ref", "pubref"),
		{Name: "traffic_source", Label: "Traffic source", Type: waybill.String, Options: trafficSources(), Synonyms: []string{"tsource", "traffic_channel"}, Doc: "What kind of channel the customer came through."},
	}
}
