package project_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/waybillhq/waybill/project"
)

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(project.Schema(catalogue())))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("project.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("project.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if v, err = jsonschema.UnmarshalJSON(bytes.NewReader(b)); err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

func TestSchemaTakesWhatLoadTakes(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	for _, text := range []string{read(t, "testdata/example.yaml"), base} {
		if err := validate(t, s, text); err != nil {
			t.Errorf("%v", err)
		}
	}
}

func TestSchemaRefusesWhatLoadRefuses(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	for name, change := range map[string]func(string) string{
		"an unknown key":     func(s string) string { return s + "alert: {}\n" },
		"an unknown type":    func(s string) string { return strings.Replace(s, "sqlite", "sqlit", 1) },
		"another version":    func(s string) string { return strings.Replace(s, "version: 1", "version: 2", 1) },
		"a missing key":      func(s string) string { return strings.Replace(s, ", primary_key: id", "", 1) },
		"an unknown mode":    func(s string) string { return strings.Replace(s, "mode: insert", "mode: inserts", 1) },
		"an unknown setting": func(s string) string { return strings.Replace(s, "headers:", "header:", 1) },
		"a list as mapping":  func(s string) string { return strings.Replace(s, "{id: id}", "{id: [id]}", 1) },
	} {
		if err := validate(t, s, change(base)); err == nil {
			t.Errorf("%s is taken", name)
		}
		if _, err := project.Load(write(t, map[string]string{"waybill.yaml": change(base)}), catalogue()); err == nil {
			t.Errorf("%s is loaded", name)
		}
	}
}

// TestErrorsNeverQuoteSecrets gives settings that are wrong in every way.
func TestErrorsNeverQuoteSecrets(t *testing.T) {
	t.Parallel()
	const secret = "hush-hush-hush"
	p := load(t, map[string]string{"waybill.yaml": strings.Replace(base, "syncs:", "  ps: {type: partnerstack, public_key: a, secret_key: \"${S}\", s2s_tracking_token: \"${S}${NOT_SET}\"}\nsyncs:", 1)})
	d, _ := p.Destination("ps")
	s, err := d.Settings(env(map[string]string{"S": secret}))
	if err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("%v, %v", s, err)
	}
}
