package web

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/store"
)

// caller is who calls an operation, and from where. Of operations for anybody
// its Identity is empty.
type caller struct {
	people.Identity
	Session string // the token of the browser's session; "" of others
	Address string // the client's, without a port
	Agent   string // what the client calls itself

	param  func(name string) string // a parameter of the path
	cookie func(name string) string // "" if there is none
}

type callerKey struct{}

func callerOf(ctx context.Context) caller {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c
}

// browser is what somebody signs in by.
func (c caller) browser() people.Browser {
	return people.Browser{Address: c.Address, Agent: c.Agent, Former: c.Session}
}

// author is the caller as the store records it.
func (s *Server) author(c caller) store.Author {
	return store.Author{Who: c.Person.Email, Via: c.Via, At: s.now()}
}

// admit lets in who may call an operation, before anything of the request is
// read.
func (s *Server) admit(o op) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		c, err := s.identify(r, o)
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		o.extend(w)
		c.param, c.cookie = ctx.Param, func(name string) string {
			kept, err := r.Cookie(name)
			if err != nil {
				return ""
			}
			return kept.Value
		}
		note(ctx.Context(), func(n *noted) { n.operation, n.who, n.via = o.ID, c.Person.Email, c.Via })
		next(huma.WithValue(ctx, callerKey{}, c))
	}
}

// extend gives an answer that may take longer than usual its time.
func (o op) extend(w http.ResponseWriter) {
	var until time.Time // never
	switch {
	case o.Timeout == 0 && !o.stream:
		return
	case !o.stream:
		until = time.Now().Add(o.Timeout + writeTimeout)
	}
	_ = http.NewResponseController(w).SetWriteDeadline(until) // not of every server
}

// identify says who calls, and whether they may.
func (s *Server) identify(r *http.Request, o op) (caller, error) {
	c := caller{Address: s.address(r), Agent: r.UserAgent()}
	token, bearer := r.Header["Authorization"]
	if !bearer && !o.safe() {
		if err := s.origin.Check(r); err != nil { // also what nobody signed in for: another site must not sign people in
			return c, waybill.Errorf(waybill.EForbidden, "this request comes from another site").WithHint("Use the interface at %s, or a token.", s.public)
		}
	}
	if cookie, err := r.Cookie(s.cookie()); err == nil && !bearer {
		c.Session = cookie.Value
	}
	if o.Who == anybody {
		return c, nil
	}
	var err error
	if bearer {
		c.Identity, err = s.bearer(r.Context(), token[0])
	} else {
		c.Identity, err = s.session(r, o, c.Session)
	}
	if err != nil {
		return c, err
	}
	if bearer && o.Who == themselves {
		return c, c.May(people.Admin)
	}
	return c, c.May(accesses[o.Who].right)
}

func (s *Server) bearer(ctx context.Context, header string) (people.Identity, error) {
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return people.Identity{}, waybill.Errorf(waybill.EUnauthorized, "the Authorization header is not understood").WithHint("Send: Authorization: Bearer %s….", people.TokenPrefix)
	}
	return s.People.Bearer(ctx, strings.TrimSpace(token))
}

// session says whose session it is. What changes something must carry its token
// against forgery.
func (s *Server) session(r *http.Request, o op, session string) (people.Identity, error) {
	who, err := s.People.Session(r.Context(), session)
	if err == nil && !o.safe() {
		err = people.CheckCSRF(session, r.Header.Get(csrfHeader))
	}
	return who, err
}

// address is the client's address: the last one that no believed proxy has.
func (s *Server) address(r *http.Request) string {
	last, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	address := last.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		next, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil || !s.proxy(address) {
			break
		}
		address = next.Unmap()
	}
	return address.String()
}

func (s *Server) proxy(a netip.Addr) bool {
	return slices.ContainsFunc(s.Proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}
