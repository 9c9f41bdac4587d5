package web_test

import (
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

// come signs somebody in by the provider, up to the answer of the callback.
// change may change what comes back.
func come(w *world, p *oidcProvider, said claims, change ...func(*http.Request)) answer {
	w.t.Helper()
	begun := w.get("nobody", "/auth/oidc/start?return=/runs%3Fstatus=held")
	if begun.StatusCode != http.StatusSeeOther {
		w.t.Fatalf("beginning is answered %d: %s", begun.StatusCode, begun.body)
	}
	code, state := p.approve(w.t, begun.Header.Get("Location"), said)
	r := w.request("nobody", "GET", "/auth/oidc/callback?state="+state+"&code="+code+"&session_state=more", "")
	for _, c := range begun.Cookies() {
		r.AddCookie(c)
	}
	for _, f := range change {
		f(r)
	}
	a := w.do(r)
	w.checkSecrets(a, nil)
	return a
}

func TestAnAccountIsBoundByAVerifiedEmail(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withProvider)
	a := come(w, theProvider(), claims{"sub": "7", "email": "EDITOR@example.com", "email_verified": "true"})
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/runs?status=held" {
		t.Fatalf("coming back is answered %d to %s: %s", a.StatusCode, a.Header.Get("Location"), a.body)
	}
	if who := w.with(a); !strings.Contains(who.body, "editor@example.com") {
		t.Errorf("signed in as %s", who.body)
	}
	a = come(w, theProvider(), claims{"sub": "7", "email": "renamed@example.com", "email_verified": false})
	if who := w.with(a); !strings.Contains(who.body, "editor@example.com") {
		t.Errorf("the next time, by the account, signed in as %s", who.body)
	}
	if a = come(w, theProvider(), claims{"sub": "8", "email": "editor@example.com", "email_verified": true}); a.StatusCode != http.StatusForbidden {
		t.Errorf("another account with that e-mail is answered %d", a.StatusCode)
	}
}

func TestWhoIsNotLetInByTheProvider(t *testing.T) {
	t.Parallel()
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	forger := newProvider()
	forger.sign = jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: other, KeyID: "1"}}
	symmetric := newProvider()
	symmetric.sign = jose.SigningKey{Algorithm: jose.HS256, Key: []byte(clientSecret)}
	ada := claims{"email": "admin@example.com", "email_verified": true}
	for name, c := range map[string]struct {
		provider *oidcProvider
		said     claims
		change   func(*http.Request)
		want     int
	}{
		"somebody who was not added":       {theProvider(), claims{"email": "eve@example.com", "email_verified": true}, nil, 403},
		"an e-mail that is not verified":   {theProvider(), claims{"email": "admin@example.com"}, nil, 403},
		"an account without an e-mail":     {theProvider(), nil, nil, 403},
		"a token for another application":  {theProvider(), claims{"aud": "other", "email": "admin@example.com", "email_verified": true}, nil, 401},
		"a token of another provider":      {theProvider(), claims{"iss": "https://evil.example", "email": "admin@example.com", "email_verified": true}, nil, 401},
		"a token that has expired":         {theProvider(), claims{"exp": 1, "email": "admin@example.com", "email_verified": true}, nil, 401},
		"a token that was replayed":        {theProvider(), claims{"nonce": "another", "email": "admin@example.com", "email_verified": true}, nil, 403},
		"a token signed by another key":    {forger, ada, nil, 401},
		"a token signed by the secret":     {symmetric, ada, nil, 401},
		"a browser that has not begun":     {theProvider(), ada, func(r *http.Request) { r.Header.Del("Cookie") }, 403},
		"another browser's beginning":      {theProvider(), ada, func(r *http.Request) { query(r, "state", "forged") }, 403},
		"a code that is not the browser's": {theProvider(), ada, func(r *http.Request) { query(r, "code", "stolen") }, 401},
		"another issuer's answer":          {theProvider(), ada, func(r *http.Request) { query(r, "iss", "https://evil.example") }, 403},
		"a refusal of the provider":        {theProvider(), ada, func(r *http.Request) { query(r, "error", "access_denied") }, 401},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, withProvider, func(o *web.Options) { o.OIDC.Issuer = c.provider.url })
			if c.change == nil {
				c.change = func(*http.Request) {}
			}
			a := come(w, c.provider, c.said, c.change)
			if a.StatusCode != c.want {
				t.Errorf("answered %d, want %d: %s", a.StatusCode, c.want, a.body)
			}
			if w.with(a).StatusCode != http.StatusUnauthorized {
				t.Error("a session was set")
			}
		})
	}
}

func query(r *http.Request, name, value string) {
	q := r.URL.Query()
	q.Set(name, value)
	r.URL.RawQuery = q.Encode()
}

func TestWhoIsDisabledIsNotLetInByTheProvider(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withProvider)
	said := claims{"email": "editor@example.com", "email_verified": true}
	if a := come(w, theProvider(), said); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("answered %d: %s", a.StatusCode, a.body)
	}
	p, err := w.office.Person(t.Context(), w.names["editor"])
	if err != nil {
		t.Fatal(err)
	}
	p.Disabled = true
	if _, err := w.office.SavePerson(t.Context(), p, store.Author{Who: "admin@example.com", At: noon}); err != nil {
		t.Fatal(err)
	}
	if a := come(w, theProvider(), said); a.StatusCode != http.StatusForbidden {
		t.Errorf("answered %d: %s", a.StatusCode, a.body)
	}
}

func TestOneComesBackOnlyHere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withProvider)
	for _, to := range []string{"https://evil.example", "//evil.example", `/\evil.example`, "javascript:alert(1)", "runs", "/%0d%0aX: y/../\t"} {
		r := w.request("nobody", "GET", "/auth/oidc/start", "")
		query(r, "return", to)
		if a := w.do(r); a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("coming back to %q is answered %d", to, a.StatusCode)
		}
	}
}

func TestAProviderThatIsAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *web.Options) {
		o.OIDC = &web.OIDC{Name: "Away ID", Issuer: "http://127.0.0.1:1", ClientID: "waybill", ClientSecret: waybill.NewSecret(clientSecret)}
	})
	a := w.get("nobody", "/auth/oidc/start")
	if a.StatusCode != http.StatusServiceUnavailable || strings.Contains(a.body, "127.0.0.1") {
		t.Errorf("answered %d: %s", a.StatusCode, a.body)
	}
	if !strings.Contains(w.log.String(), "connection refused") {
		t.Errorf("the log does not say why: %s", w.log)
	}
	if w.get("admin", "/auth/session").StatusCode != http.StatusOK {
		t.Error("the server does not go on")
	}
}
