package partnerize_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
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
