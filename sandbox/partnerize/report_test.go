package partnerize_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const report = "GET /reporting/report_advertiser/campaign/10l176/conversion.json?start_date=2026-01-01"

func TestReport(t *testing.T) {
	t.Parallel()
	a := open(t)
	id := a.must(200, order+"/currency:USD/gclid:x"+bag+"[category:pin/value:0.005/quantity:1]", "").text
	a.must(200, strings.Replace(order, "O-1", "O-2", 1)+"/currency:EUR"+bag, "")
	got := a.must(200, report+"&conversion_reference=O-1", "")
	c := func(path ...any) any {
		return got.get(t, append([]any{"conversions", 0, "conversion_data"}, path...)...)
	}
	for name, pair := range map[string][2]any{
		"count":      {got.get(t, "count"), 1.0},
		"id":         {c("conversion_id"), id},
		"status":     {c("conversion_value", "conversion_status"), "pending"},
		"value":      {c("conversion_value", "value"), 25.005},
		"item value": {c("conversion_items", 0, "item_value"), 25.0},
		"item":       {c("conversion_items", 1, "category"), "pin"},
		"meta":       {c("meta_data", "gclid"), "x"},
		"item meta":  {len(c("conversion_items", 0, "meta_data").([]any)), 0},
		"click":      {c("click", "clickref"), "10lsandbox01"},
		"lag":        {c("conversion_lag"), 3600.0},
		"time":       {c("conversion_time"), "2026-03-01 12:00:00"},
		"total":      {got.get(t, "total_value", "USD"), 25.005},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %v, want %v", name, pair[0], pair[1])
		}
	}
	if strings.Contains(got.text, "quantity") {
		t.Error("the report shows quantities, which the vendor's does not")
	}
}

func TestReportFilters(t *testing.T) {
	t.Parallel()
	a := open(t)
	for i := range 4 {
		a.must(200, fmt.Sprintf("POST /conversion/tracking_mode:api/campaign:10l176/clickref:10lsandbox%02d/conversionref:O-%d/conversion_time:2026-03-0%d%%2012:00:00", i+1, i, i+1)+bag, "")
	}
	for query, want := range map[string]int{
		"":                                 4,
		"&start_date=2026-03-02":           3,
		"&start_date=2026-03-02T12:00:01Z": 2,
		"&end_date=2026-03-02%2012:00:00":  2,
		"&statuses[]=pending":              4,
		"&statuses[]=approved&statuses[]=rejected":       0,
		"&publisher_id=10l2001":                          2,
		"&currency[]=EUR":                                0,
		"&conversion_reference=O-9":                      0,
		"&date_type=last_modified&start_date=2026-03-02": 0,
		"&date_type=approved_at":                         0,
		"&start_date=2026-03-02&timezone=Asia/Tokyo":     3,
	} {
		q := report + query
		if strings.Contains(query, "start_date") {
			q = strings.Replace(report, "start_date=2026-01-01", "", 1) + query
		}
		if got := a.must(200, q, ""); got.get(t, "count") != float64(want) {
			t.Errorf("%s finds %v, want %d", query, got.get(t, "count"), want)
		}
	}
	bare := strings.Replace(report, "?start_date=2026-01-01", "", 1)
	for _, query := range []string{"", "?start_date=monday", "?start_date=2026-01-01&timezone=Mars", "?start_date=2026-01-01&offset=x", "?text_date=soon"} {
		if got := a.must(400, bare+query, ""); got.get(t, "error", "type") != "Validation Fail" {
			t.Errorf("%s answered %s", query, got.text)
		}
	}
	a.must(200, bare+"?text_date=last%205%20days", "")
	a.must(404, strings.Replace(report, "10l176", "1l1", 1), "")
	if err := a.Assume(map[string]string{"report_without_start_date": "accept"}); err != nil {
		t.Fatal(err)
	}
	a.must(200, bare, "")
}

func TestReportPages(t *testing.T) {
	t.Parallel()
	a := open(t)
	var want []string
	for i := range 7 {
		want = append(want, fmt.Sprintf("O-%d", i))
		a.must(200, strings.Replace(order, "O-1", want[i], 1)+bag, "")
	}
	for _, mode := range []string{"", "&pagination=cursor"} {
		var refs []string
		next, pages := strings.TrimPrefix(report, "GET ")+"&limit=3"+mode, 0
		for next != "" {
			got := a.must(200, "GET "+next, "")
			for _, c := range got.get(t, "conversions").([]any) {
				refs = append(refs, c.(map[string]any)["conversion_data"].(map[string]any)["conversion_reference"].(string))
			}
			next, _ = got.get(t, "hypermedia", "pagination", "next_page").(string)
			pages++
		}
		if !slices.Equal(refs, want) || pages != 3 {
			t.Errorf("mode %q: %d pages of %v, want 3 of %v", mode, pages, refs, want)
		}
	}
	if got := a.must(200, report+"&limit=1000", ""); got.get(t, "limit") != 300.0 {
		t.Errorf("the limit is %v, want at most 300", got.get(t, "limit"))
	}
}
