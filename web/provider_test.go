package web_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// claims are what a provider says of an account.
type claims map[string]any

// oidcProvider is a provider of OpenID Connect on real HTTP, which signs by
// RS256 and holds its clients to PKCE.
type oidcProvider struct {
	url string
	key *rsa.PrivateKey

	mu    sync.Mutex
	codes map[string]grant
	sign  jose.SigningKey // what it signs with; its own key unless a test forges
}

// grant is what a code stands for.
type grant struct {
	claims    claims
	challenge string
	redirect  string
}

// theProvider serves all tests: making its key takes long.
var theProvider = sync.OnceValue(newProvider)

func newProvider() *oidcProvider {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	p := &oidcProvider{key: key, codes: map[string]grant{}, sign: jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: "1"}}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, 200, map[string]any{
			"issuer": p.url, "authorization_endpoint": p.url + "/authorize", "token_endpoint": p.url + "/token", "jwks_uri": p.url + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"}, "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, 200, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", p.token)
	p.url = httptest.NewServer(mux).URL // for as long as the tests run
	return p
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// approve is a person who signs in at the provider, where the address to
// which Waybill has sent them leads. It returns what they bring back.
func (p *oidcProvider) approve(t testing.TB, address string, said claims) (code, state string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if q.Get("code_challenge_method") != "S256" || q.Get("response_type") != "code" || q.Get("client_id") != "waybill" {
		t.Fatalf("this is no request of the code flow with PKCE: %s", address)
	}
	all := claims{
		"iss": p.url, "sub": "1042", "aud": "waybill", "nonce": q.Get("nonce"), "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(),
	}
	maps.Copy(all, said)
	code = rand.Text()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.codes[code] = grant{all, q.Get("code_challenge"), q.Get("redirect_uri")}
	return code, q.Get("state")
}

// token exchanges a code, once.
func (p *oidcProvider) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id, secret, ok := r.BasicAuth()
	if !ok {
		id, secret = r.FormValue("client_id"), r.FormValue("client_secret")
	}
	g, known := p.codes[r.FormValue("code")]
	delete(p.codes, r.FormValue("code"))
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if id != "waybill" || secret != clientSecret || !known || r.FormValue("redirect_uri") != g.redirect || base64.RawURLEncoding.EncodeToString(sum[:]) != g.challenge {
		reply(w, 400, map[string]string{"error": "invalid_grant"})
		return
	}
	text, err := json.Marshal(g.claims)
	if err != nil {
		panic(err)
	}
	signer, err := jose.NewSigner(p.sign, nil)
	if err != nil {
		panic(err)
	}
	signed, err := signer.Sign(text)
	if err != nil {
		panic(err)
	}
	compact, err := signed.CompactSerialize()
	if err != nil {
		_, _ = io.WriteString(w, err.Error())
		return
	}
	reply(w, 200, map[string]any{"access_token": "unused", "token_type": "Bearer", "expires_in": 3600, "id_token": compact})
}
