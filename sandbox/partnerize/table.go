package partnerize

import (
	"fmt"
	"strings"
	"time"

	"github.com/waybillhq/waybill/sandbox"
)

// Tables shows the newest records to people.
func (v *Vendor) Tables(limit int) []sandbox.Table {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.settleJobs()
	campaigns := make([]*Campaign, len(v.data.Campaigns))
	for i := range v.data.Campaigns {
		campaigns[i] = &v.data.Campaigns[i]
	}
	return []sandbox.Table{
		table("conversions", "Conversions", limit, v.conversions, []string{"Id", "Reference", "Click", "Campaign", "Partner", "Currency", "Items", "Extras", "Status", "Time"}, v.conversionRow),
		table("campaigns", "Campaigns", limit, campaigns, []string{"Id", "Title", "Status", "Currency"}, campaignRow),
		table("clicks", "Clicks", limit, v.clicks, []string{"Click reference", "Campaign", "Partner", "Conversions", "Time"}, v.clickRow),
		table("jobs", "Update jobs", limit, v.jobs, []string{"Id", "Status", "Entries", "Errors", "Created"}, jobRow),
	}
}

// table shows the newest items first.
func table[T any](name, title string, limit int, items []*T, columns []string, row func(*T) []string) sandbox.Table {
	t := sandbox.Table{Name: name, Title: title, Total: len(items), Columns: columns}
	for i := len(items) - 1; i >= 0 && len(t.Rows) < limit; i-- {
		t.Rows = append(t.Rows, row(items[i]))
	}
	return t
}

func (v *Vendor) conversionRow(c *Conversion) []string {
	return []string{
		c.ID, c.Ref, c.Clickref, c.CampaignID, v.publishers[c.PublisherID], c.Currency,
		itemsText(c.Items), extras(c), c.Status, clock(c.Time),
	}
}

func itemsText(items []Item) string {
	var parts []string
	for _, i := range items {
		text := i.Quantity + " × " + i.Category
		if i.SKU != "" {
			text += " (" + i.SKU + ")"
		}
		if i.Value != "" {
			text += " at " + i.Value
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

// extras lists the other parameters, and what was passed over.
func extras(c *Conversion) string {
	var parts []string
	for _, p := range []Param{
		{"country", c.Country},
		{"customertype", c.CustomerType},
		{"voucher", c.Voucher},
		{"custref", c.CustomerReference},
		{"fulfilment_date", c.FulfilmentDate},
	} {
		if p.Value != "" {
			parts = append(parts, p.Name+": "+p.Value)
		}
	}
	for _, name := range sortedNames(c.Meta) {
		parts = append(parts, name+": "+c.Meta[name])
	}
	for _, problem := range c.Problems {
		parts = append(parts, "passed over: "+problem)
	}
	return strings.Join(parts, "; ")
}

func campaignRow(c *Campaign) []string {
	status := map[string]string{"a": "approved", "p": "pending", "r": "rejected"}[c.Status]
	return []string{c.ID, c.Title, status, c.Currency}
}

func (v *Vendor) clickRow(c *Click) []string {
	return []string{c.Clickref, c.CampaignID, v.publishers[c.PublisherID], fmt.Sprint(c.Conversions), clock(c.Time)}
}

func jobRow(j *job) []string {
	return []string{j.ID, j.Status, fmt.Sprint(j.Total), fmt.Sprint(j.Errors), clock(j.Created)}
}

func clock(t time.Time) string { return t.UTC().Format(time.DateTime) }
