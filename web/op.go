package web

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/store"
)

// access is who may call an operation. There is no default.
type access int

const (
	_          access = iota
	anybody           // without signing in
	themselves        // a person in their browser, or a token with the scope admin: what a token's holder could keep rights by
	reader            // whoever may read: every role, every token
	runner            // editors and admins, tokens with the scope run
	editor            // editors and admins, tokens with the scope write
	admin             // admins, tokens with the scope admin
)

var accesses = map[access]struct {
	right people.Right
	doc   string
}{
	anybody:    {"", "Anybody may call it."},
	themselves: {people.Read, "Whoever is signed in by a browser may call it; tokens need the scope `admin`."},
	reader:     {people.Read, "Every role may call it; tokens need the scope `read`."},
	runner:     {people.Run, "Editors and admins may call it; tokens need the scope `run`."},
	editor:     {people.Write, "Editors and admins may call it; tokens need the scope `write`."},
	admin:      {people.Admin, "Admins may call it; tokens need the scope `admin`."},
}

// trail is what an operation leaves in the audit. An operation that is not a
// GET must say.
type trail struct {
	action, kind, param string
	known               bool
}

// byStore is the trail of what the store records in the transaction that
// changes it, and of what changes nothing.
var (
	byStore        = trail{known: true}
	changesNothing = trail{known: true}
)

// recorded is the trail of what nobody else records: what was done to a thing of
// a kind, named by a parameter of the path, or by the caller for "".
func recorded(action, kind, param string) trail { return trail{action, kind, param, true} }

// op is an operation of the API.
type op struct {
	ID, Method, Path string // the path below Prefix
	Tag              string // the group, see tags
	Summary          string // a few words
	Description      string // what a caller should know, in Markdown
	Who              access
	Trail            trail

	// Blind says why a PUT, PATCH or DELETE does not ask for the version it
	// changes. All others take [Match].
	Blind string

	Status    int                       // of success; default: 200, or 204 without an answer
	AnyQuery  bool                      // others than we add parameters to the query
	MaxBody   int64                     // bytes; default: 1 MiB
	Timeout   time.Duration             // default: 30 s; streams have none
	Responses map[string]*huma.Response // of success, where types do not tell

	stream, matched, tagged bool // answers for as long as it likes; asks for a version; tells one
}

const (
	usualTimeout = 30 * time.Second // of an operation
	usualBody    = 1 << 20          // bytes
	bodyTimeout  = 5 * time.Second  // for each usualBody
)

// register adds an operation. It panics when the operation leaves open who may
// call it, what it leaves behind or what it overwrites: a program's mistake,
// which the first test finds.
func register[I, O any](s *Server, o op, handle func(context.Context, caller, *I) (*O, error)) {
	o.stream = reflect.TypeFor[O]() == reflect.TypeFor[huma.StreamResponse]()
	o.matched, o.tagged = embeds[I, Match](), embeds[O, ETag]()
	o.check()
	timeout := o.Timeout
	if timeout == 0 {
		timeout = usualTimeout
	}
	if o.stream {
		timeout = 0
	}
	h := o.huma()
	h.Middlewares = huma.Middlewares{s.admit(o)}
	huma.Register(s.api, h, func(ctx context.Context, in *I) (*O, error) {
		c := callerOf(ctx)
		if timeout > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, timeout)
			defer cancel()
		}
		out, err := handle(ctx, c, in)
		if err == nil && o.Trail.action != "" {
			err = s.leave(ctx, o.Trail, c)
		}
		if err != nil {
			return nil, s.problem(ctx, o.outcome(err))
		}
		return out, nil
	})
}

// leave appends a trail to the audit.
func (s *Server) leave(ctx context.Context, t trail, c caller) error {
	name := c.Person.Email
	if t.param != "" {
		name = c.param(t.param)
	}
	return s.Office.AppendAudit(ctx, store.AuditRecord{At: s.now(), Who: c.Person.Email, Via: c.Via, Action: t.action, Kind: t.kind, Name: name})
}

// outcome keeps a credential that was refused elsewhere, such as a vendor's,
// from looking like a caller who is not signed in.
func (o op) outcome(err error) error {
	if o.Who != anybody && waybill.ErrorCode(err) == waybill.EUnauthorized {
		return withStatus(http.StatusUnprocessableEntity, err)
	}
	return err
}

func (o op) safe() bool { return o.Method == http.MethodGet || o.Method == http.MethodHead }

// embeds reports whether a type embeds another.
func embeds[T, E any]() bool {
	f, ok := reflect.TypeFor[T]().FieldByName(reflect.TypeFor[E]().Name())
	return ok && f.Anonymous && f.Type == reflect.TypeFor[E]()
}

// check refuses an operation that leaves something open.
func (o op) check() {
	overwrites := o.Method == http.MethodPut || o.Method == http.MethodPatch || o.Method == http.MethodDelete
	_, known := accesses[o.Who]
	switch {
	case !known:
		panic(o.ID + " does not say who may call it")
	case o.ID == "" || o.Tag == "" || o.Summary == "":
		panic(o.Method + " " + o.Path + " has no ID, tag or summary")
	case !o.safe() && !o.Trail.known:
		panic(o.ID + " does not say what it leaves in the audit")
	case overwrites && !o.matched && o.Blind == "":
		panic(o.ID + " does not ask which version it changes, and does not say why")
	}
}

// huma returns the operation as huma has it.
func (o op) huma() huma.Operation {
	h := huma.Operation{
		OperationID: o.ID, Method: o.Method, Path: o.Path, Tags: []string{o.Tag}, Summary: o.Summary,
		Description:   strings.TrimSpace(o.Description + "\n\n" + accesses[o.Who].doc + o.blind()),
		DefaultStatus: o.Status, MaxBodyBytes: max(o.MaxBody, usualBody), BodyReadTimeout: bodyTimeout * time.Duration(max(o.MaxBody/usualBody, 1)), Security: o.security(), RejectUnknownQueryParameters: !o.AnyQuery,
		Responses:  map[string]*huma.Response{"default": {Ref: problemRef}},
		Extensions: map[string]any{"x-waybill-right": string(accesses[o.Who].right)},
	}
	if o.Who == anybody {
		h.Extensions = nil
	}
	for _, status := range o.errors() {
		h.Responses[fmt.Sprint(status)] = &huma.Response{Ref: problemRef}
	}
	if o.safe() && o.tagged {
		h.Responses["304"] = &huma.Response{Description: "The version that the caller has is still the one."}
	}
	for status, r := range o.Responses {
		h.Responses[status] = r
	}
	return h
}

func (o op) blind() string {
	if o.Blind == "" {
		return ""
	}
	return " It asks for no version: " + o.Blind + "."
}

// errors are the statuses of problems that callers should expect.
func (o op) errors() []int {
	var out []int
	if o.Who != anybody {
		out = append(out, http.StatusUnauthorized, http.StatusForbidden)
	}
	if strings.Contains(o.Path, "{") {
		out = append(out, http.StatusNotFound)
	}
	if o.matched {
		out = append(out, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	}
	return out
}

// security says how callers prove who they are. Browsers carry a token against
// forgery along with what changes something.
func (o op) security() []map[string][]string {
	if o.Who == anybody {
		return []map[string][]string{}
	}
	session := map[string][]string{"session": {}}
	if !o.safe() {
		session["csrf"] = []string{}
	}
	return []map[string][]string{session, {"token": {}}}
}
