package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/waybillhq/waybill/web"
)

const (
	usual     = time.Minute      // of a call, with its repetitions
	longest   = 11 * time.Minute // of a plan, a check, and an apply
	mostBody  = 64 << 20         // bytes of an answer that is read at once
	tries     = 4
	firstWait = 300 * time.Millisecond // before the second try; twice that before the next
	mostWait  = 20 * time.Second       // that an answer may ask for
)

// request is a call of the API.
type request struct {
	method string // default: GET
	path   string // below the prefix; its parts are escaped
	query  url.Values
	in     any           // as JSON; nil: no body
	key    string        // Idempotency-Key: the call may be repeated
	limit  time.Duration // default: usual
	once   bool          // whoever asks repeats it himself
	again  *bool         // set if it was repeated; nil: nobody wants to know
}

// part is a part of a path. A key that a server would take for a way up the
// path is sent as it is kept.
func part(text string) string {
	if text == "." || text == ".." {
		text = `["` + text + `"]`
	}
	return url.PathEscape(text)
}

// get carries out a request and returns the answer, which is JSON.
func get[T any](ctx context.Context, c *Client, r request) (T, error) {
	var out T
	limit := r.limit
	if limit == 0 {
		limit = usual
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	resp, err := c.open(ctx, r)
	if err != nil {
		return out, err
	}
	defer resp.Body.Close()
	if !isJSON(resp) {
		return out, c.stranger(resp)
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, mostBody)).Decode(&out); err != nil {
		return out, c.broken(err)
	}
	return out, nil
}

// open carries out a request, and again where that is safe. The answer is one
// of success, and the caller's to close.
func (c *Client) open(ctx context.Context, r request) (*http.Response, error) {
	var body []byte
	if r.in != nil {
		var err error
		if body, err = json.Marshal(r.in); err != nil {
			return nil, fmt.Errorf("asking the server: %w", err)
		}
	}
	if r.method == "" {
		r.method = http.MethodGet
	}
	for n := 1; ; n++ {
		resp, err := c.try(ctx, r, body)
		again, ok := err.(*passing) //nolint:errorlint // it is made here, and wrapped by nobody
		if !ok {
			return resp, err
		}
		if r.once || r.method != http.MethodGet && r.key == "" || n == tries || again.wait > mostWait {
			return nil, again.err
		}
		if r.again != nil {
			*r.again = true
		}
		if !pause(ctx, max(again.wait, firstWait<<(n-1))) {
			return nil, again.err
		}
	}
}

// passing is an error that may be gone at the next try.
type passing struct {
	err  error
	wait time.Duration // at least
}

// Error returns the error.
func (p *passing) Error() string { return p.err.Error() }

// pause waits, with some chance so that clients do not all come back at once.
// It reports false if ctx ended before.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d + rand.N(d/4+1))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// try carries out a request once.
func (c *Client) try(ctx context.Context, r request, body []byte) (*http.Response, error) {
	target := c.base + web.Prefix + r.path
	if len(r.query) > 0 {
		target += "?" + r.query.Encode()
	}
	var in io.Reader
	if body != nil {
		in = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, target, in)
	if err != nil {
		return nil, fmt.Errorf("asking the server: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token.Reveal())
	req.Header.Set("User-Agent", c.agent)
	req.Header.Set("Accept", "application/json, application/problem+json, */*;q=0.5")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.key != "" {
		req.Header.Set("Idempotency-Key", r.key)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.unreachable(ctx, err)
	}
	if resp.StatusCode < http.StatusMultipleChoices {
		return resp, nil
	}
	defer resp.Body.Close()
	return nil, c.refusal(resp)
}

// refusal is the error of an answer that is not one of success.
func (c *Client) refusal(resp *http.Response) error {
	wait := retryAfter(resp)
	if isJSON(resp) {
		var p web.Problem
		if err := json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&p); err == nil && p.Detail != "" && p.Code != "" {
			err := c.problem(&p, wait)
			if resp.StatusCode == http.StatusTooManyRequests && wait > 0 {
				return &passing{err, wait}
			}
			return err
		}
	}
	err := c.stranger(resp)
	switch resp.StatusCode {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout, http.StatusTooManyRequests:
		return &passing{err, wait}
	}
	return err
}

// isJSON reports whether an answer is JSON, be it a problem.
func isJSON(resp *http.Response) bool {
	kind, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json"))
}

// retryAfter is how long an answer asks to wait; 0: it does not say.
func retryAfter(resp *http.Response) time.Duration {
	text := resp.Header.Get("Retry-After")
	if n, err := strconv.Atoi(text); err == nil && n > 0 {
		return time.Duration(min(n, 86400)) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}
