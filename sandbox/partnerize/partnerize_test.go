package partnerize_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/waybillhq/waybill/sandbox"
	"github.com/waybillhq/waybill/sandbox/partnerize"
)

var begin = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// account is a sandbox under test.
type account struct {
	*testing.T
	*sandbox.Sandbox
	server    *httptest.Server
	now       atomic.Int64 // nanoseconds since 1970
	user, key string
}

// open starts a sandbox whose clock stands still.
func open(t *testing.T, assume ...string) *account {
	t.Helper()
	a := &account{T: t, user: "app_sandbox", key: "user_sandbox"}
	a.now.Store(begin.UnixNano())
	options := map[string]string{}
	for i := 0; i+1 < len(assume); i += 2 {
		options[assume[i]] = assume[i+1]
	}
	var err error
	a.Sandbox, err = sandbox.New(partnerize.Kind(partnerize.DefaultData()), sandbox.Options{
		Seed: 7, Assume: options, Now: func() time.Time { return time.Unix(0, a.now.Load()) },
	})
	if err != nil {
		t.Fatal(err)
	}
	a.server = httptest.NewServer(a.Sandbox)
	t.Cleanup(a.server.Close)
	return a
}

type answer struct {
	code   int
	text   string
	header http.Header
}

// call sends "METHOD /path" with a body; the path goes out byte for byte.
func (a *account) call(what, body string) answer {
	a.Helper()
	method, path, _ := strings.Cut(what, " ")
	req, err := http.NewRequestWithContext(a.Context(), method, a.server.URL, strings.NewReader(body))
	if err != nil {
		a.Fatal(err)
	}
	req.URL.Opaque = path
	if a.user != "" && !strings.HasPrefix(path, "/c") || strings.HasPrefix(path, "/campaign") {
		req.SetBasicAuth(a.user, a.key)
	}
	resp, err := a.server.Client().Transport.RoundTrip(req)
	if err != nil {
		a.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		a.Fatal(err)
	}
	return answer{resp.StatusCode, strings.TrimSuffix(string(b), "\n"), resp.Header}
}

// must calls and wants the status.
func (a *account) must(status int, what, body string) answer {
	a.Helper()
	got := a.call(what, body)
	if got.code != status {
		a.Fatalf("%s %s answered %d %s, want %d", what, body, got.code, got.text, status)
	}
	return got
}

// get reads a value out of a JSON body.
func (r answer) get(t *testing.T, path ...any) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(r.text), &v); err != nil {
		t.Fatalf("%s: %v", r.text, err)
	}
	for _, p := range path {
		switch p := p.(type) {
		case string:
			v = v.(map[string]any)[p]
		case int:
			v = v.([]any)[p]
		}
	}
	return v
}

func (a *account) conversions() []partnerize.Conversion {
	return partnerize.Records(a.Sandbox).Conversions
}

const (
	order = "POST /conversion/tracking_mode:api/campaign:10l176/clickref:10lsandbox01/conversionref:O-1"
	bag   = "/[category:bag/sku:b1/value:12.50/quantity:2]"
)

var isID = regexp.MustCompile(`^[01]+l[0-9A-Za-z]+$`)

func TestConversionIsRecorded(t *testing.T) {
	t.Parallel()
	a := open(t)
	got := a.must(200, order+"/currency:EUR/country:DE/customertype:new/voucher:TEN%25/custref:C%2F1/adref:ad/pubref:pub/tsource:Paid%20Search"+
		"/fulfilment_date:2026-04-01/conversion_time:2026-03-01%2011%3A30%3A00/check_in_date:2026-05-01"+
		"/[category:bag/sku:b1/value:12.50/quantity:2/size:M][category:%E6%97%A5%E6%9C%AC/value:-1/quantity:1]", "")
	if !isID.MatchString(got.text) {
		t.Fatalf("the body is %q, want a conversion id", got.text)
	}
	c := a.conversions()[0]
	for name, pair := range map[string][2]string{
		"id":       {c.ID, got.text},
		"ref":      {c.Ref, "O-1"},
		"campaign": {c.CampaignID, "10l176"},
		"partner":  {c.PublisherID, "10l2001"},
		"currency": {c.Currency, "EUR"},
		"country":  {c.Country, "DE"},
		"voucher":  {c.Voucher, "TEN%"},
		"custref":  {c.CustomerReference, "C/1"},
		"adref":    {c.AdvertiserReference, "ad"},
		"pubref":   {c.PublisherReference, "pub"},
		"source":   {c.TrafficSource, "Paid Search"},
		"meta":     {c.Meta["check_in_date"], "2026-05-01"},
		"status":   {c.Status, "pending"},
		"time":     {c.Time.Format(time.DateTime), "2026-03-01 11:30:00"},
		"size":     {c.Items[0].Meta["size"], "M"},
		"value":    {c.Items[0].Value, "12.50"},
		"category": {c.Items[1].Category, "日本"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %q, want %q", name, pair[0], pair[1])
		}
	}
}

