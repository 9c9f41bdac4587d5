// Package storetest is the contract every store keeps. Stores call [Run] from
// their tests.
package storetest

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Open opens the state of one test. Calling it again opens the same state once
// more, as another process would.
type Open func(t *testing.T) store.Store

// Run checks that stores keep the contract. fresh begins a new, empty state
// and returns how to open it.
func Run(t *testing.T, fresh func(t *testing.T) Open) {
	for name, test := range map[string]func(*testing.T, Open){
		"a claim is taken once":                          takenOnce,
		"a refused or deferred claim is taken again":     takenAgain,
		"an accepted claim is taken again by force only": takenByForce,
		"what was accepted before it was sent again":     sentTwice,
		"what one sends again that was not accepted":     sentAgain,
		"what conflicts is not written, the rest is":     conflictsAreApart,
		"memory comes in the order of bytes":             memoryOrder,
		"an entry comes back as it was":                  entryRoundTrip,
		"forgotten rows are gone":                        forget,
		"receipts are kept":                              receipts,
		"any byte may be in what is kept":                anyBytes,
		"captures come back per row":                     captures,
		"results can be searched":                        results,
		"rows are found by message, however many":        messages,
		"rows are found by the beginning of their key":   prefixes,
		"rows in doubt are listed newest first":          inDoubt,
		"what is refused or not confirmed is listed":     openRows,
		"a row whose deletion was refused is listed":     undeleted,
		"what retries settled of a run is counted":       settledSince,
		"what a retry of a run would try is counted":     retriable,
		"what ran is counted by the time":                activity,
		"runs are selected":                              selectedRuns,
		"the last runs of syncs":                         lastRuns,
		"the version is the one that is wanted":          version,
		"reasons are counted":                            reasons,
		"pages of results part rows that share a key":    pages,
		"runs are listed in pages":                       runPages,
		"rows are found in all scopes":                   search,
		"what is being sent is told as that":             begunNow,
		"the claim of another row is told as that":       held,
		"rows are found by references":                   references,
		"rows that share a reference may be many":        manyReferences,
		"what references are kept of is known":           referenced,
		"a forgotten row takes its references along":     forgottenReferences,
		"rows that no run got to are found":              unsent,
		"the past of found rows says how they are":       pasts,
		"rows that share a key have results each":        sharedKeys,
		"a lost run is closed and its inserts in doubt":  lostRun,
		"a run that is resumed goes on":                  resumedRun,
		"a decision changes row and claim":               decisions,
		"what is accepted is not decided about":          nothingToDecide,
		"a doubt stays known":                            doubtsStay,
		"a person's word takes a claim":                  marks,
		"what a row was accepted as stays known":         formerKeys,
		"who has a business key is known of any row":     heldElsewhere,
		"what was decided is not decided otherwise":      contests,
		"where a memory has claims is known":             claimedIn,
		"what was not confirmed is known of its claim":   unsureClaims,
		"a doubt is found by the key that it has now":    renamedDoubts,
		"a sync is locked once":                          locked,
		"accounts are remembered":                        accounts,
		"runs are listed newest first":                   runs,
		"counts are added to by several at once":         addedCounts,
		"a cancelled run says so":                        cancelled,
		"another process sees what was committed":        durable,
		"nothing of a failed batch is kept":              failedBatch,
		"what is old is pruned, the ledger is not":       pruned,
		"a name that means two rows is refused":          ambiguous,
		"figures count what there is":                    figures,
		"rows are found by why they were worked on":      kinds,
		"a run that reads says how far it is":            readingSoFar,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, fresh(t))
		})
	}
}

var (
	scope  = store.Scope{Account: "shop", Sync: "orders"}
	claims = store.ClaimScope{Account: "shop", Operation: "conversions", Scope: "10l176"}
	noon   = time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)
)

// key encodes a primary key of one column.
func key(s string) string { return fmt.Sprintf("[%q]", s) }

