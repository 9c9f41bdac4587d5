package partnerstack

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/template"
)

// customers are found by any field, then created or updated: the API has no
// upsert of its own.
func customers() destination.Operation {
	return destination.Operation{
		Operation: waybill.Operation{
			Name: "customers", Label: "Customers",
			Doc:      "Creates customers under their partner, and updates them.",
			Modes:    []waybill.Mode{waybill.Upsert, waybill.Update},
			Needs:    []string{"public_key", "secret_key"},
			Match:    []string{"customer_key", "email", "provider_key"},
			AnyMatch: true,
			Removals: []waybill.Removal{waybill.DeleteRemoved},
			Fields:   customerFields(),
			Custom:   true,
		},
		API:      rest(),
		Validate: validateCustomer,
		Send:     sendCustomer,
		Remove:   removeCustomer,
	}
}

// customerFields are those of https://docs.partnerstack.com/reference/post_v2-customers-1.
func customerFields() []waybill.Field {
	return []waybill.Field{
		{
			Name: "customer_key", Label: "Customer Key", Type: waybill.String, Required: true, Reference: true, MaxLen: 255, Synonyms: customerNames,
			Doc: "Your own identifier of the customer. Transactions call it customer_external_key.", Example: "C-1",
		},
		{
			Name: "email", Label: "Email", Type: waybill.Email, Required: true, Reference: true, MinLen: 4, MaxLen: 255, Synonyms: emailNames,
			Doc: "The customer's email address.", Example: "ada@example.com",
		},
		{
			Name: "partner_key", Label: "Partner Key", Type: waybill.String, Required: true, Reference: true, Synonyms: partnerNames,
			Doc: "The partner who referred the customer. It is set once: a customer never changes partner.", Example: "ada-referrals",
		},
		{Name: "name", Label: "Name", Type: waybill.String, MaxLen: 100, Synonyms: nameNames, Doc: "The customer's or the company's name."},
		{Name: "provider_key", Label: "Provider Key", Type: waybill.String, Reference: true, Synonyms: providerNames, Doc: "The customer's identifier at the payment provider, e.g. Stripe."},
		{Name: "member_key", Label: "Member Key", Type: waybill.String, Reference: true, Synonyms: []string{"team_member_key", "partner_member_key", "member_id"}, Doc: "The member of the partner's team who referred the customer."},
	}
}

func validateCustomer(r waybill.Record, s destination.Sync) error {
	if key := r.Fields.Text("customer_key"); key == "." || key == ".." {
		return errors.New("customer_key cannot be . or ..: it is part of an address")
	}
	if matchText(r, s) == "" {
		return errors.New(matchField(s) + " is required: customers are matched on it")
	}
	return nil
}

// sendCustomer creates the customer or updates the one that is there.
func sendCustomer(ctx context.Context, c *destination.Client, r waybill.Record) (destination.Receipt, error) {
	if !c.Claim(matchKey(r, c.Sync), r) {
		return destination.Receipt{}, destination.Reject("another row of this run matches the same customer: %s %s", matchField(c.Sync), matchText(r, c.Sync))
	}
	found, err := find(ctx, c, r)
	if err != nil {
		return destination.Receipt{}, err
	}
	if found != nil {
		return update(ctx, c, *found, r)
	}
	if c.Sync.Mode == waybill.Update {
		return destination.Receipt{}, destination.Reject("no such customer: none at PartnerStack has the %s %s", matchField(c.Sync), matchText(r, c.Sync))
	}
	receipt, err := create(ctx, c, r)
	if !exists(err) {
		return receipt, err
	}
	// It was created since, by this run's lost answer or by somebody else.
	found, lookupErr := get(ctx, c, r.Fields.Text("customer_key"))
	if lookupErr != nil {
		return destination.Receipt{}, lookupErr
	}
	if found == nil {
		return destination.Receipt{}, err
	}
	return update(ctx, c, *found, r)
}

func create(ctx context.Context, c *destination.Client, r waybill.Record) (destination.Receipt, error) {
	resp, err := c.Do(ctx, destination.Request{
		Method: http.MethodPost, Path: "/customers", Body: with(r.Fields, "meta", r.Custom),
	})
	if err != nil {
		return destination.Receipt{}, err
	}
	return customerReceipt(resp, r.Custom)
}

