package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/web"
)

// problem is the error that the server told: several, joined, if it found
// several.
func (c *Client) problem(p *web.Problem, wait time.Duration) error {
	code := waybill.Code(p.Code)
	if len(p.Errors) > 1 {
		errs := make([]error, len(p.Errors))
		for i, f := range p.Errors {
			errs[i] = &waybill.Error{Code: code, Message: f.Detail, Path: first(f.Path, f.Parameter, f.Pointer), Hint: f.Hint}
		}
		return errors.Join(errs...)
	}
	e := &waybill.Error{Code: code, Message: p.Detail, Path: p.Path, Hint: p.Hint}
	switch {
	case p.Status == http.StatusUnauthorized:
		e.Path, e.Hint = first(e.Path, c.base), first(e.Hint, "The token may have ended or been revoked: make another one in the server's settings.")
	case p.Status == http.StatusForbidden:
		e.Path, e.Hint = first(e.Path, c.base), first(e.Hint, "The token needs a scope that allows it, and its person the role.")
	case p.Status == http.StatusTooManyRequests && wait > 0:
		e.Hint = first(e.Hint, fmt.Sprintf("Try again in %s.", wait.Round(time.Second)))
	case p.Status >= http.StatusInternalServerError && p.Trace != "":
		e.Hint = first(e.Hint, "The server's log says more.") + " Trace: " + p.Trace
	}
	return e
}

// first is the first text that is not empty.
func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// at is an error about the server itself.
func (c *Client) at(err error, hint, format string, args ...any) *waybill.Error {
	return &waybill.Error{Code: waybill.EUnavailable, Message: fmt.Sprintf(format, args...), Path: c.base, Hint: hint, Err: err}
}

// unreachable is the error of a request that was not answered. What a further
// try may mend is passing.
func (c *Client) unreachable(ctx context.Context, err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err // it repeats the URL
	}
	if cause := ctx.Err(); errors.Is(cause, context.Canceled) {
		return cause
	}
	if ctx.Err() != nil {
		return c.at(nil, "It may be busy: try again, or ask for less.", "the server did not answer in time")
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return c.at(err, "If an authority of your own signed it, name the authority's file in SSL_CERT_FILE.", "the server's certificate is not trusted")
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return c.at(err, "Is the address right, and the certificate still good?", "the server's certificate is not one for this address")
	}
	if errors.Is(err, http.ErrSchemeMismatch) {
		return c.at(nil, "Is it http, or another port?", "the server does not speak https")
	}
	if d, ok := errors.AsType[*net.DNSError](err); ok && d.IsNotFound {
		return c.at(nil, "Is the address spelled right?", "there is no machine called %s", d.Name)
	}
	return &passing{err: c.at(err, "Is the server up, and the address right?", "the server cannot be reached")}
}

// broken is the error of an answer that ends before its end.
func (c *Client) broken(err error) error {
	return c.at(err, "Try again.", "the server's answer breaks off")
}

// stranger is the error of an answer that no Waybill server gives.
func (c *Client) stranger(resp *http.Response) error {
	kind := first(resp.Header.Get("Content-Type"), "nothing that is named")
	switch {
	case resp.StatusCode >= http.StatusMultipleChoices && resp.StatusCode < http.StatusBadRequest:
		where := "elsewhere"
		if u, err := resp.Location(); err == nil {
			where = "to " + u.Scheme + "://" + u.Host
		}
		return c.at(nil, "If that is the server, give its address; the token is sent nowhere that was not named.", "the address leads %s", where)
	case resp.StatusCode == http.StatusUnauthorized || resp.StatusCode == http.StatusForbidden || resp.StatusCode == http.StatusProxyAuthRequired:
		return c.at(nil, "A proxy before the server may have to be told to let /api through.", "no Waybill server answers there, but somebody who refuses with %d", resp.StatusCode)
	case resp.StatusCode >= http.StatusInternalServerError:
		return c.at(nil, "Is the server up behind its proxy?", "the answer is %d %s", resp.StatusCode, http.StatusText(resp.StatusCode))
	}
	return c.at(nil, "Is the address right? It is the one under which the server's pages are, without /api.",
		"no Waybill server answers there: the answer is %d, %s", resp.StatusCode, kind)
}
