package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// messages searches a run with a few different messages, and one in which every
// row has its own.
func messages(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "few")
	startRun(t, s, "many")
	long := strings.Repeat("x", store.ReasonLength) + " and a TAIL"
	unconfirmed, plain := result("0007", waybill.Accepted, "the answer has no Id"), result("0008", waybill.Accepted, "no id either, and nobody looks")
	unconfirmed.Unconfirmed = true
	lost, sent := result("0102", waybill.InDoubt, "Post: unexpected EOF"), result("0103", waybill.Deferred, "Post: unexpected EOF")
	few := []store.Result{lost, sent, result("0104", waybill.InDoubt, long+": connection reset by peer"), result("0105", waybill.InDoubt, store.LostNote), unconfirmed, plain, result("0100", waybill.Rejected, long), result("0101", waybill.Deferred, "no click")}
	var many []store.Result
	for i := range 2 * store.MostMessages {
		few = append(few, result(fmt.Sprintf("1%03d", i), waybill.Rejected, fmt.Sprint("No Click of kind ", i%3)))
		many = append(many, result(fmt.Sprintf("1%03d", i), waybill.Rejected, fmt.Sprint("no partner for ", i)))
	}
	many = append(many, lost, sent)
	commit(t, s, "few", store.Batch{Results: few})
	commit(t, s, "many", store.Batch{Results: many})
	for _, c := range []struct {
		run  string
		f    store.ResultFilter
		want int
	}{
		{"few", store.ResultFilter{Message: "NO ID"}, 1},
		{"few", store.ResultFilter{Message: "a tail"}, 2},
		{"few", store.ResultFilter{Message: "the answer never CAME"}, 2}, // as it is shown; not of a row that is not in doubt
		{"few", store.ResultFilter{Message: "the answer never came", Outcome: waybill.Deferred}, 0},
		{"few", store.ResultFilter{Message: "it was killed, or its machine stopped"}, 1},
		{"few", store.ResultFilter{Message: "the request was sent"}, 3},
		{"few", store.ResultFilter{Message: "no click"}, 2*store.MostMessages + 1},
		{"few", store.ResultFilter{Message: "no click", Outcome: waybill.Deferred}, 1},
		{"few", store.ResultFilter{Message: "of kind 1"}, 2 * store.MostMessages / 3},
		{"few", store.ResultFilter{Message: "of kind 1", KeyPrefix: "100"}, 3},
		{"few", store.ResultFilter{Message: "nobody looks"}, 0},
		{"few", store.ResultFilter{Message: "%"}, 0},
		{"many", store.ResultFilter{Message: "FOR 7"}, 11},
		{"many", store.ResultFilter{Message: "for 7", Key: "1007"}, 1},
		{"many", store.ResultFilter{Message: "nothing"}, 0},
		{"many", store.ResultFilter{Message: "the answer never came"}, 1},
		{"many", store.ResultFilter{Message: "unexpected eof"}, 2},
	} {
		for _, size := range []int{0, 3, 1000} {
			if got := inPages(t, s, c.run, c.f, size); len(got) != c.want || !slices.IsSorted(got) {
				t.Errorf("%s, %+v, pages of %d: got %d rows, want %d in order: %q", c.run, c.f, size, len(got), c.want, got)
			}
		}
	}
}

// inPages reads all pages of a size, looking at 40 rows for each.
func inPages(t *testing.T, s store.Store, run string, f store.ResultFilter, size int) (keys []string) {
	t.Helper()
	f.Limit, f.Look = size, 40
	for range 1000 {
		n, more := 0, false
		for r, err := range s.Results(t.Context(), run, f) {
			if errors.Is(err, store.ErrMore) {
				f.After, f.Seen, more = r.Key, 0, true
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if n++; r.Key != f.After {
				f.After, f.Seen = r.Key, 0
			}
			f.Seen++
			keys = append(keys, r.Key)
		}
		if !more && (n < size || size == 0) {
			return keys
		}
	}
	t.Fatal("there is no end of pages")
	return nil
}

func prefixes(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	commit(t, s, "R1", store.Batch{Results: []store.Result{
		result("a", waybill.Rejected, "x"), result("order 1", waybill.Accepted, ""), result("order 12", waybill.Rejected, "x"), result(`order "2`, waybill.Rejected, "x"), result("zoë", waybill.Rejected, "x"),
		{Result: waybill.Result{Key: `["order 1","b"]`, Kind: waybill.Added, Outcome: waybill.Deferred, At: noon}},
	}})
	for prefix, want := range map[string]string{
		"order 1": `["order 1","b"] ["order 1"] ["order 12"]`, "order": `["order 1","b"] ["order 1"] ["order 12"] ["order \"2"]`, `order "`: `["order \"2"]`, "zo": `["zoë"]`, "zoë": `["zoë"]`, "b": "", "%": "",
	} {
		got := find(t, s, "R1", store.ResultFilter{KeyPrefix: prefix})
		wanted := strings.Split(want, " [")
		if len(got) != len(wanted) && want != "" || want == "" && len(got) != 0 {
			t.Errorf("%s: got %q, want %s", prefix, got, want)
		}
	}
	if got := find(t, s, "R1", store.ResultFilter{KeyPrefix: "order", Outcome: waybill.Rejected}); len(got) != 2 {
		t.Errorf("refused ones: got %q", got)
	}
}
