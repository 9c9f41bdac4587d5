package client

import (
	"context"
	"iter"
	"net/url"
	"strconv"

	"github.com/waybillhq/waybill/web"
)

// mostPage is how many items a page has at most.
const mostPage = 500

// paged yields the items of a list, page by page, at most limit of them; 0: all.
func paged[T any](ctx context.Context, c *Client, path string, query url.Values, limit int) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		after := ""
		for seen := 0; limit == 0 || seen < limit; {
			page := url.Values{}
			for name, values := range query {
				page[name] = values
			}
			size := mostPage
			if limit > 0 {
				size = min(size, limit-seen)
			}
			page.Set("limit", strconv.Itoa(size))
			if after != "" {
				page.Set("after", after)
			}
			got, err := get[web.PageOf[T]](ctx, c, request{path: path, query: page})
			if err != nil {
				yield(none, err)
				return
			}
			for _, item := range got.Items {
				if !yield(item, nil) {
					return
				}
			}
			if seen, after = seen+len(got.Items), got.Next; after == "" {
				return
			}
		}
	}
}

// items is a list that comes at once.
type items[T any] struct {
	Items []T `json:"items"`
}

// set returns a query out of names and values; empty values are left out.
func set(pairs ...string) url.Values {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return q
}
