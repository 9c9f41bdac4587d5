// Package web is the REST API under /api/v1: everything that the command line
// and the interface do, over HTTP. It serves the interface, too. huma turns each operation's types into the
// OpenAPI document that is served, and checks requests against it.
//
// An operation is a file's few lines: [register] takes what it is, who may call
// it, what it leaves in the audit, and a function. Signing in, rights, versions,
// problems, the audit and the log are done around that function, once.
package web

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/vault"
)

//go:generate go run ./gen

// Prefix is where the operations begin.
const Prefix = "/api/v1"

// Options are what the API stands on. What says "default" may be left out.
type Options struct {
	Store         store.Store
	Office        store.Office
	People        *people.Reception
	Vault         *vault.Vault
	Configuration *configuration.Configuration
	Queue         queue.Queue
	Engine        Engine

	// PublicURL is where people reach the server, such as
	// https://waybill.example.com; links in invitations begin with it.
	PublicURL string

	// Secure says that people reach it by TLS. Without it browsers must be on
	// the same machine: the session's cookie would be readable on the way.
	Secure bool

	// Proxies are the addresses of proxies whose X-Forwarded-For is believed.
	Proxies []netip.Prefix

	// Observe is told of each request that was answered: the id of its
	// operation, "" if there is none, and how. Nil: nobody is.
	Observe func(ctx context.Context, operation string, status int, took time.Duration)

	// Away reports whether an error says that the state cannot be used for now.
	// Nil: none does.
	Away func(error) bool

	// Writable says why the state cannot be written; nil: it can. It is asked
	// by /readyz, and may be nil itself.
	Writable func(context.Context) error

	UI        fs.FS     // the built web interface; default: none
	OIDC      *OIDC     // sign-in by OpenID Connect; default: none
	Migration Migration // which version the state has, for /readyz; default: not told
	Version   Version
	Now       func() time.Time // default: time.Now
	Log       *slog.Logger     // default: nowhere
}

// Migration tells the version of the state and the one that this program knows.
type Migration func(ctx context.Context) (have, want int64, err error)

// Server answers HTTP. It may be used by several goroutines.
type Server struct {
	Options
	public  *url.URL
	api     huma.API
	mux     *http.ServeMux
	handler http.Handler
	origin  *http.CrossOriginProtection
	oidc    *provider // nil: not configured
	face    *face     // nil: there is no interface
}

// New returns the server of options. It connects to nothing.
func New(o Options) (*Server, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	public, err := url.Parse(strings.TrimSuffix(o.PublicURL, "/"))
	if err != nil || public.Host == "" || (public.Scheme != "https" && public.Scheme != "http") {
		return nil, waybill.Errorf(waybill.EInvalid, "%q is not where people could reach the server", o.PublicURL).WithHint("Write it like https://waybill.example.com.")
	}
	s := &Server{Options: o, public: public, mux: http.NewServeMux(), origin: http.NewCrossOriginProtection(), oidc: newProvider(o.OIDC, public)}
	if err := s.origin.AddTrustedOrigin(public.Scheme + "://" + public.Host); err != nil {
		return nil, waybill.Errorf(waybill.EInvalid, "%q is not where people could reach the server", o.PublicURL)
	}
	s.api = newAPI(s.mux)
	s.registerAll()
	finish(s.api.OpenAPI())
	s.specOperations()
	if s.face, err = newFace(o.UI); err != nil {
		return nil, err
	}
	if s.handler, err = s.around(s.mux); err != nil {
		return nil, err
	}
	return s, nil
}

// registerAll registers every operation, by groups: each is a file.
func (s *Server) registerAll() {
	s.healthOperations()
	s.authOperations()
	s.peopleOperations()
	s.invitationOperations()
	s.tokenOperations()
	s.secretOperations()
	s.settingOperations()
	s.auditOperations()
	s.configurationOperations()
	s.connectionOperations()
	s.typeOperations()
	s.sourceOperations()
	s.modelOperations()
	s.dbtOperations()
	s.destinationOperations()
	s.syncOperations()
	s.rehearsals()
	s.draftOperations()
	s.runOperations()
	s.triggerOperations()
	s.heldOperations()
	s.rowOperations()
	s.searchOperation()
	s.ledgerOperations()
	s.openOperations()
	s.dayOperations()
	s.overviewOperations()
	s.applyOperations()
	s.describe()
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// now is the time in UTC.
func (s *Server) now() time.Time { return s.Now().UTC() }
