package app_test

import (
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/web"
)

// written is a suggestion in one line.
func written(mapping []web.SuggestedField) string {
	var parts []string
	for _, m := range mapping {
		part := m.Field + "=" + m.Column
		if m.As != "" {
			part += ":" + string(m.As)
		}
		if m.Members != nil {
			part += "[" + written(m.Members) + "]"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " ")
}

// Whoever adds a sync of the sample shop has nothing to map but what is a matter
// of taste.
func TestTheSampleIsMappedBySuggestions(t *testing.T) {
	t.Parallel()
	s := serve(t, none, false)
	for _, c := range []struct{ model, destination, operation, want string }{
		{"customers", "partnerstack", "customers", "customer_key=id email=email partner_key=partner name=name"},
		{"payments", "partnerstack", "transactions", "key=id customer_external_key=customer_id amount=total:minor_units currency=currency created_at=paid_at"},
		{"signups", "partnerstack", "events", "xid=xid customer_key=customer_id email=email name=name"},
		{
			"orders", "partnerize", "conversions", "conversion_reference=order_id click_reference=clickref items=line_items[category=category quantity=qty value=unit_price sku=sku] " +
				"currency=currency country=country customer_type=customer_type voucher_code=voucher customer_reference=customer_id",
		},
		{"customers", "partnerize", "conversions", "conversion_reference=id"},
	} {
		got, err := s.live.Suggest(t.Context(), c.model, c.destination, c.operation)
		if err != nil || written(got.Mapping) != c.want {
			t.Errorf("%s for %s: got %s, %v; want %s", c.model, c.operation, written(got.Mapping), err, c.want)
		}
	}
}

// What a person would map at sight is suggested, and nothing that is wrong: rows
// of an identifier are no amount, and whole numbers may be cents or not.
func TestEverydayNamesAreSuggested(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, operation, columns, row, want string }{
		{
			"an order of one line", "conversions", "Order Number,ClickId,sku,qty,unit_price,product_category,currency_code,shipping_country,coupon_code,order_date,customerId",
			"O-1,c1,S-1,2,9.90,shoes,EUR,DE,,2026-05-02,C-1",
			"conversion_reference=Order Number click_reference=ClickId item_category=product_category item_quantity=qty item_value=unit_price item_sku=sku currency=currency_code " +
				"country=shipping_country voucher_code=coupon_code customer_reference=customerId conversion_time=order_date",
		},
		{
			"lists under another name", "conversions", "order_id,partnerize_clickref,what_they_bought", `O-1,c1,[{"sku":"a";"qty":1;"price":2;"category":"x"}]`,
			"conversion_reference=order_id click_reference=partnerize_clickref items=what_they_bought[category=category quantity=qty value=price sku=sku]",
		},
		{"names for lists that are none", "conversions", "order_id,click_ref,products,lines", "O-1,c1,shoes,3", "conversion_reference=order_id click_reference=click_ref"},
		{"what cannot be a country or a date", "conversions", "order_id,billing_country,created_at", "O-1,Germany,soon", "conversion_reference=order_id"},
		{"a payment", "transactions", "txn_id,customer_email,amount_paid,ccy,product_id,payment_date", "T-1,ada@example.com,12.50,EUR,P-1,2026-05-02", "key=txn_id customer_email=customer_email amount=amount_paid:minor_units currency=ccy product_key=product_id created_at=payment_date"},
		{"one customer reference", "transactions", "transaction_id,customer_key,email,amount", "T-1,C-1,ada@example.com,1250", "key=transaction_id customer_external_key=customer_key amount=amount"},
		{"cents", "transactions", "transaction_id,user_id,amount_cents,total,currency", "T-1,C-1,1250,12.50,EUR", "key=transaction_id customer_external_key=user_id amount=amount_cents currency=currency"},
		{"cents with a point", "transactions", "transaction_id,user_id,total_cents", "T-1,C-1,12.50", "key=transaction_id customer_external_key=user_id"},
		{"whole numbers", "transactions", "transaction_id,user_id,total", "T-1,C-1,1250", "key=transaction_id customer_external_key=user_id"},
		{"no amounts", "transactions", "transaction_id,amount_id,order_total,total_amount", "T-1,7,A-9,about ten", "key=transaction_id"},
		{"a customer", "customers", "CustomerID,EmailAddress,full_name,affiliate_id,stripe_customer_id,country", "C-1,ada@example.com,Ada,bert,cus_1,DE", "customer_key=CustomerID email=EmailAddress partner_key=affiliate_id name=full_name provider_key=stripe_customer_id"},
		{"a sign-up", "events", "id,ps_xid,user_id,user_email,ip,user_agent", "1,x,C-1,ada@example.com,::1,curl", "xid=ps_xid customer_key=user_id email=user_email ip_address=ip user_agent=user_agent"},
	} {
		sample := mapping.Sample{PrimaryKey: []string{"none"}}
		for _, name := range strings.Split(c.columns, ",") {
			sample.Columns = append(sample.Columns, waybill.Column{Name: name, Type: waybill.String})
		}
		var row waybill.Row
		for _, value := range strings.Split(c.row, ",") {
			row = append(row, strings.ReplaceAll(value, ";", ","))
		}
		sample.Rows = []waybill.Row{row}
		var got []string
		for _, a := range mapping.Suggest(operation(t, c.operation), sample) {
			got = append(got, assigned(a))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, strings.Join(got, " "), c.want)
		}
	}
}

// assigned is an assignment as [written] has it.
func assigned(a waybill.Assign) string {
	if a.Each == "" {
		return written([]web.SuggestedField{{Field: a.To, Column: a.Column, As: a.As}})
	}
	var members []string
	for _, m := range a.Map {
		members = append(members, assigned(m))
	}
	return a.To + "=" + a.Each + "[" + strings.Join(members, " ") + "]"
}

// operation is one of those of all destinations.
func operation(t *testing.T, name string) *waybill.Operation {
	t.Helper()
	for _, d := range app.Catalogue().Destinations {
		if op, ok := d.Operation(name); ok {
			return &op.Operation
		}
	}
	t.Fatalf("there is no operation %s", name)
	return nil
}

// A column of an integer type is an amount only by the field's own name.
func TestTypesSpeakAgainstNames(t *testing.T) {
	t.Parallel()
	op := operation(t, "transactions")
	for column, want := range map[waybill.Column]waybill.Mapping{
		{Name: "total", Type: waybill.Int}:      nil,
		{Name: "amount", Type: waybill.Int}:     {{To: "amount", Column: "amount"}},
		{Name: "amount", Type: waybill.Decimal}: {{To: "amount", Column: "amount", As: waybill.MinorUnits}},
		{Name: "currency", Type: waybill.JSON}:  nil,
	} {
		got := mapping.Suggest(op, mapping.Sample{Columns: []waybill.Column{column}})
		if len(got) != len(want) || len(want) == 1 && assigned(got[0]) != assigned(want[0]) {
			t.Errorf("%+v: got %+v, want %+v", column, got, want)
		}
	}
}
