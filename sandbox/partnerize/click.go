package partnerize

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// clicked answers /click/camref:…/pubref:…/adref:…/destination:…: it records a
// click and redirects to the destination with ?clickref=, or answers JSON with
// mode:json, as the vendor's app SDKs ask. The destination comes last and may
// hold slashes.
func (v *Vendor) clicked(w http.ResponseWriter, r *http.Request) {
	raw := strings.TrimPrefix(r.RequestURI, "/click/")
	raw, destination, _ := strings.Cut(raw, "destination:")
	call := ParsePath(raw, Decoding{})
	to, err := target(destination)
	if err != nil {
		http.Error(w, "Bad Request", http.StatusBadRequest)
		return
	}
	c, known, full := v.addNewClick(call, to.String())
	switch {
	case full:
		http.Error(w, "the sandbox is full", http.StatusInsufficientStorage)
	case !known:
		http.Error(w, "Not Found", http.StatusNotFound)
	case call.has("mode", "json"):
		w.Header().Set("Content-Type", "application/json")
		b, _ := json.Marshal(map[string]any{"clickref": c.Clickref, "camref": c.Camref, "destination": withClick(*to, c.Clickref), "destination_mobile": nil})
		_, _ = w.Write(b) // the client has gone away
	default:
		w.Header().Set("Location", withClick(*to, c.Clickref))
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusFound)
		_, _ = io.WriteString(w, c.Clickref)
	}
}

// target reads the destination: an absolute URL of the web, else the shop.
func target(destination string) (*url.URL, error) {
	if destination == "" {
		destination = "https://shop.example/"
	}
	if !strings.Contains(destination, "://") {
		destination = Decoding{}.decode(destination)
	}
	u, err := url.Parse(destination)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, &url.Error{Op: "parse", URL: destination, Err: err}
	}
	return u, nil
}

func withClick(u url.URL, clickref string) string {
	q := u.Query()
	q.Set("clickref", clickref)
	u.RawQuery = q.Encode()
	return u.String()
}

// addNewClick records a click of the link that the call's camref names.
func (v *Vendor) addNewClick(call Call, destination string) (c *Click, known, full bool) {
	get := func(name string) string {
		for _, p := range call.Params {
			if p.Name == name {
				return p.Value
			}
		}
		return ""
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	link, known := v.links[get("camref")]
	if !known {
		return nil, false, false
	}
	if len(v.clicks) >= v.env.MaxRecords {
		return nil, true, true
	}
	return v.addClick(v.env, Click{
		Clickref:   prefix(link.CampaignID) + v.env.ID(9, "clickref", link.Camref, strconv.Itoa(len(v.clicks))),
		CampaignID: link.CampaignID, PublisherID: link.PublisherID, Camref: link.Camref,
		Pubref: get("pubref"), Adref: get("adref"), Destination: destination, Time: v.env.Now().UTC(),
	}), true, false
}
