package web

// Page is embedded into the input of lists. A list is read in pages, each going
// on behind the last item of the one before: nothing is skipped or repeated
// when things come and go meanwhile.
type Page struct {
	After string `query:"after" doc:"Go on behind here: next of the page before."`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"How many at most."`
}

// PageOf is a page of a list.
type PageOf[T any] struct {
	Items []T    `json:"items" doc:"In order."`
	Next  string `json:"next,omitempty" doc:"The after of the next page; absent on the last one."`
}

// paged makes a page out of up to Limit+1 items, of which the last one only
// tells that there are more. key is the after that goes on behind an item.
func paged[T any](in Page, items []T, key func(T) string) PageOf[T] {
	p := PageOf[T]{Items: items}
	if len(items) > in.Limit {
		p.Items = items[:in.Limit]
		p.Next = key(p.Items[in.Limit-1])
	}
	if p.Items == nil {
		p.Items = []T{}
	}
	return p
}

// pageOver makes a page of a list that is in memory. before says whether a key
// comes before another in the list's order.
func pageOver[T any](in Page, all []T, key func(T) string, before func(a, b string) bool) PageOf[T] {
	var rest []T
	for _, item := range all {
		if (in.After == "" || before(in.After, key(item))) && len(rest) <= in.Limit {
			rest = append(rest, item)
		}
	}
	return paged(in, rest, key)
}
