package web_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

type rowPage struct {
	Items []struct{ Key string }
	Next  string
	Total *int64
}

// TestASearchByMessageGoesOn searches a run in which every row has a message of
// its own: a page looks at a part of it, and says where it goes on.
func TestASearchByMessageGoesOn(t *testing.T) {
	t.Parallel()
	const rows = 12_000
	w := newWorld(t)
	r := waybill.Run{ID: "01LARGE", Sync: "orders", Account: "a", Status: waybill.WithRejections, StartedAt: noon, FinishedAt: noon, Counts: waybill.Counts{Rejected: rows}}
	if err := w.store.SaveRun(t.Context(), r, 0); err != nil {
		t.Fatal(err)
	}
	b := store.Batch{Run: r.ID, Scope: store.Scope{Account: r.Account, Sync: r.Sync}}
	for i := range rows {
		b.Results = append(b.Results, store.Result{Result: waybill.Result{
			Key: fmt.Sprintf(`["%05d"]`, i), Kind: waybill.Added, Outcome: waybill.Rejected, Message: fmt.Sprint("no partner for ", i), At: noon,
		}})
	}
	if _, err := w.store.Commit(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	var found []string
	pages, after := 0, ""
	for ; pages == 0 || after != ""; pages++ {
		p := decode[rowPage](t, w.get("viewer", "/runs/01LARGE/rows?message="+url.QueryEscape("FOR 1177")+"&after="+after).want(t, 200, ""))
		if p.Total != nil || pages > 10 {
			t.Fatalf("page %d: %+v", pages, p)
		}
		for _, row := range p.Items {
			found = append(found, row.Key)
		}
		after = p.Next
	}
	if got := fmt.Sprint(found); pages < 2 || got != "[01177 11770 11771 11772 11773 11774 11775 11776 11777 11778 11779]" {
		t.Errorf("in %d pages: %s", pages, got)
	}
	for query, want := range map[string]string{"outcome=rejected": "12000", "": "12000", "outcome=accepted": "0", "key_prefix=001": "none"} {
		p := decode[rowPage](t, w.get("viewer", "/runs/01LARGE/rows?limit=1&"+query).want(t, 200, ""))
		got := "none"
		if p.Total != nil {
			got = fmt.Sprint(*p.Total)
		}
		if got != want {
			t.Errorf("%s: a total of %s, want %s", query, got, want)
		}
	}
}
