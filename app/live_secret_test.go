package app_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/vault"
	"github.com/waybillhq/waybill/web"
)

// guarded is a server as `waybill serve` opens it, with a key in a file.
func guarded(t *testing.T, secretFiles ...string) (s *app.Server, dir, keyFile string) {
	t.Helper()
	dir = t.TempDir()
	keyFile = filepath.Join(dir, "keyfile")
	if err := os.WriteFile(keyFile, []byte(vault.NewKey().Reveal()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"WAYBILL_KEY_FILE": keyFile, "PLANTED": "planted-in-a-variable"}
	s, err := app.OpenServer(t.Context(), app.ServerOptions{
		Dir: dir, State: filepath.Join(dir, "waybill.db"), Catalogue: app.Catalogue(), SecretFiles: secretFiles,
		Env: func(name string) (string, bool) { v, ok := env[name]; return v, ok },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, dir, keyFile
}

func sourceDraft(spec map[string]any) web.Draft {
	b, _ := json.Marshal(spec) // of texts
	return web.Draft{Kind: store.KindSource, Name: "s", Spec: b}
}

// tells is all that a test of a connection says.
func tells(t *testing.T, s *app.Server, drafts ...web.Draft) string {
	t.Helper()
	result, err := s.Live.TestSource(t.Context(), "s", drafts...)
	if result.OK {
		t.Errorf("%s: it can be read", drafts[0].Spec)
	}
	b, _ := json.Marshal(result)
	if err != nil {
		b = append(b, err.Error()...)
		b = append(b, strings.Join(hints(err), " ")...)
	}
	return string(b)
}

func hints(err error) (all []string) {
	for _, e := range app.Split(err) {
		var told *waybill.Error
		if e, ok := e.(interface{ As(any) bool }); ok && e.As(&told) { //nolint:errorlint // on purpose
			all = append(all, told.Error(), told.Hint)
		}
	}
	return all
}

// An editor must not come by the keys of the vault, whatever name they go by.
func TestAnEditorDoesNotGetTheKeys(t *testing.T) {
	t.Parallel()
	keys := t.TempDir()
	s, dir, keyFile := guarded(t, keys)
	link, hard := filepath.Join(dir, "link"), filepath.Join(dir, "hard")
	for _, err := range []error{os.Symlink(keyFile, link), os.Link(keyFile, hard), os.Link(keyFile, filepath.Join(keys, "same"))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{keyFile, link, hard, "keyfile", "./x/../keyfile", filepath.Join(keys, "same"), "/proc/self/environ", "/dev/zero", dir, "/sys/kernel/notes"} {
		said := tells(t, s, sourceDraft(map[string]any{"type": "postgres", "url": "postgres://u:${file:" + name + "}@127.0.0.1:1/db"}))
		if strings.Contains(said, "wbkey_") || !strings.Contains(said, "allows") && !strings.Contains(said, "cannot be read") {
			t.Errorf("%s: %s", name, said)
		}
		// files of the server's own disk are not held to folders, but to this
		set := configuration.Set{Resources: []store.Resource{{Kind: store.KindSource, Name: "s", Spec: sourceDraft(map[string]any{"type": "postgres", "url": "${file:" + name + "}"}).Spec}}}
		if _, err := s.Configuration.Apply(t.Context(), set, store.AnyVersion, author); err != nil {
			t.Fatal(err)
		}
		if said := tells(t, s); strings.Contains(said, "wbkey_") || !strings.Contains(said, "cannot be read") {
			t.Errorf("%s of a file: %s", name, said)
		}
	}
	for _, path := range []string{"keyfile", "link", "hard", "waybill.db", "waybill.db-wal"} {
		if said := tells(t, s, sourceDraft(map[string]any{"type": "sqlite", "path": path})); !strings.Contains(said, "cannot be a source") {
			t.Errorf("%s as a source: %s", path, said)
		}
	}
	if said := tells(t, s, sourceDraft(map[string]any{"type": "sqlite", "path": "/etc/passwd"})); !strings.Contains(said, "allows") {
		t.Errorf("a file of the machine: %s", said)
	}
}

// What a reference stands for is in no message, wherever it was used.
func TestWhatReferencesStandForIsNotTold(t *testing.T) {
	t.Parallel()
	files := t.TempDir()
	s, dir, _ := guarded(t, files)
	for name, text := range map[string]string{
		"word": "PlantedWord", "host": "planted-host.invalid", "lines": "first planted line\nsecond planted line\n", "path": dir + "/planted dir/../planted/", "quoted": "planted \"quote\" \x01",
	} {
		if err := os.WriteFile(filepath.Join(files, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	at := func(name string) string { return "${file:" + filepath.Join(files, name) + "}" }
	for _, spec := range []map[string]any{
		{"type": "sqlite", "path": "/none/" + at("word")},
		{"type": "sqlite", "path": "/none/" + at("lines")},
		{"type": "sqlite", "path": at("path")},
		{"type": "sqlite", "path": "./" + at("quoted")},
		{"type": "sqlite", "path": "x", "timeout": at("word")},
		{"type": "postgres", "url": "postgres://ann:secret@" + at("host") + "/db?connect_timeout=2"},
		{"type": "postgres", "url": "postgres://ann:" + at("word") + "@127.0.0.1:1/" + at("word") + "?connect_timeout=2"},
		{"type": "postgres", "url": "postgres://" + at("word") + "@127.0.0.1:1/x?connect_timeout=2"},
		{"type": "postgres", "url": "postgres://127.0.0.1:1/${PLANTED}?connect_timeout=2"},
		{"type": "postgres", "url": at("lines")},
		{"type": "postgres", "url": "postgres://planted-user:planted-password@planted-host.invalid/planted-database?connect_timeout=2"},
		{"type": "mysql", "url": "mysql://planted-user:planted-password@127.0.0.1:1/" + at("word")},
		{"type": "mysql", "url": "mysql://ann:x@" + at("host") + "/db"},
	} {
		set := configuration.Set{Resources: []store.Resource{{Kind: store.KindSource, Name: "s", Spec: sourceDraft(spec).Spec}}}
		if _, err := s.Configuration.Apply(t.Context(), set, store.AnyVersion, author); err != nil {
			t.Fatal(err)
		}
		said := tells(t, s)
		err := s.Live.Check(t.Context(), nil, func(f web.Finding) { said += f.Message + f.Hint })
		if err != nil {
			said += err.Error()
		}
		if lower := strings.ToLower(said); strings.Contains(lower, "planted") || !strings.Contains(said, "•••") && !strings.Contains(said, "the URL cannot be read") {
			t.Errorf("%v: %s", spec, said)
		}
	}
}

// A vendor's host that stands in a file is not told either.
func TestAHostOutOfAFileIsNotTold(t *testing.T) {
	t.Parallel()
	s, dir, _ := guarded(t)
	if err := os.WriteFile(filepath.Join(dir, "host"), []byte("planted-host.invalid"), 0o600); err != nil {
		t.Fatal(err)
	}
	set := configuration.Set{Resources: []store.Resource{{
		Kind: store.KindDestination, Name: "p",
		Spec: []byte(`{"type":"partnerize","api_url":"http://${file:host}","user_application_key":"${PLANTED}","user_api_key":"${PLANTED}"}`),
	}}}
	if _, err := s.Configuration.Apply(t.Context(), set, store.AnyVersion, author); err != nil {
		t.Fatal(err)
	}
	result, err := s.Live.TestDestination(t.Context(), "p", []string{"conversions"})
	b, _ := json.Marshal(result)
	if said := string(b); err != nil || result.OK || strings.Contains(said, "planted") || !strings.Contains(said, "•••") {
		t.Errorf("%s, %v", said, err)
	}
}

func TestTheDoctorTellsNoSecret(t *testing.T) {
	t.Parallel()
	s, dir, keyFile := guarded(t)
	set := configuration.Set{
		Resources: []store.Resource{{Kind: store.KindSource, Name: "s", Spec: sourceDraft(map[string]any{"type": "postgres", "url": "${secret:sources.s.url}"}).Spec}},
		Secrets:   map[string]waybill.Secret{"sources.s.url": waybill.NewSecret("postgres://planted-user:planted-password@planted-host.invalid/planted-database?connect_timeout=2")},
	}
	if _, err := s.Configuration.Apply(t.Context(), set, store.AnyVersion, author); err != nil {
		t.Fatal(err)
	}
	said := ""
	app.Examine(t.Context(), app.ServerOptions{
		Dir: dir, State: filepath.Join(dir, "waybill.db"), Catalogue: app.Catalogue(),
		Env: func(name string) (string, bool) {
			return map[string]string{"WAYBILL_KEY_FILE": keyFile}[name], name == "WAYBILL_KEY_FILE"
		},
	}, func(s app.Symptom) { said += s.Check + s.Text + s.Hint + "\n" })
	if strings.Contains(said, "planted") || !strings.Contains(said, "•••") {
		t.Errorf("the doctor says %s", said)
	}
}
