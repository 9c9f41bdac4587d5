package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/vault"
)

// TestAFirstStartMakesAKey has a server that was given no key keep a secret, and
// read it after the next start.
func TestAFirstStartMakesAKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	state, vars := filepath.Join(dir, "waybill.db"), map[string]string{}
	open := func(makeKey bool) (*app.Server, error) {
		return app.OpenServer(t.Context(), app.ServerOptions{
			Dir: dir, State: state, Catalogue: app.Catalogue(), MakeKey: makeKey,
			Env: func(name string) (string, bool) { v, ok := vars[name]; return v, ok },
		})
	}
	within := func(makeKey bool, do func(*app.Server)) {
		t.Helper()
		s, err := open(makeKey)
		if err != nil {
			t.Fatal(err)
		}
		do(s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	put := func(s *app.Server) error {
		return s.Vault.Put(t.Context(), "token", waybill.NewSecret("planted"), store.Author{Who: "ada", Via: "test"})
	}
	within(false, func(s *app.Server) {
		if err := put(s); waybill.ErrorCode(err) != waybill.EInvalid {
			t.Errorf("a secret without a key: %v", err)
		}
	})
	within(true, func(s *app.Server) {
		if err := put(s); err != nil {
			t.Error(err)
		}
	})
	if info, err := os.Stat(state + "-key"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info, err)
	}
	for _, makeKey := range []bool{true, false} {
		within(makeKey, func(s *app.Server) {
			if got, err := s.Vault.Get(t.Context(), "token"); err != nil || got.Reveal() != "planted" {
				t.Errorf("the secret after another start: %q, %v", got.Reveal(), err)
			}
		})
	}
	// A key that is lost is told of, and no other one takes its place.
	if err := os.Remove(state + "-key"); err != nil {
		t.Fatal(err)
	}
	if s, err := open(true); err == nil || !strings.Contains(err.Error(), "is encrypted with the key") {
		t.Errorf("opened without its key: %v, %v", s, err)
	}
	if _, err := os.Stat(state + "-key"); !os.IsNotExist(err) {
		t.Errorf("another key was made: %v", err)
	}
}

// TestAKeyOfOnesOwnIsTheOnlyOne starts a server that was given a key.
func TestAKeyOfOnesOwnIsTheOnlyOne(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	state := filepath.Join(dir, "waybill.db")
	key := vault.NewKey().Reveal()
	s, err := app.OpenServer(t.Context(), app.ServerOptions{
		Dir: dir, State: state, Catalogue: app.Catalogue(), MakeKey: true,
		Env: func(name string) (string, bool) { v, ok := map[string]string{vault.Variable: key}[name]; return v, ok },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := os.Stat(state + "-key"); !os.IsNotExist(err) {
		t.Errorf("a key was made beside one: %v", err)
	}
}