func TestGetCountsToo(t *testing.T) {
	t.Parallel()
	a := open(t)
	a.must(200, strings.Replace(order, "POST", "GET", 1)+bag, "")
	a.must(405, strings.Replace(order, "POST", "PUT", 1)+bag, "")
	if len(a.conversions()) != 1 {
		t.Errorf("recorded %v", a.conversions())
	}
}

func TestReferenceIsMadeUpIfOmitted(t *testing.T) {
	t.Parallel()
	a := open(t)
	for range 2 {
		a.must(200, strings.Replace(order, "/conversionref:O-1", "", 1)+bag, "")
	}
	cs := a.conversions()
	if !strings.HasPrefix(cs[0].Ref, "AUTO-") || cs[0].Ref == cs[1].Ref {
		t.Errorf("the references are %q and %q", cs[0].Ref, cs[1].Ref)
	}
}

// TestTrackingAssumptions sends a path, after the setup, under each option.
func TestTrackingAssumptions(t *testing.T) {
	t.Parallel()
	const id = "id"
	for _, test := range []struct {
		name, assumption string
		setup, path      string
		want             map[string]string // option → status, body or id, and the status of what was recorded last
	}{
		{"unknown campaign", "unknown_campaign", "", strings.Replace(order, "10l176", "10l999", 1) + bag, map[string]string{"empty": "200  ", "404": "404 Not Found "}},
		{"pending campaign", "campaign_not_approved", "", strings.NewReplacer("10l176", "10l178", "10lsandbox01", "10lnextyear01").Replace(order) + bag, map[string]string{"empty": "200  ", "record": "200 id pending"}},
		{"the future", "conversion_in_the_future", "", order + bag + "/conversion_time:2026-03-02", map[string]string{"record": "200 id pending", "empty": "200  ", "rejected": "200 id rejected"}},
		{"a negative value", "negative_value", "", order + "/[category:bag/value:-1/quantity:1]", map[string]string{"accept": "200 id pending", "invalid": "200  "}},
		{"a long reference", "long_value", "", order + strings.Repeat("x", 300) + bag, map[string]string{"empty": "200  ", "cut": "200 id pending", "keep": "200 id pending"}},
		{"a long sku", "long_value", "", order + "/[category:bag/quantity:1/sku:" + strings.Repeat("%C3%A9", 512) + "]", map[string]string{"empty": "200 id pending"}},
		{"no campaign", "missing_campaign", "", strings.Replace(order, "/campaign:10l176", "", 1) + bag, map[string]string{"by_click": "200 id pending", "empty": "200  "}},
		{"no click", "missing_clickref", "", strings.Replace(order, "10lsandbox01", "", 1) + bag, map[string]string{"empty": "200  ", "record": "200 id pending"}},
		{"unknown click", "unknown_click", "", strings.Replace(order, "10lsandbox01", "10lSANDBOX01", 1) + bag, map[string]string{"empty": "200  ", "record": "200 id pending", "rejected": "200 id rejected"}},
		{"another's click", "click_of_other_campaign", "", strings.Replace(order, "10lsandbox01", "10leurope01", 1) + bag, map[string]string{"empty": "200  ", "record": "200 id pending", "rejected": "200 id rejected"}},
		{"too late", "late_conversion", "", order + bag + "/conversion_time:2026-04-01 12:00:00", map[string]string{"rejected": "200 id rejected", "empty": "200  "}},
		{"a reference again", "duplicate_conversionref", order + bag, order + bag, map[string]string{"record": "200 id pending", "empty": "200  pending", "rejected": "200 id rejected", "return_existing": "200 id pending", "by_campaign": "200 id rejected"}},
		{"a click again", "second_conversion_of_click", order + bag, strings.Replace(order, "O-1", "O-2", 1) + bag, map[string]string{"record": "200 id pending", "empty": "200  pending", "rejected": "200 id rejected", "by_campaign": "200 id pending"}},
		{"a wrong currency", "invalid_value", "", order + "/currency:usd" + bag, map[string]string{"empty": "200  ", "keep": "200 id pending", "drop": "200 id pending"}},
		{"a wrong quantity", "invalid_value", "", order + "/[category:x/quantity:1.5]", map[string]string{"empty": "200  ", "keep": "200 id pending", "drop": "200  "}},
		{"customer type New", "customertype_case", "", order + "/customertype:New" + bag, map[string]string{"exact": "200  ", "any": "200 id pending"}},
		{"no quantity", "incomplete_item", "", order + "/[category:bag/value:1]", map[string]string{"empty": "200  ", "record": "200 id pending"}},
		{"no item", "no_items", "", order, map[string]string{"empty": "200  ", "record": "200 id pending"}},
		{"a name twice", "repeated_parameter", "", order + "/conversionref:O-2" + bag, map[string]string{"last": "200 id pending", "first": "200 id pending", "empty": "200  "}},
		{"the query", "query_string", "", order + bag + "?clickref=none", map[string]string{"ignore": "200 id pending", "read": "200  "}},
		{"no mode", "without_tracking_mode", "", strings.Replace(order, "tracking_mode:api/", "", 1) + bag, map[string]string{"image": "200 GIF89a pending", "empty": "200  "}},
		{"letters", "conversion_id", "", order + bag, map[string]string{"digits": "200 id pending", "letters": "200 id pending"}},
		{"json", "id_body", "", order + bag, map[string]string{"text": "200 id pending", "text_newline": "200 id pending", "json": `200 {"conversion_id" pending`}},
	} {
		for option, want := range test.want {
			t.Run(test.name+" "+option, func(t *testing.T) {
				t.Parallel()
				a := open(t, test.assumption, option)
				path := strings.ReplaceAll(test.path, "04-01 12", "04-01%2012")
				if test.setup != "" {
					a.must(200, test.setup, "")
				}
				got := a.call(path, "")
				status, rest, _ := strings.Cut(want, " ")
				i := strings.LastIndex(rest, " ")
				body, recorded := rest[:i], rest[i+1:]
				if fmt.Sprint(got.code) != status || body == id && !isID.MatchString(got.text) || body == "" && got.text != "" || body != id && !strings.HasPrefix(got.text, body) {
					t.Errorf("answered %d %q, want %q", got.code, got.text, want)
				}
				last := ""
				if cs := a.conversions(); len(cs) > 0 {
					last = cs[len(cs)-1].Status
				}
				if last != recorded {
					t.Errorf("the last one recorded is %q, want %q", last, recorded)
				}
			})
		}
	}
}

