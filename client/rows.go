package client

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"net/url"

	"github.com/waybillhq/waybill/web"
)

// Rows yields the rows of a run in the order of their primary keys: the first
// limit of them by pages, or all, for 0, in one stream. A stream that breaks
// off is an error behind the rows that came.
func (c *Client) Rows(ctx context.Context, run string, f web.RowFilter, limit int) iter.Seq2[web.Row, error] {
	query := set("outcome", f.Outcome, "kind", f.Kind, "key", f.Key, "message", f.Message, "reason", f.Reason)
	if f.Unconfirmed {
		query.Set("unconfirmed", "true")
	}
	if limit > 0 {
		return paged[web.Row](ctx, c, "/runs/"+part(run)+"/rows", query, limit)
	}
	query.Set("format", "ndjson")
	return c.exported(ctx, "/runs/"+part(run)+"/export", query)
}

func (c *Client) exported(ctx context.Context, path string, query url.Values) iter.Seq2[web.Row, error] {
	return func(yield func(web.Row, error) bool) {
		body, err := c.stream(ctx, request{path: path, query: query}, "application/x-ndjson")
		if err != nil {
			yield(web.Row{}, err)
			return
		}
		defer body.Close()
		lines := json.NewDecoder(bufio.NewReaderSize(body, 1<<16))
		for {
			var row web.Row
			err := lines.Decode(&row)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(web.Row{}, c.broken(err))
				return
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// Row returns what became of a row in a run, with its requests, by its primary
// or its business key.
func (c *Client) Row(ctx context.Context, run, key string) (web.RowDetail, error) {
	return get[web.RowDetail](ctx, c, request{path: "/runs/" + part(run) + "/rows/" + part(key)})
}
