package client

import (
	"context"
	"io"
	"iter"
	"net/http"

	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/web"
)

// Syncs yields the syncs by their names, with how each is going.
func (c *Client) Syncs(ctx context.Context) iter.Seq2[web.Sync, error] {
	return paged[web.Sync](ctx, c, "/syncs", nil, 0)
}

// Apply makes the server equal to a set, or tells what that would change.
func (c *Client) Apply(ctx context.Context, s configuration.Set, dry bool) (web.Applied, error) {
	in := struct {
		Resources []web.AppliedResource `json:"resources"`
		Secrets   map[string]string     `json:"secrets,omitempty"`
		DryRun    bool                  `json:"dry_run"`
	}{Secrets: map[string]string{}, DryRun: dry}
	for _, x := range s.Resources {
		in.Resources = append(in.Resources, web.AppliedResource{Kind: x.Kind, Name: x.Name, Spec: x.Spec, Place: x.Place})
	}
	for name, secret := range s.Secrets {
		in.Secrets[name] = secret.Reveal()
	}
	return get[web.Applied](ctx, c, request{method: http.MethodPost, path: "/apply", in: in, limit: longest})
}

// Export returns the configuration as the file of a project.
func (c *Client) Export(ctx context.Context) ([]byte, error) {
	body, err := c.stream(ctx, request{path: "/export"}, "application/yaml")
	if err != nil {
		return nil, err
	}
	defer body.Close()
	b, err := io.ReadAll(io.LimitReader(body, mostBody))
	if err != nil {
		return nil, c.broken(err)
	}
	return b, nil
}

// Version returns what the server is.
func (c *Client) Version(ctx context.Context) (web.Version, error) {
	return get[web.Version](ctx, c, request{path: "/version"})
}
