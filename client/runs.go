package client

import (
	"context"
	"crypto/rand"
	"iter"
	"net/http"

	"github.com/waybillhq/waybill/web"
)

// Runs yields runs, newest first: of a sync, or of all for ""; at most limit of
// them, or all for 0.
func (c *Client) Runs(ctx context.Context, sync string, limit int) iter.Seq2[web.Run, error] {
	return paged[web.Run](ctx, c, "/runs", set("sync", sync), limit)
}

// Run returns a run, by its id or a beginning of it that is unique and has four
// characters or more.
func (c *Client) Run(ctx context.Context, id string) (web.Run, error) {
	return get[web.Run](ctx, c, request{path: "/runs/" + part(id)})
}

// Ticket is the answer to who asked for a run.
type Ticket struct {
	web.Ticket

	// Repeated says that the server was asked more than once: a run that is not
	// new may be the one that was asked for at first.
	Repeated bool
}

// NewKey returns a key under which a run is asked for: however often that is
// done, it is one run, for a day.
func NewKey() string { return rand.Text() }

// Trigger asks for a run of a sync, under a key (see [NewKey]).
func (c *Client) Trigger(ctx context.Context, sync string, o web.RunOptions, key string) (Ticket, error) {
	return c.ask(ctx, "/syncs/"+part(sync)+"/runs", o, key)
}

// Retry asks for a run over the refused and deferred rows of a run, under a key
// (see [NewKey]).
func (c *Client) Retry(ctx context.Context, run string, o web.RetryOptions, key string) (Ticket, error) {
	return c.ask(ctx, "/runs/"+part(run)+"/retry", o, key)
}

// Approve asks for a run that passes what a run is held for, with what that was
// asked for with and further wishes. A run is approved once.
func (c *Client) Approve(ctx context.Context, run string, o web.RunOptions) (Ticket, error) {
	return c.ask(ctx, "/runs/"+part(run)+"/approve", o, "")
}

func (c *Client) ask(ctx context.Context, path string, o any, key string) (Ticket, error) {
	var out Ticket
	var err error
	out.Ticket, err = get[web.Ticket](ctx, c, request{method: http.MethodPost, path: path, in: o, key: key, again: &out.Repeated})
	return out, err
}

// Discard gives up a run that is held.
func (c *Client) Discard(ctx context.Context, run, reason string) (web.Run, error) {
	return get[web.Run](ctx, c, request{method: http.MethodPost, path: "/runs/" + part(run) + "/discard", in: web.Discarding{Reason: reason}})
}

// Cancel asks for the end of a run, which is told as it is then.
func (c *Client) Cancel(ctx context.Context, run string) (web.Run, error) {
	return get[web.Run](ctx, c, request{method: http.MethodPost, path: "/runs/" + part(run) + "/cancel"})
}
