package partnerize

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxPage bounds a page of a report.
const maxPage = 300

// filter is what a report is asked for.
type filter struct {
	values   url.Values
	from, to time.Time // zero: open
	date     string    // standard, approved_at, last_modified
	limit    int
	offset   int
	cursor   bool
	after    int // the number of the last conversion seen
}

// reportConversions is GET /reporting/report_advertiser/campaign/{id}/conversion.json:
// what was recorded, a page at a time, by offset or by cursor.
func (v *Vendor) reportConversions(r *request) reply {
	f, bad, ok := v.parseFilter(r)
	if !ok {
		return bad
	}
	v.mu.Lock() // jobs settle when their effect is looked at
	defer v.mu.Unlock()
	v.settleJobs()
	var found []*Conversion
	for _, c := range v.candidates(r.parts[3], f) {
		if f.keeps(c) {
			found = append(found, c)
		}
	}
	sums := sum(v, found)
	from := min(f.offset, len(found))
	if f.cursor {
		from, _ = slices.BinarySearchFunc(found, f.after+1, func(c *Conversion, n int) int { return c.Number - n })
	}
	to := min(from+f.limit, len(found))
	rows := []any{}
	for _, c := range found[from:to] {
		rows = append(rows, map[string]any{"conversion_data": v.showConversion(c)})
	}
	body := map[string]any{
		"total_conversion_count": sums.count, "total_value": sums.value, "total_commission_value": sums.commission, "total_publisher_commission": sums.partner,
		"start_date_time_utc": reportTime(f.from), "end_date_time_utc": reportTime(f.to),
		"start_date_time": reportTime(f.from), "end_date_time": reportTime(f.to),
		"limit": f.limit, "offset": from, "count": len(found), "meta_data": []any{}, "conversions": rows,
		"execution_time": v.execution(r), "hypermedia": map[string]any{"pagination": f.links(r, found, from, to)},
	}
	return reply{200, body}
}

// candidates narrows the search where an index can.
func (v *Vendor) candidates(campaign string, f filter) []*Conversion {
	if ref := f.values.Get("conversion_reference"); ref != "" {
		return v.byRef[refKey{campaign, ref}]
	}
	if id := f.values.Get("conversion_id"); id != "" {
		if c := v.byID[id]; c != nil && c.CampaignID == campaign {
			return []*Conversion{c}
		}
		return nil
	}
	var out []*Conversion
	for _, c := range v.conversions {
		if c.CampaignID == campaign {
			out = append(out, c)
		}
	}
	return out
}

// parseFilter reads and checks a report's parameters.
func (v *Vendor) parseFilter(r *request) (f filter, bad reply, ok bool) {
	q := r.URL.Query()
	f = filter{values: q, date: q.Get("date_type"), limit: maxPage, cursor: q.Get("pagination") == "cursor" || q.Has("cursor_id")}
	if _, found := v.campaign(r.parts[3]); !found || !r.access {
		return f, failV1(404, "Campaign cannot be loaded", 404), false
	}
	zone, err := time.LoadLocation(q.Get("timezone"))
	if err != nil {
		return f, badFilter("timezone"), false
	}
	if text := q.Get("text_date"); text != "" {
		if f.from, f.to, ok = textDate(text, v.env.Now().In(zone)); !ok {
			return f, badFilter("text_date"), false
		}
	} else if q.Get("start_date") == "" && v.env.Assume(reportStart) == "refuse" {
		return f, badFilter("start_date"), false
	}
	for name, at := range map[string]*time.Time{"start_date": &f.from, "end_date": &f.to} {
		if text := q.Get(name); text != "" {
			if *at, ok = parseTime(text, zone); !ok {
				return f, badFilter(name), false
			}
		}
	}
	for name, n := range map[string]*int{"limit": &f.limit, "offset": &f.offset, "cursor_id": &f.after} {
		if text := q.Get(name); text != "" {
			if *n, err = strconv.Atoi(text); err != nil || *n < 0 {
				return f, badFilter(name), false
			}
		}
	}
	if f.limit == 0 || f.limit > maxPage {
		f.limit = maxPage
	}
	return f, reply{}, true
}

func badFilter(name string) reply {
	return reply{400, map[string]any{"error": map[string]any{"type": "Validation Fail", "message": name + " not found or invalid", "fields": map[string]any{}}}}
}

// textDate reads today, yesterday and "last 45 days".
func textDate(text string, now time.Time) (from, to time.Time, ok bool) {
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	switch text {
	case "today":
		return today.UTC(), time.Time{}, true
	case "yesterday":
		return today.AddDate(0, 0, -1).UTC(), today.Add(-time.Second).UTC(), true
	}
	days, found := strings.CutPrefix(text, "last ")
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSuffix(days, "s"), " day"))
	return today.AddDate(0, 0, -n).UTC(), time.Time{}, found && err == nil && n > 0
}

func (f filter) keeps(c *Conversion) bool {
	at := c.Time
	switch f.date {
	case "last_modified", "last_updated":
		at = c.Modified
	case "approved_at":
		if at = c.Items[0].Approved; at.IsZero() {
			return false
		}
	}
	if !f.from.IsZero() && at.Before(f.from) || !f.to.IsZero() && at.After(f.to) {
		return false
	}
	if p := f.values.Get("publisher_id"); p != "" && p != c.PublisherID {
		return false
	}
	return f.has("statuses[]", c.Status) && f.has("status", c.Status) && f.has("currency[]", c.Currency)
}

// has reports whether a list in the query is absent or holds value.
func (f filter) has(name, value string) bool {
	list := f.values[name]
	return len(list) == 0 || slices.Contains(list, value)
}

// links is the node hypermedia.pagination, with relative URIs.
func (f filter) links(r *request, found []*Conversion, from, to int) map[string]any {
	link := func(name string, n int) string {
		q := r.URL.Query()
		q.Del("cursor_id")
		q.Set("limit", strconv.Itoa(f.limit))
		if n >= 0 {
			q.Set(name, strconv.Itoa(n))
		}
		return r.URL.Path + "?" + q.Encode()
	}
	out := map[string]any{"next_page": nil}
	if f.cursor {
		out["first_page"] = link("cursor_id", -1)
		if to < len(found) {
			out["next_page"] = link("cursor_id", found[to-1].Number)
		}
		return out
	}
	pages := (len(found) + f.limit - 1) / f.limit
	out["total_page_count"], out["total_item_count"] = pages, len(found)
	out["first_page"], out["last_page"] = link("offset", 0), link("offset", max(0, pages-1)*f.limit)
	out["previous_page"] = nil
	if from > 0 {
		out["previous_page"] = link("offset", max(0, from-f.limit))
	}
	if to < len(found) {
		out["next_page"] = link("offset", to)
	}
	return out
}

// reportTime writes a time as version 1 does; a zero one is null.
func reportTime(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.DateTime)
}
