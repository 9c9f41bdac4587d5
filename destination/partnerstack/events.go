package partnerstack

import (
	"context"
	"net/http"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
)

// events are conversions, server to server: each turns a click into a customer.
// They have no identifier of their own and a click may convert more than once,
// so a row is known by the model's primary key.
func events() destination.Operation {
	return destination.Operation{
		Operation: waybill.Operation{
			Name: "events", Label: "Events (S2S conversions)",
			Doc:      "Turns clicks on partners' links into customers. The model needs a truly unique primary key.",
			Modes:    []waybill.Mode{waybill.Insert},
			Needs:    []string{"s2s_tracking_token"},
			AnyMatch: true,
			Key:      &waybill.BusinessKey{Match: true, Scope: waybill.ScopeModel},
			Fields:   eventFields(),
			Custom:   true,
		},
		API:  tracking(),
		Send: sendEvent,
	}
}

// eventFields are those of https://docs.partnerstack.com/docs/step-3-tracking-conversions.
func eventFields() []waybill.Field {
	return []waybill.Field{
		{
			Name: "xid", Label: "Click ID", Type: waybill.String, Required: true, Reference: true, Synonyms: clickNames,
			Doc: "The click: ps_xid in the address of the landing page.", Example: "69Fe7JSSXkDs",
		},
		{
			Name: "customer_key", Label: "Customer Key", Type: waybill.String, Required: true, Reference: true, Synonyms: ownerNames(),
			Doc: "Your own identifier of the customer that the click became.", Example: "C-1",
		},
		{Name: "email", Label: "Email", Type: waybill.String, Reference: true, Synonyms: emailNames, Doc: "The customer's email address; it may be anonymised."},
		{Name: "name", Label: "Name", Type: waybill.String, Synonyms: nameNames, Doc: "The customer's or the company's name."},
		{Name: "provider_key", Label: "Provider Key", Type: waybill.String, Reference: true, Synonyms: providerNames, Doc: "The customer's identifier at the payment provider."},
		{Name: "origin", Label: "Origin", Type: waybill.String, Doc: "Where the customer came from.", Example: "acme.com"},
		{Name: "ip_address", Label: "IP Address", Type: waybill.String, Synonyms: []string{"ip", "client_ip", "user_ip", "remote_ip", "ip_addr"}, Doc: "The customer's IP address."},
		{Name: "user_agent", Label: "User Agent", Type: waybill.String, Synonyms: []string{"ua", "browser_user_agent"}, Doc: "The customer's browser."},
		{Name: "external_type", Label: "External Type", Type: waybill.String, Doc: "Any value of your own."},
		{Name: "sub_ids", Label: "Sub IDs", Type: waybill.Array, Doc: "A list of texts."},
	}
}

// sendEvent reports a conversion. The tracking host's normal answer is 200 with
// nothing in it.
func sendEvent(ctx context.Context, c *destination.Client, r waybill.Record) (destination.Receipt, error) {
	resp, err := c.Do(ctx, destination.Request{
		Method: http.MethodPost, Path: "/conversion/xid", Body: with(r.Fields, "meta", r.Custom),
	})
	if err != nil || strings.TrimSpace(string(resp.Body)) == "" {
		return destination.Receipt{}, err
	}
	if _, err := resp.JSON(); err != nil {
		return destination.Receipt{Unconfirmed: "The tracking host answered something that is not PartnerStack's: check tracking_url, and the customer at PartnerStack in some minutes"}, nil
	}
	return destination.Receipt{VendorID: open(resp).text("key")}, nil
}
