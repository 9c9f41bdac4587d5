package partnerize

import (
	"encoding/json"
	"math/big"
	"time"

	"github.com/waybillhq/waybill"
)

// totals are a report's sums by currency. Commissions are not simulated: 0.
type totals struct {
	count                      map[string]int
	value, commission, partner map[string]json.Number
}

func sum(v *Vendor, cs []*Conversion) totals {
	t := totals{count: map[string]int{}, value: map[string]json.Number{}, commission: map[string]json.Number{}, partner: map[string]json.Number{}}
	sums := map[string]*big.Rat{}
	for _, c := range cs {
		t.count[c.Currency]++
		if sums[c.Currency] == nil {
			sums[c.Currency] = new(big.Rat)
			t.commission[c.Currency], t.partner[c.Currency] = "0", "0"
		}
		sums[c.Currency].Add(sums[c.Currency], v.worth(c))
	}
	for currency, s := range sums {
		t.value[currency] = number(s)
	}
	return t
}

// worth returns what a conversion is worth, exactly.
func (v *Vendor) worth(c *Conversion) *big.Rat {
	total := new(big.Rat)
	for i := range c.Items {
		total.Add(total, v.itemWorth(&c.Items[i]))
	}
	return total
}

// itemWorth returns an item's value, by the piece or for the line as assumed.
func (v *Vendor) itemWorth(i *Item) *big.Rat {
	value, ok := waybill.Rat(i.Value)
	if !ok {
		return new(big.Rat)
	}
	if n, isNumber := waybill.Rat(i.Quantity); isNumber && v.env.Assume(itemValue) == "per_unit" {
		value.Mul(value, n)
	}
	return value
}

// number writes an exact decimal; what is sent has at most 40 digits.
func number(r *big.Rat) json.Number {
	return json.Number(waybill.CanonicalNumber(r.FloatString(40)))
}

// conversionView is a conversion as the report shows it.
type conversionView struct {
	ConversionID        string         `json:"conversion_id"`
	CampaignID          string         `json:"campaign_id"`
	PublisherID         *string        `json:"publisher_id"`
	ConversionTime      any            `json:"conversion_time"`
	Currency            string         `json:"currency"`
	AdvertiserReference *string        `json:"advertiser_reference"`
	ConversionReference string         `json:"conversion_reference"`
	CustomerReference   *string        `json:"customer_reference"`
	CustomerType        *string        `json:"customer_type"`
	PublisherReference  *string        `json:"publisher_reference"`
	Country             *string        `json:"country"`
	LastModified        any            `json:"last_modified"`
	ConversionType      int            `json:"conversion_type"`
	CampaignTitle       string         `json:"campaign_title"`
	PublisherName       *string        `json:"publisher_name"`
	Click               map[string]any `json:"click"`
	ConversionValue     valueView      `json:"conversion_value"`
	MetaData            any            `json:"meta_data"`
	ConversionItems     []itemView     `json:"conversion_items"`
	WasDisputed         bool           `json:"was_disputed"`
	ConversionLag       int64          `json:"conversion_lag"`
	Clickref            string         `json:"clickref"`
	Device              string         `json:"ref_device,omitempty"`
	TrafficSource       string         `json:"ref_traffic_source,omitempty"`
	Metric              string         `json:"ref_conversion_metric,omitempty"`
}

type valueView struct {
	ID                  string      `json:"conversion_value_id"`
	Status              string      `json:"conversion_status"`
	Value               json.Number `json:"value"`
	Commission          int         `json:"commission"`
	PublisherCommission int         `json:"publisher_commission"`
}

// itemView is an item as the report shows it: without its quantity.
type itemView struct {
	ID                  string      `json:"conversion_item_id"`
	SKU                 *string     `json:"sku"`
	Category            string      `json:"category"`
	Value               json.Number `json:"item_value"`
	Commission          int         `json:"item_commission"`
	PublisherCommission int         `json:"item_publisher_commission"`
	Status              string      `json:"item_status"`
	StatusID            int         `json:"item_status_id"`
	LastUpdate          any         `json:"last_update"`
	ApprovedAt          any         `json:"approved_at"`
	RejectReason        *string     `json:"reject_reason"`
	VoucherCodes        []voucher   `json:"voucher_codes"`
	MetaData            any         `json:"meta_data"`
}

