package sqlite_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/sqlite"
)

// sent begins an insert again or for the first time, and settles it as something
// unless that is Begun.
func sent(t *testing.T, s *sqlite.Store, id string, state store.State) {
	t.Helper()
	key := `["` + id + `"]`
	begin := store.Batch{Run: "R1", Scope: orders, Claims: conversions, Begin: []store.Begin{{Key: key, BusinessKey: id, At: began, Again: true}}}
	settle := store.Batch{
		Run: "R1", Scope: orders, Claims: conversions,
		Settle:  []store.Settle{{BusinessKey: id, State: state, At: began, Request: "POST /" + id, Answer: "…"}},
		Entries: []store.Entry{{Key: key, State: state, BusinessKey: id, TriedAt: began}},
	}
	for _, b := range []store.Batch{begin, settle} {
		if conflicts, err := s.Commit(t.Context(), b); err != nil || len(conflicts) > 0 {
			t.Fatalf("%s: %v, %v", id, conflicts, err)
		}
		if state == store.Begun {
			return
		}
	}
}

func decided(t *testing.T, s *sqlite.Store, id string, v store.Verdict) {
	t.Helper()
	d := store.Decision{Scope: orders, Claims: conversions, Key: `["` + id + `"]`, Verdict: v, Reason: "told so", By: "ada", At: began}
	if err := s.Decide(t.Context(), d); err != nil {
		t.Fatalf("%s: %v", id, err)
	}
}

// TestARestoreCountsWhatMayHaveBeenSent has every insert of a newer state, by what
// became of it since the backup, counted if the vendor may have it and the backup
// would send it.
func TestARestoreCountsWhatMayHaveBeenSent(t *testing.T) {
	t.Parallel()
	again := func(t *testing.T, s *sqlite.Store, before, after store.State) {
		sent(t, s, "1", before)
		decided(t, s, "1", store.Resend)
		sent(t, s, "1", after)
	}
	doubted := func(v store.Verdict) func(*testing.T, *sqlite.Store) {
		return func(t *testing.T, s *sqlite.Store) { sent(t, s, "1", store.InDoubt); decided(t, s, "1", v) }
	}
	nothing := func(*testing.T, *sqlite.Store) {}
	for name, c := range map[string]struct {
		before, since func(*testing.T, *sqlite.Store)
		want          int64
	}{
		"begun":                       {nothing, func(t *testing.T, s *sqlite.Store) { sent(t, s, "1", store.Begun) }, 1},
		"accepted":                    {nothing, func(t *testing.T, s *sqlite.Store) { sent(t, s, "1", store.Accepted) }, 1},
		"in doubt":                    {nothing, func(t *testing.T, s *sqlite.Store) { sent(t, s, "1", store.InDoubt) }, 1},
		"given up from doubt":         {nothing, doubted(store.GiveUp), 1},
		"delivered by a word":         {nothing, doubted(store.Delivered), 1},
		"to be sent again":            {nothing, doubted(store.Resend), 1},
		"refused":                     {nothing, func(t *testing.T, s *sqlite.Store) { sent(t, s, "1", store.Refused) }, 0},
		"deferred":                    {nothing, func(t *testing.T, s *sqlite.Store) { sent(t, s, "1", store.Deferred) }, 0},
		"in doubt, again and refused": {nothing, func(t *testing.T, s *sqlite.Store) { again(t, s, store.InDoubt, store.Refused) }, 1},
		"refused, then given up":      {func(t *testing.T, s *sqlite.Store) { sent(t, s, "1", store.Refused) }, doubted(store.GiveUp), 1},
		"the backup doubts it":        {func(t *testing.T, s *sqlite.Store) { sent(t, s, "1", store.InDoubt) }, func(t *testing.T, s *sqlite.Store) { decided(t, s, "1", store.GiveUp) }, 0},
		"the backup is told the same": {doubted(store.Resend), nothing, 0},
		"the backup would, and it is": {doubted(store.Resend), func(t *testing.T, s *sqlite.Store) { sent(t, s, "1", store.Accepted) }, 1},
		"it is in doubt anew, and up": {doubted(store.Resend), doubted(store.GiveUp), 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path, copied := filepath.Join(dir, "waybill.db"), filepath.Join(dir, "copy.db")
			s := openState(t, path)
			insert(t, s, 50, 1, true)
			c.before(t, s)
			if err := sqlite.Backup(t.Context(), path, copied); err != nil {
				t.Fatal(err)
			}
			c.since(t, s)
			closeState(t, s)
			if c.want > 0 {
				_, err := sqlite.Restore(t.Context(), copied, path, 0, began)
				if waybill.ErrorCode(err) != waybill.EConflict || !strings.Contains(err.Error(), fmt.Sprintf("may have sent, %d insert that the backup", c.want)) {
					t.Fatalf("restoring without a number: %v", err)
				}
			}
			if _, err := sqlite.Restore(t.Context(), copied, path, c.want, began); err != nil {
				t.Fatal(err)
			}
		})
	}
}
