package configuration_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill/configuration"
	destinations "github.com/waybillhq/waybill/destination/all"
	"github.com/waybillhq/waybill/project"
	sources "github.com/waybillhq/waybill/source/all"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/sqlite"
	"github.com/waybillhq/waybill/vault"
)

var by = store.Author{Who: "ada@example.com", Via: "cli", At: time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)}

func catalogue() project.Catalogue {
	return project.Catalogue{Sources: sources.Kinds(), Destinations: destinations.Destinations()}
}

type server struct {
	*configuration.Configuration
	store store.Office
	vault *vault.Vault
	dir   string
}

// serve begins a server with an empty state.
func serve(t testing.TB) server {
	t.Helper()
	path := filepath.Join(t.TempDir(), "waybill.db")
	s, err := sqlite.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return on(t, s.Office(), filepath.Dir(path))
}

func on(t testing.TB, o store.Office, dir string) server {
	t.Helper()
	keys, err := vault.ParseKeys(vault.NewKey().Reveal())
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.New(o, keys)
	if err != nil {
		t.Fatal(err)
	}
	return server{configuration.New(o, v, catalogue(), dir).Within(configuration.Reach{SourceFiles: []string{"/data"}}), o, v, dir}
}

// write makes a project of files.
func write(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// read reads a project.
func read(t testing.TB, dir string) configuration.Set {
	t.Helper()
	set, err := configuration.FromProject(dir, catalogue())
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func (s server) apply(t testing.TB, dir string) configuration.Diff {
	t.Helper()
	d, err := s.Apply(t.Context(), read(t, dir), store.AnyVersion, by)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (s server) export(t testing.TB) string {
	t.Helper()
	b, err := s.Export(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func (s server) resource(t testing.TB, kind store.Kind, name string) store.Resource {
	t.Helper()
	r, err := s.store.Resource(t.Context(), kind, name)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// roundTrip applies a project, and checks that what is exported is the same
// project, for ever.
func roundTrip(t testing.TB, s server, dir string) string {
	t.Helper()
	s.apply(t, dir)
	if d := s.apply(t, dir); !d.Empty() {
		t.Fatalf("applied again there are differences: %+v", d)
	}
	first := s.export(t)
	exported := write(t, map[string]string{project.File: first})
	d, err := s.Plan(t.Context(), read(t, exported))
	if err != nil || !d.Empty() {
		t.Fatalf("what was exported differs: %+v, %v\n%s", d, err, first)
	}
	s.apply(t, exported)
	if second := s.export(t); second != first {
		t.Fatalf("exported twice:\n%s\nand\n%s", first, second)
	}
	return first
}

func variables(name string) (string, bool) {
	if strings.HasSuffix(name, "_URL") {
		return "https://" + name + ".example", true
	}
	return "/v/" + name, true
}

// same checks that the server runs what the files say.
func same(t *testing.T, s server, dir string) {
	t.Helper()
	files, err := project.Load(dir, catalogue())
	if err != nil {
		t.Fatal(err)
	}
	kept, _, err := s.Project(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range files.Sources {
		a, errA := files.Sources[i].Config(variables)
		b, errB := kept.Sources[i].Config(variables)
		pathA, pathB := a.Path("path"), b.Path("path")
		delete(a.Settings, "path")
		delete(b.Settings, "path")
		equal(t, "source "+a.Name, a.Settings, b.Settings)
		equal(t, "source "+a.Name, []any{a.Name, pathA, errA}, []any{b.Name, pathB, errB})
	}
	for i := range files.Models {
		equal(t, "model", files.Models[i].Model, kept.Models[i].Model)
	}
	for i := range files.Destinations {
		a, b := files.Destinations[i], kept.Destinations[i]
		settingsA, errA := a.Settings(variables)
		settingsB, errB := b.Settings(variables)
		equal(t, "settings of "+a.Name, settingsA, settingsB)
		equal(t, "destination "+a.Name, []any{a.Name, a.Account, a.Requests, a.Per, a.Concurrency, a.Timeout, a.Alerts, errA},
			[]any{b.Name, b.Account, b.Requests, b.Per, b.Concurrency, b.Timeout, b.Alerts, errB})
	}
	for i := range files.Syncs {
		a, b := files.Syncs[i], kept.Syncs[i]
		equal(t, "sync "+a.Name, []any{a.Sync, a.Schedule, a.Alerts}, []any{b.Sync, b.Schedule, b.Alerts})
	}
	for i := range files.Tests {
		a, b := files.Tests[i], kept.Tests[i]
		a.Position, b.Position = project.Position{}, project.Position{}
		equal(t, "test "+a.Name, a, b)
	}
	for i := range files.Alerts {
		a, b := files.Alerts[i], kept.Alerts[i]
		equal(t, "alert "+a.Name, []any{a.Name, a.Channels, a.On}, []any{b.Name, b.Channels, b.On})
	}
}

func equal(t *testing.T, what string, a, b any) {
	t.Helper()
	if !reflect.DeepEqual(a, b) {
		t.Errorf("%s: the files say\n%+v\nand the server\n%+v", what, a, b)
	}
}
