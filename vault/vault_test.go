package vault_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/sqlite"
	"github.com/waybillhq/waybill/vault"
)

var by = store.Author{Who: "ada@example.com", Via: "session", At: time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)}

func office(t *testing.T, path string) store.Office {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s.Office()
}

func open(t *testing.T, secrets store.Secrets, keys ...waybill.Secret) *vault.Vault {
	t.Helper()
	var text []string
	for _, k := range keys {
		text = append(text, k.Reveal())
	}
	parsed, err := vault.ParseKeys(strings.Join(text, ", "))
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.New(secrets, parsed)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func put(t *testing.T, v *vault.Vault, name, text string) {
	t.Helper()
	if err := v.Put(t.Context(), name, waybill.NewSecret(text), by); err != nil {
		t.Fatal(err)
	}
}

func TestASecretComesBack(t *testing.T) {
	t.Parallel()
	o, key := office(t, filepath.Join(t.TempDir(), "waybill.db")), vault.NewKey()
	for _, text := range []string{"", "s3cret", "two\nlines \x00 ü", strings.Repeat("x", 1<<16)} {
		put(t, open(t, o, key), "a", text)
		if s, err := open(t, o, key).Get(t.Context(), "a"); err != nil || s.Reveal() != text {
			t.Errorf("got %q, %v", s.Reveal(), err)
		}
	}
	_, err := open(t, o, key).Get(t.Context(), "b")
	if waybill.ErrorCode(err) != waybill.ENotFound {
		t.Errorf("got %v", err)
	}
}

func TestTheStateHoldsNoSecret(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "waybill.db")
	o, key := office(t, path), vault.NewKey()
	put(t, open(t, o, key), "destinations.p.user_api_key", "planted-in-the-state")
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) < 2 {
		t.Fatalf("the state is in %v, %v", files, err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("planted")) || bytes.Contains(b, []byte(key.Reveal())) {
			t.Errorf("%s holds the secret", filepath.Base(name))
		}
	}
}

func TestOneSecretTwiceLooksDifferent(t *testing.T) {
	t.Parallel()
	v := open(t, nil, vault.NewKey())
	a, _ := v.Seal("a", waybill.NewSecret("same"))
	b, _ := v.Seal("a", waybill.NewSecret("same"))
	if bytes.Equal(a.Ciphertext, b.Ciphertext) {
		t.Error("one can see that two secrets are the same")
	}
}

func TestACiphertextHoldsUnderItsNameOnly(t *testing.T) {
	t.Parallel()
	v := open(t, nil, vault.NewKey())
	s, err := v.Seal("sandbox.key", waybill.NewSecret("x"))
	if err != nil {
		t.Fatal(err)
	}
	swapped, flipped := s, s
	swapped.Name = "production.key"
	flipped.Ciphertext = bytes.Clone(s.Ciphertext)
	flipped.Ciphertext[len(flipped.Ciphertext)-1] ^= 1
	cut := s
	cut.Ciphertext = s.Ciphertext[:5]
	for name, bad := range map[string]store.Secret{"swapped": swapped, "flipped": flipped, "cut": cut} {
		if got, err := v.Open(bad); err == nil || got.Reveal() != "" {
			t.Errorf("%s: it was read", name)
		}
	}
}

func TestRotation(t *testing.T) {
	t.Parallel()
	o := office(t, filepath.Join(t.TempDir(), "waybill.db"))
	old, next := vault.NewKey(), vault.NewKey()
	for i := range 5 {
		put(t, open(t, o, old), fmt.Sprint("s", i), fmt.Sprint("text", i))
	}
	both := open(t, o, next, old)
	put(t, both, "s9", "text9")
	if n, err := both.Rotate(t.Context(), by); n != 6 || err != nil {
		t.Fatalf("rotated %d, %v", n, err)
	}
	alone := open(t, o, next)
	if err := alone.Check(t.Context()); err != nil {
		t.Errorf("the new key is not enough: %v", err)
	}
	for _, i := range []int{0, 4, 9} {
		if s, err := alone.Get(t.Context(), fmt.Sprint("s", i)); err != nil || s.Reveal() != fmt.Sprint("text", i) {
			t.Errorf("got %q, %v", s.Reveal(), err)
		}
	}
	if open(t, o, old).Check(t.Context()) == nil {
		t.Error("the old key still reads them")
	}
}

func TestRotationWithoutAKeyChangesNothing(t *testing.T) {
	t.Parallel()
	o := office(t, filepath.Join(t.TempDir(), "waybill.db"))
	one, two, three := vault.NewKey(), vault.NewKey(), vault.NewKey()
	put(t, open(t, o, one), "a", "1")
	put(t, open(t, o, two), "b", "2")
	if _, err := open(t, o, three, one).Rotate(t.Context(), by); waybill.ErrorCode(err) != waybill.EInvalid {
		t.Errorf("got %v", err)
	}
	if err := open(t, o, one, two).Check(t.Context()); err != nil {
		t.Errorf("some were rotated: %v", err)
	}
}

func TestAMissingKeyIsNamed(t *testing.T) {
	t.Parallel()
	o := office(t, filepath.Join(t.TempDir(), "waybill.db"))
	put(t, open(t, o, vault.NewKey()), "a", "1")
	for name, v := range map[string]*vault.Vault{"none": open(t, o), "another": open(t, o, vault.NewKey())} {
		_, err := v.Get(t.Context(), "a")
		var e *waybill.Error
		if !asError(err, &e) || e.Code != waybill.EInvalid || !strings.Contains(e.Message, "the secret a is encrypted") || !strings.Contains(e.Hint, "WAYBILL_KEY") {
			t.Errorf("%s: got %+v", name, err)
		}
	}
	if err := open(t, o).Put(t.Context(), "b", waybill.NewSecret("x"), by); waybill.ErrorCode(err) != waybill.EInvalid {
		t.Errorf("got %v", err)
	}
}

func asError(err error, to **waybill.Error) bool {
	e, ok := err.(*waybill.Error) //nolint:errorlint // as it is
	*to = e
	return ok
}

func TestKeys(t *testing.T) {
	t.Parallel()
	one, two := vault.NewKey().Reveal(), vault.NewKey().Reveal()
	file := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(file, []byte("# since May\n"+two+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	load := func(vars map[string]string) ([]vault.Key, error) {
		return vault.LoadKeys(func(name string) (string, bool) { v, ok := vars[name]; return v, ok })
	}
	keys, err := load(map[string]string{vault.Variable: one + ",\n", vault.FileVariable: file})
	if err != nil || len(keys) != 2 || keys[0].ID() == keys[1].ID() {
		t.Fatalf("got %v, %v", keys, err)
	}
	if s := fmt.Sprintf("%v %+v %#v", keys[0], keys, keys); strings.Contains(s, one[6:]) || !strings.Contains(s, keys[0].ID()) {
		t.Errorf("keys print as %s", s)
	}
	if keys, err := load(nil); keys != nil || err != nil {
		t.Errorf("no key: %v, %v", keys, err)
	}
	for name, vars := range map[string]map[string]string{
		"not a key":     {vault.Variable: "hunter2hunter2"},
		"a short key":   {vault.Variable: one[:20]},
		"a long key":    {vault.Variable: one + "AAAA"},
		"no such file":  {vault.FileVariable: file + "x"},
		"an empty file": {vault.FileVariable: os.DevNull},
		"a key as file": {vault.FileVariable: one},
	} {
		_, err := load(vars)
		if waybill.ErrorCode(err) != waybill.EInvalid || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), one[6:16]) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
