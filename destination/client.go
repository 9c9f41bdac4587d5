package destination

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/transport"
)

// Client sends the requests of one operation for one run. The transport
// underneath paces, times out, captures and redacts; an operation does not see
// it and cannot go around it. A Client may be used by several goroutines.
type Client struct {
	Sync Sync

	d        *Destination
	api      API
	rt       http.RoundTripper
	base     *url.URL
	baseErr  error
	root     string // the path of base, percent-encoded
	redactor *transport.Redactor
	agent    string
	index    indexer
	matched  matched
	built    sync.Map // name → any, see Once
}

// NewClient returns a client for an operation of d, or for d.Check and
// d.Choices if op is nil. Its requests go through rt, a [transport.Chain]
// outside of tests.
func NewClient(d *Destination, op *Operation, s Sync, rt http.RoundTripper) *Client {
	c := &Client{Sync: s, d: d, api: d.API, rt: rt, agent: userAgent()}
	if op != nil {
		c.api = op.API
	}
	c.redactor = transport.NewRedactor(s.Config.Secrets())
	if c.base, c.baseErr = parseBase(c.api.Base, s.Config.Text(c.api.Base)); c.baseErr == nil {
		c.root = c.base.EscapedPath()
	}
	return c
}

// Close removes what the client keeps on disk. No request may be under way.
func (c *Client) Close() error { return c.index.close() }

// userAgent names us to vendors, with the version that was built.
var userAgent = sync.OnceValue(func() string {
	version := "dev"
	if info, ok := debug.ReadBuildInfo(); ok && strings.HasPrefix(info.Main.Version, "v") {
		version = strings.TrimPrefix(info.Main.Version, "v")
	}
	return "waybill/" + version
})

// Request is one request to the API of an operation.
type Request struct {
	Method string

	// Path follows the base URL. Its values are percent-encoded already, see
	// template.PercentEncode; it reaches the wire byte for byte. It may end in
	// a query.
	Path string

	// URL replaces base and path, for an API without a base.
	URL string

	// Body is a waybill.Object, or another value that [waybill.AppendJSON]
	// takes; []byte is sent as it is; nil is no body.
	Body any

	// Header is added to the request's own. It is not changed.
	Header http.Header

	// Accept lists the statuses of success; empty: every 2xx.
	Accept []int
}

// Response is the answer to a request.
type Response struct {
	Status int
	Header http.Header
	Body   []byte

	// Offline says that nobody was asked: the answer, 404, is that of a plan
	// that leaves look-ups out.
	Offline bool
}

// JSON returns the body as a value with exact numbers.
func (r Response) JSON() (any, error) { return waybill.ParseJSON(r.Body) }

// Do sends a request once (invariant 7) and waits for the answer. Its error is an *[Error],
// which says what to do; the response comes with it if there was one. It never
// retries and follows no redirect.
func (c *Client) Do(ctx context.Context, req Request) (Response, error) {
	r, err := c.request(req)
	if err != nil {
		return Response{}, err
	}
	var trace connected
	trace.GotConn = func(httptrace.GotConnInfo) { trace.got.Store(true) }
	resp, err := c.rt.RoundTrip(r.WithContext(httptrace.WithClientTrace(ctx, &trace.ClientTrace))) //nolint:bodyclose // transport.Body does
	if err != nil {
		return Response{}, c.unanswered(err, trace.got.Load())
	}
	body, err := transport.Body(resp)
	out := Response{Status: resp.StatusCode, Header: resp.Header, Body: body, Offline: transport.IsOffline(resp)}
	if !accepts(req.Accept, resp.StatusCode) {
		return out, c.refusal(out)
	}
	if err != nil && !errors.Is(err, transport.ErrTooLong) {
		return out, c.unanswered(err, true)
	}
	return out, nil
}

// connected notes whether a connection was got: from then on a request counts
// as sent.
type connected struct {
	httptrace.ClientTrace
	got atomic.Bool
}

