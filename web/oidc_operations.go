package web

import (
	"context"
	"crypto/subtle"
	"net/http"

	"github.com/waybillhq/waybill"
)

// oidcOperations are the two ends of signing in by OpenID Connect.
func (s *Server) oidcOperations() {
	register(s, op{
		ID: "oidc-start", Method: http.MethodGet, Path: "/auth/oidc/start", Tag: "sign-in", Who: anybody, Status: http.StatusSeeOther,
		Summary: "Begin to sign in by OpenID Connect", Description: "A browser is sent to the provider, and comes back to `/auth/oidc/callback`.",
	}, s.startOIDC)
	register(s, op{
		ID: "oidc-callback", Method: http.MethodGet, Path: "/auth/oidc/callback", Tag: "sign-in", Who: anybody, Status: http.StatusSeeOther, AnyQuery: true,
		Summary:     "Finish to sign in by OpenID Connect",
		Description: "People are known by the account that they have signed in with; the first time, by an e-mail that the provider has verified. An invitation to that e-mail is used by it; nobody else comes in whom no admin has added.",
	}, s.finishOIDC)
}

type startInput struct {
	Return string `query:"return" maxLength:"2000" default:"/" doc:"The path to come back to."`
}

type redirected struct {
	Location  string   `header:"Location" doc:"Where the browser is to go."`
	SetCookie []string `header:"Set-Cookie" doc:"What the browser is to keep."`
}

func (s *Server) startOIDC(ctx context.Context, _ caller, in *startInput) (*redirected, error) {
	if s.oidc == nil {
		return nil, noOIDC()
	}
	if !local(in.Return) {
		return nil, waybill.Errorf(waybill.EInvalid, "one can only come back to a path of this server").At("return").WithHint("Write it like /runs.")
	}
	f, to, err := s.oidc.begin(ctx, in.Return)
	if err != nil {
		return nil, err
	}
	text, err := f.encode()
	if err != nil {
		return nil, err
	}
	return &redirected{to, []string{s.flowCookie(text)}}, nil
}

func noOIDC() error {
	return waybill.Errorf(waybill.ENotFound, "sign-in by OpenID Connect is not set up").WithHint("Sign in by e-mail and password.")
}

// flowName is the name of the cookie that keeps a flow.
func (s *Server) flowName() string { return s.cookie() + "-oidc" }

// flowCookie keeps a flow; "" ends it.
func (s *Server) flowCookie(text string) string {
	c := http.Cookie{Name: s.flowName(), Value: text, Path: "/", Secure: s.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: int(flowLife.Seconds())} //nolint:gosec // G124: without TLS, on the same machine, browsers would not send a secure one
	if text == "" {
		c.MaxAge = -1
	}
	return c.String()
}

type callbackInput struct {
	Code   string `query:"code" maxLength:"4096" doc:"From the provider."`
	State  string `query:"state" maxLength:"200" doc:"From the provider, as the browser was sent there with."`
	Issuer string `query:"iss" maxLength:"2000" doc:"From the provider: who it is."`
	Error  string `query:"error" maxLength:"200" doc:"From the provider: why not."`
}

func (s *Server) finishOIDC(ctx context.Context, c caller, in *callbackInput) (*redirected, error) {
	if s.oidc == nil {
		return nil, noOIDC()
	}
	f, ok := decodeFlow(c.cookie(s.flowName()))
	if !ok || subtle.ConstantTimeCompare([]byte(f.State), []byte(in.State)) != 1 || in.Issuer != "" && in.Issuer != s.oidc.Issuer {
		return nil, unasked()
	}
	if in.Error != "" || in.Code == "" {
		return nil, waybill.Errorf(waybill.EUnauthorized, "%s did not let you in", s.oidc.Name).WithHint("Try again.")
	}
	who, err := s.oidc.finish(ctx, f, in.Code)
	if err != nil {
		return nil, err
	}
	session, _, err := s.People.SignInAs(ctx, who.subject, who.email, who.verified, c.browser())
	if err != nil {
		return nil, err
	}
	back := f.Return
	if !local(back) {
		back = "/"
	}
	return &redirected{back, []string{s.set(session), s.flowCookie("")}}, nil
}
