package client

import (
	"context"
	"net/http"
	"strconv"

	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/web"
)

// Preview returns the columns and the first rows of a model, 500 at most.
func (c *Client) Preview(ctx context.Context, model string, limit int) (web.Preview, error) {
	return get[web.Preview](ctx, c, request{path: "/models/" + part(model) + "/preview", query: set("limit", strconv.Itoa(limit)), limit: 2 * usual})
}

// PlanOptions say what is planned.
type PlanOptions struct {
	web.RunOptions
	Limit   int  `json:"limit"`             // for how many rows the requests are told: 1 to 1000
	Offline bool `json:"offline,omitempty"` // leave out the look-ups at the vendor
}

// Plan returns what a run of a sync would do.
func (c *Client) Plan(ctx context.Context, sync string, o PlanOptions) (*engine.Plan, error) {
	out, err := get[engine.Plan](ctx, c, request{method: http.MethodPost, path: "/syncs/" + part(sync) + "/plan", in: o, limit: longest})
	return &out, err
}

// Check tries what goes by one of the names, or everything, and returns what it
// found.
func (c *Client) Check(ctx context.Context, names []string) ([]web.Finding, error) {
	in := struct {
		Names []string `json:"names,omitempty"`
	}{names}
	out, err := get[items[web.Finding]](ctx, c, request{method: http.MethodPost, path: "/check", in: in, limit: longest})
	return out.Items, err
}

// Tests runs the unit tests of all syncs.
func (c *Client) Tests(ctx context.Context) ([]web.UnitTest, error) {
	out, err := get[items[web.UnitTest]](ctx, c, request{method: http.MethodPost, path: "/tests/run", in: struct{}{}})
	return out.Items, err
}
