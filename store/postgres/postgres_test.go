package postgres_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/postgres"
	"github.com/waybillhq/waybill/store/storetest"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(workerOf); url != "" {
		os.Exit(work(url))
	}
	os.Exit(testserver.Main(m))
}

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Open {
		url := testserver.Postgres(t)
		return func(t *testing.T) store.Store { return open(t, url) }
	})
}

// openers are the ways of opening a state.
var openers = map[string]func(context.Context, string) (*postgres.Store, error){"open": postgres.Open, "read only": postgres.OpenReadOnly}

func open(t testing.TB, url string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// run records a run that is running.
func run(t testing.TB, s *postgres.Store, id, sync string) {
	t.Helper()
	if err := s.SaveRun(t.Context(), waybill.Run{ID: id, Sync: sync, Account: "shop", Status: waybill.Running}, 0); err != nil {
		t.Fatal(err)
	}
}

// TestClaimsTakenAtOnce has several processes begin the same keys, in groups
// that overlap and each in an order of its own: every key is taken once, all
// others are told who has it, and nobody waits for ever.
func TestClaimsTakenAtOnce(t *testing.T) {
	t.Parallel()
	const processes, keys, group = 6, 600, 50
	url := testserver.Postgres(t)
	claims := store.ClaimScope{Account: "shop", Operation: "conversions"}
	var mu sync.Mutex
	taken := map[string]int{}
	var all sync.WaitGroup
	for p := range processes {
		s, id := open(t, url), fmt.Sprint("R", p)
		run(t, s, id, id)
		all.Go(func() {
			order := rand.New(rand.NewPCG(1, uint64(p))).Perm(keys)
			for part := range slices.Chunk(order, group) {
				b := store.Batch{Run: id, Scope: store.Scope{Account: "shop", Sync: id}, Claims: claims, Counters: &waybill.Counts{}}
				for _, k := range part {
					b.Begin = append(b.Begin, store.Begin{Key: fmt.Sprintf(`["%s-%d"]`, id, k), BusinessKey: fmt.Sprint(k)})
				}
				conflicts, err := s.Commit(t.Context(), b)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				for _, x := range b.Begin {
					taken[x.BusinessKey]++
				}
				for _, c := range conflicts {
					if taken[c.BusinessKey]--; c.Run == id || c.State != store.Begun {
						t.Errorf("held by %+v", c)
					}
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	for k, n := range taken {
		if n != 1 {
			t.Errorf("%s was taken %d times", k, n)
		}
	}
	if len(taken) != keys {
		t.Errorf("%d keys", len(taken))
	}
}

func TestTwoRowsOfOneGroupTakeAClaimOnce(t *testing.T) {
	t.Parallel()
	s := open(t, testserver.Postgres(t))
	run(t, s, "R", "orders")
	conflicts, err := s.Commit(t.Context(), store.Batch{
		Run: "R", Scope: store.Scope{Account: "shop", Sync: "orders"}, Claims: store.ClaimScope{Account: "shop", Operation: "o"},
		Begin:   []store.Begin{{Key: `["1"]`, BusinessKey: "a"}, {Key: `["2"]`, BusinessKey: "a"}},
		Entries: []store.Entry{{Key: `["1"]`, State: store.Begun}, {Key: `["1"]`, State: store.Accepted}},
	})
	if err != nil || len(conflicts) != 1 || conflicts[0].Key != `["1"]` {
		t.Errorf("%+v, %v", conflicts, err)
	}
	if e, _, err := s.Entry(t.Context(), store.Scope{Account: "shop", Sync: "orders"}, `["1"]`); err != nil || e.State != store.Accepted {
		t.Errorf("%+v, %v: the last one counts", e, err)
	}
}

// TestMemoryInPages remembers more rows than are read at once.
func TestMemoryInPages(t *testing.T) {
	t.Parallel()
	s := open(t, testserver.Postgres(t))
	scope := store.Scope{Account: "a", Sync: "s"}
	for _, n := range []int{5000, 5001} { // a whole page, and one more
		var want []string
		var entries []store.Entry
		for i := range n {
			k := fmt.Sprintf(`["%d"]`, i*7919%100003)
			want, entries = append(want, k), append(entries, store.Entry{Key: k, State: store.Accepted})
		}
		if _, err := s.Commit(t.Context(), store.Batch{Scope: scope, Entries: entries}); err != nil {
			t.Fatal(err)
		}
		slices.Sort(want)
		var got []string
		for e, err := range s.Memory(t.Context(), scope) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, e.Key)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d rows came back of %d, or in another order", len(got), n)
		}
	}
}
