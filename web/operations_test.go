package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/waybillhq/waybill/web"
)

// Every operation of the document that the server gives is called here by real
// HTTP as admin, editor, viewer and nobody, and by tokens. Requests and answers
// are held against that document. An operation without a case fails the test.
//
// To add a case, add a line to a table (see [officeCases]), under the
// operation's ID:
//
//	"change-person": {Who: "admin", Path: "/people/{editor}", Match: "/people/{editor}", Body: `{"role":"viewer"}`, Want: 200},
//
// Who is the least role that may call it: admin, editor, viewer or nobody; the
// test finds out by itself what all others get. Self is set where a token needs
// the scope admin whatever the role. {editor} is a name of the world's: seeds
// add names. Match is what to GET for the ETag to send as If-Match; with it, the
// test also makes sure that an old version gets 412 and none 428. Whatever is not
// a GET must leave a record in the audit, unless it is Silent. Each call that may
// change something has a server and a state of its own, so that cases may change
// and delete whatever they like; Prepare does what must come before.
//
// A table of your own goes into [tables], what your cases find in the state into
// [seeds].
type call struct {
	Who     string
	Self    bool
	Path    string // with its query
	Match   string
	Create  bool // sends If-None-Match: *
	Header  map[string]string
	Body    string
	Want    int
	Prepare func(w *world)
	Check   func(w *world, a answer) // what else must hold when it was allowed
	Shows   []string                 // secrets that the answer may show
	Options func(*web.Options)
	Empty   bool // the state is new, without people
	Silent  bool // changes nothing, so that it leaves nothing in the audit

	unchanged *world // of the calls that read or are refused
}

// tables are all cases.
var tables = []func() map[string]call{officeCases, dataCases}

func cases(t *testing.T) map[string]call {
	all := map[string]call{}
	for _, table := range tables {
		for id, c := range table() {
			if _, twice := all[id]; twice {
				t.Fatalf("there are two cases of %s", id)
			}
			all[id] = c
		}
	}
	return all
}

// callers are who calls every operation, by increasing rights.
var callers = []string{"nobody", "viewer", "editor", "admin"}

func TestEveryOperation(t *testing.T) {
	t.Parallel()
	doc, all := documentOf(t, newWorld(t)), cases(t)
	for _, id := range slices.Sorted(maps.Keys(all)) {
		if _, ok := doc.by[id]; !ok {
			t.Errorf("there is a case of %s, which is no operation", id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(doc.by)) {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			c, ok := all[id]
			if !ok {
				t.Fatalf("no case calls %s: add a line to a table in cases_test.go", id)
			}
			c.unchanged = c.world(t)
			for _, who := range callers {
				t.Run("as "+who, func(t *testing.T) { c.try(t, doc, doc.by[id], who, c.expects(who)) })
			}
			c.tokens(t, doc, doc.by[id])
			if !slices.Contains([]string{http.MethodGet, http.MethodHead}, doc.by[id].method) {
				c.forgeries(t, doc, doc.by[id])
			}
			if c.Match != "" {
				c.versions(t, doc, doc.by[id])
			}
		})
	}
}

// expects is what somebody should be answered.
func (c call) expects(who string) int {
	switch {
	case slices.Index(callers, who) >= slices.Index(callers, c.Who):
		return c.Want
	case who == "nobody":
		return http.StatusUnauthorized
	}
	return http.StatusForbidden
}

// request makes the case's request as somebody.
func (c call) request(w *world, who, method string) *http.Request {
	w.t.Helper()
	r := w.request(who, method, w.fill(c.Path), w.fill(c.Body))
	for name, value := range c.Header {
		r.Header.Set(name, w.fill(value))
	}
	if c.Create {
		r.Header.Set("If-None-Match", "*")
	}
	if c.Match != "" {
		tag := w.get("admin", w.fill(c.Match)).Header.Get("ETag")
		if tag == "" {
			w.t.Fatalf("%s has no ETag", c.Match)
		}
		r.Header.Set("If-Match", tag)
	}
	return r
}

// world starts the case's server.
func (c call) world(t *testing.T) *world {
	t.Helper()
	change := c.Options
	if change == nil {
		change = func(*web.Options) {}
	}
	var w *world
	if c.Empty {
		w = state{names: map[string]string{}}.world(t, change)
	} else {
		w = newWorld(t, change)
	}
	if c.Prepare != nil {
		c.Prepare(w)
	}
	return w
}

