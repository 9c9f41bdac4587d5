package destination

import (
	"net/http"
)

// Client sends the requests of one operation for one run. The transport
// underneath paces, times out, captures and redacts; an operation does not see
// it and cannot go around it. A Client may be used by several goroutines.
type Client struct {
	Sync Sync

	d    *Destination
	api  API
	http *http.Client
}

// NewClient returns a client for an operation of d, or for d.Check if op is
// nil. Its requests go through rt.
func NewClient(d *Destination, op *Operation, s Sync, rt http.RoundTripper) *Client {
	c := &Client{Sync: s, d: d, http: &http.Client{Transport: rt}}
	if op != nil {
		c.api = op.API
	}
	return c
}
