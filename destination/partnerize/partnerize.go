// Package partnerize reports conversions to Partnerize, server to server.
//
// The tracking host takes a conversion as a path of name:value segments,
// followed by a bracketed group for each item, and answers 200 with the id of
// the conversion. It has no authentication; the API keys list the campaigns.
// What is known of both, and what is not, is written in
// docs/destinations/partnerize.md.
//
// API reference: https://api-docs.partnerize.com/brand/
package partnerize

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
)

// The hosts: https://api-docs.partnerize.com/brand/ and
// https://help.phgsupport.com/hc/en-us/articles/360020395238.
const (
	apiURL      = "https://api.partnerize.com"
	trackingURL = "https://prf.hn"
)

// New returns the description of Partnerize.
func New() destination.Destination {
	return destination.Destination{
		Name:     "partnerize",
		Label:    "Partnerize",
		Doc:      "Conversions (sales) of partners' and affiliates' customers, server to server.",
		Docs:     "https://api-docs.partnerize.com/brand/",
		Settings: settings(),
		// Its limits are unpublished.
		Limit:      destination.Limit{Requests: 10, Per: time.Second, Concurrency: 8, Timeout: 30 * time.Second},
		API:        management(),
		Message:    message,
		Check:      check,
		Choices:    choices,
		Operations: []destination.Operation{conversions()},
	}
}

func settings() []waybill.Field {
	const where = "Partnerize › Settings › Account Settings › API. "
	return []waybill.Field{
		{
			Name: "user_application_key", Label: "User Application Key", Type: waybill.String, Secret: true, Identity: true,
			Doc: where + "It names the network.",
		},
		{
			Name: "user_api_key", Label: "User API Key", Type: waybill.String, Secret: true,
			Doc: where + "Its user must have access to the campaigns.",
		},
		{
			Name: "api_url", Label: "API URL", Type: waybill.URL, Default: apiURL, Identity: true,
			Doc: "The API that lists campaigns, unless a sandbox or a proxy stands in for it.",
		},
		{
			Name: "tracking_url", Label: "Tracking URL", Type: waybill.URL, Default: trackingURL, Identity: true,
			Doc: "The host that takes conversions: the brand's own tracking host, if it has one.",
		},
		{
			Name: "require_conversion_id", Label: "Require a conversion ID", Type: waybill.Bool, Default: "false",
			Doc: "Holds a conversion in doubt, instead of accepted and unconfirmed, when Partnerize's answer has no conversion ID.",
		},
	}
}

// management is the API that lists campaigns; the advice is the one that
// Partnerize's users know.
func management() destination.API {
	return destination.API{
		Base: "api_url", Auth: destination.Basic("user_application_key", "user_api_key"),
		Advice: "Verify your User Application Key and User API Key are correct and entered in the right fields, " +
			"and confirm the user has access to the campaigns you want to track conversions against",
	}
}

// message reads the reason out of the bodies of all three versions of the API:
// {"error": {"message": …, "errors": [{"message": …}]}}. The inner one says more.
func message(body []byte) string {
	v, err := waybill.ParseJSON(body)
	if err != nil {
		return ""
	}
	top, _ := v.(map[string]any)
	e, ok := top["error"].(map[string]any)
	if !ok {
		e = top
	}
	if list, _ := e["errors"].([]any); len(list) > 0 {
		first, _ := list[0].(map[string]any)
		if s, ok := first["message"].(string); ok {
			return s
		}
	}
	s, _ := e["message"].(string)
	return s
}

// check tries the keys by listing the campaigns.
func check(ctx context.Context, c *destination.Client, _ []string) ([]string, error) {
	for _, name := range []string{"user_application_key", "user_api_key"} {
		if c.Sync.Config.Text(name) == "" {
			return nil, waybill.Errorf(waybill.EInvalid, "%s is not set", name)
		}
	}
	campaigns, err := choices(ctx, c, "campaign")
	if err != nil {
		return nil, err
	}
	const untried = "The tracking host was not tried: every request to it is a conversion."
	if len(campaigns) == 0 {
		return []string{"The keys work, but the user can see no campaign.", untried}, nil
	}
	return []string{fmt.Sprintf("The keys work; campaigns that the user can see: %d.", len(campaigns)), untried}, nil
}

// choices lists the campaigns of the user's brands,
// https://api-docs.partnerize.com/brand/ (GET /v3/brand/campaigns).
func choices(ctx context.Context, c *destination.Client, setting string) ([]destination.Choice, error) {
	if setting != "campaign" {
		return nil, nil
	}
	resp, err := c.Do(ctx, destination.Request{Method: http.MethodGet, Path: "/v3/brand/campaigns"})
	if err != nil {
		return nil, fmt.Errorf("listing the campaigns: %w", err)
	}
	v, err := resp.JSON()
	body, _ := v.(map[string]any)
	data, ok := body["data"].([]any)
	if err != nil || !ok {
		return nil, destination.Retry(0, errors.New("the answer to listing the campaigns is not a list: check api_url"))
	}
	out := []destination.Choice{}
	for _, e := range data {
		campaign, _ := e.(map[string]any)
		if id, _ := campaign["id"].(string); id != "" {
			title, _ := campaign["title"].(string)
			out = append(out, destination.Choice{Value: id, Label: title})
		}
	}
	return out, nil
}