func accepts(statuses []int, status int) bool {
	if len(statuses) == 0 {
		return status >= 200 && status < 300
	}
	for _, s := range statuses {
		if s == status {
			return true
		}
	}
	return false
}

// request builds the request. Nothing of it depends on a person's data but the
// parts that were encoded.
func (c *Client) request(req Request) (*http.Request, error) {
	u, err := c.locate(req)
	if err != nil {
		return nil, err
	}
	r := &http.Request{
		Method: req.Method, URL: u, Host: u.Host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: make(http.Header, 4+len(req.Header)),
	}
	r.Header["User-Agent"] = []string{c.agent}
	if err := setBody(r, req.Body); err != nil {
		return nil, err
	}
	for name, values := range req.Header {
		r.Header[http.CanonicalHeaderKey(name)] = values
	}
	if c.api.Auth != nil {
		c.api.Auth(r, c.Sync.Config)
	}
	return r, nil
}

func setBody(r *http.Request, body any) error {
	if body == nil {
		return nil
	}
	b, raw := body.([]byte)
	if !raw {
		var err error
		if b, err = waybill.AppendJSON(make([]byte, 0, 512), body); err != nil {
			return Reject("writing the request: %w", err)
		}
	}
	r.Header["Content-Type"] = []string{"application/json"}
	if len(b) == 0 {
		return nil // a reader without a length would be sent in chunks
	}
	// Rewinding is used only for a request of which nothing was written.
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
	r.Body = io.NopCloser(bytes.NewReader(b))
	r.ContentLength = int64(len(b))
	return nil
}

// locate returns the URL of a request, its path exactly as it was encoded.
func (c *Client) locate(req Request) (*url.URL, error) {
	if req.URL != "" {
		u, err := parseURL("url", req.URL)
		if err != nil {
			return nil, Reject("%w", err)
		}
		return u, nil
	}
	if c.baseErr != nil {
		return nil, Halt(c.baseErr)
	}
	u := *c.base
	path, query, _ := strings.Cut(req.Path, "?")
	u.RawQuery = query
	raw := c.root + path
	u.RawPath = raw
	var err error
	if u.Path, err = url.PathUnescape(raw); err != nil || u.EscapedPath() != raw {
		return nil, Reject("%q is not percent-encoded", path)
	}
	return &u, nil
}

// Check says what is wrong with the setting that the API is reached by. The Path
// of its error is the setting's name.
func (a API) Check(s Settings) error {
	if a.Base == "" {
		return nil
	}
	_, err := parseBase(a.Base, s.Text(a.Base))
	if e, ok := errors.AsType[*waybill.Error](err); ok {
		return e.At(a.Base)
	}
	return err
}

// parseBase checks the setting that holds a base URL. A slash at its end is not
// part of it.
func parseBase(setting, text string) (*url.URL, error) {
	u, err := parseURL(setting, strings.TrimRight(text, "/"))
	if err == nil && (u.RawQuery != "" || u.ForceQuery) {
		return nil, waybill.Errorf(waybill.EInvalid, "%s cannot have a query", setting)
	}
	return u, err
}

func parseURL(setting, text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, waybill.Errorf(waybill.EInvalid, "%s is not a URL like https://api.example.com", setting)
	}
	if u.User != nil || u.Fragment != "" {
		return nil, waybill.Errorf(waybill.EInvalid, "%s cannot have a user name, a password or a fragment", setting)
	}
	return u, nil
}

// Once returns what build made of a name the first time it succeeded in this
// run, such as a compiled template. It may be built more than once at the start.
func (c *Client) Once(name string, build func() (any, error)) (any, error) {
	if v, ok := c.built.Load(name); ok {
		return v, nil
	}
	v, err := build()
	if err != nil {
		return nil, err
	}
	v, _ = c.built.LoadOrStore(name, v)
	return v, nil
}
