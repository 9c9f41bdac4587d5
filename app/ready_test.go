package app_test

import (
	"context"
	"database/sql"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // a driver

	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/internal/testserver"
)

// TestReadiness opens a server, and changes the version of its state behind its
// back, as a newer program would and as a restored backup would.
func TestReadiness(t *testing.T) {
	t.Parallel()
	for name, state := range map[string]func(t *testing.T) (name, driver, versions string){
		"sqlite": func(t *testing.T) (string, string, string) {
			return filepath.Join(t.TempDir(), "waybill.db"), "sqlite", "goose_db_version"
		},
		"postgres": func(t *testing.T) (string, string, string) { return testserver.Postgres(t), "pgx", "waybill_version" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			name, driver, versions := state(t)
			ready := readiness(t, name)
			db, err := sql.Open(driver, name)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			for _, step := range []struct {
				change string
				status int
				says   string
			}{
				{`SELECT 1`, http.StatusOK, `"status":"ready"`},
				{`INSERT INTO ` + versions + ` (version_id, is_applied) VALUES (999999, ` + map[string]string{"pgx": "true", "sqlite": "1"}[driver] + `)`, http.StatusServiceUnavailable, "newer than this program"},
				{`DELETE FROM ` + versions + ` WHERE version_id > 1`, http.StatusServiceUnavailable, "has to be migrated"},
			} {
				if _, err := db.ExecContext(t.Context(), step.change); err != nil {
					t.Fatal(err)
				}
				if status, body := ready(); status != step.status || !strings.Contains(body, step.says) {
					t.Errorf("after %s: answered %d %s", step.change, status, body)
				}
			}
		})
	}
}

// readiness opens a server, and returns how to ask it whether it is ready.
func readiness(t *testing.T, state string) func() (status int, body string) {
	t.Helper()
	handler := handlerOf(t, state)
	return func() (int, string) {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodGet, "/readyz", nil))
		return w.Code, w.Body.String()
	}
}

// handlerOf opens a server on a state.
func handlerOf(t *testing.T, state string) http.Handler {
	t.Helper()
	s, err := app.OpenServer(t.Context(), app.ServerOptions{
		Dir: t.TempDir(), State: state, Env: func(string) (string, bool) { return "", false }, Catalogue: app.Catalogue(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	handler, err := s.Handler(app.HandlerOptions{PublicURL: "http://localhost"})
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

// TestADatabaseThatGoesAwayIsUnavailable ends the connections of a server, and
// has the database take none.
func TestADatabaseThatGoesAwayIsUnavailable(t *testing.T) {
	t.Parallel()
	state := testserver.Postgres(t)
	handler := handlerOf(t, state)
	u, err := url.Parse(state)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	u.Path = "/postgres"
	admin, err := sql.Open("pgx", u.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin.Close() })
	for _, statement := range []string{
		`ALTER DATABASE ` + name + ` ALLOW_CONNECTIONS false`,
		`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '` + name + `'`,
	} {
		if _, err := admin.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 { // with the connections that were, and without
		for _, c := range []struct{ method, path, body string }{
			{"GET", "/readyz", ""},
			{"GET", "/api/v1/version", ""},
			{"GET", "/api/v1/runs", ""},
			{"POST", "/api/v1/auth/sign-in", `{"email":"ada@example.com","password":"four words nobody guesses"}`},
		} {
			r := httptest.NewRequestWithContext(t.Context(), c.method, c.path, strings.NewReader(c.body))
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Authorization", "Bearer wb_"+strings.Repeat("x", 43))
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), `"unavailable"`) || w.Header().Get("Retry-After") == "" {
				t.Errorf("%s is answered %d %s", c.path, w.Code, w.Body)
			}
		}
	}
}
