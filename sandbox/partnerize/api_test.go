package partnerize_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill/sandbox"
	"github.com/waybillhq/waybill/sandbox/partnerize"
)

const (
	noneV3 = `{"error":{"errors":[{"property":"","message":"Your API credentials can be found in Account settings. 'Username' will be your 'User application key' and 'Password' will be your 'User API key'.","code":"39b4b7c2-e5b9-41b1-83d4-db3b23b5ebfa","type":"unauthorised"}],"message":"Unauthorized","code":"401"}}`
	badV3  = `{"error":{"errors":[{"property":"","message":"Your 'User application key' and 'User API key' combination is invalid.","code":"39b4b7c2-e5b9-41b1-83d4-db3b23b5ebfa","type":"unauthorised"}],"message":"Unauthorized","code":"401"}}`
	anyV2  = `{"error":{"errors":[{"type":"error","code":"unauthorized","message":"Your API credentials can be found in Account settings. 'Username' will be your 'User application key' and 'Password' will be your 'User API key'"}],"code":"401","message":"Unauthorized"}}`
	anyV1  = `{"error":{"message":"Unauthorized","type":401}}`
)

func TestCredentials(t *testing.T) {
	t.Parallel()
	a := open(t)
	for _, test := range []struct {
		path, user, key string
		status          int
		body            string
	}{
		{"/v3/brand/campaigns", "", "", 401, noneV3},
		{"/v3/brand/campaigns", "app_sandbox", "wrong", 401, badV3},
		{"/v3/brand/campaigns", "wrong", "user_sandbox", 401, badV3},
		{"/v2/anything", "wrong", "user_sandbox", 401, anyV2},
		{"/network", "wrong", "user_sandbox", 401, anyV1},
		{"/network", "app_sandbox", "user_sandbox", 200, ""},
		{"/v3/brand/campaigns", "app_sandbox", "noaccess_sandbox", 403, `{"error":{"errors":[{"property":"[campaigns][0]","message":"You do not have \"view\" access on this entity.","code":"16bd7f4a-bf84-45c3-aa95-9b32aeb139b0","type":"unauthorised"}],"message":"Forbidden","code":"403"}}`},
		{"/campaign/10l176", "app_sandbox", "noaccess_sandbox", 404, `{"error":{"message":"Campaign cannot be loaded","type":404}}`},
	} {
		a.user, a.key = test.user, test.key
		got := a.must(test.status, "GET "+test.path, "")
		if test.body != "" && got.text != test.body {
			t.Errorf("%s answered\n%s, want\n%s", test.path, got.text, test.body)
		}
	}
}

func TestUnknownRoutes(t *testing.T) {
	t.Parallel()
	a := open(t)
	for what, want := range map[string]string{
		"POST /v3/foo":             `404 {"error":{"errors":[{"property":"","message":"No route found for \"POST /v3/foo\"","code":"0d528fb3-569c-45fa-b2b5-309b360bf9fa","type":"not_found"}],"message":"Not Found","code":"404"}}`,
		"POST /v3/brand/campaigns": `405 {"error":{"errors":[{"property":"","message":"No route found for \"POST /v3/brand/campaigns\": Method Not Allowed (Allow: GET)","code":"5fe5c44b-f299-4fa6-bda4-bf80fecf6093","type":"routing_error"}],"message":"Method Not Allowed","code":"405"}}`,
		"GET /foo":                 `404 {"error":{"message":"Not Found","type":404}}`,
		"GET /campaign/1l1":        `404 {"error":{"message":"Campaign cannot be loaded","type":404}}`,
	} {
		if got := a.call(what, ""); fmt.Sprint(got.code)+" "+got.text != want {
			t.Errorf("%s answered %d %s", what, got.code, got.text)
		}
	}
}

