package transport

import (
	"net/http"
	"time"
)

// idleTimeout is short because a server that closes an idle connection just as
// a request goes out leaves that request in doubt.
const idleTimeout = 5 * time.Second

// NewBase (invariant 7) returns a transport for so many requests in flight. It speaks HTTP/1
// only: over HTTP/2 net/http repeats some requests by itself. It stores no
// cookies and does not ask for compression. Proxies come from the environment.
func NewBase(concurrency int) *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		Protocols:              protocols,
		MaxIdleConns:           2 * concurrency, // an API and a tracking host
		MaxIdleConnsPerHost:    concurrency,
		IdleConnTimeout:        idleTimeout,
		TLSHandshakeTimeout:    10 * time.Second,
		DisableCompression:     true,
		MaxResponseHeaderBytes: 64 << 10,
	}
}