func begin(names ...string) (bs []store.Begin) {
	for _, n := range names {
		bs = append(bs, store.Begin{Key: key(n), BusinessKey: n, At: noon})
	}
	return bs
}

// startRun records a run that is running.
func startRun(t *testing.T, s store.Store, id string) {
	t.Helper()
	err := s.SaveRun(t.Context(), waybill.Run{ID: id, Sync: scope.Sync, Account: scope.Account, Trigger: "manual", Status: waybill.Running, StartedAt: noon}, 0)
	if err != nil {
		t.Fatal(err)
	}
}

// endRun says that a run went through.
func endRun(t *testing.T, s store.Store, id string) {
	t.Helper()
	err := s.SaveRun(t.Context(), waybill.Run{
		ID: id, Sync: scope.Sync, Account: scope.Account, Trigger: "manual", Status: waybill.Completed, StartedAt: noon, FinishedAt: noon.Add(time.Minute),
	}, 0)
	if err != nil {
		t.Fatal(err)
	}
}

// commit commits b as part of run, in the usual scopes.
func commit(t *testing.T, s store.Store, run string, b store.Batch) []store.Claim {
	t.Helper()
	b.Run, b.Scope, b.Claims = run, scope, claims
	conflicts, err := s.Commit(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	return conflicts
}

func claim(t *testing.T, s store.Store, business string) store.Claim {
	t.Helper()
	found, err := s.Claims(t.Context(), claims, []string{business, "no such key"})
	if err != nil {
		t.Fatal(err)
	}
	return found[business]
}

func memory(t *testing.T, s store.Store) (entries []store.Entry) {
	t.Helper()
	for e, err := range s.Memory(t.Context(), scope) {
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
	return entries
}

func takenOnce(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	startRun(t, s, "R2")
	if c := commit(t, s, "R1", store.Batch{Begin: begin("a", "b")}); len(c) != 0 {
		t.Fatalf("conflicts with nobody: %v", c)
	}
	c := commit(t, s, "R2", store.Batch{Begin: begin("a")})
	if len(c) != 1 || c[0].BusinessKey != "a" || c[0].State != store.Begun || c[0].Run != "R1" || c[0].Sync != "orders" {
		t.Fatalf("the claim was taken twice: %+v", c)
	}
	commit(t, s, "R1", store.Batch{Settle: []store.Settle{{BusinessKey: "a", State: store.Accepted, VendorID: "v1", At: noon}}})
	if c := commit(t, s, "R2", store.Batch{Begin: begin("a")}); len(c) != 1 || c[0].State != store.Accepted {
		t.Fatalf("an accepted claim was taken: %+v", c)
	}
	if c := claim(t, s, "a"); c.State != store.Accepted || c.VendorID != "v1" || c.Key != key("a") || !c.SettledAt.Equal(noon) {
		t.Errorf("claim: %+v", c)
	}
	if c := claim(t, s, "b"); c.State != store.Begun || !c.SettledAt.IsZero() {
		t.Errorf("claim: %+v", c)
	}
}

func takenAgain(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	for _, state := range []store.State{store.Refused, store.Deferred, store.Released} {
		name := state.String()
		commit(t, s, "R1", store.Batch{Begin: begin(name)})
		commit(t, s, "R1", store.Batch{Settle: []store.Settle{{BusinessKey: name, State: state, At: noon}}})
		if c := commit(t, s, "R1", store.Batch{Begin: begin(name)}); len(c) != 0 {
			t.Errorf("%s: not taken again: %+v", name, c)
		}
	}
	for _, state := range []store.State{store.InDoubt, store.GivenUp} {
		name := state.String()
		commit(t, s, "R1", store.Batch{Begin: begin(name)})
		commit(t, s, "R1", store.Batch{Settle: []store.Settle{{BusinessKey: name, State: state, At: noon}}})
		if c := commit(t, s, "R1", store.Batch{Begin: begin(name)}); len(c) != 1 {
			t.Errorf("%s: taken again", name)
		}
	}
}

func conflictsAreApart(t *testing.T, open Open) {
	s := open(t)
	startRun(t, s, "R1")
	commit(t, s, "R1", store.Batch{Begin: begin("k7")})
	commit(t, s, "R1", store.Batch{Settle: []store.Settle{{BusinessKey: "k7", State: store.InDoubt, At: noon}}})
	var names []string
	for i := range 100 { // more than one statement's worth
		names = append(names, fmt.Sprint("k", i))
	}
	c := commit(t, s, "R1", store.Batch{Begin: begin(names...)})
	if len(c) != 1 || c[0].BusinessKey != "k7" || c[0].State != store.InDoubt {
		t.Fatalf("conflicts: %+v", c)
	}
	for _, n := range names {
		want := store.Begun
		if n == "k7" {
			want = store.InDoubt
		}
		if got := claim(t, s, n).State; got != want {
			t.Errorf("%s: %s, want %s", n, got, want)
		}
	}
}

func memoryOrder(t *testing.T, open Open) {
	s := open(t)
	keys := []string{key("b"), key("B"), key("10"), key("9"), key("é"), key("z"), key("日本"), `["a","b"]`, `["a"]`}
	var entries []store.Entry
	for _, k := range keys {
		entries = append(entries, store.Entry{Key: k, State: store.Accepted, Digest: waybill.Digest{1, 2}})
	}
	commit(t, s, "", store.Batch{Entries: entries})
	var got []string
	for _, e := range memory(t, s) {
		got = append(got, e.Key)
	}
	slices.Sort(keys)
	if !slices.Equal(got, keys) {
		t.Errorf("got %q, want %q", got, keys)
	}
	for range s.Memory(t.Context(), scope) {
		break // ending early is harmless
	}
}

func entryRoundTrip(t *testing.T, open Open) {
	s := open(t)
	want := store.Entry{
		Key: key("a"), Digest: waybill.Digest{1, 2, 3}, State: store.Refused, Tried: waybill.Digest{1, 9}, BusinessKey: "bk",
		Refusals: 3, TriedAt: noon, Note: "no such partner", Gone: store.Leaving, Unsure: noon.Add(-time.Hour), Assumed: true, NewKey: "new",
	}
	commit(t, s, "", store.Batch{Entries: []store.Entry{{Key: key("a"), State: store.Begun}}})
	commit(t, s, "", store.Batch{Entries: []store.Entry{want}})
	if got := memory(t, s); len(got) != 1 || got[0] != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	got, ok, err := s.Entry(t.Context(), scope, key("a"))
	if err != nil || !ok || got != want {
		t.Errorf("got %+v, %v, %v", got, ok, err)
	}
	if _, ok, err := s.Entry(t.Context(), scope, key("other")); ok || err != nil {
		t.Errorf("an entry nobody made: %v, %v", ok, err)
	}
	partsRoundTrip(t, s, want)
}

// partsRoundTrip is of entries that have one of the rarer fields each: stores
// pack these.
func partsRoundTrip(t *testing.T, s store.Store, whole store.Entry) {
	t.Helper()
	for i := range reflect.TypeFor[store.Entry]().NumField() {
		want := store.Entry{Key: key("a"), State: store.Refused}
		reflect.ValueOf(&want).Elem().Field(i).Set(reflect.ValueOf(whole).Field(i))
		if want.Refusals > 0 {
			want.Tried = whole.Tried // they are of it
		}
		commit(t, s, "", store.Batch{Entries: []store.Entry{want}})
		if got := memory(t, s); len(got) != 1 || got[0] != want {
			t.Errorf("with %s alone: got %+v, want %+v", reflect.TypeFor[store.Entry]().Field(i).Name, got, want)
		}
	}
}
