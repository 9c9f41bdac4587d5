package partnerize

// What columns with a field's values are usually called, the likeliest first.
// Those of the parameters on the wire are among them. A name that may as well
// mean something else is not.
var (
	orderNames = []string{
		"conversion_ref", "conversionref", "conversion_id", "order_id", "order_reference", "order_ref", "order_number", "order_no", "order_key",
		"transaction_id", "transaction_reference", "transaction_ref", "purchase_id", "sale_id", "booking_id", "booking_reference", "booking_ref", "booking_number", "order",
	}
	clickNames = []string{
		"clickref", "click_ref", "click_id", "clickid", "click_key", "click", "partnerize_clickref", "partnerize_click_ref", "partnerize_click_id", "partnerize_click_reference",
		"pz_clickref", "pz_click_ref", "prf_clickref", "phg_clickref", "ph_clickref", "affiliate_click_id", "clickref_id",
	}
	listNames       = []string{"line_items", "order_lines", "order_items", "basket", "basket_items", "cart_items", "lines", "products"}
	categoryNames   = []string{"product_category", "category_name", "product_type"}
	quantityNames   = []string{"qty", "units", "item_qty", "order_quantity", "quantity_ordered", "qty_ordered"}
	priceNames      = []string{"unit_price", "price", "item_price", "unit_value", "unit_amount", "price_per_unit", "net_unit_price", "net_price", "item_value"}
	skuNames        = []string{"product_sku", "sku_code", "item_sku", "product_code", "product_id", "article_number", "variant_sku"}
	voucherNames    = []string{"coupon", "coupon_code", "promo", "promo_code", "promotion_code", "discount_code"}
	customerNames   = []string{"customer_id", "customer_ref", "custref", "customer_key", "customer_number", "customer_no", "client_id", "user_id", "buyer_id", "shopper_id"}
	fulfilmentNames = []string{
		"fulfillment_date", "fulfilled_at", "fulfilled_on", "shipped_at", "shipped_on", "ship_date", "shipping_date", "shipment_date",
		"dispatch_date", "dispatched_at", "delivery_date", "delivered_at",
	}
	timeNames = []string{
		"converted_at", "conversion_date", "ordered_at", "order_time", "order_date", "order_timestamp", "order_datetime", "order_created_at", "placed_at",
		"purchased_at", "purchase_time", "purchase_date", "transaction_time", "transaction_date", "sold_at", "booked_at", "booking_date", "paid_at", "created_at", "created_on", "created",
	}
)
