package configuration_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
)

const vendor = `{"type":"partnerize","user_application_key":"app-planted","user_api_key":"api-planted"}`

// refusedAt checks that something is refused at a path, and says why.
func refusedAt(t *testing.T, what string, err error, path, says string) {
	t.Helper()
	e, ok := errors.AsType[*waybill.Error](err)
	if !ok || e.Code != waybill.EInvalid || e.Path != path || !strings.Contains(e.Message, says) {
		t.Errorf("%s: got %v, want %q at %s", what, err, says, path)
	}
}

// An editor must not be able to have a secret shown or sent that somebody else
// has typed (invariant 15).
func TestASecretHoldsAtItsPlaceOnly(t *testing.T) {
	t.Parallel()
	s := serve(t)
	if _, err := s.change(t, false, edit(store.KindDestination, "p", vendor, 0)); err != nil {
		t.Fatal(err)
	}
	const ref = "${secret:destinations.p.user_api_key}"
	for path, e := range map[string]configuration.Edit{
		"sources.s.path":                      edit(store.KindSource, "s", `{"type":"sqlite","path":"/data/`+ref+`"}`, 0),
		"sources.s.url":                       edit(store.KindSource, "s", `{"type":"postgres","url":"`+ref+`"}`, 0),
		"destinations.q.user_api_key":         edit(store.KindDestination, "q", `{"type":"partnerize","user_application_key":"x","user_api_key":"`+ref+`"}`, 0),
		"destinations.p.user_application_key": edit(store.KindDestination, "p", `{"type":"partnerize","user_application_key":"`+ref+`","user_api_key":"`+ref+`"}`, 1),
		"destinations.p.user_api_key":         edit(store.KindDestination, "p", `{"type":"partnerize","user_application_key":"x","user_api_key":"evil/`+ref+`"}`, 1),
		"destinations.q.headers.X-Key":        edit(store.KindDestination, "q", `{"type":"http_request","url":"https://evil.example","headers":{"X-Key":"`+ref+`"}}`, 0),
		"destinations.q.url":                  edit(store.KindDestination, "q", `{"type":"http_request","url":"https://evil.example/`+ref+`"}`, 0),
		"alerts.a.slack.webhook_url":          edit(store.KindAlert, "a", `{"slack":{"webhook_url":"`+ref+`"},"on":{"fatal_error":"critical"}}`, 0),
		"destinations.q.user_application_key": edit(store.KindDestination, "q", `{"type":"partnerize","user_application_key":"${secret:destinations.q.user_application_key}","user_api_key":"x"}`, 0),
	} {
		says := "belongs to the setting of that name"
		if strings.Contains(string(e.Spec), "destinations.q.user_application_key") {
			says = "there is no secret"
		}
		_, err := s.change(t, true, e)
		refusedAt(t, "saved at "+path, err, path, says)
		_, err = s.Drafts(t.Context(), []configuration.Draft{{Kind: e.Kind, Name: e.Name, Spec: e.Spec}})
		refusedAt(t, "tried at "+path, err, path, says)
		set := read(t, write(t, map[string]string{project.File: s.export(t)}))
		set.Resources = slices.DeleteFunc(set.Resources, func(r store.Resource) bool { return r.Kind == e.Kind && r.Name == e.Name })
		set.Resources = append(set.Resources, store.Resource{Kind: e.Kind, Name: e.Name, Spec: e.Spec})
		_, err = s.Apply(t.Context(), set, store.AnyVersion, by)
		refusedAt(t, "applied at "+path, err, path, says)
	}
}

// Whatever was checked before, a reference is not followed from elsewhere.
func TestASecretIsNotReadFromElsewhere(t *testing.T) {
	t.Parallel()
	s := serve(t)
	const name = "destinations.p.user_api_key"
	if err := s.vault.Put(t.Context(), name, waybill.NewSecret("planted"), by); err != nil {
		t.Fatal(err)
	}
	for _, spec := range []string{
		`{"type":"http_request","url":"https://x.example/${secret:` + name + `}"}`,
		`{"type":"http_request","url":"https://x.example","headers":{"A":"${secret:` + name + `}"}}`,
		`{"type":"http_request","url":"https://x.example","body":"${secret:` + name + `}"}`,
	} {
		p, err := s.Of(t.Context(), []store.Resource{{Kind: store.KindDestination, Name: "p", Spec: []byte(spec)}})
		if err != nil {
			t.Fatal(err)
		}
		if settings, err := p.Destinations[0].Settings(nil); waybill.ErrorCode(err) != waybill.EInvalid {
			t.Errorf("%s was read as %+v, %v", spec, settings, err)
		}
	}
}

