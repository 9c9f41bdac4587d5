package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/web"
)

const (
	tokenVariable = "WAYBILL_TOKEN"
	remoteTimeout = 2 * time.Minute
	maxAnswer     = 64 << 20
)

// addServer adds the flag of commands that can speak to a server instead of
// opening its state.
func (f *serverFlags) addServer(c *cobra.Command) {
	c.Flags().StringVar(&f.server, "server", "", "the server, such as https://waybill.example.com, with a token in "+tokenVariable)
}

// remote is a server that is spoken to by its API.
type remote struct {
	base  string
	token waybill.Secret
}

// remote returns the server that the flags name.
func (p *program) remote(f serverFlags) (*remote, error) {
	u, err := url.Parse(f.server)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, usage{invalid("--server is not a URL like https://waybill.example.com")}
	}
	token, _ := p.env(tokenVariable)
	if token == "" {
		return nil, usage{invalid("%s is not set", tokenVariable).WithHint("make a token in the server's settings, or by POST /api/v1/tokens")}
	}
	return &remote{strings.TrimSuffix(f.server, "/") + web.Prefix, waybill.NewSecret(token)}, nil
}

// call sends in as JSON, unless it is nil, and returns the body of the answer.
func (r *remote) call(ctx context.Context, method, path string, in any) ([]byte, error) {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return nil, fmt.Errorf("asking the server: %w", err)
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, r.base+path, body)
	if err != nil {
		return nil, fmt.Errorf("asking the server: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+r.token.Reveal())
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := (&http.Client{Timeout: remoteTimeout}).Do(req)
	if err != nil {
		return nil, &waybill.Error{Code: waybill.EUnavailable, Message: "the server cannot be reached", Path: "--server", Err: err}
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, &waybill.Error{Code: waybill.EUnavailable, Message: "the server's answer breaks off", Path: "--server", Err: err}
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return nil, problemOf(resp.StatusCode, b)
	}
	return b, nil
}

// problemOf is the error that a server answered with.
func problemOf(status int, body []byte) error {
	var p struct {
		Code   waybill.Code `json:"code"`
		Detail string       `json:"detail"`
		Path   string       `json:"path"`
		Hint   string       `json:"hint"`
	}
	if err := json.Unmarshal(body, &p); err != nil || p.Detail == "" {
		return waybill.Errorf(waybill.EUnavailable, "the server answered %d", status).At("--server").WithHint("is it a Waybill server?")
	}
	return &waybill.Error{Code: p.Code, Message: p.Detail, Path: p.Path, Hint: p.Hint}
}

// applyRemote has a server apply a set.
func (p *program) applyRemote(ctx context.Context, r *remote, set configuration.Set, dry bool) error {
	in := struct {
		Resources []web.AppliedResource `json:"resources"`
		Secrets   map[string]string     `json:"secrets,omitempty"`
		DryRun    bool                  `json:"dry_run"`
	}{Secrets: map[string]string{}, DryRun: dry}
	for _, x := range set.Resources {
		in.Resources = append(in.Resources, web.AppliedResource{Kind: x.Kind, Name: x.Name, Spec: x.Spec, Place: x.Place})
	}
	for name, s := range set.Secrets {
		in.Secrets[name] = s.Reveal()
	}
	b, err := r.call(ctx, http.MethodPost, "/apply", in)
	if err != nil {
		return err
	}
	var d configuration.Diff
	if err := json.Unmarshal(b, &d); err != nil {
		return fmt.Errorf("reading the server's answer: %w", err)
	}
	if err := p.tellDiff(d, !dry); err != nil {
		return err
	}
	if dry && !d.Empty() {
		return exit(exitRejected)
	}
	return nil
}
