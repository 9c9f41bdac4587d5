// Package httprequest sends each record as an HTTP request that the project
// describes: a method, a URL and a body, the last two as templates. It reaches
// every API that takes one record a request and has no destination of its own.
package httprequest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/template"
)

// recordAsJSON is the body that needs no template.
const recordAsJSON = "{{ record | json }}"

// New returns the description of the HTTP request destination.
func New() destination.Destination {
	return destination.Destination{
		Name:       "http_request",
		Label:      "HTTP request",
		Anybodys:   true,
		Doc:        "Any API that takes one record in one request.",
		Docs:       "https://www.rfc-editor.org/rfc/rfc9110",
		Settings:   settings(),
		Limit:      destination.Limit{Concurrency: 8, Timeout: 30 * time.Second},
		Check:      check,
		Offline:    true,
		Operations: []destination.Operation{requests()},
	}
}

func settings() []waybill.Field {
	return []waybill.Field{
		{
			Name: "method", Label: "Method", Type: waybill.String, Default: http.MethodPost,
			Options: []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete},
			Doc:     "How each record is sent. Never GET: a GET may be repeated on its way.",
		},
		{
			Name: "url", Label: "URL", Type: waybill.String, Required: true, Identity: true,
			Doc:     "A Liquid template over row and record. Values are percent-encoded one by one; scheme and host are fixed. It is no secret, and shown in captures and exports: credentials belong into headers.",
			Example: "https://api.example.com/orders/{{ row.order_id }}",
		},
		{
			Name: "headers", Label: "Headers", Type: waybill.Nested, Custom: true, Secret: true,
			Doc: "Sent with each request, e.g. Authorization. Their values are kept secret.",
		},
		{
			Name: "body", Label: "Body", Type: waybill.String, Default: recordAsJSON,
			Doc: "A Liquid template over row and record; by default the mapped record as JSON.",
		},
		{
			Name: "accept", Label: "Accept", Type: waybill.Nested,
			Fields: []waybill.Field{{Name: "status", Type: waybill.Array, Doc: "The statuses of success."}},
			Doc:    "Which answers mean success; by default every 2xx.",
		},
	}
}

func requests() destination.Operation {
	return destination.Operation{
		Operation: waybill.Operation{
			Name: "requests", Label: "Requests",
			Doc:      "One request for each record.",
			Modes:    []waybill.Mode{waybill.Insert, waybill.Upsert, waybill.Update, waybill.Mirror},
			Needs:    []string{"url"},
			AnyMatch: true,
			Key:      &waybill.BusinessKey{Match: true, Scope: waybill.ScopeSync},
			Removals: []waybill.Removal{waybill.DeleteRemoved},
			Fields:   []waybill.Field{},
			Custom:   true,
		},
		API:      destination.API{Advice: "Check headers"},
		Columns:  usesRow,
		Validate: validate,
		Send:     send,
		Remove:   remove,
	}
}

// usesRow reports whether a template may name the source row.
func usesRow(s destination.Sync) bool {
	return strings.Contains(s.Config.Text("url")+s.Config.Text("body"), "row")
}

// compiled is what the settings say, compiled once a run.
type compiled struct {
	method string
	url    *template.Template
	body   *template.Template // nil: the record as JSON
	header http.Header
	accept []int
}

func compile(s destination.Settings) (any, error) {
	location, err := compileURL(s.Text("url"))
	if err != nil {
		return nil, err
	}
	if headers(s["headers"]).Get("Idempotency-Key") != "" {
		return nil, waybill.Errorf(waybill.EInvalid, "headers cannot have Idempotency-Key").
			WithHint("One value would be sent with every row, and HTTP clients repeat requests that carry it.")
	}
	r := &compiled{method: s.Text("method"), url: location, header: headers(s["headers"]), accept: statuses(s["accept"])}
	if r.method == "" {
		r.method = http.MethodPost
	}
	if src := strings.TrimSpace(s.Text("body")); src != "" && src != recordAsJSON {
		if r.body, err = template.Compile(s.Text("body")); err != nil {
			return nil, fmt.Errorf("body: %w", err)
		}
	}
	return r, nil
}