func TestAKeptSecretStaysWithItsHost(t *testing.T) {
	t.Parallel()
	s := serve(t)
	made, err := s.change(t, false,
		edit(store.KindDestination, "p", vendor, 0),
		edit(store.KindDestination, "v", `{"type":"partnerize","user_application_key":"${APP}","user_api_key":"${API}"}`, 0),
		edit(store.KindDestination, "h", `{"type":"http_request","url":"https://api.example.com/a","headers":{"X-Key":"header-planted"}}`, 0))
	if err != nil {
		t.Fatal(err)
	}
	const again = "type the secret again"
	with := func(i int, old, new string) configuration.Draft {
		return configuration.Draft{Kind: store.KindDestination, Name: made[i].Name, Spec: []byte(strings.Replace(string(made[i].Spec), old, new, 1))}
	}
	for name, c := range map[string]struct {
		draft configuration.Draft
		paths []string // "": it is taken
	}{
		"another host":                 {with(0, `{`, `{"api_url":"http://127.0.0.1:8399",`), []string{"destinations.p.user_api_key", "destinations.p.user_application_key"}},
		"a variable's":                 {with(1, `{`, `{"tracking_url":"http://127.0.0.1:8399",`), []string{"destinations.v.user_api_key", "destinations.v.user_application_key"}},
		"another URL":                  {with(2, `api.example.com`, `api.example.com.evil.example`), []string{"destinations.h.headers.X-Key"}},
		"somebody in front":            {with(2, `api.example.com`, `api.example.com@evil.example`), []string{"destinations.h.headers.X-Key"}},
		"no TLS":                       {with(2, `https`, `http`), []string{"destinations.h.headers.X-Key"}},
		"under another name":           {configuration.Draft{Kind: store.KindDestination, Name: "new", Spec: made[2].Spec}, []string{"destinations.new.headers.X-Key"}},
		"the default itself":           {with(0, `{`, `{"api_url":"https://api.partnerize.com",`), nil},
		"another path":                 {with(2, `com/a`, `com/b`), nil},
		"another body":                 {with(2, `{`, `{"body":"x",`), nil},
		"another host, and the secret": {with(2, `"https://api.example.com/a","headers":{"X-Key":"${secret:destinations.h.headers.X-Key}"}`, `"https://other.example","headers":{"X-Key":"typed anew"}`), nil},
	} {
		_, tried := s.Drafts(t.Context(), []configuration.Draft{c.draft})
		e := edit(c.draft.Kind, c.draft.Name, string(c.draft.Spec), store.AnyVersion)
		_, saved := s.change(t, false, e)
		sent := read(t, write(t, map[string]string{project.File: s.export(t)}))
		if len(c.paths) == 0 {
			if err := errors.Join(tried, saved); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := s.change(t, false, edit(store.KindDestination, "h", strings.Replace(string(made[2].Spec), "${secret:destinations.h.headers.X-Key}", "header-planted", 1), store.AnyVersion)); err != nil {
				t.Fatal(err)
			}
			continue
		}
		says := again
		if c.draft.Name == "new" {
			says = "belongs to"
		}
		for _, err := range []error{tried, saved} {
			var at []string
			for _, e := range split(err) {
				at = append(at, e.Path)
				if !strings.Contains(e.Message, says) {
					t.Errorf("%s: got %v", name, e)
				}
			}
			slices.Sort(at)
			if !slices.Equal(slices.Compact(at), c.paths) {
				t.Errorf("%s: refused at %v: %v", name, at, err)
			}
		}
		if c.draft.Name != "p" {
			continue
		}
		i := slices.IndexFunc(sent.Resources, func(r store.Resource) bool { return r.Kind == c.draft.Kind && r.Name == c.draft.Name })
		sent.Resources[i].Spec, sent.Sent = c.draft.Spec, true
		if _, err := s.Plan(t.Context(), sent); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: applied by the API: %v", name, err)
		}
	}
}

