package app_test

import (
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/store"
)

// No text in a path or a query is a mistake of the server: what no database can
// hold is refused in words, and all else is looked for.
func TestAnyTextIsAnswered(t *testing.T) {
	t.Parallel()
	for name, state := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "waybill.db") },
		"postgres": func(t *testing.T) string { return testserver.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ask := signedIn(t, state(t))
			var doc document
			if _, body := ask("/api/v1/openapi.json"); json.Unmarshal([]byte(body), &doc) != nil {
				t.Fatalf("the document is %.200s", body)
			}
			asked := 0
			for path, operations := range doc.Paths {
				for _, text := range []string{"\x00", "a\x00b", "\x01", "\x1b[0m", "\x7f", "\xff", "\xed\xa0\x80", "\uffff", "\u202e", "%", `\`, `'"`, "_", "[\"", strings.Repeat("é", 150)} {
					at := operations["get"].with(path, text)
					if at == "" {
						continue
					}
					asked++
					status, body := ask("/api/v1" + at)
					if status >= http.StatusInternalServerError || status >= http.StatusBadRequest && !strings.Contains(body, `"detail":`) {
						t.Errorf("%s is answered %d %s", at, status, body)
					}
				}
			}
			if asked < 100 {
				t.Errorf("only %d texts were asked for", asked)
			}
			if status, body := ask("/api/v1/search?q=a%00b"); status != http.StatusBadRequest || !strings.Contains(body, `"path":"q"`) || !strings.Contains(body, "NUL") {
				t.Errorf("a NUL is answered %d %s", status, body)
			}
		})
	}
}

// document is what is needed of an OpenAPI document.
type document struct {
	Paths map[string]map[string]asking
}

type asking struct {
	Parameters []struct {
		Name, In string
		Schema   struct {
			Type   any
			Enum   []any
			Format string
		}
	}
}

// with is the path of an operation with a text for all that takes any; "" if
// nothing does.
func (a asking) with(path, text string) string {
	query := url.Values{}
	for _, p := range a.Parameters {
		switch {
		case p.Schema.Type != "string" || p.Schema.Enum != nil || p.Schema.Format != "":
		case p.In == "path":
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(text))
		case p.In == "query":
			query.Set(p.Name, text)
		}
	}
	if len(query) == 0 && !strings.Contains(path, url.PathEscape(text)) || strings.Contains(path, "{") {
		return ""
	}
	return path + "?" + query.Encode()
}

// signedIn is a server of the sample project, asked by an admin.
func signedIn(t *testing.T, state string) func(path string) (status int, body string) {
	t.Helper()
	s, err := app.OpenServer(t.Context(), app.ServerOptions{
		Dir: sampleProject(t), State: state, Env: func(string) (string, bool) { return "", false }, Catalogue: app.Catalogue(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.ApplyFiles(t.Context(), author); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte("wb_token"))
	if _, err := s.State.Office.SavePerson(t.Context(), store.Person{ID: "1", Email: "ada@example.com", Role: store.Admin, Subject: "ada", CreatedAt: time.Now()}, author); err != nil {
		t.Fatal(err)
	}
	if err := s.State.Office.CreateToken(t.Context(), store.Token{ID: "1", Name: "all", Person: "1", Hash: sum[:], Scopes: []string{"admin"}, CreatedAt: time.Now()}, author); err != nil {
		t.Fatal(err)
	}
	handler, err := s.Handler(app.HandlerOptions{PublicURL: "http://localhost"})
	if err != nil {
		t.Fatal(err)
	}
	return func(path string) (int, string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		r.Header.Set("Authorization", "Bearer wb_token")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
}
