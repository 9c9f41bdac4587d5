// Package client speaks to a Waybill server by its REST API: what the command
// line does with --server, and what a Go program may do as well.
//
// A file is a group of operations. Around all of them, once: the token goes in
// a header and never into a URL; a redirect is refused, so that the token goes
// nowhere else; reading is tried again where the network or a proxy fails, and
// so is asking for a run, under a key that makes it one run; every error is a
// [waybill.Error] that says what, where, and what to do.
package client

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/web"
)

// Options say which server is spoken to, and how. What says "default" may be
// left out.
type Options struct {
	URL   string         // such as https://waybill.example.com
	Token waybill.Secret // of the API, see docs/server/people.md

	// Insecure allows http to another machine. Whoever is on the way can read
	// the token then, and use it.
	Insecure bool

	Agent string // the User-Agent; default: waybill

	// Patience is how long [Client.Watch] goes on asking a server that does not
	// answer; default: two minutes.
	Patience time.Duration
}

// The options that [New] may refuse, as its errors name them.
const (
	URL   = "URL"
	Token = "Token"
)

// Client speaks to one server. It may be used by several goroutines at once.
type Client struct {
	base     string // with a scheme, without a slash at its end
	token    waybill.Secret
	agent    string
	patience time.Duration
	silence  time.Duration // that of a stream which says that it is dead
	http     *http.Client
}

const (
	dialling  = 10 * time.Second // to connect, and to shake hands
	answering = 11 * time.Minute // until an answer begins: plans take ten
	patience  = 2 * time.Minute
)

// New returns a client. It connects to nothing. A URL or a token that cannot
// be right is refused with EInvalid.
func New(o Options) (*Client, error) {
	base, err := address(o.URL, o.Insecure)
	if err != nil {
		return nil, err
	}
	if err := usable(o.Token); err != nil {
		return nil, err
	}
	c := &Client{base: base, token: o.Token, agent: o.Agent, patience: o.Patience, silence: silence}
	if c.agent == "" {
		c.agent = "waybill"
	}
	if c.patience <= 0 {
		c.patience = patience
	}
	c.http = &http.Client{
		Transport: &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			DialContext:         (&net.Dialer{Timeout: dialling}).DialContext,
			TLSHandshakeTimeout: dialling, ResponseHeaderTimeout: answering,
			IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c, nil
}

// Base is where the server is, as it was given to [New].
func (c *Client) Base() string { return c.base }

// Close closes the connections that are idle.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// usable refuses what cannot be a token.
func usable(token waybill.Secret) error {
	wrong := ""
	switch text := token.Reveal(); {
	case text == "":
		wrong = "there is no token"
	case strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }):
		wrong = "the token has blanks or other characters that no token has"
	default:
		return nil
	}
	return waybill.Errorf(waybill.EInvalid, "%s", wrong).At(Token).WithHint("Make one in the server's settings, or by POST /api/v1/tokens.")
}

// address checks where a server is said to be.
func address(text string, insecure bool) (string, error) {
	wrong := func(format string, args ...any) error {
		return waybill.Errorf(waybill.EInvalid, format, args...).At(URL).WithHint("Write it like https://waybill.example.com.")
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return "", wrong("the server's address is not a URL")
	case u.User != nil:
		return "", wrong("the server's address has a name or a password in it, and may not")
	case u.RawQuery != "" || u.Fragment != "":
		return "", wrong("the server's address %s goes on behind ? or #, and may not", u.Redacted())
	case u.Scheme == "http" && !insecure && !loopback(u.Hostname()):
		return "", waybill.Errorf(waybill.EInvalid, "%s is http to another machine: the token could be read on its way", u.Redacted()).At(URL).
			WithHint("Use https. Where nobody is on the way, such as between containers of one machine: --insecure.")
	}
	return strings.TrimSuffix(strings.TrimRight(u.String(), "/"), web.Prefix), nil
}

// loopback reports whether a host is this machine.
func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
