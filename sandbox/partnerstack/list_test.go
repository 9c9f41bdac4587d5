package partnerstack_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/waybillhq/waybill/sandbox/partnerstack"
)

func TestPaging(t *testing.T) {
	t.Parallel()
	a := open(t)
	for i := range 25 {
		a.must(200, "POST /customers", fmt.Sprintf(`{"customer_key":"C-%02d","email":"c@example.com","partner_key":%q}`, i, []string{"bertram", "monica"}[i%2]))
	}
	walk := func(query, cursor string) (keys []string, pages int) {
		at := ""
		for {
			got := a.must(200, "GET /customers?limit=10"+query+at, "")
			items := got.get(t, "items").([]any)
			for _, i := range items {
				keys = append(keys, i.(map[string]any)["customer_key"].(string))
			}
			pages++
			if got.get(t, "has_more") != true {
				return keys, pages
			}
			last := items[len(items)-1]
			if cursor == "ending_before" {
				last = items[0]
			}
			at = "&" + cursor + "=" + last.(map[string]any)["key"].(string)
		}
	}
	newest, pages := walk("", "starting_after")
	if len(newest) != 25 || pages != 3 || newest[0] != "C-24" || newest[24] != "C-00" {
		t.Errorf("%d pages with %v, want 25 in 3, newest first", pages, newest)
	}
	oldest, _ := walk("&order_by=created_at", "starting_after")
	slices.Reverse(oldest)
	if !slices.Equal(oldest, newest) {
		t.Errorf("the other order has %v", oldest)
	}
	if got, _ := walk("&partner_key=monica", "starting_after"); len(got) != 12 {
		t.Errorf("monica has %v", got)
	}
	if got, _ := walk("&customer_key=C-03,C-05,none", "starting_after"); !slices.Equal(got, []string{"C-05", "C-03"}) {
		t.Errorf("two keys give %v", got)
	}
	if got := a.must(200, "GET /customers", "").get(t, "items").([]any); len(got) != 10 {
		t.Errorf("a page has %d by default, want 10", len(got))
	}
	created := partnerstack.Records(a.Sandbox).Customers[20].CreatedAt.UnixMilli()
	if got, _ := walk(fmt.Sprintf("&min_created=%d", created), "starting_after"); len(got) != 5 {
		t.Errorf("min_created gives %v, want the last 5", got)
	}
	key := partnerstack.Records(a.Sandbox).Customers[20].Key
	if got := a.must(200, "GET /customers?limit=2&ending_before="+key, ""); got.get(t, "items", 0, "customer_key") != "C-22" || got.get(t, "has_more") != true {
		t.Errorf("before C-20 is %s", got.text)
	}
	for _, bad := range []string{"limit=0", "limit=251", "limit=x", "starting_after=a&ending_before=b", "starting_after=none", "order_by=email", "min_created=monday"} {
		a.must(400, "GET /customers?"+bad, "")
	}
}

func TestPartnerships(t *testing.T) {
	t.Parallel()
	a := open(t)
	list := a.must(200, "GET /partnerships?limit=250", "")
	if got := list.get(t, "items").([]any); len(got) != 5 {
		t.Errorf("%d partnerships, want 5", len(got))
	}
	for _, id := range []string{"gstest", "gstest@example.com"} {
		if got := a.must(200, "GET /partnerships/"+id, ""); got.get(t, "partner_key") != "gstest" {
			t.Errorf("%s is %s", id, got.text)
		}
	}
	a.must(404, "GET /partnerships/nobody", "")
}