func TestTooManyRequests(t *testing.T) {
	t.Parallel()
	s, err := sandbox.New(partnerize.Kind(partnerize.DefaultData()), sandbox.Options{
		Now: func() time.Time { return begin }, Rate: sandbox.Rate{Requests: 1, Per: 90 * time.Second},
	})
	if err != nil {
		t.Fatal(err)
	}
	a := &account{T: t, Sandbox: s, server: httptest.NewServer(s), user: "app_sandbox", key: "user_sandbox"}
	defer a.server.Close()
	if got := a.must(200, "GET /network", "").header; got.Get("X-RateLimit-Limit") != "1" || got.Get("X-RateLimit-Remaining") != "0" || got.Get("X-RateLimit-Reset") != "90" {
		t.Errorf("the headers are %v", got)
	}
	for path, want := range map[string]string{
		"/network":            `{"error":{"message":"Too Many Requests","type":"429"}}`,
		"/v2/anything":        `{"error":{"errors":[],"code":"429","message":"Too Many Requests"}}`,
		"/v3/brand/campaigns": `{"error":{"errors":[{"property":"","message":"You have made too many requests recently, please try again later.","code":"3b22ff00-96a5-4fa4-96cc-f36e68dbd2e2","type":"too_many_requests"}],"message":"Too Many Requests","code":"429"}}`,
	} {
		got := a.must(429, "GET "+path, "")
		if got.text != want || got.header.Get("X-RateLimit-Retry-After") != "90" || got.header.Get("Retry-After") != "" {
			t.Errorf("%s answered %v %s", path, got.header, got.text)
		}
	}
	if got := a.must(429, order+bag, ""); got.header.Get("X-RateLimit-Retry-After") != "90" {
		t.Errorf("the tracking host answered %v", got.header)
	}
	if err := s.Assume(map[string]string{"tracking_wait_header": "none"}); err != nil {
		t.Fatal(err)
	}
	if got := a.must(429, order+bag, ""); got.header.Get("X-RateLimit-Retry-After") != "" {
		t.Errorf("the tracking host answered %v", got.header)
	}
}

func TestCampaignLists(t *testing.T) {
	t.Parallel()
	a := open(t)
	got := a.must(200, "GET /v3/brand/campaigns", "")
	if got.get(t, "data", 0, "id") != "10l176" || got.get(t, "data", 0, "brand", "id") != "10l110" || len(got.get(t, "data").([]any)) != 3 {
		t.Errorf("answered %s", got.text)
	}
	if strings.Contains(got.text, "status") || strings.Contains(got.text, "extra_info") {
		t.Errorf("%s has more than is documented", got.text)
	}
	for _, path := range []string{"/campaign", "/campaign.json", "/user/advertiser/10l110/campaign"} {
		if got := a.must(200, "GET "+path, ""); got.get(t, "campaigns", 2, "campaign", "status") != "p" || got.get(t, "count") != 3.0 {
			t.Errorf("%s answered %s", path, got.text)
		}
	}
	if got := a.must(200, "GET /user/advertiser", ""); got.get(t, "advertisers", 0, "advertiser", "advertiser_id") != "10l110" {
		t.Errorf("answered %s", got.text)
	}
	if got := a.must(200, "GET /campaign/10l176", ""); got.get(t, "campaign", "cookie_period") != 2592000.0 {
		t.Errorf("answered %s", got.text)
	}
}

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

const bulk = "POST /v3/brand/campaigns/10l176/conversions/bulk"

func TestBulkUpdateRunsToItsEnd(t *testing.T) {
	t.Parallel()
	a := open(t)
	id := a.must(200, order+bag+"[category:pin/value:1/quantity:1]", "").text
	got := a.must(202, bulk, `{"conversion_references":{"O-1":{"status":"rejected","reason":"cancelled order"},"O-9":{"status":"approved"}}}`)
	job := got.get(t, "hypermedia", "links", "self").(string)
	if got.get(t, "data", "status") != "created" || a.conversions()[0].Status != "pending" {
		t.Errorf("answered %s: nothing may have changed yet", got.text)
	}
	for _, want := range []string{"active", "complete", "complete"} {
		if got = a.must(200, "GET "+job, ""); got.get(t, "data", "status") != want {
			t.Errorf("the job is %s, want %s", got.text, want)
		}
	}
	if got.get(t, "data", "item_success_count") != 1.0 || got.get(t, "data", "item_error_count") != 1.0 || got.get(t, "data", "item_total_count") != 2.0 {
		t.Errorf("the job ended as %s", got.text)
	}
	if tasks := a.must(200, "GET "+job+"/tasks", ""); tasks.get(t, "data", 1, "status") != "failed" {
		t.Errorf("the tasks are %s", tasks.text)
	}
	c := a.conversions()[0]
	if c.Status != "rejected" || c.Items[1].Reason != "cancelled order" {
		t.Errorf("recorded %+v", c)
	}

	a.must(202, bulk, fmt.Sprintf(`{"conversion_items":{%q:{"status":"approved","item_value":12.34}}}`, c.Items[0].ID))
	a.now.Add(int64(2 * time.Second)) // a job also ends by itself
	if c := a.conversions()[0]; c.Status != "mixed" || c.Items[0].Value != "12.34" || c.Items[0].Approved.IsZero() {
		t.Errorf("recorded %+v", c)
	}
	a.must(202, bulk, fmt.Sprintf(`{"conversions":{%q:{"status":"approved","conversion_reference":"O-7"}}}`, id))
	a.now.Add(int64(2 * time.Second))
	if got := a.must(200, report+"&conversion_reference=O-7&statuses[]=approved", ""); got.get(t, "count") != 1.0 {
		t.Errorf("the report shows %s", got.text)
	}
	if got := a.must(200, "GET /v3/jobs", ""); len(got.get(t, "data").([]any)) != 3 {
		t.Errorf("the jobs are %s", got.text)
	}
}

