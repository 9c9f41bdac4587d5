package partnerize

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/waybillhq/waybill/sandbox"
)

// ServeHTTP answers for both hosts.
func (v *Vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasPrefix(r.RequestURI, "/conversion/"):
		v.track(w, r)
	case strings.HasPrefix(r.RequestURI, "/click/"):
		v.clicked(w, r)
	default:
		v.api(r).write(w)
	}
}

// reply is an answer of the API.
type reply struct {
	status int
	body   any
}

func (a reply) write(w http.ResponseWriter) {
	b, err := json.Marshal(a.body)
	if err != nil {
		a.status, b = 500, []byte(`{}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(a.status)
	_, _ = w.Write(append(b, '\n')) // the client has gone away
}

// request is a request of the API, its path split. Version 1 paths may end in
// .json; .xml and .csv are not simulated.
type request struct {
	*http.Request
	version int
	parts   []string // after /v2 or /v3
	access  bool     // may see the campaigns
	started time.Time
}

func (v *Vendor) api(r *http.Request) reply {
	req := &request{Request: r, version: version(r), started: v.env.Now()}
	path := strings.Trim(r.URL.Path, "/")
	switch req.version {
	case 1:
		path = strings.TrimSuffix(path, ".json")
	default:
		path = path[min(len(path), 3):]
	}
	req.parts = strings.Split(strings.Trim(path, "/"), "/")
	if a, refused := v.signed(req); refused {
		return a
	}
	for _, route := range v.routes() {
		if !route.matches(req.parts, req.version) {
			continue
		}
		if route.method != r.Method {
			return req.wrongMethod(route.method)
		}
		return route.handle(req)
	}
	return req.noRoute()
}

// version reads the version out of a path: none means 1.
func version(r *http.Request) int {
	switch {
	case strings.HasPrefix(r.URL.Path, "/v3/"):
		return 3
	case strings.HasPrefix(r.URL.Path, "/v2/"):
		return 2
	}
	return 1
}

type route struct {
	version int
	method  string
	pattern string // parts; * is any one
	handle  func(*request) reply
}

func (v *Vendor) routes() []route {
	return []route{
		{3, "GET", "brand", v.listBrands},
		{3, "GET", "brand/campaigns", v.listBrandCampaigns},
		{3, "GET", "brand/campaigns/*", v.getBrandCampaign},
		{3, "POST", "brand/campaigns/*/conversions/bulk", v.postBulk},
		{3, "GET", "jobs", v.listJobs},
		{3, "GET", "jobs/*", v.getJob},
		{3, "GET", "jobs/*/tasks", v.listTasks},
		{1, "GET", "campaign", v.listCampaigns},
		{1, "GET", "campaign/*", v.getCampaign},
		{1, "GET", "user/advertiser", v.listAdvertisers},
		{1, "GET", "user/advertiser/*/campaign", v.listAdvertiserCampaigns},
		{1, "GET", "network", v.listNetworks},
		{1, "GET", "reporting/report_advertiser/campaign/*/conversion", v.reportConversions},
		{1, "GET", "reporting/report_advertiser/campaign/*/click", v.reportClicks},
	}
}

func (r route) matches(parts []string, version int) bool {
	pattern := strings.Split(r.pattern, "/")
	if r.version != version || len(pattern) != len(parts) {
		return false
	}
	for i, p := range pattern {
		if p != "*" && p != parts[i] {
			return false
		}
	}
	return true
}

// signed checks the key pair: HTTP Basic, application key and user API key.
func (v *Vendor) signed(r *request) (reply, bool) {
	app, key, ok := r.BasicAuth()
	ok = ok && app != "" && key != ""
	r.access = key != v.data.NoAccessKey || key == ""
	switch {
	case !ok:
		return v.unauthorized(r.version, "none"), true
	case v.env.AnyCredentials, app == v.data.ApplicationKey && (key == v.data.APIKey || !r.access):
		return reply{}, false
	}
	return v.unauthorized(r.version, "bad"), true
}

// Refuse answers in the words of the API's versions. What the tracking host
// says is not known: it answers as version 1.
func (v *Vendor) Refuse(w http.ResponseWriter, r *http.Request, f sandbox.Refusal) {
	v.Paced(w.Header(), r, f.Pace)
	if f.Wait >= 0 && !v.silent(r) {
		w.Header()["X-RateLimit-Retry-After"] = []string{seconds(f.Wait)}
	}
	refusal(version(r), f.Status).write(w)
}

// Paced adds the vendor's headers about the rate.
func (v *Vendor) Paced(h http.Header, r *http.Request, p sandbox.Pace) {
	if p.Limit == 0 || v.silent(r) {
		return
	}
	h["X-RateLimit-Limit"] = []string{strconv.Itoa(p.Limit)}
	h["X-RateLimit-Remaining"] = []string{strconv.Itoa(p.Remaining)}
	h["X-RateLimit-Reset"] = []string{seconds(p.Reset)}
}

// silent reports whether r is for the tracking host and that says nothing of
// its rate.
func (v *Vendor) silent(r *http.Request) bool {
	return v.env.Assume(trackingWait) == "none" &&
		(strings.HasPrefix(r.RequestURI, "/conversion/") || strings.HasPrefix(r.RequestURI, "/click/"))
}

// seconds rounds up, so that who waits as told waits long enough.
func seconds(d time.Duration) string {
	return strconv.Itoa(int((d + time.Second - 1) / time.Second))
}
