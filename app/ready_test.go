package app_test

import (
	"context"
	"database/sql"
	"net/http"
	"net/http/httptest"
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
	return func() (int, string) {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodGet, "/readyz", nil))
		return w.Code, w.Body.String()
	}
}
