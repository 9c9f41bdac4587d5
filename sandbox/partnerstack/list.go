package partnerstack

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// query is what every list takes: limit 1 to 250 (default 10), a cursor in one
// direction, an order and bounds of time in milliseconds.
type query struct {
	values        url.Values
	limit         int
	after, before string
	order         string // created_at or updated_at
	descending    bool
}

// parseQuery reads and checks a list's parameters.
func parseQuery(r *http.Request) (query, answer, bool) {
	q := query{values: r.URL.Query(), limit: 10, order: "created_at", descending: true}
	if text := q.values.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		switch {
		case err != nil:
			return q, refuse(400, "%s is not of type 'integer'", python(text)), false
		case n < 1:
			return q, refuse(400, "%d is less than the minimum of 1", n), false
		case n > 250:
			return q, refuse(400, "%d is greater than the maximum of 250", n), false
		}
		q.limit = n
	}
	q.after, q.before = q.values.Get("starting_after"), q.values.Get("ending_before")
	if q.after != "" && q.before != "" {
		return q, refuse(400, "'starting_after' and 'ending_before' are mutually exclusive"), false
	}
	if order := q.values.Get("order_by"); order != "" {
		q.order, q.descending = strings.TrimPrefix(order, "-"), strings.HasPrefix(order, "-")
		if q.order != "created_at" && q.order != "updated_at" {
			return q, refuse(400, "%s is not one of ['created_at', '-created_at', 'updated_at', '-updated_at']", python(order)), false
		}
	}
	for _, name := range []string{"min_created", "max_created", "min_updated", "max_updated"} {
		if text := q.values.Get(name); text != "" {
			if _, err := strconv.ParseInt(text, 10, 64); err != nil {
				return q, refuse(400, "%s is not of type 'integer'", python(text)), false
			}
		}
	}
	return q, answer{}, true
}

// item is what a list needs to know of a thing in it.
type item struct {
	key              string
	created, updated time.Time
}

func (q query) includes(i item) bool {
	return q.within("created", i.created) && q.within("updated", i.updated)
}

func (q query) within(what string, t time.Time) bool {
	if s := q.values.Get("min_" + what); s != "" {
		if n, _ := strconv.ParseInt(s, 10, 64); millis(t) < n {
			return false
		}
	}
	if s := q.values.Get("max_" + what); s != "" {
		if n, _ := strconv.ParseInt(s, 10, 64); millis(t) > n {
			return false
		}
	}
	return true
}

// listed is the data of a list's answer.
type listed[V any] struct {
	HasMore bool `json:"has_more"`
	Items   []V  `json:"items"`
	Total   int  `json:"total"`
}

// page answers with one page of those things that pass keep. The caller holds
// the lock.
func page[T, V any](q query, all []T, describe func(T) item, keep func(T) bool, view func(T) V) answer {
	type entry struct {
		item
		thing T
	}
	var found []entry
	for _, t := range all {
		if i := describe(t); keep(t) && q.includes(i) {
			found = append(found, entry{i, t})
		}
	}
	slices.SortStableFunc(found, func(a, b entry) int {
		if q.order == "updated_at" {
			return a.updated.Compare(b.updated)
		}
		return a.created.Compare(b.created)
	})
	if q.descending { // also among equals: the newest came last
		slices.Reverse(found)
	}
	from, to, ok := q.cut(len(found), func(key string) int {
		return slices.IndexFunc(found, func(e entry) bool { return e.key == key })
	})
	if !ok {
		return refuse(400, "%s is not a key in this list", python(q.after+q.before))
	}
	out := listed[V]{Items: []V{}, Total: len(found), HasMore: to < len(found)}
	if q.before != "" {
		out.HasMore = from > 0
	}
	for _, e := range found[from:to] {
		out.Items = append(out.Items, view(e.thing))
	}
	return answer{status: 200, message: "Page returned successfully", data: out}
}

// cut returns the bounds of the page.
func (q query) cut(n int, position func(key string) int) (from, to int, ok bool) {
	switch {
	case q.after != "":
		i := position(q.after)
		return i + 1, min(i+1+q.limit, n), i >= 0
	case q.before != "":
		i := position(q.before)
		return max(0, i-q.limit), max(0, i), i >= 0
	}
	return 0, min(q.limit, n), true
}

// listCustomers is GET /v2/customers.
func (v *Vendor) listCustomers(r *http.Request, _ string) answer {
	q, bad, ok := parseQuery(r)
	if !ok {
		return bad
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	now := v.env.Now()
	return page(q, v.customers, func(c *Customer) item { return item{c.Key, c.CreatedAt, c.UpdatedAt} },
		func(c *Customer) bool { return !c.Archived && !now.Before(c.visible) && v.wanted(q, c) }, v.view)
}

// wanted applies the filters of the list of customers.
func (v *Vendor) wanted(q query, c *Customer) bool {
	get := q.values.Get
	if keys := get("customer_key"); keys != "" && !slices.Contains(strings.Split(keys, ","), c.CustomerKey) {
		return false
	}
	if email := get("email"); email != "" && v.env.Assume(emailFilter) == "works" && !strings.EqualFold(email, c.Email) {
		return false
	}
	if key := get("partner_key"); key != "" && key != c.PartnerKey {
		return false
	}
	if get("group") == "" && get("partnership_key") == "" {
		return true
	}
	p := v.partner(c.PartnerKey)
	return p != nil && (get("group") == "" || get("group") == p.Group) &&
		(get("partnership_key") == "" || get("partnership_key") == p.Key)
}

// listTransactions is GET /v2/transactions.
func (v *Vendor) listTransactions(r *http.Request, _ string) answer {
	q, bad, ok := parseQuery(r)
	if !ok {
		return bad
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	return page(q, v.transactions, func(t *Transaction) item { return item{t.Key, t.CreatedAt, t.UpdatedAt} },
		func(t *Transaction) bool { return !t.Archived }, showTransaction)
}