// compileURL compiles the URL, whose scheme and host no row may choose.
func compileURL(src string) (*template.Template, error) {
	scheme, rest, _ := strings.Cut(src, "://")
	host, _, _ := strings.Cut(rest, "/")
	if scheme != "http" && scheme != "https" || host == "" || strings.ContainsAny(host, "{}") {
		return nil, waybill.Errorf(waybill.EInvalid, "url does not begin like https://api.example.com/").
			WithHint("The scheme and the host cannot come from a template.")
	}
	t, err := template.CompileURL(src)
	if err != nil {
		return nil, fmt.Errorf("url: %w", err)
	}
	return t, nil
}

func headers(v any) http.Header {
	h := http.Header{}
	members, _ := v.(map[string]any)
	for name, value := range members {
		if s, ok := value.(waybill.Secret); ok {
			h.Set(name, s.Reveal())
			continue
		}
		text, _ := waybill.Text(value)
		h.Set(name, text)
	}
	return h
}

func statuses(v any) []int {
	members, _ := v.(map[string]any)
	list, _ := members["status"].([]any)
	var out []int
	for _, e := range list {
		if n, err := strconv.Atoi(fmt.Sprint(e)); err == nil {
			out = append(out, n)
		}
	}
	return out
}

func compiledOf(c *destination.Client) (*compiled, error) {
	v, err := c.Once("requests", func() (any, error) { return compile(c.Sync.Config) })
	if err != nil {
		return nil, destination.Halt(err)
	}
	return v.(*compiled), nil
}

// validate refuses a record whose address would be another one. The template is
// rendered for those alone that have such a value: it is rendered when it is sent.
func validate(r waybill.Record, s destination.Sync) error {
	dots := func(m waybill.Member) bool { return m.Value == "." || m.Value == ".." }
	record := slices.Concat(r.Fields, r.Custom)
	if !slices.ContainsFunc(r.Columns, dots) && !slices.ContainsFunc(record, dots) {
		return nil
	}
	location, err := compileURL(s.Config.Text("url"))
	if err != nil {
		return nil //nolint:nilerr // it is told where the settings are
	}
	if _, err = location.Render(template.Vars{"row": r.Columns, "record": record}); err != nil {
		return fmt.Errorf("url: %w", err)
	}
	return nil
}

// send makes the record's request.
func send(ctx context.Context, c *destination.Client, r waybill.Record) (destination.Receipt, error) {
	to, err := compiledOf(c)
	if err != nil {
		return destination.Receipt{}, err
	}
	record := slices.Concat(r.Fields, r.Custom)
	vars := template.Vars{"row": r.Columns, "record": record}
	location, err := to.url.Render(vars)
	if err != nil {
		return destination.Receipt{}, destination.Reject("url: %w", err)
	}
	req := destination.Request{Method: to.method, URL: location, Header: to.header, Accept: to.accept}
	switch {
	case to.body != nil:
		text, err := to.body.Render(vars)
		if err != nil {
			return destination.Receipt{}, destination.Reject("body: %w", err)
		}
		req.Body = []byte(text)
	case to.method != http.MethodDelete:
		req.Body = record
	}
	_, err = c.Do(ctx, req)
	return destination.Receipt{}, err
}

// remove deletes what the URL addresses. One that is gone already is what was
// wanted.
func remove(ctx context.Context, c *destination.Client, _ waybill.Removal, r waybill.Record) (destination.Receipt, error) {
	to, err := compiledOf(c)
	if err != nil {
		return destination.Receipt{}, err
	}
	if to.url.Literal() {
		return destination.Receipt{}, destination.Halt(errors.New("removed rows cannot be deleted: url names no row, so the request would not either"))
	}
	location, err := to.url.Render(template.Vars{"row": r.Columns, "record": slices.Concat(r.Fields, r.Custom)})
	if err != nil {
		return destination.Receipt{}, destination.Reject("url: %w", err)
	}
	_, err = c.Do(ctx, destination.Request{Method: http.MethodDelete, URL: location, Header: to.header})
	if status := destination.Status(err); status == http.StatusNotFound || status == http.StatusGone {
		err = nil
	}
	return destination.Receipt{}, err
}

// check compiles what the settings say. It sends nothing: every request of this
// destination is a write.
func check(_ context.Context, c *destination.Client, _ []string) ([]string, error) {
	if _, err := compiledOf(c); err != nil {
		return nil, err
	}
	return []string{"The templates are valid. No request was made: every request of this destination writes."}, nil
}
