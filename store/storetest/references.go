package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// refer says that rows have a value in a field.
func refer(field, value string, names ...string) (list []store.Reference) {
	for _, n := range names {
		list = append(list, store.Reference{Digest: store.ReferenceDigest(value), Field: field, Key: key(n)})
	}
	return list
}

func remembered(names ...string) (entries []store.Entry) {
	for _, n := range names {
		entries = append(entries, store.Entry{Key: key(n), State: store.Accepted, Digest: waybill.Digest{1}})
	}
	return entries
}

// foundBy searches and returns the keys of what was found by references.
func foundBy(t *testing.T, s store.Store, text string, limit int) string {
	t.Helper()
	hits, err := s.Search(t.Context(), text, limit)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, h := range hits {
		if h.By == store.ByReference {
			got = append(got, fmt.Sprintf("%s %s by %s, %s", h.Scope.Sync, h.Key, h.Field, h.Entry.State))
		}
	}
	return strings.Join(got, "; ")
}

func references(t *testing.T, open Open) {
	s := open(t)
	for _, id := range []string{"R1", "R2"} {
		startRun(t, s, id)
	}
	commit(t, s, "R1", store.Batch{
		References: slices.Concat(refer("click", "10lAbC", "1"), refer("customer", "C-7", "1", "2", "lost"), refer("email", "Ada@Example.com", "1")),
		Entries:    remembered("1", "2", "3"),
	})
	commit(t, s, "R2", store.Batch{References: slices.Concat(refer("customer", "C-7", "1", "3"), refer("referrer", "C-7", "3"))})
	other := store.Scope{Account: "crm", Sync: "customers"}
	if _, err := s.Commit(t.Context(), store.Batch{
		Run: "R2", Scope: other, References: refer("partner", "10lAbC", "C-7"), Entries: []store.Entry{{Key: key("C-7"), State: store.Refused, Note: "no"}},
	}); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"10lAbC":            `customers ["C-7"] by partner, refused; orders ["1"] by click, accepted`,
		"10labc":            "",
		" ada@EXAMPLE.com ": `orders ["1"] by email, accepted`,
		"C-7":               `orders ["3"] by customer, accepted; orders ["2"] by customer, accepted; orders ["1"] by customer, accepted`,
		"":                  "",
	} {
		if got := foundBy(t, s, text, 10); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
	hits, err := s.Search(t.Context(), "C-7", 2)
	if err != nil || len(hits) != 2 || hits[0].By != store.ByKey || hits[1].Key != key("3") {
		t.Errorf("two of them, those that are called so first: %+v, %v", hits, err)
	}
}

func manyReferences(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	var names []string
	for i := range store.MostReferences + 100 {
		names = append(names, fmt.Sprint(i))
	}
	commit(t, s, "R1", store.Batch{References: refer("partner", "p", names...), Entries: remembered(names...)})
	if hits, err := s.Search(t.Context(), "p", 21); err != nil || len(hits) != 21 {
		t.Errorf("%d rows, %v", len(hits), err)
	}
}

func referenced(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	ask := func(scope store.Scope, want string) {
		t.Helper()
		if got, err := s.Referenced(t.Context(), scope); err != nil || got != want {
			t.Errorf("%v: got %q, %v, want %q", scope, got, err, want)
		}
	}
	ask(scope, "")
	commit(t, s, "R1", store.Batch{References: refer("click", "c", "1")})
	ask(scope, "")
	commit(t, s, "R1", store.Batch{Referenced: "click customer"})
	commit(t, s, "R1", store.Batch{Entries: remembered("1")})
	ask(scope, "click customer")
	ask(store.Scope{Account: scope.Account, Sync: "another"}, "")
}

// forgottenReferences checks that what a row was found by goes with it.
func forgottenReferences(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	prune := func() {
		t.Helper()
		if err := s.Prune(t.Context(), noon, store.DefaultRetention); err != nil {
			t.Fatal(err)
		}
	}
	commit(t, s, "R1", store.Batch{References: refer("click", "c", "back", "gone", "here"), Referenced: "click", Entries: remembered("back", "gone", "here")})
	commit(t, s, "R1", store.Batch{Forget: []string{key("back"), key("gone"), key("never there")}})
	if got := foundBy(t, s, "c", 10); got != `orders ["here"] by click, accepted` {
		t.Errorf("forgotten rows: %s", got)
	}
	commit(t, s, "R1", store.Batch{Entries: remembered("back")})
	prune()
	if got := foundBy(t, s, "c", 10); got != `orders ["here"] by click, accepted; orders ["back"] by click, accepted` {
		t.Errorf("a row that came back: %s", got)
	}
	commit(t, s, "R1", store.Batch{Entries: remembered("gone")})
	if got := foundBy(t, s, "c", 10); strings.Contains(got, "gone") {
		t.Errorf("what a forgotten row was found by is still there: %s", got)
	}
	prune()
}