func split(err error) []*waybill.Error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*waybill.Error
		for _, e := range joined.Unwrap() {
			all = append(all, split(e)...)
		}
		return all
	}
	if e, ok := errors.AsType[*waybill.Error](err); ok {
		return []*waybill.Error{e}
	}
	return nil
}

// A new setting has to be thought about: does it decide where secrets are sent?
func TestEverySettingIsKnown(t *testing.T) {
	t.Parallel()
	harmless := []string{
		"timeout", "user_application_key", "user_api_key", "require_conversion_id", "public_key", "secret_key", "s2s_tracking_token",
		"method", "headers", "body", "accept", "project", "location", "credentials", "warehouse", "token",
	}
	known := func(of string, fields []waybill.Field) {
		for _, f := range fields {
			if configuration.SaysWhere(f.Name) == slices.Contains(harmless, f.Name) {
				t.Errorf("%s: it is not known whether %s says where secrets are sent", of, f.Name)
			}
		}
	}
	for _, k := range catalogue().Sources {
		known(k.Name, k.Settings)
	}
	for _, d := range catalogue().Destinations {
		known(d.Name, d.Settings)
	}
}

func TestTheReachOfTheAPI(t *testing.T) {
	t.Parallel()
	s := serve(t)
	allowed, outside := t.TempDir(), t.TempDir()
	s.Within(configuration.Reach{SecretFiles: []string{allowed}, SourceFiles: []string{allowed}})
	for _, dir := range []string{allowed, outside} {
		if err := os.WriteFile(filepath.Join(dir, "file"), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(outside, "file"), filepath.Join(allowed, "link")); err != nil {
		t.Fatal(err)
	}
	for path, ok := range map[string]bool{
		filepath.Join(allowed, "file"): true, filepath.Join(allowed, "none"): true, filepath.Join(outside, "file"): false, filepath.Join(allowed, "link"): false,
		allowed + "/../" + filepath.Base(outside) + "/file": false, allowed + "x": false, "/proc/self/environ": false, "/etc/passwd": false, "../" + "x": false,
		allowed + "/x:-/../../../../etc/passwd": false,
	} {
		for at, spec := range map[string]string{
			"sources.s.url":  `{"type":"postgres","url":"${file:` + path + `}"}`,
			"sources.s.path": `{"type":"sqlite","path":"` + path + `"}`,
		} {
			draft := configuration.Draft{Kind: store.KindSource, Name: "s", Spec: []byte(spec)}
			_, err := s.Drafts(t.Context(), []configuration.Draft{draft})
			_, saveErr := s.change(t, false, edit(store.KindSource, "s", spec, store.AnyVersion))
			set := configuration.Set{Resources: []store.Resource{{Kind: store.KindSource, Name: "s2", Spec: []byte(spec)}}, Sent: true}
			_, sentErr := s.Plan(t.Context(), set)
			if ok {
				if err := errors.Join(err, saveErr, sentErr); err != nil {
					t.Errorf("%s at %s: %v", path, at, err)
				}
				continue
			}
			const says = "not in a folder that the server's operator allows"
			refusedAt(t, path, err, at, says)
			refusedAt(t, path, saveErr, at, says)
			refusedAt(t, path, sentErr, strings.Replace(at, ".s.", ".s2.", 1), says)
			set.Sent = false // files of the server's own disk
			if _, err := s.Plan(t.Context(), set); err != nil {
				t.Errorf("a project's file names %s: %v", path, err)
			}
		}
	}
	near := configuration.New(s.store, s.vault, catalogue(), ".") // as `waybill serve` is started
	for path, ok := range map[string]bool{"x.db": true, "./y/../x.db": true, "../x.db": false, "/etc/passwd": false} {
		_, err := near.Drafts(t.Context(), []configuration.Draft{{Kind: store.KindSource, Name: "n", Spec: []byte(`{"type":"sqlite","path":"` + path + `"}`)}})
		if (err == nil) != ok {
			t.Errorf("%s from the working folder: %v", path, err)
		}
	}
	_, err := s.change(t, false, edit(store.KindSource, "s", `{"type":"sqlite","path":"${HOME}/x"}`, store.AnyVersion))
	refusedAt(t, "a variable", err, "sources.s.path", "without variables")
}