func TestBulkUpdateIsValidated(t *testing.T) {
	t.Parallel()
	a := open(t)
	for body, want := range map[string]string{
		`{}`: "2572f7f9-e87e-4aa7-98cf-6f53c9ed5584",
		`{"conversions":{"10l1":{"status":"approved"}},"conversion_items":{"10l1":{"status":"approved"}}}`: "2572f7f9-e87e-4aa7-98cf-6f53c9ed5584",
		`{"conversion":{}}`:                                                      "7703c766-b5d5-4cef-ace7-ae0dd82304e9",
		`{"conversions":[]}`:                                                     "ba785a8c-82cb-4283-967c-3cf342181b40",
		`{"conversions":{"10l1":{"state":"approved"}}}`:                          "7703c766-b5d5-4cef-ace7-ae0dd82304e9",
		`{"conversions":{"10l1":{"status":"great"}}}`:                            "de1e3db3-5ed4-4941-aae4-59f3667cc3a3",
		`{"conversions":{"10l1":{"reason":"a/b"}}}`:                              "de1e3db3-5ed4-4941-aae4-59f3667cc3a3",
		`{"conversions":{"10l1":{"reason":"` + strings.Repeat("x", 256) + `"}}}`: "d94b19cc-114f-4f44-9cc4-4138e80a87b9",
		`{"conversions":{"10l1":{"item_value":1}}}`:                              "7703c766-b5d5-4cef-ace7-ae0dd82304e9",
		`{"conversions":{"O-1":{"status":"approved"}}}`:                          "99B4BC14-8401-4A45-9AF5-CB79E4989C2E",
		`{"conversion_references":{"10l1":{"status":"approved"}}}`:               "99B4BC14-8401-4A45-9AF5-CB79E4989C2E",
		`{"conversion_references":{"a/b":{"status":"approved"}}}`:                "de1e3db3-5ed4-4941-aae4-59f3667cc3a3",
		`{"conversion_items":{"10l1":{"item_value":"1"}}}`:                       "ba785a8c-82cb-4283-967c-3cf342181b40",
		`{"conversion_items":{"10l1":{"item_value":1.23456}}}`:                   "de1e3db3-5ed4-4941-aae4-59f3667cc3a3",
		`{"conversion_items":{"10l1":{"item_value":-1}}}`:                        "de1e3db3-5ed4-4941-aae4-59f3667cc3a3",
		`oops`: "ba785a8c-82cb-4283-967c-3cf342181b40",
	} {
		if got := a.must(400, bulk, body); got.get(t, "error", "errors", 0, "code") != want {
			t.Errorf("%s answered %s, want %s", body, got.text, want)
		}
	}
	a.must(404, strings.Replace(bulk, "10l176", "1l1", 1), `{}`)
	a.must(404, "GET /v3/jobs/1l1", "")
	a.key = "noaccess_sandbox"
	a.must(403, bulk, `{}`)
}

// BenchmarkConversions measures the handler alone; the network is the client's.
func BenchmarkConversions(b *testing.B) {
	s, err := sandbox.New(partnerize.Kind(partnerize.DefaultData()), sandbox.Options{MaxRecords: 1 << 30})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodPost, strings.TrimPrefix(order, "POST ")+bag, nil))
	}
}