// update sends what is mapped. A customer's partner cannot be changed, and its
// key only where the sync says so.
func update(ctx context.Context, c *destination.Client, have customer, r waybill.Record) (destination.Receipt, error) {
	want := r.Fields.Text("partner_key")
	if have.PartnerKey != "" && want != "" && have.PartnerKey != want {
		return destination.Receipt{}, destination.Reject(
			"customer %s belongs to partner %q at PartnerStack, not to %q: a customer's partner cannot be changed",
			have.name(), have.PartnerKey, want)
	}
	var warnings []string
	changes := r.Fields.Without("partner_key")
	if key := r.Fields.Text("customer_key"); key == have.CustomerKey || !c.Sync.Rename {
		changes = changes.Without("customer_key")
		if key != "" && key != have.CustomerKey {
			warnings = append(warnings, "Some customers have another customer_key at PartnerStack. It is left as it is: set rename: true on the sync to change it.")
		}
	}
	body := with(changes, "meta", r.Custom)
	if len(body) == 0 {
		return destination.Receipt{VendorID: have.Key, Warnings: warnings}, nil
	}
	resp, err := c.Do(ctx, destination.Request{Method: http.MethodPatch, Path: have.path(), Body: body})
	if err != nil {
		return destination.Receipt{}, err
	}
	receipt, err := customerReceipt(resp, r.Custom)
	receipt.Warnings = append(receipt.Warnings, warnings...)
	if receipt.VendorID == "" {
		receipt.VendorID = have.Key
	}
	return receipt, err
}

// removeCustomer deletes the customer of a removed row. One that is gone
// already is what was wanted.
func removeCustomer(ctx context.Context, c *destination.Client, _ waybill.Removal, r waybill.Record) (destination.Receipt, error) {
	key := matchText(r, c.Sync)
	if key == "" {
		return destination.Receipt{}, destination.Reject("the removed row has no %s to find its customer by", matchField(c.Sync))
	}
	path := customer{CustomerKey: key}.path()
	if matchField(c.Sync) != "customer_key" {
		found, err := find(ctx, c, r)
		if err != nil || found == nil {
			return destination.Receipt{}, err
		}
		path = found.path()
	}
	_, err := c.Do(ctx, destination.Request{Method: http.MethodDelete, Path: path})
	if destination.IsNotFound(err) {
		err = nil
	}
	return destination.Receipt{}, err
}

// customerReceipt reads the customer that PartnerStack answers with. An answer
// that is not PartnerStack's, such as a proxy's page, may mean that nothing was
// recorded: the customer is looked up and sent again.
func customerReceipt(resp destination.Response, custom waybill.Object) (destination.Receipt, error) {
	e := open(resp)
	if !e.ok {
		return destination.Receipt{}, destination.Doubt("PartnerStack answered %d with something that is not its own: check api_url", resp.Status)
	}
	if e.data == nil {
		return destination.Receipt{Unconfirmed: "PartnerStack answered without the customer: look it up there"}, nil
	}
	receipt := destination.Receipt{VendorID: e.text("key")}
	kept := customFields(e.data)
	for _, m := range custom {
		if _, ok := kept[m.Name]; !ok && m.Value != nil {
			receipt.Warnings = append(receipt.Warnings,
				"PartnerStack's answer lacks the custom field \""+m.Name+"\": check that a customer property with this API name exists there.")
		}
	}
	return receipt, nil
}

// repeated recognises a refusal because the customer is there already. Its
// wording is not documented.
var repeated = regexp.MustCompile(`(?i)already (exists|in use|taken|been)|duplicate|(must|has to) be unique`)

func exists(err error) bool {
	switch destination.Status(err) {
	case http.StatusConflict:
		return true
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		return repeated.MatchString(err.Error())
	}
	return false
}

// matchField is the field that customers are found by.
func matchField(s destination.Sync) string {
	if s.Match == "" {
		return "customer_key"
	}
	return s.Match
}

// matchText is the value that the customer is found by: that of the column the
// sync matches on, where it is another than the field receives, else the
// record's own, declared or custom.
func matchText(r waybill.Record, s destination.Sync) string {
	if text, ok := waybill.Text(r.Match); ok {
		return text
	}
	if text := r.Fields.Text(matchField(s)); text != "" {
		return text
	}
	return r.Custom.Text(matchField(s))
}

// matchKey is that value as it is compared: emails without case.
func matchKey(r waybill.Record, s destination.Sync) string {
	return fold(matchField(s), matchText(r, s))
}

func fold(field, value string) string {
	if field == "email" {
		return strings.ToLower(value)
	}
	return value
}

// path is where the customer is read, updated and deleted: by your own key, or
// by PartnerStack's if it has none.
func (cu customer) path() string {
	key := cu.CustomerKey
	if key == "" {
		key = cu.Key
	}
	return "/customers/" + template.PercentEncode(key)
}
