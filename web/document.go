package web

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// csrfHeader carries a session's token against forgery.
const csrfHeader = "X-CSRF-Token"

const problemRef = "#/components/responses/Problem"

// tags are the groups of operations, in the order of the docs.
var tags = []*huma.Tag{
	{Name: "sign-in", Description: "Sessions of people, links that work once, OpenID Connect."},
	{Name: "people", Description: "Who may do what."},
	{Name: "tokens", Description: "Access for programs."},
	{Name: "sources", Description: "Databases and files that rows come from."},
	{Name: "models", Description: "Queries whose rows are synced."},
	{Name: "destinations", Description: "Where records go."},
	{Name: "syncs", Description: "Which rows go where, how and when."},
	{Name: "runs", Description: "What was sent, and what became of every row."},
	{Name: "ledger", Description: "Everything that was ever sent, by business key."},
	{Name: "configuration", Description: "Between the files of a project and the server."},
	{Name: "secrets", Description: "What is kept encrypted. It is never read back."},
	{Name: "settings", Description: "What the server was told."},
	{Name: "audit", Description: "Who changed what."},
	{Name: "server", Description: "The server itself."},
}

const about = `Everything that Waybill's command line and interface do.

**Signing in.** Programs send a token: ` + "`Authorization: Bearer wb_…`" + `. Browsers have a session cookie, and send the session's
CSRF token as ` + "`X-CSRF-Token`" + ` with everything that is not a GET.

**Versions.** What can be changed has an ETag. A change says which version it was made to, by ` + "`If-Match`" + `: without one the answer is 428, and
412 if somebody was faster. ` + "`If-None-Match: *`" + ` creates.

**Lists** come in pages: ` + "`next`" + ` of one is ` + "`after`" + ` of the following.

**Problems** are ` + "`application/problem+json`" + ` with a code for programs, and for people what is wrong, where, and what to do about it.
With ` + "`Prefer: problem-as-answer`" + ` those of 404, 422 and 503 come with status 200 and ` + "`Preference-Applied`" + `, otherwise the same.`

// newAPI returns an API without operations on a mux.
func newAPI(mux *http.ServeMux) huma.API {
	registry := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	problem := registry.Schema(reflect.TypeFor[Problem](), true, "Problem")
	return humago.NewWithPrefix(mux, Prefix, huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: "Waybill", Version: "1", Description: about},
			Servers: []*huma.Server{{URL: Prefix}},
			Tags:    tags,
			Components: &huma.Components{
				Schemas: registry,
				Responses: map[string]*huma.Response{"Problem": {
					Description: "What went wrong.", Content: map[string]*huma.MediaType{problemType: {Schema: problem}},
				}},
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session": {Type: "apiKey", In: "cookie", Name: secureCookie, Description: "The session of a browser. Without TLS, on the same machine, its name is `" + plainCookie + "`."},
					"csrf":    {Type: "apiKey", In: "header", Name: csrfHeader, Description: "The session's token against forgery, from GET /auth/session."},
					"token":   {Type: "http", Scheme: "bearer", Description: "A token of the API, which begins with wb_."},
				},
			},
		},
		Formats:       map[string]huma.Format{"application/json": jsonText, "json": jsonText},
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{translate},
	})
}

// finish makes the document true: lists are never null, and problems are ours.
func finish(doc *huma.OpenAPI) {
	schemas := doc.Components.Schemas.Map()
	delete(schemas, "ErrorModel")
	delete(schemas, "ErrorDetail")
	for _, s := range schemas {
		lists(s)
	}
	for _, item := range doc.Paths {
		for _, o := range operationsOf(item) {
			for _, p := range o.Parameters {
				lists(p.Schema)
			}
		}
	}
}

// lists says of all lists in a schema that they are not null.
func lists(s *huma.Schema) {
	if s == nil {
		return
	}
	if s.Type == huma.TypeArray {
		s.Nullable = false
	}
	lists(s.Items)
	for _, p := range s.Properties {
		lists(p)
	}
	if more, ok := s.AdditionalProperties.(*huma.Schema); ok {
		lists(more)
	}
}

// operationsOf returns the operations of a path by their methods.
func operationsOf(item *huma.PathItem) map[string]*huma.Operation {
	all := map[string]*huma.Operation{
		http.MethodGet: item.Get, http.MethodPut: item.Put, http.MethodPost: item.Post,
		http.MethodPatch: item.Patch, http.MethodDelete: item.Delete,
	}
	for method, o := range all {
		if o == nil {
			delete(all, method)
		}
	}
	return all
}
