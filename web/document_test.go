package web_test

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// document is the OpenAPI document as the server gives it.
type document struct {
	Paths      map[string]map[string]operation `json:"paths"`
	Components struct {
		Responses map[string]response `json:"responses"`
	} `json:"components"`

	whole any
	by    map[string]operation // by ID
}

// operation is what the document says of an operation.
type operation struct {
	ID          string                       `json:"operationId"`
	Summary     string                       `json:"summary"`
	Parameters  []parameter                  `json:"parameters"`
	RequestBody *struct{ Required bool }     `json:"requestBody"`
	Responses   map[string]response          `json:"responses"`
	Security    []map[string]json.RawMessage `json:"security"`

	method, path string
}

type parameter struct {
	Name, In, Description string
	Required              bool
}

type response struct {
	Ref     string                     `json:"$ref"`
	Content map[string]json.RawMessage `json:"content"`
	Headers map[string]json.RawMessage `json:"headers"`
}

// documentOf reads the document from a server.
func documentOf(t testing.TB, w *world) *document {
	t.Helper()
	a := w.get("nobody", "/openapi.json")
	doc := &document{by: map[string]operation{}}
	if err := json.Unmarshal([]byte(a.body), doc); err != nil {
		t.Fatalf("the document cannot be read: %v\n%s", err, a.body)
	}
	var err error
	if doc.whole, err = jsonschema.UnmarshalJSON(strings.NewReader(a.body)); err != nil {
		t.Fatal(err)
	}
	for path, methods := range doc.Paths {
		for method, o := range methods {
			o.method, o.path = strings.ToUpper(method), path
			if _, twice := doc.by[o.ID]; twice || o.ID == "" {
				t.Fatalf("%s %s has the operation ID %q, which is empty or another's", method, path, o.ID)
			}
			doc.by[o.ID] = o
		}
	}
	return doc
}

// schema compiles what stands at a pointer of the document.
func (d *document) schema(parts ...string) (*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("https://waybill.example.com/openapi.json", d.whole); err != nil {
		return nil, err
	}
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	pointer := ""
	for _, p := range parts {
		pointer += "/" + url.PathEscape(escape.Replace(p))
	}
	return c.Compile("https://waybill.example.com/openapi.json#" + pointer)
}

// valid holds JSON against the schema at a pointer.
func (d *document) valid(text string, pointer ...string) error {
	s, err := d.schema(pointer...)
	if err != nil {
		return err
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return fmt.Errorf("this is not JSON: %w: %.200s", err, text)
	}
	return s.Validate(v)
}

// checkRequest holds a request against the document.
func (d *document) checkRequest(o operation, r *http.Request, body string) error {
	values := map[string]url.Values{"query": r.URL.Query(), "path": pathValues(o.path, r.URL.EscapedPath()), "header": url.Values(r.Header)}
	at := func(more ...string) []string {
		return append([]string{"paths", o.path, strings.ToLower(o.method)}, more...)
	}
	known := map[string]bool{}
	for i, p := range o.Parameters {
		given := values[p.In][p.Name]
		if p.In == "header" {
			given = r.Header.Values(p.Name)
		}
		known[p.In+" "+p.Name] = true
		if len(given) == 0 {
			if p.Required {
				return fmt.Errorf("the request lacks the %s parameter %s", p.In, p.Name)
			}
			continue
		}
		if err := d.validText(given[0], at("parameters", strconv.Itoa(i), "schema")...); err != nil {
			return fmt.Errorf("the %s parameter %s: %w", p.In, p.Name, err)
		}
	}
	for name := range values["query"] {
		if !known["query "+name] {
			return fmt.Errorf("the document has no query parameter %s", name)
		}
	}
	if o.RequestBody == nil || body == "" {
		if body != "" || o.RequestBody != nil && o.RequestBody.Required {
			return fmt.Errorf("the document and the request differ on whether there is a body")
		}
		return nil
	}
	return d.valid(body, at("requestBody", "content", "application/json", "schema")...)
}

// validText holds a parameter against its schema: as a number, or as text.
func (d *document) validText(text string, pointer ...string) error {
	if json.Valid([]byte(text)) && d.valid(text, pointer...) == nil {
		return nil
	}
	quoted, _ := json.Marshal(text)
	problem := d.valid(string(quoted), pointer...)
	if list, _ := json.Marshal(strings.Split(text, ",")); problem != nil && d.valid(string(list), pointer...) == nil {
		return nil
	}
	return problem
}

// pathValues returns the parameters in a path, nil if it is not of the template.
func pathValues(template, path string) url.Values {
	got := strings.Split(strings.TrimPrefix(path, "/api/v1"), "/")
	want := strings.Split(template, "/")
	if len(got) != len(want) {
		return nil
	}
	out := url.Values{}
	for i := range want {
		text, err := url.PathUnescape(got[i])
		switch name := strings.Trim(want[i], "{}"); {
		case err != nil:
			return nil
		case name != want[i]:
			out.Set(name, text)
		case want[i] != got[i]:
			return nil
		}
	}
	return out
}

// checkAnswer holds an answer against the document.
func (d *document) checkAnswer(o operation, a answer) error {
	status, at := strconv.Itoa(a.StatusCode), []string{"paths", o.path, strings.ToLower(o.method), "responses"}
	said, ok := o.Responses[status]
	if !ok {
		if a.StatusCode < http.StatusBadRequest {
			return fmt.Errorf("the document does not know the status %s", status)
		}
		status, said = "default", o.Responses["default"]
	}
	at = append(at, status)
	if name, ok := strings.CutPrefix(said.Ref, "#/components/responses/"); ok {
		said, at = d.Components.Responses[name], []string{"components", "responses", name}
	}
	for name := range said.Headers {
		if a.Header.Get(name) == "" {
			return fmt.Errorf("the answer has no header %s", name)
		}
	}
	if len(said.Content) == 0 {
		if a.body != "" {
			return fmt.Errorf("the document knows no body, and there is one: %.200s", a.body)
		}
		return nil
	}
	kind, _, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	if err != nil {
		return fmt.Errorf("the answer's content type %q: %w", a.Header.Get("Content-Type"), err)
	}
	if _, ok := said.Content[kind]; !ok {
		return fmt.Errorf("the document does not know the type %s of a %d", kind, a.StatusCode)
	}
	if !slices.Contains([]string{"application/json", "application/problem+json"}, kind) {
		return nil
	}
	return d.valid(a.body, append(at, "content", kind, "schema")...)
}
