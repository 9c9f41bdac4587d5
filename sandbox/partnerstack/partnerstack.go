// Package partnerstack simulates PartnerStack: the vendor's REST API v2 under
// /api/v2 and the tracking host's /conversion/xid, on one listener.
//
// What is documented is at https://docs.partnerstack.com/reference; what is not
// is an assumption (see [Assumptions]). Custom fields show the vendor's trap:
// they are written as meta, and read back as an empty meta with their values
// under mdata, field_data and fields.
package partnerstack

import (
	"net/http"
	"sync"
	"time"

	"github.com/waybillhq/waybill/sandbox"
)

// Data is what an account starts with.
type Data struct {
	PublicKey, SecretKey string
	Token                string // the S2S tracking token
	Partners             []Partner
	Xids                 map[string]string // click id → partner key

	// Properties are the api_names of the customers' custom fields.
	Properties []string

	// Products are the keys of products and categories.
	Products []string

	// Test makes the account one of test credentials: its records are marked,
	// and customers need a test partner.
	Test bool
}

// Partner is a partnership.
type Partner struct {
	PartnerKey string    `json:"partner_key"`
	Key        string    `json:"key"` // part_…, made up if empty
	Email      string    `json:"email"`
	FirstName  string    `json:"first_name"`
	LastName   string    `json:"last_name"`
	Group      string    `json:"group"` // its key
	Members    []string  `json:"members,omitempty"`
	Test       bool      `json:"test"`
	JoinedAt   time.Time `json:"joined_at"`
}

// DefaultData returns an account with a handful of partners, the test partner
// that every account has (gstest), and clicks xidsandbox01 to xidsandbox10.
func DefaultData() Data {
	joined := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	d := Data{
		PublicKey: "pk_sandbox", SecretKey: "sk_sandbox", Token: "s2s_sandbox",
		Properties: []string{"company_name", "website", "phone", "plan", "region", "employees"},
		Products:   []string{"starter", "pro", "subscription"},
		Xids:       map[string]string{},
		Partners: []Partner{
			{PartnerKey: "gstest", Email: "gstest@example.com", FirstName: "Test", LastName: "Partner", Group: "default", Test: true, JoinedAt: joined},
			{PartnerKey: "bertram", Email: "bertram@example.com", FirstName: "Bertram", LastName: "Gilfoyle", Group: "affiliates", JoinedAt: joined},
			{PartnerKey: "dinesh", Email: "dinesh@example.com", FirstName: "Dinesh", LastName: "Chugtai", Group: "affiliates", JoinedAt: joined},
			{PartnerKey: "monica", Email: "monica@example.com", FirstName: "Monica", LastName: "Hall", Group: "resellers", Members: []string{"monica-team-1"}, JoinedAt: joined},
			{PartnerKey: "jared", Email: "jared@example.com", FirstName: "Jared", LastName: "Dunn", Group: "resellers", JoinedAt: joined},
		},
	}
	for i, xid := range []string{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10"} {
		d.Xids["xidsandbox"+xid] = d.Partners[1+i%4].PartnerKey
	}
	return d
}

// Kind returns PartnerStack with that data.
func Kind(d Data) sandbox.Kind {
	return sandbox.Kind{
		Name:  "partnerstack",
		Label: "PartnerStack",
		Doc:   "A simulated PartnerStack account: nothing here reaches PartnerStack.",
		Credentials: []sandbox.Credential{
			{Name: "public_key", Value: d.PublicKey},
			{Name: "secret_key", Value: d.SecretKey},
			{Name: "s2s_tracking_token", Value: d.Token},
		},
		Assumptions: Assumptions(),
		New:         func(env *sandbox.Env) sandbox.Vendor { return newVendor(env, d) },
	}
}

// Vendor is a simulated account. It is safe for concurrent use.
type Vendor struct {
	env    *sandbox.Env
	data   Data
	routes map[string]func(*http.Request, string) answer

	mu sync.RWMutex // guards what follows
	*state
}

// state is all that Reset throws away.
type state struct {
	partners     []*Partner
	xids         map[string]string
	properties   map[string]bool
	customers    []*Customer
	byID         map[string]*Customer // cus_…
	byKey        index[*Customer]     // the external key
	byEmail      index[*Customer]     // in lower case
	transactions []*Transaction
	byTx         index[*Transaction]
	actions      []*Action
	conversions  []*Conversion
}

func newVendor(env *sandbox.Env, d Data) *Vendor {
	v := &Vendor{env: env, data: d}
	v.routes = v.newRoutes()
	v.Reset()
	return v
}

// Reset starts again from the data.
func (v *Vendor) Reset() {
	s := &state{
		xids: map[string]string{}, properties: map[string]bool{},
		byID: map[string]*Customer{}, byKey: index[*Customer]{}, byEmail: index[*Customer]{}, byTx: index[*Transaction]{},
	}
	for _, p := range v.data.Partners {
		if p.Key == "" {
			p.Key = "part_" + v.env.ID(14, "partner", p.PartnerKey)
		}
		s.partners = append(s.partners, &p)
	}
	for xid, partner := range v.data.Xids {
		s.xids[xid] = partner
	}
	for _, name := range v.data.Properties {
		s.properties[name] = true
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.state = s
}

// index finds things by a key that several may share, oldest first.
type index[T comparable] map[string][]T

func (x index[T]) add(key string, v T) {
	if key != "" {
		x[key] = append(x[key], v)
	}
}

func (x index[T]) remove(key string, v T) {
	var rest []T
	for _, have := range x[key] {
		if have != v {
			rest = append(rest, have)
		}
	}
	if len(rest) == 0 {
		delete(x, key)
		return
	}
	x[key] = rest
}
