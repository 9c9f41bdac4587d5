package destination

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/transport"
)

// maxMessage bounds how much of a vendor's words a person is shown, in
// characters.
const maxMessage = 500

// unnamedWait is how long to wait after a 429 that does not say.
const unnamedWait = time.Second

// unanswered classifies a request that got no answer. It counts as sent from
// the moment a connection was got.
func (c *Client) unanswered(err error, connected bool) error {
	e := &Error{Disposition: Again, Unsure: connected, Err: c.words(err)}
	if errors.Is(err, transport.ErrPlanned) {
		return &Error{Disposition: Never, Err: transport.ErrPlanned}
	}
	if held, ok := errors.AsType[*transport.NotSentError](err); ok {
		e.Unsure, e.Free, e.After, e.Outage = false, true, held.After, held.Down
	}
	return e
}

// words redacts an error's text and says whose it is, keeping the cause.
func (c *Client) words(err error) error {
	text := c.redactor.Text(plainly(err))
	if _, ok := errors.AsType[*transport.NotSentError](err); !ok {
		text = c.d.Label + ": " + text
	}
	return &worded{text: text, cause: err}
}

// plainly is an error without the local port, which differs from row to row and
// says nothing to anybody.
func plainly(err error) string {
	op, ok := errors.AsType[*net.OpError](err)
	if !ok || op.Addr == nil {
		return err.Error()
	}
	return fmt.Sprintf("%s %s: %v", op.Op, op.Addr, op.Err)
}

// worded is an error with other words than its cause.
type worded struct {
	text  string
	cause error
}

// Error returns the words.
func (w *worded) Error() string { return w.text }

// Unwrap returns the cause, and the code that faces derive a status from.
func (w *worded) Unwrap() []error {
	return []error{w.cause, &waybill.Error{Code: waybill.EUnavailable, Message: w.text}}
}

// refusal classifies an answer that is not a success. What each leads to is
// written, as a table, on the page of each destination.
func (c *Client) refusal(resp Response) error {
	wait, named := transport.Wait(resp.Header, time.Now())
	e := &Error{Disposition: Never, Status: resp.Status, Err: waybill.Errorf(codeOf(resp.Status), "%s", c.reason(resp))}
	switch code := resp.Status; {
	case code == http.StatusTooManyRequests:
		e.Disposition, e.Free, e.After = Again, true, wait
		if !named {
			e.After = unnamedWait
		}
	case code == http.StatusServiceUnavailable && named:
		e.Disposition, e.After = Again, wait
	case code >= 500, code == http.StatusRequestTimeout, code == http.StatusTooEarly:
		e.Disposition, e.Unsure, e.After = Again, true, wait
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		e.Disposition = Stop
	case code < 300: // a success that the project does not accept
		e.Disposition, e.Unsure = Again, true
	}
	return e
}

// codeOf is what a vendor's status means to a person who is not sending a row,
// e.g. who tests a connection.
func codeOf(status int) waybill.Code {
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return waybill.EUnauthorized
	case status == http.StatusNotFound:
		return waybill.ENotFound
	case status == http.StatusConflict:
		return waybill.EConflict
	case status >= 500, status == http.StatusTooManyRequests, status == http.StatusRequestTimeout:
		return waybill.EUnavailable
	}
	return waybill.EInvalid
}

// reason says what a vendor answered, in its own words where it has any.
func (c *Client) reason(resp Response) string {
	text := fmt.Sprintf("%s answered %d", c.d.Label, resp.Status)
	if name := http.StatusText(resp.Status); name != "" {
		text += " " + name
	}
	if words := c.vendorWords(resp.Body); words != "" {
		text += ": " + words
	}
	switch {
	case resp.Status == http.StatusUnauthorized, resp.Status == http.StatusForbidden:
		if c.api.Advice != "" {
			text = strings.TrimRight(text, ".") + ". " + c.api.Advice
		}
	case resp.Status >= 300 && resp.Status < 400:
		text += ". Redirects are not followed: name the right URL"
	case resp.Status < 300:
		text += ", which is not among the accepted statuses"
	}
	return text
}

func (c *Client) vendorWords(body []byte) string {
	words := ""
	if c.d.Message != nil {
		words = c.d.Message(body)
	}
	if words == "" {
		words = string(body)
	}
	// Redact before cutting: half a secret is not recognised.
	return brief(plainText(c.redactor.Text(words)))
}

var (
	hidden = regexp.MustCompile(`(?is)<(script|style|head)\b.*?</(script|style|head)>|<!--.*?-->`)
	tag    = regexp.MustCompile(`(?s)<[A-Za-z/!][^>]*>`)
)

// plainText turns HTML into text and puts everything on one line.
func plainText(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	if strings.Contains(s, "<") {
		s = html.UnescapeString(tag.ReplaceAllString(hidden.ReplaceAllString(s, " "), " "))
	}
	return strings.Join(strings.Fields(s), " ")
}

func brief(s string) string {
	if utf8.RuneCountInString(s) <= maxMessage {
		return s
	}
	return string([]rune(s)[:maxMessage]) + "…"
}

// JSONMessage returns a Destination.Message that reads a text inside a JSON
// object, by the names that lead to it.
func JSONMessage(names ...string) func(body []byte) string {
	return func(body []byte) string {
		var v any
		if json.Unmarshal(body, &v) != nil {
			return ""
		}
		for _, name := range names {
			m, _ := v.(map[string]any)
			v = m[name]
		}
		s, _ := v.(string)
		return s
	}
}
