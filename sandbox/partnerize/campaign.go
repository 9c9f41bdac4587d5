package partnerize

import (
	"fmt"
	"strconv"
)

// data is the envelope of version 3.
type data struct {
	Data       any            `json:"data"`
	Hypermedia map[string]any `json:"hypermedia,omitempty"`
}

type brandCampaign struct {
	ID        string             `json:"id"`
	Title     string             `json:"title"`
	Brand     map[string]string  `json:"brand"`
	ExtraInfo *map[string]string `json:"extra_info,omitempty"`
}

// execution words how long an answer took, as versions 1 and 2 do.
func (v *Vendor) execution(r *request) string {
	return fmt.Sprintf("%.5f seconds", v.env.Now().Sub(r.started).Seconds())
}

// listBrands is GET /v3/brand.
func (v *Vendor) listBrands(*request) reply {
	return reply{200, data{Data: []map[string]string{{"brand_id": v.data.Brand.ID, "brand_name": v.data.Brand.Name}}}}
}

func (v *Vendor) brandCampaign(c Campaign) brandCampaign {
	return brandCampaign{ID: c.ID, Title: c.Title, Brand: map[string]string{"id": v.data.Brand.ID, "name": v.data.Brand.Name, "display_name": v.data.Brand.Name}}
}

// listBrandCampaigns is GET /v3/brand/campaigns: neither status nor paging.
func (v *Vendor) listBrandCampaigns(r *request) reply {
	if !r.access {
		return forbidden()
	}
	out := []brandCampaign{}
	for _, c := range v.data.Campaigns {
		if id := r.URL.Query().Get("brand_id"); id == "" || id == v.data.Brand.ID {
			out = append(out, v.brandCampaign(c))
		}
	}
	return reply{200, data{Data: out}}
}

// getBrandCampaign is GET /v3/brand/campaigns/{id}.
func (v *Vendor) getBrandCampaign(r *request) reply {
	if !r.access {
		return forbidden()
	}
	c, found := v.campaign(r.parts[2])
	if !found {
		return campaignNotFound()
	}
	out := v.brandCampaign(c)
	if r.URL.Query().Has("extra_info") {
		out.ExtraInfo = &map[string]string{}
	}
	return reply{200, data{Data: out}}
}

func campaignNotFound() reply {
	return failV3(404, detail{"", "Campaign not found", codeNoRoute, "not_found"})
}

// campaign finds a campaign of the account.
func (v *Vendor) campaign(id string) (Campaign, bool) {
	for _, c := range v.data.Campaigns {
		if c.ID == id {
			return c, true
		}
	}
	return Campaign{}, false
}

// campaignV1 is a campaign as version 1 shows it, in part.
type campaignV1 struct {
	Campaign
	AdvertiserID   string `json:"advertiser_id"`
	AdvertiserName string `json:"advertiser_name"`
	TrackingMethod string `json:"tracking_method"`
	ConversionType string `json:"conversion_type"`
	TestMode       string `json:"test_mode"`
	CookiePeriod   int    `json:"cookie_period"` // seconds
	Timezone       string `json:"reporting_timezone"`
}

func (v *Vendor) showCampaign(c Campaign) map[string]campaignV1 {
	if c.CookiePeriod == 0 {
		c.CookiePeriod = 30 * 24 * 3600 * 1e9
	}
	return map[string]campaignV1{"campaign": {
		Campaign: c, AdvertiserID: v.data.Brand.ID, AdvertiserName: v.data.Brand.Name, TrackingMethod: "s2s",
		ConversionType: "sale", TestMode: "n", CookiePeriod: int(c.CookiePeriod.Seconds()), Timezone: "UTC",
	}}
}

// listCampaigns is GET /campaign. Without access it is empty.
func (v *Vendor) listCampaigns(r *request) reply {
	out := []map[string]campaignV1{}
	for _, c := range v.data.Campaigns {
		if r.access {
			out = append(out, v.showCampaign(c))
		}
	}
	return reply{200, map[string]any{"campaigns": out, "count": len(out), "execution_time": v.execution(r)}}
}

// getCampaign is GET /campaign/{id}.
func (v *Vendor) getCampaign(r *request) reply {
	c, found := v.campaign(r.parts[1])
	if !found || !r.access {
		return failV1(404, "Campaign cannot be loaded", 404)
	}
	return reply{200, v.showCampaign(c)}
}

// listAdvertiserCampaigns is GET /user/advertiser/{id}/campaign.
func (v *Vendor) listAdvertiserCampaigns(r *request) reply {
	if r.parts[2] != v.data.Brand.ID {
		return failV1(404, "Advertiser cannot be loaded", 404)
	}
	return v.listCampaigns(r)
}

// listAdvertisers is GET /user/advertiser.
func (v *Vendor) listAdvertisers(r *request) reply {
	limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
	if err != nil || limit < 1 {
		limit = 100
	}
	brand := map[string]any{"advertiser": map[string]string{
		"advertiser_id": v.data.Brand.ID, "account_name": v.data.Brand.Name, "company_name": v.data.Brand.Name, "default_currency": "USD", "status": "a",
	}}
	return reply{200, map[string]any{"advertisers": []any{brand}, "count": 1, "execution_time": v.execution(r), "limit": limit, "offset": 0}}
}

// listNetworks is GET /network, the documentation's own first call.
func (v *Vendor) listNetworks(r *request) reply {
	network := map[string]any{"network": map[string]any{"network_id": 1, "network_name": "Partnerize Sandbox"}}
	return reply{200, map[string]any{"count": 1, "execution_time": v.execution(r), "networks": []any{network}}}
}
