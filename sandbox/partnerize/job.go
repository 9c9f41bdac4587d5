package partnerize

import (
	"fmt"
	"time"
)

// settleAfter is how long a job that nobody asks about takes; asking twice
// brings it to its end as well.
const settleAfter = 2 * time.Second

// Job is a bulk update.
type Job struct {
	ID        string    `json:"id"`
	Campaign  string    `json:"campaign_id"`
	Status    string    `json:"status"` // created, active, complete
	Total     int       `json:"item_total_count"`
	Succeeded int       `json:"item_success_count"`
	Errors    int       `json:"item_error_count"`
	Created   time.Time `json:"created_at"`
	Started   time.Time `json:"started_at,omitzero"`
	Completed time.Time `json:"completed_at,omitzero"`
	Tasks     []Task    `json:"tasks,omitempty"`
}

// Task is what became of one entry of a job.
type Task struct {
	Key     string `json:"key"`
	Status  string `json:"status"` // complete or failed
	Message string `json:"message,omitempty"`
}

type job struct {
	Job
	kind    string
	entries map[string]map[string]any
}

// addJob records a job. The caller holds the lock.
func (v *Vendor) addJob(campaign, kind string, entries map[string]map[string]any) *job {
	j := &job{kind: kind, entries: entries}
	j.Job = Job{ID: fmt.Sprintf("111111l%d", len(v.jobs)+1), Campaign: campaign, Status: "created", Total: len(entries), Created: v.env.Now().UTC()}
	v.jobs = append(v.jobs, j)
	return j
}

// settleJobs brings jobs that are old enough to their end. The caller holds the
// lock.
func (v *Vendor) settleJobs() {
	for i := len(v.jobs) - 1; i >= 0; i-- {
		j := v.jobs[i]
		if j.Status != "complete" && v.env.Now().Sub(j.Created) >= settleAfter {
			v.complete(j)
		}
	}
}

// complete makes a job's changes.
func (v *Vendor) complete(j *job) {
	now := v.env.Now().UTC()
	for _, key := range sortedNames(j.entries) {
		task := Task{Key: key, Status: "complete"}
		if problem := v.change(j, key, j.entries[key], now); problem != "" {
			task.Status, task.Message = "failed", problem
			j.Errors++
		} else {
			j.Succeeded++
		}
		j.Tasks = append(j.Tasks, task)
	}
	if j.Started.IsZero() {
		j.Started = now
	}
	j.Status, j.Completed, j.entries = "complete", now, nil
}

// change applies one entry: to all conversions of a reference, to one
// conversion, or to one item.
func (v *Vendor) change(j *job, key string, entry map[string]any, now time.Time) (problem string) {
	switch j.kind {
	case "conversion_references":
		found := v.byRef[refKey{j.Campaign, key}]
		if len(found) == 0 {
			return "Conversion not found"
		}
		for _, c := range found {
			v.changeConversion(c, entry, now)
		}
	case "conversions":
		c := v.byID[key]
		if c == nil || c.CampaignID != j.Campaign {
			return "Conversion not found"
		}
		v.changeConversion(c, entry, now)
	default:
		c := v.byItem[key]
		if c == nil || c.CampaignID != j.Campaign {
			return "Conversion item not found"
		}
		for i := range c.Items {
			if c.Items[i].ID == key {
				c.Items[i].change(entry, now)
			}
		}
		c.Modified = now
		c.settle()
	}
	return ""
}

func (v *Vendor) changeConversion(c *Conversion, entry map[string]any, now time.Time) {
	for i := range c.Items {
		c.Items[i].change(entry, now)
	}
	set(entry, "publisher_reference", &c.PublisherReference)
	set(entry, "advertiser_reference", &c.AdvertiserReference)
	set(entry, "customer_reference", &c.CustomerReference)
	set(entry, "customer_type", &c.CustomerType)
	if ref, named := entry["conversion_reference"].(string); named && ref != c.Ref {
		v.rename(c, ref)
	}
	c.Modified = now
	c.settle()
}

// rename gives a conversion another reference.
func (v *Vendor) rename(c *Conversion, ref string) {
	old := refKey{c.CampaignID, c.Ref}
	var rest []*Conversion
	for _, have := range v.byRef[old] {
		if have != c {
			rest = append(rest, have)
		}
	}
	v.byRef[old] = rest
	c.Ref = ref
	v.byRef[refKey{c.CampaignID, ref}] = append(v.byRef[refKey{c.CampaignID, ref}], c)
}

// change applies an entry to an item. A fraudulent item shows as rejected.
func (i *Item) change(entry map[string]any, now time.Time) {
	switch entry["status"] {
	case approved:
		i.Status, i.Approved, i.Reason = approved, now, ""
	case rejected, "fraudulent":
		i.Status, i.Approved, i.Reason = rejected, time.Time{}, ""
	case pending:
		i.Status, i.Approved, i.Reason = pending, time.Time{}, ""
	}
	set(entry, "reason", &i.Reason)
	set(entry, "category", &i.Category)
	set(entry, "sku", &i.SKU)
	if value, named := entry["item_value"]; named {
		i.Value = fmt.Sprint(value)
	}
	i.Modified = now
}

func set(entry map[string]any, name string, to *string) {
	if s, ok := entry[name].(string); ok {
		*to = s
	}
}
