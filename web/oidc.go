package web

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/waybillhq/waybill"
)

// OIDC is sign-in by OpenID Connect: the code flow with PKCE and a nonce.
type OIDC struct {
	Name         string // as people call it, such as Google
	Issuer       string // its URL
	ClientID     string
	ClientSecret waybill.Secret
	Client       *http.Client // default: one that waits for 10 s
}

// provider is OIDC at work. What the provider says of itself is asked for when
// somebody first signs in: a server starts without it.
type provider struct {
	OIDC
	redirect string

	mu    sync.Mutex
	found *oidc.Provider
}

const providerTimeout = 10 * time.Second

// newProvider returns nil if OpenID Connect is not set up.
func newProvider(o *OIDC, public *url.URL) *provider {
	if o == nil {
		return nil
	}
	p := &provider{OIDC: *o, redirect: public.JoinPath(Prefix, "auth/oidc/callback").String()}
	if p.Client == nil {
		p.Client = &http.Client{Timeout: providerTimeout}
	}
	return p
}

// discover returns the provider as it describes itself.
func (p *provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	found, err := oidc.NewProvider(ctx, p.Issuer)
	if err != nil {
		return nil, &hidden{waybill.Errorf(waybill.EUnavailable, "%s cannot be reached", p.Name).WithHint("Sign in by password, or try again."), err}
	}
	p.found = found
	return found, nil
}

func (p *provider) config(of *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret.Reveal(), Endpoint: of.Endpoint(),
		RedirectURL: p.redirect, Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}
}

// flow is a sign-in that has begun. It is kept by the browser that began it, in
// a cookie that no page can read.
type flow struct {
	State, Nonce, Verifier, Return string
}

const flowLife = 10 * time.Minute

func (f flow) encode() (string, error) {
	b, err := json.Marshal(f)
	return base64.RawURLEncoding.EncodeToString(b), err
}

func decodeFlow(text string) (f flow, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	return f, err == nil && json.Unmarshal(b, &f) == nil && f.State != ""
}

// begin returns a new flow, and where the browser is to go.
func (p *provider) begin(ctx context.Context, back string) (flow, string, error) {
	ctx = oidc.ClientContext(ctx, p.Client)
	of, err := p.discover(ctx)
	if err != nil {
		return flow{}, "", err
	}
	f := flow{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Return: back}
	return f, p.config(of).AuthCodeURL(f.State, oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)), nil
}

// account is whom the provider vouches for.
type account struct {
	subject, email string
	verified       bool
}

// finish exchanges the code for the account.
func (p *provider) finish(ctx context.Context, f flow, code string) (account, error) {
	ctx = oidc.ClientContext(ctx, p.Client)
	of, err := p.discover(ctx)
	if err != nil {
		return account{}, err
	}
	token, err := p.config(of).Exchange(ctx, code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return account{}, p.refused(err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := of.VerifierContext(ctx, &oidc.Config{ClientID: p.ClientID}).Verify(ctx, raw)
	if err != nil {
		return account{}, p.refused(err)
	}
	var claims struct {
		Email    string `json:"email"`
		Verified any    `json:"email_verified"` // some providers say "true"
	}
	if err := id.Claims(&claims); err != nil {
		return account{}, p.refused(err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(f.Nonce)) != 1 {
		return account{}, unasked()
	}
	return account{id.Issuer + " " + id.Subject, claims.Email, claims.Verified == true || claims.Verified == "true"}, nil
}

// refused says that the provider did not vouch. Why is for the log: its answer
// may hold anything.
func (p *provider) refused(err error) error {
	return &hidden{waybill.Errorf(waybill.EUnauthorized, "%s did not confirm who you are", p.Name).WithHint("Try again; the server's log says why."), err}
}

// unasked refuses an answer that this browser did not ask for, or too long ago.
func unasked() error {
	return waybill.Errorf(waybill.EForbidden, "this browser did not begin this sign-in, or too long ago").WithHint("Begin again.")
}

// local reports whether a path leads to this server and nowhere else.
func local(path string) bool {
	u, err := url.Parse(path)
	return err == nil && u.Scheme == "" && u.Host == "" && strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") && !strings.ContainsAny(path, "\\\r\n\t")
}