type voucher struct {
	Code string `json:"voucher_code"`
}

// showConversion shows c. The caller holds the lock.
func (v *Vendor) showConversion(c *Conversion) conversionView {
	campaign := v.campaigns[c.CampaignID]
	out := conversionView{
		ConversionID: c.ID, CampaignID: c.CampaignID, PublisherID: orNull(c.PublisherID), ConversionTime: reportTime(c.Time), Currency: c.Currency,
		AdvertiserReference: orNull(c.AdvertiserReference), ConversionReference: c.Ref, CustomerReference: orNull(c.CustomerReference),
		CustomerType: orNull(c.CustomerType), PublisherReference: orNull(c.PublisherReference), Country: orNull(c.Country),
		LastModified: reportTime(c.Modified), ConversionType: 1, CampaignTitle: campaign.Title, PublisherName: orNull(v.publishers[c.PublisherID]),
		ConversionValue: valueView{ID: c.ID, Status: c.Status, Value: number(v.worth(c))},
		MetaData:        meta(c.Meta), ConversionItems: []itemView{}, Clickref: c.Clickref,
		Device: c.Device, TrafficSource: c.TrafficSource, Metric: c.Metric,
	}
	if c.click != nil {
		out.Click = showClick(c.click)
		out.ConversionLag = int64(c.Time.Sub(c.click.Time) / time.Second)
	}
	for i := range c.Items {
		out.ConversionItems = append(out.ConversionItems, v.showItem(c, &c.Items[i]))
	}
	return out
}

func (v *Vendor) showItem(c *Conversion, i *Item) itemView {
	out := itemView{
		ID: i.ID, SKU: orNull(i.SKU), Category: i.Category, Value: number(v.itemWorth(i)), Status: i.Status,
		StatusID: map[string]int{pending: 1, approved: 2, rejected: 3}[i.Status], LastUpdate: reportTime(i.Modified),
		ApprovedAt: reportTime(i.Approved), RejectReason: orNull(i.Reason), VoucherCodes: []voucher{}, MetaData: meta(i.Meta),
	}
	for _, code := range []string{c.Voucher, i.Voucher} {
		if code != "" {
			out.VoucherCodes = append(out.VoucherCodes, voucher{code})
		}
	}
	return out
}

// meta shows meta data; without any it is an empty list, as the vendor has it.
func meta(m map[string]string) any {
	if len(m) == 0 {
		return []any{}
	}
	return m
}

func showClick(c *Click) map[string]any {
	status := "fresh"
	if c.Conversions > 0 {
		status = "nibbled"
	}
	return map[string]any{
		"click_id": c.ID, "campaign_id": c.CampaignID, "publisher_id": c.PublisherID, "type": "standard", "status": status,
		"set_time": reportTime(c.Time), "clickref": c.Clickref, "camref": c.Camref,
		"publisher_reference": orNull(c.Pubref), "advertiser_reference": orNull(c.Adref),
	}
}

// reportClicks is GET /reporting/report_advertiser/campaign/{id}/click.json.
func (v *Vendor) reportClicks(r *request) reply {
	f, bad, ok := v.parseFilter(r)
	if !ok {
		return bad
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	found := []any{}
	for _, c := range v.clicks {
		if c.CampaignID == r.parts[3] && !c.Time.Before(f.from) && (f.to.IsZero() || !c.Time.After(f.to)) {
			found = append(found, map[string]any{"click": showClick(c)})
		}
	}
	from := min(f.offset, len(found))
	to := min(from+f.limit, len(found))
	return reply{200, map[string]any{
		"unique_click_count": len(found), "count": len(found), "limit": f.limit, "offset": from, "clicks": found[from:to],
		"execution_time": v.execution(r),
	}}
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
