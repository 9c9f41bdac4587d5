package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/people"
)

// Problem is the answer to what went wrong, by RFC 9457.
type Problem struct {
	Type   string  `json:"type" format:"uri-reference" doc:"Where this kind of problem is explained."`
	Title  string  `json:"title" doc:"What the status means."`
	Status int     `json:"status" doc:"The status of the answer." example:"422"`
	Detail string  `json:"detail" doc:"What is wrong, for a person."`
	Code   string  `json:"code" enum:"invalid,not_found,conflict,unauthorized,forbidden,too_many,unavailable,internal" doc:"The same for a program."`
	Path   string  `json:"path,omitempty" doc:"Which part of the configuration or of the request it is about." example:"syncs.orders.mapping.country"`
	Hint   string  `json:"hint,omitempty" doc:"What to do about it."`
	Trace  string  `json:"trace" doc:"Under which the server's log has the request."`
	Errors []Fault `json:"errors,omitempty" doc:"All that is wrong, if it is more than one thing."`

	header http.Header
}

// Fault is one of several things that are wrong.
type Fault struct {
	Detail    string `json:"detail" doc:"What is wrong."`
	Pointer   string `json:"pointer,omitempty" doc:"Where in the body, as a JSON pointer." example:"#/scopes/0"`
	Parameter string `json:"parameter,omitempty" doc:"Which parameter: where it is, and its name." example:"query limit"`
	Path      string `json:"path,omitempty" doc:"Which part of the configuration."`
	Hint      string `json:"hint,omitempty" doc:"What to do about it."`
}

const problemType = "application/problem+json"

// Error returns the detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus tells huma the status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders tells huma the headers.
func (p *Problem) GetHeaders() http.Header { return p.header }

// ContentType tells huma the type.
func (p *Problem) ContentType(string) string { return problemType }

// statuses is the one table from codes to statuses.
var statuses = map[waybill.Code]int{
	waybill.EInvalid:      http.StatusUnprocessableEntity,
	waybill.ENotFound:     http.StatusNotFound,
	waybill.EConflict:     http.StatusConflict,
	waybill.EUnauthorized: http.StatusUnauthorized,
	waybill.EForbidden:    http.StatusForbidden,
	waybill.ETooMany:      http.StatusTooManyRequests,
	waybill.EUnavailable:  http.StatusServiceUnavailable,
	waybill.EInternal:     http.StatusInternalServerError,
}

// codes is the way back, for what HTTP itself refuses; all else is invalid.
var codes = map[int]waybill.Code{
	http.StatusNotFound:            waybill.ENotFound,
	http.StatusInternalServerError: waybill.EInternal,
	http.StatusRequestTimeout:      waybill.EUnavailable,
}

// statusError is an error whose status is not that of its code.
type statusError struct {
	status int
	error
}

func (e *statusError) Unwrap() error { return e.error }

// withStatus gives an error another status than that of its code.
func withStatus(status int, err error) error { return &statusError{status, err} }

// hidden is an error whose cause is for the log only.
type hidden struct{ shown, cause error }

func (e *hidden) Error() string { return e.shown.Error() + ": " + e.cause.Error() }
func (e *hidden) Unwrap() error { return e.shown }

// problem makes the problem of an error, and notes the error for the log.
func (s *Server) problem(ctx context.Context, err error) *Problem {
	var trace string
	note(ctx, func(n *noted) { n.err, trace = err, n.trace })
	if errors.Is(err, context.DeadlineExceeded) {
		err = waybill.Errorf(waybill.EUnavailable, "this took too long, and was ended").WithHint("Try again, or ask for less at once.")
	}
	if _, ours := errors.AsType[*waybill.Error](err); !ours && s.Away != nil && s.Away(err) {
		err = errAway
	}
	all := split(err)
	p := problemOf(all[0])
	if st, ok := errors.AsType[*statusError](err); ok {
		p.Status = st.status
	}
	p.Trace, p.Title, p.header = trace, http.StatusText(p.Status), headerOf(p.Status, err)
	if len(all) > 1 {
		for _, e := range all {
			one := problemOf(e)
			p.Errors = append(p.Errors, Fault{Detail: one.Detail, Path: one.Path, Hint: one.Hint})
		}
	}
	return p
}

