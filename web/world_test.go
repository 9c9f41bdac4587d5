package web_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/queue/local"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/sqlite"
	"github.com/waybillhq/waybill/vault"
	"github.com/waybillhq/waybill/web"
)

// noon is when every world begins; its clock stands still until a test moves it.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// What is secret in every world: no log and no answer may hold it.
const (
	password     = "planted password of ada"
	clientSecret = "planted-secret-of-the-oidc-client"
	kept         = "planted secret in the vault"
	publicURL    = "http://waybill.example.com"
)

// roles are who calls. Each has a session and a token with all scopes.
var roles = []string{"admin", "editor", "viewer"}

func sessionText(role string) string { return "planted-session-of-the-" + role }
func tokenText(name string) string   { return "wb_planted-token-of-" + name }

// seeds put into the state what the cases need. Each may use the names of
// those before it, and adds its own.
var seeds = []func(context.Context, *sqlite.Store, map[string]string) error{seedPeople, seedProject, seedRuns}

// template makes the state of all worlds once, as a file that is copied.
var template = sync.OnceValues(func() (state, error) {
	dir, err := os.MkdirTemp("", "waybill-web-")
	if err != nil {
		return state{}, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "waybill.db")
	s, err := sqlite.Open(context.Background(), path)
	if err != nil {
		return state{}, err
	}
	made := state{names: map[string]string{}}
	for _, seed := range seeds {
		if err := seed(context.Background(), s, made.names); err != nil {
			return state{}, err
		}
	}
	if err := s.Close(); err != nil {
		return state{}, err
	}
	made.file, err = os.ReadFile(path)
	return made, err
})

type state struct {
	file  []byte
	names map[string]string // what {name} stands for in paths and bodies of cases
}

// vaultKey encrypts the secrets of all worlds.
var vaultKey = sync.OnceValue(func() []vault.Key {
	keys, err := vault.ParseKeys(vault.NewKey().Reveal())
	if err != nil {
		panic(err)
	}
	return keys
})

// seedPeople makes an admin with a password, an editor and a viewer, their
// sessions and tokens, and a secret.
func seedPeople(ctx context.Context, s *sqlite.Store, names map[string]string) error {
	office, reception := s.Office(), people.New(s.Office(), func() time.Time { return noon })
	link, _, err := reception.Setup(ctx)
	if err != nil {
		return err
	}
	ada, err := reception.Join(ctx, link.Reveal(), people.Joining{Email: "admin@example.com", Name: "Ada", Password: password})
	if err != nil {
		return err
	}
	by := store.Author{Who: "admin@example.com", Via: "session", At: noon}
	names["admin"] = ada.ID
	for _, role := range roles {
		if role != "admin" {
			p, err := office.SavePerson(ctx, store.Person{
				ID: "01" + strings.ToUpper(role), Email: role + "@example.com", Name: role, Role: store.Role(role), PasswordHash: ada.PasswordHash, CreatedAt: noon,
			}, by)
			if err != nil {
				return err
			}
			names[role] = p.ID
		}
		if err := signIn(ctx, office, names[role], role); err != nil {
			return err
		}
	}
	narrow := store.Token{ID: "01NARROW", Name: "narrow", Person: names["admin"], Scopes: []string{"read"}}
	if err := addToken(ctx, office, narrow); err != nil {
		return err
	}
	v, err := vault.New(office, vaultKey())
	if err != nil {
		return err
	}
	return v.Put(ctx, "planted", waybill.NewSecret(kept), by)
}

// signIn gives a person a session and a token.
func signIn(ctx context.Context, office store.Office, person, role string) error {
	sum := sha256.Sum256([]byte(sessionText(role)))
	if err := office.CreateSession(ctx, store.Session{Hash: sum[:], Person: person, CreatedAt: noon, ExpiresAt: noon.Add(people.SessionLife), SeenAt: noon}); err != nil {
		return err
	}
	return addToken(ctx, office, store.Token{ID: "01TOKEN" + strings.ToUpper(role), Name: role, Person: person, Scopes: []string{"admin"}})
}

func addToken(ctx context.Context, office store.Office, t store.Token) error {
	sum := sha256.Sum256([]byte(tokenText(t.Name)))
	t.Hash, t.CreatedAt = sum[:], noon
	return office.CreateToken(ctx, t, store.Author{Who: "admin@example.com", Via: "session", At: noon})
}

// world is a server of its own, on a copy of the state.
type world struct {
	t      testing.TB
	url    string
	store  *sqlite.Store
	office store.Office
	server *web.Server
	names  map[string]string
	log    *log
	client *http.Client
	clock  *clock
	who    string // calls, in the tests of operations
}

// clock stands still until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// log is what the server logs.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// newWorld starts a server; change may change its options.
func newWorld(t testing.TB, change ...func(*web.Options)) *world {
	t.Helper()
	made, err := template()
	if err != nil {
		t.Fatal(err)
	}
	return made.world(t, change...)
}

// world starts a server on a copy of a state.
func (made state) world(t testing.TB, change ...func(*web.Options)) *world {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "waybill.db")
	if made.file != nil {
		if err := os.WriteFile(path, made.file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{t: t, store: s, office: s.Office(), names: maps.Clone(made.names), log: &log{}, clock: &clock{at: noon}}
	o := w.options(dir)
	for _, c := range change {
		c(&o)
	}
	if w.server, err = web.New(o); err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(w.server)
	t.Cleanup(listening.Close)
	w.url, w.client = listening.URL, listening.Client()
	w.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return w
}

// options are those of every world.
func (w *world) options(dir string) web.Options {
	w.t.Helper()
	v, err := vault.New(w.office, vaultKey())
	if err != nil {
		w.t.Fatal(err)
	}
	c := configuration.New(w.office, v, app.Catalogue(), dir).Within(configuration.Reach{SourceFiles: []string{sampleFolder()}})
	return web.Options{
		Engine: app.NewLive(c, w.office, w.store, app.LiveOptions{Env: environment, Catalogue: app.Catalogue(), Dir: sampleFolder()}),
		Store:  w.store, Office: w.office, People: people.New(w.office, w.clock.Now), Vault: v,
		Configuration: c, Queue: local.New(w.store), PublicURL: publicURL, Now: w.clock.Now, Version: web.Version{Version: "1.0.0"},
		Log: slog.New(slog.NewJSONHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
}

// answer is what the server answered.
type answer struct {
	*http.Response
	body string
}

// do sends a request and reads its answer.
func (w *world) do(r *http.Request) answer {
	w.t.Helper()
	res, err := w.client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer{res, string(b)}
}

// request returns a request below the API's prefix as somebody: a role, by
// their session; "token NAME"; or nobody.
func (w *world) request(who, method, path, body string) *http.Request {
	w.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.url+web.Prefix+path, reader)
	if err != nil {
		w.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if name, ok := strings.CutPrefix(who, "token "); ok {
		r.Header.Set("Authorization", "Bearer "+tokenText(name))
	} else if who != "nobody" {
		r.AddCookie(&http.Cookie{Name: "waybill", Value: sessionText(who)})
		r.Header.Set("X-CSRF-Token", people.CSRF(sessionText(who)))
	}
	return r
}

// get asks for a path as somebody.
func (w *world) get(who, path string) answer { return w.do(w.request(who, http.MethodGet, path, "")) }
