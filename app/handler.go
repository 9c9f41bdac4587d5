package app

import (
	"net/http"
	"net/netip"
	"strings"

	"github.com/waybillhq/waybill/ui"
	"github.com/waybillhq/waybill/web"
)

// HandlerOptions say how a server answers HTTP.
type HandlerOptions struct {
	PublicURL string // where people reach it
	Version   web.Version
	OIDC      *web.OIDC // nil: nobody signs in by OpenID Connect

	// Proxies are the addresses of proxies whose X-Forwarded-For is believed.
	Proxies []netip.Prefix
}

// Handler returns the API of a server, with the web interface.
func (s *Server) Handler(o HandlerOptions) (http.Handler, error) {
	api, err := web.New(web.Options{
		Store: s.State.Store, Office: s.State.Office, People: s.People, Vault: s.Vault, Configuration: s.Configuration, Queue: s.State.Queue, Engine: s.Live,
		PublicURL: o.PublicURL, Secure: strings.HasPrefix(o.PublicURL, "https://"), OIDC: o.OIDC, Version: o.Version, Now: s.options.Now, Log: s.options.Log,
		Away: Away, Writable: s.State.Writable, Observe: s.answered, Proxies: o.Proxies, Migration: s.State.Store.Version, UI: ui.Dist(),
	})
	if err != nil {
		return nil, err
	}
	return s.tracer.Handler(api), nil
}