var errAway = waybill.Errorf(waybill.EUnavailable, "the server's state cannot be read or written for now").
	WithHint("Try again in a moment. If it stays, the server's log says more under the trace, and `waybill doctor` looks for the reason.")

// problemOf makes the problem of one error. Only what is meant for people is
// told: of an error of our own, or of somebody outside, no cause.
func problemOf(err error) *Problem {
	code := waybill.ErrorCode(err)
	p := &Problem{Type: typeOf(code), Code: string(code), Status: statuses[code]}
	e, ok := errors.AsType[*waybill.Error](err)
	if !ok {
		p.Detail, p.Hint = "something went wrong in the server", "Try again. If it stays, the server's log says more under the trace."
		return p
	}
	p.Detail, p.Path, p.Hint = e.Message, e.Path, e.Hint
	if cause, ok := errors.AsType[*waybill.Error](e.Err); ok {
		p.Detail += ": " + cause.Message
	} else if e.Err != nil && p.Status < http.StatusInternalServerError && people.WaitOf(err) == 0 {
		p.Detail += ": " + e.Err.Error()
	}
	return p
}

// typeOf is where the docs page explains a code.
func typeOf(c waybill.Code) string { return "/api/docs#problem-" + string(c) }

// headerOf returns the headers that go with a status.
func headerOf(status int, err error) http.Header {
	h := http.Header{}
	switch {
	case status == http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="waybill"`)
	case status == http.StatusServiceUnavailable:
		h.Set("Retry-After", "5") // seconds
	case status == http.StatusTooManyRequests:
		h.Set("Retry-After", strconv.Itoa(int(people.WaitOf(err).Seconds())+1))
	}
	return h
}

// split returns the errors that were joined into err, each on its own.
func split(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error }) //nolint:errorlint // only what was joined at the top is taken apart
	if !ok {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, split(e)...)
	}
	return all
}

// refuse answers with the problem of an error, outside of huma.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	write(w, s.problem(r.Context(), err))
}

func write(w http.ResponseWriter, p *Problem) {
	for name, values := range p.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", problemType)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // whoever asked is gone
}

// translate turns what huma finds wrong with a request into a problem. Values
// are not repeated: they may be passwords.
func translate(ctx huma.Context, _ string, v any) (any, error) {
	found, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	p := &Problem{Status: found.Status, Title: http.StatusText(found.Status), Detail: found.Detail, Code: string(codeOf(found.Status))}
	p.Type = typeOf(waybill.Code(p.Code))
	note(ctx.Context(), func(n *noted) { p.Trace = n.trace })
	for _, e := range found.Errors {
		p.Errors = append(p.Errors, faultOf(e))
	}
	if len(p.Errors) > 0 {
		p.Detail, p.Path, p.Hint = p.Errors[0].Detail, p.Errors[0].Path, p.Errors[0].Hint
	} else if p.Status == http.StatusBadRequest {
		p.Hint = "Send what is asked for as JSON; /api/docs describes it."
	}
	return p, nil
}

func codeOf(status int) waybill.Code {
	if c, ok := codes[status]; ok {
		return c
	}
	return waybill.EInvalid
}

// faultOf turns huma's body.items[3].tags into #/items/3/tags.
func faultOf(e *huma.ErrorDetail) Fault {
	f := Fault{Detail: inWords(e.Message), Hint: "/api/docs says what each operation takes."}
	where, name, _ := strings.Cut(e.Location, ".")
	f.Path = name
	if name != "" && (where == "query" || where == "path" || where == "header" || where == "cookie") {
		f.Parameter = where + " " + name
		return f
	}
	parts := strings.FieldsFunc(e.Location, func(r rune) bool { return r == '.' || r == '[' || r == ']' })
	if len(parts) > 0 {
		parts[0] = "#"
	}
	f.Pointer = strings.Join(parts, "/")
	return f
}