// try calls the operation as somebody, and checks all that the document says.
func (c call) try(t *testing.T, doc *document, o operation, who string, want int, change ...func(*http.Request)) {
	t.Helper()
	w := c.unchanged // by what reads, or is refused
	if want < http.StatusBadRequest && (o.method != http.MethodGet || c.Prepare != nil) {
		w = c.world(t)
	}
	w.t = t
	w.who, w.names["my_token"], w.names["my_session"] = who, "01TOKEN"+strings.ToUpper(who), sessionID(strings.TrimPrefix(who, "token "))
	r := c.request(w, who, o.method)
	for _, f := range change {
		f(r)
	}
	if err := doc.checkRequest(o, r, w.fill(c.Body)); err != nil {
		t.Errorf("the request is not what the document says: %v", err)
	}
	before := revision(w)
	a := w.do(r)
	if a.StatusCode != want {
		t.Fatalf("answered %d, want %d: %s", a.StatusCode, want, a.body)
	}
	if err := doc.checkAnswer(o, a); err != nil {
		t.Errorf("the answer is not what the document says: %v\n%s", err, a.body)
	}
	if want >= http.StatusBadRequest && revision(w) != before {
		t.Error("what was refused has changed something")
	}
	if want < http.StatusBadRequest {
		c.audited(w, o, who, before)
	}
	if c.Check != nil && want < http.StatusBadRequest {
		c.Check(w, a)
	}
	w.checkSecrets(a, c.Shows)
}

// audited makes sure that what was changed is in the audit, and by whom.
func (c call) audited(w *world, o operation, who, before string) {
	w.t.Helper()
	if silent := c.Silent || o.method == http.MethodGet; silent != (revision(w) == before) && o.ID != "oidc-callback" {
		w.t.Errorf("silent: %v, and the audit was %s and is %s", silent, before, revision(w))
	} else if silent || who == "nobody" || c.Who == "nobody" {
		return
	}
	last, err := w.office.ListAudit(w.t.Context(), storeAuditLast)
	if err != nil {
		w.t.Fatal(err)
	}
	role, via := who, "session"
	if name, ok := strings.CutPrefix(who, "token "); ok {
		role, via = strings.Replace(name, "narrow", "admin", 1), who
	}
	if last[0].Who != role+"@example.com" || last[0].Via != via {
		w.t.Errorf("the audit says it was %s by %s, and it was %s", last[0].Who, last[0].Via, who)
	}
}

// revision is what changes with everything that is audited.
func revision(w *world) string {
	w.t.Helper()
	rev, err := w.office.Revision(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	last, err := w.office.ListAudit(w.t.Context(), storeAuditLast)
	if err != nil {
		w.t.Fatal(err)
	}
	return fmt.Sprint(rev, last)
}

// tokens calls the operation by tokens: of the least role, and of an admin with
// the scope read only.
func (c call) tokens(t *testing.T, doc *document, o operation) {
	if c.Who == "nobody" {
		return
	}
	t.Run("by a token", func(t *testing.T) {
		want := c.Want
		if c.Self && c.Who != "admin" {
			want = http.StatusForbidden
		}
		c.try(t, doc, o, "token "+c.Who, want)
	})
	t.Run("by an admin's token with the scope read", func(t *testing.T) {
		want := http.StatusForbidden
		if c.Who == "viewer" && !c.Self {
			want = c.Want
		}
		c.try(t, doc, o, "token narrow", want)
	})
	t.Run("by a token that is unknown", func(t *testing.T) {
		c.try(t, doc, o, "token unknown", http.StatusUnauthorized)
	})
}

// forgeries calls the operation as other sites could make a browser do it.
func (c call) forgeries(t *testing.T, doc *document, o operation) {
	who := c.Who
	t.Run("from another site", func(t *testing.T) {
		c.try(t, doc, o, who, http.StatusForbidden, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") })
		c.try(t, doc, o, who, http.StatusForbidden, func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") })
	})
	if who == "nobody" {
		return
	}
	t.Run("without the token against forgery", func(t *testing.T) {
		c.try(t, doc, o, who, http.StatusForbidden, func(r *http.Request) { r.Header.Del("X-CSRF-Token") })
		c.try(t, doc, o, who, http.StatusForbidden, func(r *http.Request) { r.Header.Set("X-CSRF-Token", "forged") })
	})
}

// versions calls the operation with an old version, and with none.
func (c call) versions(t *testing.T, doc *document, o operation) {
	t.Run("of an old version", func(t *testing.T) {
		c.try(t, doc, o, "admin", http.StatusPreconditionFailed, func(r *http.Request) { r.Header.Set("If-Match", `"999999"`) })
	})
	t.Run("without a version", func(t *testing.T) {
		c.try(t, doc, o, "admin", http.StatusPreconditionRequired, func(r *http.Request) { r.Header.Del("If-Match") })
	})
}

var placeholder = regexp.MustCompile(`\{[a-z0-9_]+\}`)

// fill puts the world's names into a text.
func (w *world) fill(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(name string) string {
		value, ok := w.names[strings.Trim(name, "{}")]
		if !ok {
			w.t.Fatalf("the world has no %s", name)
		}
		return value
	})
}
