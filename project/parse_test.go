package project_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/project"
)

func texts(parts ...string) (all []project.Text) {
	for i := 0; i < len(parts); i += 2 {
		all = append(all, project.Text{Name: parts[i], Body: []byte(parts[i+1])})
	}
	return all
}

const api = "destinations:\n  api:\n    type: http_request\n    url: https://api.example.com\n    headers:\n      Authorization: ${secret:destinations.api.headers.Authorization}\n"

func TestParse(t *testing.T) {
	t.Parallel()
	asked := 0
	p, err := project.Parse(texts("main", "version: 1\n", "destinations.api", api), "/srv", catalogue(), func(name string) (waybill.Secret, error) {
		asked++
		if name != "destinations.api.headers.Authorization" {
			return waybill.Secret{}, waybill.Errorf(waybill.ENotFound, "there is no secret %s", name)
		}
		return waybill.NewSecret("Bearer t0ken"), nil
	})
	if err != nil || asked != 0 {
		t.Fatalf("%d secrets were read to parse: %v", asked, err)
	}
	settings, err := p.Destinations[0].Settings(nil)
	if err != nil {
		t.Fatal(err)
	}
	headers, _ := settings["headers"].(map[string]any)
	if s, ok := headers["Authorization"].(waybill.Secret); !ok || s.Reveal() != "Bearer t0ken" {
		t.Errorf("got %+v", settings)
	}
}

func TestParseNamesTheParts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, path, says string }{
		"an unknown key":   {"syncs:\n  s:\n    model: m\n    destination: api\n    mood: x\n", "syncs.s.mood", "unknown key `mood`"},
		"a missing model":  {"syncs:\n  s:\n    model: m\n    destination: api\n", "syncs.s.model", "there is no model `m`"},
		"a file":           {"models:\n  m:\n    source: x\n    sql_file: q.sql\n    primary_key: id\n", "models.m.sql_file", "reads no files"},
		"a manifest":       {"models:\n  m:\n    source: x\n    primary_key: id\n    dbt:\n      manifest: m.json\n      model: f\n", "models.m.dbt.manifest", "reads no files"},
		"a list's element": {"tests:\n  - name: x\n    sync: nope\n    row: {}\n    expect: {refused: y}\n", "the text", "there is no sync `nope`"},
		"no YAML":          {"syncs: [\n", "the text", "not YAML"},
	} {
		_, err := project.Parse(texts("main", "version: 1\n", "destinations.api", api, "the text", c.text), "/srv", catalogue(), nil)
		joined, _ := err.(interface{ Unwrap() []error })
		found := false
		if joined != nil {
			for _, err := range joined.Unwrap() {
				e, _ := errors.AsType[*waybill.Error](err)
				found = found || e.Path == c.path && strings.Contains(e.Message, c.says)
			}
		}
		if !found {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestASecretOfAServerIsNotReadHere(t *testing.T) {
	t.Parallel()
	p := load(t, map[string]string{project.File: "version: 1\n" + api})
	_, err := p.Destinations[0].Settings(nil)
	if e, ok := errors.AsType[*waybill.Error](err); !ok || e.Path != "waybill.yaml:7" || !strings.Contains(e.Message, "kept by a server") {
		t.Errorf("got %v", err)
	}
	_, err = project.Load(write(t, map[string]string{project.File: "version: 1\n" + strings.Replace(api, "secret:destinations", "secret: destinations", 1)}), catalogue())
	if waybill.ErrorCode(err) != waybill.EInvalid {
		t.Errorf("got %v", err)
	}
}

// Two literal secrets never get one name: one would be sent in the place of the
// other.
func TestEverySecretHasANameOfItsOwn(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("version: 1\ndestinations:\n")
	for _, name := range []string{"a", "a.headers", "a%2Eb", "a.b", "a+b", "a$b", "é"} {
		text.WriteString("  \"" + name + "\": {type: http_request, url: https://x.example, headers: {A: \"1\", A.B: \"2\", \"A B\": \"3\", \"A}\": \"4\"}}\n")
	}
	p := load(t, map[string]string{project.File: text.String()})
	names := map[string]bool{}
	parts, err := p.Parts(func(path string, _ waybill.Secret) string {
		names[path] = true
		return project.SecretReference(path)
	})
	if err != nil || len(names) != 28 {
		t.Fatalf("%d names: %v, %v", len(names), names, err)
	}
	for _, part := range parts {
		if refs := project.SecretsOf(part.Spec); len(refs) != 4 || !names[refs[0]] || !names[refs[3]] {
			t.Errorf("%s refers to %v", part.Name, refs)
		}
	}
}
