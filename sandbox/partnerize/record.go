package partnerize

import (
	"slices"
	"time"

	"github.com/waybillhq/waybill/sandbox"
)

// The statuses of items. A conversion whose items differ is mixed.
const (
	pending  = "pending"
	approved = "approved"
	rejected = "rejected"
	mixed    = "mixed"
)

// Conversion is a conversion as recorded.
type Conversion struct {
	ID                  string            `json:"conversion_id"`
	Number              int               `json:"number"` // the order of arrival, from 1
	CampaignID          string            `json:"campaign_id"`
	PublisherID         string            `json:"publisher_id"` // empty: not attributed
	Clickref            string            `json:"clickref"`
	Ref                 string            `json:"conversion_reference"`
	Currency            string            `json:"currency"`
	Country             string            `json:"country,omitempty"`
	CustomerType        string            `json:"customer_type,omitempty"`
	Voucher             string            `json:"voucher,omitempty"`
	CustomerReference   string            `json:"customer_reference,omitempty"`
	AdvertiserReference string            `json:"advertiser_reference,omitempty"`
	PublisherReference  string            `json:"publisher_reference,omitempty"`
	FulfilmentDate      string            `json:"fulfilment_date,omitempty"`
	FulfilmentStart     string            `json:"fulfilment_start_date,omitempty"`
	TrafficSource       string            `json:"traffic_source,omitempty"`
	Metric              string            `json:"conversion_metric,omitempty"`
	Device              string            `json:"device,omitempty"`
	Context             string            `json:"context,omitempty"`
	Meta                map[string]string `json:"meta_data,omitempty"`
	Items               []Item            `json:"items"`
	Status              string            `json:"status"` // pending, approved, rejected or mixed
	Time                time.Time         `json:"conversion_time"`
	Received            time.Time         `json:"received"`
	Modified            time.Time         `json:"last_modified"`

	// Problems say what of the path was passed over.
	Problems []string `json:"problems,omitempty"`

	click *Click // nil: not attributed
}

// Item is one item of a conversion. Value is decimal text, as it was sent.
type Item struct {
	ID       string            `json:"conversion_item_id"`
	Category string            `json:"category"`
	SKU      string            `json:"sku,omitempty"`
	Value    string            `json:"value,omitempty"`
	Quantity string            `json:"quantity,omitempty"`
	Voucher  string            `json:"voucher,omitempty"`
	Meta     map[string]string `json:"meta_data,omitempty"`
	Status   string            `json:"status"`
	Reason   string            `json:"reject_reason,omitempty"`
	Approved time.Time         `json:"approved_at,omitzero"`
	Modified time.Time         `json:"last_update"`
}

// settle derives the conversion's status from its items.
func (c *Conversion) settle() {
	c.Status = c.Items[0].Status
	for _, i := range c.Items[1:] {
		if i.Status != c.Status {
			c.Status = mixed
			return
		}
	}
}

// Recorded is all that an account has recorded, oldest first.
type Recorded struct {
	Conversions []Conversion
	Clicks      []Click
	Jobs        []Job
}

// Records returns what s has recorded; s must be a sandbox of this package.
func Records(s *sandbox.Sandbox) Recorded { return s.Vendor().(*Vendor).recorded() }

func (v *Vendor) recorded() Recorded {
	v.mu.Lock() // jobs settle when they are looked at
	defer v.mu.Unlock()
	v.settleJobs()
	out := Recorded{Conversions: make([]Conversion, len(v.conversions)), Clicks: make([]Click, len(v.clicks)), Jobs: make([]Job, len(v.jobs))}
	for i, c := range v.conversions {
		out.Conversions[i] = *c
		out.Conversions[i].Items = slices.Clone(c.Items)
	}
	for i, c := range v.clicks {
		out.Clicks[i] = *c
	}
	for i, j := range v.jobs {
		out.Jobs[i] = j.Job
	}
	return out
}

// Records returns copies of all that was recorded.
func (v *Vendor) Records() []sandbox.Records {
	r := v.recorded()
	return []sandbox.Records{
		{Name: "conversions", Items: r.Conversions},
		{Name: "campaigns", Items: v.data.Campaigns},
		{Name: "clicks", Items: r.Clicks},
		{Name: "jobs", Items: r.Jobs},
	}
}
