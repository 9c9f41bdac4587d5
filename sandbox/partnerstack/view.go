package partnerstack

import (
	"maps"
	"slices"
	"strings"
)

// customerView is a customer as the API shows it. The trap is real: meta is
// always {}, what was written as meta is under mdata, field_data and fields.
type customerView struct {
	Key            string         `json:"key"`
	CreatedAt      int64          `json:"created_at"`
	UpdatedAt      int64          `json:"updated_at"`
	CustomerKey    *string        `json:"customer_key"`
	ExternalKey    *string        `json:"external_key"`
	Email          string         `json:"email"`
	Name           *string        `json:"name"`
	PartnerKey     string         `json:"partner_key"`
	PartnershipKey string         `json:"partnership_key"`
	MemberKey      *string        `json:"member_key"`
	ProviderKey    *string        `json:"provider_key"`
	Meta           struct{}       `json:"meta"`
	Mdata          map[string]any `json:"mdata"`
	FieldData      map[string]any `json:"field_data"`
	Fields         []fieldView    `json:"fields"`
	SourceKey      *string        `json:"source_key"`
	SourceType     string         `json:"source_type"`
	Test           bool           `json:"test"`
}

type fieldView struct {
	APIName      string `json:"api_name"`
	InternalName string `json:"internal_name"`
	Name         string `json:"name"`
	Value        any    `json:"value"`
	Type         string `json:"type"`
	Required     bool   `json:"required"`
	Hidden       bool   `json:"hidden"`
	ReadOnly     bool   `json:"read_only"`
	Position     int    `json:"position"`
}

// view shows c. The caller holds the lock; what is returned is not changed any
// more.
func (v *Vendor) view(c *Customer) customerView {
	out := customerView{
		Key: c.Key, CreatedAt: millis(c.CreatedAt), UpdatedAt: millis(c.UpdatedAt),
		CustomerKey: orNull(c.CustomerKey), ExternalKey: orNull(c.CustomerKey), Email: c.Email, Name: orNull(c.Name),
		PartnerKey: c.PartnerKey, MemberKey: orNull(c.MemberKey), ProviderKey: orNull(c.ProviderKey),
		Mdata: c.Meta, FieldData: c.Meta, Fields: []fieldView{},
		SourceKey: orNull(c.SourceKey), SourceType: c.SourceType, Test: c.Test,
	}
	if p := v.partner(c.PartnerKey); p != nil {
		out.PartnershipKey = p.Key
	}
	if out.Mdata == nil {
		out.Mdata, out.FieldData = map[string]any{}, map[string]any{}
	}
	for i, name := range slices.Sorted(maps.Keys(c.Meta)) {
		out.Fields = append(out.Fields, fieldView{
			APIName: name, InternalName: name, Name: title(name), Value: c.Meta[name], Type: "input", Position: i,
			ReadOnly: name == "company_name" || name == "website" || name == "phone",
		})
	}
	return out
}

func title(name string) string {
	s := strings.ReplaceAll(name, "_", " ")
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// transactionView is a transaction as the API shows it.
type transactionView struct {
	Key         string         `json:"key"`
	CreatedAt   int64          `json:"created_at"`
	UpdatedAt   int64          `json:"updated_at"`
	Amount      int64          `json:"amount"`
	AmountUSD   *int64         `json:"amount_usd"` // only of dollars: there are no rates here
	Currency    string         `json:"currency"`
	CategoryKey *string        `json:"category_key"`
	ProductKey  *string        `json:"product_key"`
	Approved    bool           `json:"approved"`
	Archived    bool           `json:"archived"`
	Customer    customerStub   `json:"customer"`
	CustomerKey string         `json:"customer_key"`
	Extension   struct{}       `json:"extension"`
	Metadata    map[string]any `json:"metadata"`
	Test        bool           `json:"test"`
}

type customerStub struct {
	Key         string  `json:"key"`
	ExternalKey *string `json:"external_key"`
	Email       string  `json:"email"`
}

func showTransaction(t *Transaction) transactionView {
	out := transactionView{
		Key: t.Key, CreatedAt: millis(t.CreatedAt), UpdatedAt: millis(t.UpdatedAt), Amount: t.Amount, Currency: t.Currency,
		CategoryKey: orNull(t.CategoryKey), ProductKey: orNull(t.ProductKey), Approved: true, Archived: t.Archived,
		Customer: customerStub{t.Customer, orNull(t.ExternalKey), t.Email}, CustomerKey: t.Customer, Metadata: t.Metadata, Test: t.Test,
	}
	if strings.EqualFold(t.Currency, "USD") {
		out.AmountUSD = &t.Amount
	}
	if out.Metadata == nil {
		out.Metadata = map[string]any{}
	}
	return out
}
