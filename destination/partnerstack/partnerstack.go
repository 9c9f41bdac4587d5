// Package partnerstack sends customers, transactions and server-to-server
// conversion events to PartnerStack.
//
// Two hosts are spoken to: the REST API with a key pair, and the tracking host
// with a token of its own. What is known of both, and what is not, is written
// in docs/destinations/partnerstack.md.
//
// API reference: https://docs.partnerstack.com/reference
package partnerstack

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
)

// The hosts, https://docs.partnerstack.com/reference/auth and
// https://docs.partnerstack.com/docs/step-3-tracking-conversions.
const (
	apiURL      = "https://api.partnerstack.com/api/v2"
	trackingURL = "https://partnerlinks.io"
)

// New returns the description of PartnerStack.
func New() destination.Destination {
	return destination.Destination{
		Name:     "partnerstack",
		Label:    "PartnerStack",
		Doc:      "Customers, transactions and conversion events of a partner programme.",
		Docs:     "https://docs.partnerstack.com/reference",
		Settings: settings(),
		// Its limits are unpublished.
		Limit:      destination.Limit{Requests: 10, Per: time.Second, Concurrency: 8, Timeout: 30 * time.Second},
		API:        rest(),
		Message:    destination.JSONMessage("message"),
		Check:      check,
		Operations: []destination.Operation{customers(), transactions(), events()},
	}
}

func settings() []waybill.Field {
	const where = "PartnerStack › Settings › Integrations › PartnerStack API Keys. "
	return []waybill.Field{
		{
			Name: "public_key", Label: "Public key", Type: waybill.String, Identity: true,
			Doc: where + "For customers and transactions. The pair selects the test or the production environment.",
		},
		{
			Name: "secret_key", Label: "Secret key", Type: waybill.String, Secret: true,
			Doc: where + "For customers and transactions.",
		},
		{
			Name: "s2s_tracking_token", Label: "S2S tracking token", Type: waybill.String, Secret: true,
			Doc: "PartnerStack › Settings › Integrations › Server to server. For events only.",
		},
		{
			Name: "api_url", Label: "API URL", Type: waybill.URL, Default: apiURL, Identity: true,
			Doc: "The REST API, unless a sandbox or a proxy stands in for it.",
		},
		{
			Name: "tracking_url", Label: "Tracking URL", Type: waybill.URL, Default: trackingURL, Identity: true,
			Doc: "The host that takes conversion events, unless a sandbox or a proxy stands in for it.",
		},
	}
}

// rest is the API of customers and transactions.
func rest() destination.API {
	return destination.API{
		Base: "api_url", Auth: destination.Basic("public_key", "secret_key"),
		Advice: "Check public_key and secret_key, and that both belong to the same environment, test or production",
	}
}

// tracking is the API of events.
func tracking() destination.API {
	return destination.API{
		Base: "tracking_url", Auth: destination.Bearer("s2s_tracking_token"),
		Advice: "Check s2s_tracking_token: it is not one of the API keys",
	}
}

// check tries the key pair by listing one partnership. The token cannot be
// tried: the tracking host knows only conversions.
func check(ctx context.Context, c *destination.Client, operations []string) ([]string, error) {
	uses := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(operations, n) })
	}
	config := c.Sync.Config
	pair := uses("customers", "transactions") || len(operations) == 0 && config.Text("secret_key") != ""
	token := uses("events") || len(operations) == 0 && config.Text("s2s_tracking_token") != ""
	var notes []string
	if pair {
		if err := present(config, "public_key", "secret_key"); err != nil {
			return nil, err
		}
		if _, err := c.Do(ctx, destination.Request{Method: http.MethodGet, Path: "/partnerships?limit=1"}); err != nil {
			return nil, fmt.Errorf("trying public_key and secret_key: %w", err)
		}
		notes = append(notes, "public_key and secret_key work.")
	}
	if token {
		if err := present(config, "s2s_tracking_token"); err != nil {
			return notes, err
		}
		notes = append(notes, "s2s_tracking_token is set; it cannot be tried without creating a conversion.")
	}
	return notes, nil
}

func present(config destination.Settings, names ...string) error {
	for _, name := range names {
		if config.Text(name) == "" {
			return waybill.Errorf(waybill.EInvalid, "%s is not set", name)
		}
	}
	return nil
}

// envelope is what PartnerStack wraps every answer of the REST API in:
// {"data": {…}, "message": "…", "status": 200}.
type envelope struct {
	data   map[string]any
	status int64
	ok     bool // the body was a JSON object
}

func open(resp destination.Response) envelope {
	v, err := resp.JSON()
	body, ok := v.(map[string]any)
	if err != nil || !ok {
		return envelope{}
	}
	data, _ := body["data"].(map[string]any)
	status, _ := body["status"].(int64)
	return envelope{data: data, status: status, ok: true}
}

// text returns a member of the data as text, "" if it has none.
func (e envelope) text(name string) string {
	s, _ := waybill.Text(e.data[name])
	return s
}

// with appends custom fields to a body under a name, if there are any.
func with(fields waybill.Object, name string, custom waybill.Object) waybill.Object {
	if len(custom) == 0 {
		return fields
	}
	return append(fields[:len(fields):len(fields)], waybill.Member{Name: name, Value: custom})
}
