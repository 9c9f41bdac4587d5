package client

import (
	"context"
	"net/http"
	"strconv"

	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

// Search finds rows by a key, the vendor's id or a reference, limit of them at
// most, which may be 100.
func (c *Client) Search(ctx context.Context, text string, limit int) (web.Hits, error) {
	return get[web.Hits](ctx, c, request{path: "/search", query: set("q", text, "limit", strconv.Itoa(limit))})
}

// Story returns all that is known of a row, by its primary or its business key.
// The account is that of the sync as it is configured, for "".
func (c *Client) Story(ctx context.Context, sync, account, key string) (web.Story, error) {
	return get[web.Story](ctx, c, request{path: "/ledger/" + part(sync) + "/" + part(key), query: set("account", account)})
}

// Resolve decides about a row. Its story is told with what the row was before.
func (c *Client) Resolve(ctx context.Context, sync, key string, v store.Verdict, reason string) (web.Story, error) {
	in := struct {
		Verdict store.Verdict `json:"verdict"`
		Reason  string        `json:"reason"`
	}{v, reason}
	return get[web.Story](ctx, c, request{method: http.MethodPost, path: "/ledger/" + part(sync) + "/" + part(key) + "/resolve", in: in})
}
