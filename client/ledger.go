package client

import (
	"context"
	"net/http"

	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

// Story returns all that is known of a row, by its primary or its business key.
func (c *Client) Story(ctx context.Context, sync, key string) (web.Story, error) {
	return get[web.Story](ctx, c, request{path: "/ledger/" + part(sync) + "/" + part(key)})
}

// Resolve decides about a row. Its story is told with what the row was before.
func (c *Client) Resolve(ctx context.Context, sync, key string, v store.Verdict, reason string) (web.Story, error) {
	in := struct {
		Verdict store.Verdict `json:"verdict"`
		Reason  string        `json:"reason"`
	}{v, reason}
	return get[web.Story](ctx, c, request{method: http.MethodPost, path: "/ledger/" + part(sync) + "/" + part(key) + "/resolve", in: in})
}