func TestResendsShowOrReturnTheFirst(t *testing.T) {
	t.Parallel()
	for option, n := range map[string]int{"record": 2, "return_existing": 1} {
		a := open(t, "duplicate_conversionref", option)
		one, two := a.must(200, order+bag, ""), a.must(200, order+bag, "")
		if len(a.conversions()) != n || (one.text == two.text) != (n == 1) {
			t.Errorf("%s: %q and %q with %d recorded, want %d", option, one.text, two.text, len(a.conversions()), n)
		}
	}
}

func TestTheLogSaysWhyNothingWasRecorded(t *testing.T) {
	t.Parallel()
	a := open(t)
	a.must(200, strings.Replace(order, "10lsandbox01", "10lnever", 1)+bag, "")
	if note := a.Requests()[0].Note; note != "not recorded: unknown click 10lnever" {
		t.Errorf("the note is %q", note)
	}
}

func TestClicks(t *testing.T) {
	t.Parallel()
	a := open(t)
	to := a.must(302, "GET /click/camref:10lcam2/pubref:blog/destination:https://shop.example/a/b?x=1", "").header.Get("Location")
	rest, found := strings.CutPrefix(to, "https://shop.example/a/b?clickref=")
	if !found || !strings.HasSuffix(to, "&x=1") {
		t.Fatalf("redirected to %q", to)
	}
	ref, _, _ := strings.Cut(rest, "&")
	a.must(200, strings.Replace(order, "10lsandbox01", ref, 1)+bag, "")
	if c := a.conversions()[0]; c.PublisherID != "10l2002" || c.CampaignID != "10l176" {
		t.Errorf("recorded %+v, want it attributed to the link's partner", c)
	}
	app := a.must(200, "GET /click/mode:json/type:mobile/camref:10lcam3/destination:https%3A%2F%2Fshop.example%2F", "")
	if !isID.MatchString(app.get(t, "clickref").(string)) || app.get(t, "camref") != "10lcam3" {
		t.Errorf("answered %s", app.text)
	}
	a.must(404, "GET /click/camref:nobody", "")
	a.must(400, "GET /click/camref:10lcam1/destination:javascript:alert(1)", "")
}

func TestRunsRepeatUnderASeed(t *testing.T) {
	t.Parallel()
	run := func() string {
		a := open(t)
		a.must(302, "GET /click/camref:10lcam1", "")
		for range 3 {
			a.must(200, order+bag+bag, "")
		}
		a.must(202, "POST /v3/brand/campaigns/10l176/conversions/bulk", `{"conversion_references":{"O-1":{"status":"approved"}}}`)
		b, err := json.Marshal(a.Recorded().Objects)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if one, two := run(), run(); one != two {
		t.Errorf("two runs differ:\n%s\n%s", one, two)
	}
}
