package partnerstack

import (
	"time"

	"github.com/waybillhq/waybill/sandbox"
)

// Customer is a customer as recorded: what the vendor knows, not what it shows.
type Customer struct {
	Key         string         `json:"key"`          // cus_…
	CustomerKey string         `json:"customer_key"` // the external key; empty: null
	Email       string         `json:"email"`
	Name        string         `json:"name,omitempty"`
	PartnerKey  string         `json:"partner_key"`
	MemberKey   string         `json:"member_key,omitempty"`
	ProviderKey string         `json:"provider_key,omitempty"`
	Meta        map[string]any `json:"meta,omitempty"`
	SourceType  string         `json:"source_type"` // api or conversion
	SourceKey   string         `json:"source_key,omitempty"`
	Test        bool           `json:"test"`
	Archived    bool           `json:"archived"` // deleted
	CreatedAt   time.Time      `json:"created_at"`
	UpdatedAt   time.Time      `json:"updated_at"`

	visible time.Time // reads answer 404 before
}

// Transaction is a transaction as recorded. Amount is in minor units.
type Transaction struct {
	ID          string         `json:"id"` // tells transactions with one key apart
	Key         string         `json:"key"`
	Customer    string         `json:"customer"` // cus_…
	ExternalKey string         `json:"customer_external_key"`
	Email       string         `json:"customer_email"`
	Amount      int64          `json:"amount"`
	Currency    string         `json:"currency"`
	ProductKey  string         `json:"product_key,omitempty"`
	CategoryKey string         `json:"category_key,omitempty"`
	Metadata    map[string]any `json:"metadata,omitempty"`
	Test        bool           `json:"test"`
	Archived    bool           `json:"archived"` // deleted
	CreatedAt   time.Time      `json:"created_at"`
	UpdatedAt   time.Time      `json:"updated_at"`
}

// Action is an action as recorded.
type Action struct {
	Key         string    `json:"key"` // act_…
	Type        string    `json:"type"`
	Value       int64     `json:"value"`
	TargetType  string    `json:"target_type"`
	TargetKey   string    `json:"target_key"`
	ExternalKey string    `json:"external_key,omitempty"`
	Archived    bool      `json:"archived"`
	CreatedAt   time.Time `json:"created_at"`
	UpdatedAt   time.Time `json:"updated_at"`
}

// Conversion is one accepted call of the tracking host.
type Conversion struct {
	Number      int            `json:"number"`
	Xid         string         `json:"xid"`
	CustomerKey string         `json:"customer_key"`
	Customer    string         `json:"customer,omitempty"` // the cus_… that was made, if one was
	Body        map[string]any `json:"body"`
	Result      string         `json:"result"` // created, repeated or unknown_xid
	CreatedAt   time.Time      `json:"created_at"`
}

// Recorded is all that an account has recorded, oldest first.
type Recorded struct {
	Customers    []Customer
	Transactions []Transaction
	Actions      []Action
	Conversions  []Conversion
	Partners     []Partner
}

// Records returns what s has recorded; s must be a sandbox of this package.
func Records(s *sandbox.Sandbox) Recorded { return s.Vendor().(*Vendor).recorded() }

func (v *Vendor) recorded() Recorded {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return Recorded{
		Customers: copies(v.customers), Transactions: copies(v.transactions), Actions: copies(v.actions),
		Conversions: copies(v.conversions), Partners: copies(v.partners),
	}
}

// copies copies what the pointers point to. Maps inside are never changed in
// place, so they may be shared.
func copies[T any](items []*T) []T {
	out := make([]T, len(items))
	for i, p := range items {
		out[i] = *p
	}
	return out
}

// Records returns copies of all that was recorded.
func (v *Vendor) Records() []sandbox.Records {
	r := v.recorded()
	return []sandbox.Records{
		{Name: "customers", Items: r.Customers},
		{Name: "transactions", Items: r.Transactions},
		{Name: "actions", Items: r.Actions},
		{Name: "conversions", Items: r.Conversions},
		{Name: "partnerships", Items: r.Partners},
	}
}
