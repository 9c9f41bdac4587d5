// Package partnerize simulates Partnerize: the REST API (v1, v2 and v3 paths)
// and the tracking host's /conversion/ and /click/ path grammar, on one
// listener.
//
// The API is documented at https://api-docs.partnerize.com/brand/; the tracking
// host only in parts, so that much of what it does here is an assumption (see
// [Assumptions]).
package partnerize

import (
	"fmt"
	"sync"
	"time"

	"github.com/waybillhq/waybill/sandbox"
)

// Data is what an account starts with.
type Data struct {
	ApplicationKey, APIKey string

	// NoAccessKey is a user API key that is valid but may see no campaign.
	NoAccessKey string

	Brand     Brand
	Campaigns []Campaign
	Links     []Link
	Clicks    []Click
}

// Brand is the advertiser that owns the campaigns.
type Brand struct {
	ID   string
	Name string
}

// Campaign is one of the account's campaigns.
type Campaign struct {
	ID           string        `json:"campaign_id"`
	Title        string        `json:"title"`
	Status       string        `json:"status"` // a approved, p pending, r rejected
	Currency     string        `json:"default_currency"`
	CookiePeriod time.Duration `json:"-"` // default: 30 days

	// UniqueRefs and PerClick are the settings unique_conversion_refs (y, n,
	// ignore) and multiple_conversions_per_click (y, n, 2 to 10). They act
	// where the assumptions say by_campaign.
	UniqueRefs string `json:"unique_conversion_refs"`
	PerClick   string `json:"multiple_conversions_per_click"`
}

// Link ties a camref, which clicks carry, to a campaign and a partner.
type Link struct {
	Camref, CampaignID, PublisherID, PublisherName string
}

// Click is a click of a link. A zero time means an hour before the start.
type Click struct {
	Clickref    string    `json:"clickref"`
	ID          string    `json:"click_id"`
	CampaignID  string    `json:"campaign_id"`
	PublisherID string    `json:"publisher_id"`
	Camref      string    `json:"camref"`
	Pubref      string    `json:"publisher_reference,omitempty"`
	Adref       string    `json:"advertiser_reference,omitempty"`
	Destination string    `json:"destination,omitempty"`
	Time        time.Time `json:"set_time"`
	Conversions int       `json:"conversions"`
}

// DefaultData returns an account with three campaigns (10l176 and 10l177
// approved, 10l178 pending), clicks 10lsandbox01 to 10lsandbox20 of the first
// 10leurope01 to 10leurope05 of the second and 10lnextyear01 of the third.
func DefaultData() Data {
	d := Data{
		ApplicationKey: "app_sandbox", APIKey: "user_sandbox", NoAccessKey: "noaccess_sandbox",
		Brand: Brand{ID: "10l110", Name: "Sandbox Brand"},
		Campaigns: []Campaign{
			{ID: "10l176", Title: "Sandbox Shop", Status: "a", Currency: "USD", UniqueRefs: "y", PerClick: "y"},
			{ID: "10l177", Title: "Sandbox Shop Europe", Status: "a", Currency: "EUR", UniqueRefs: "n", PerClick: "y"},
			{ID: "10l178", Title: "Sandbox Shop Next Year", Status: "p", Currency: "GBP", UniqueRefs: "y", PerClick: "n"},
		},
		Links: []Link{
			{"10lcam1", "10l176", "10l2001", "Coupon Blog"},
			{"10lcam2", "10l176", "10l2002", "Travel Review"},
			{"10lcam3", "10l177", "10l2003", "Prijsvergelijker"},
			{"10lcam4", "10l178", "10l2003", "Prijsvergelijker"},
		},
	}
	for i := range 20 {
		l := d.Links[i%2]
		d.Clicks = append(d.Clicks, Click{Clickref: fmt.Sprintf("10lsandbox%02d", i+1), CampaignID: l.CampaignID, PublisherID: l.PublisherID, Camref: l.Camref})
	}
	for i := range 5 {
		d.Clicks = append(d.Clicks, Click{Clickref: fmt.Sprintf("10leurope%02d", i+1), CampaignID: "10l177", PublisherID: "10l2003", Camref: "10lcam3"})
	}
	d.Clicks = append(d.Clicks, Click{Clickref: "10lnextyear01", CampaignID: "10l178", PublisherID: "10l2003", Camref: "10lcam4"})
	return d
}

// Kind returns Partnerize with that data.
func Kind(d Data) sandbox.Kind {
	return sandbox.Kind{
		Name:  "partnerize",
		Label: "Partnerize",
		Doc:   "A simulated Partnerize account: nothing here reaches Partnerize.",
		Credentials: []sandbox.Credential{
			{Name: "user_application_key", Value: d.ApplicationKey},
			{Name: "user_api_key", Value: d.APIKey},
		},
		Assumptions: Assumptions(),
		New:         func(env *sandbox.Env) sandbox.Vendor { return newVendor(env, d) },
	}
}

// Vendor is a simulated account. It is safe for concurrent use.
type Vendor struct {
	env  *sandbox.Env
	data Data

	mu sync.RWMutex // guards what follows
	*state
}

// state is all that Reset throws away.
type state struct {
	campaigns   map[string]*Campaign
	links       map[string]Link
	publishers  map[string]string // id → name
	clicks      []*Click
	byClick     map[string]*Click
	conversions []*Conversion
	byID        map[string]*Conversion
	byItem      map[string]*Conversion
	byRef       map[refKey][]*Conversion
	jobs        []*job
}

// refKey is a conversion reference within its campaign.
type refKey struct{ campaign, ref string }

func newVendor(env *sandbox.Env, d Data) *Vendor {
	v := &Vendor{env: env, data: d}
	v.Reset()
	return v
}

// Reset starts again from the data.
func (v *Vendor) Reset() {
	s := &state{
		campaigns: map[string]*Campaign{}, links: map[string]Link{}, publishers: map[string]string{}, byClick: map[string]*Click{},
		byID: map[string]*Conversion{}, byItem: map[string]*Conversion{}, byRef: map[refKey][]*Conversion{},
	}
	for _, c := range v.data.Campaigns {
		if c.CookiePeriod == 0 {
			c.CookiePeriod = 30 * 24 * time.Hour
		}
		s.campaigns[c.ID] = &c
	}
	for _, l := range v.data.Links {
		s.links[l.Camref] = l
		s.publishers[l.PublisherID] = l.PublisherName
	}
	start := v.env.Now().UTC().Add(-time.Hour)
	for _, c := range v.data.Clicks {
		if c.Time.IsZero() {
			c.Time = start
		}
		s.addClick(v.env, c)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.state = s
}

// addClick records a click and gives it an id if it has none.
func (s *state) addClick(env *sandbox.Env, c Click) *Click {
	if c.ID == "" {
		c.ID = prefix(c.CampaignID) + fmt.Sprint(env.Number(1e10, "click", c.Clickref))
	}
	s.clicks = append(s.clicks, &c)
	s.byClick[c.Clickref] = &c
	return &c
}
