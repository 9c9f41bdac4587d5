package sqlite_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/sqlite"
)

var (
	orders      = store.Scope{Account: "shop", Sync: "orders"}
	conversions = store.ClaimScope{Account: "shop", Operation: "conversions", Scope: "10l176"}
	began       = time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)
)

func openState(t *testing.T, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func closeState(t *testing.T, s *sqlite.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// insert begins inserts, numbered on from a number, and settles them if asked.
func insert(t *testing.T, s *sqlite.Store, from, n int, settled bool) {
	t.Helper()
	run := waybill.Run{ID: "R1", Sync: orders.Sync, Account: orders.Account, Status: waybill.Running, StartedAt: began}
	if err := s.SaveRun(t.Context(), run, 0); err != nil {
		t.Fatal(err)
	}
	b := store.Batch{Run: "R1", Scope: orders, Claims: conversions}
	for i := range n {
		id := strconv.Itoa(from + i)
		b.Begin = append(b.Begin, store.Begin{Key: `["` + id + `"]`, BusinessKey: id, At: began})
		if settled {
			b.Settle = append(b.Settle, store.Settle{BusinessKey: id, State: store.Accepted, At: began})
		}
	}
	if _, err := s.Commit(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

// states counts the claims of a state by what is known of them.
func states(t *testing.T, s *sqlite.Store) map[store.State]int {
	t.Helper()
	var keys []string
	for i := range 100 {
		keys = append(keys, strconv.Itoa(i))
	}
	found, err := s.Claims(t.Context(), conversions, keys)
	if err != nil {
		t.Fatal(err)
	}
	n := map[store.State]int{}
	for _, c := range found {
		n[c.State]++
	}
	return n
}

// TestABackupOfARunInWorkIsInDoubt backs a state up between the beginning of
// inserts and their answers, and restores it elsewhere.
func TestABackupOfARunInWorkIsInDoubt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := openState(t, filepath.Join(dir, "waybill.db"))
	insert(t, s, 0, 5, true)
	insert(t, s, 5, 3, false)
	copied := filepath.Join(dir, "copy.db")
	if err := sqlite.Backup(t.Context(), filepath.Join(dir, "waybill.db"), copied); err != nil {
		t.Fatal(err)
	}
	insert(t, s, 8, 4, true) // goes on meanwhile
	closeState(t, s)
	if info, err := os.Stat(copied); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup is %v, %v", info.Mode(), err)
	}

	elsewhere := filepath.Join(dir, "other", "waybill.db")
	r, err := sqlite.Restore(t.Context(), copied, elsewhere, 0, began)
	if err != nil || r.Beside != "" || !r.Last.Equal(began) {
		t.Fatalf("restored %+v, %v", r, err)
	}
	s = openState(t, elsewhere)
	defer closeState(t, s)
	if got := states(t, s); got[store.Accepted] != 5 || got[store.Begun] != 3 {
		t.Errorf("the backup has %v", got)
	}
	lost, err := s.Recover(t.Context(), orders, 0, "")
	if err != nil || lost.InDoubt != 3 {
		t.Errorf("recovered %+v, %v", lost, err)
	}
	if got := states(t, s); got[store.Accepted] != 5 || got[store.InDoubt] != 3 {
		t.Errorf("the restored ledger has %v", got)
	}
}

func TestARestoreForgetsNothingUnasked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, copied := filepath.Join(dir, "waybill.db"), filepath.Join(dir, "copy.db")
	s := openState(t, path)
	insert(t, s, 0, 5, true)
	if err := sqlite.Backup(t.Context(), path, copied); err != nil {
		t.Fatal(err)
	}
	insert(t, s, 5, 2, true)
	insert(t, s, 7, 1, false)

	_, err := sqlite.Restore(t.Context(), copied, path, 3, began)
	if waybill.ErrorCode(err) != waybill.EConflict || !strings.Contains(err.Error(), "open") {
		t.Fatalf("restoring a state that is open: %v", err)
	}
	closeState(t, s)
	_, err = sqlite.Restore(t.Context(), copied, path, 0, began)
	if waybill.ErrorCode(err) != waybill.EConflict || !strings.Contains(err.Error(), "has sent, or may have sent, 3 inserts that the backup would send again") {
		t.Fatalf("forgetting three inserts: %v", err)
	}
	r, err := sqlite.Restore(t.Context(), copied, path, 3, began)
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]int{path: 5, r.Beside: 7} {
		s := openState(t, at)
		if got := states(t, s); got[store.Accepted] != want {
			t.Errorf("%s has %v", at, got)
		}
		closeState(t, s)
	}
}

func TestARestoreTakesNoDamagedBackup(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, copied := filepath.Join(dir, "waybill.db"), filepath.Join(dir, "copy.db")
	s := openState(t, path)
	insert(t, s, 0, 50, true)
	closeState(t, s)
	if err := sqlite.Backup(t.Context(), path, copied); err != nil {
		t.Fatal(err)
	}
	if err := sqlite.Backup(t.Context(), path, copied); waybill.ErrorCode(err) != waybill.EConflict {
		t.Errorf("a backup replaced another: %v", err)
	}
	whole, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		"cut":     whole[:len(whole)/2],
		"foreign": []byte("not a database at all"),
		"empty":   nil,
	} {
		bad := filepath.Join(dir, name)
		if err := os.WriteFile(bad, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := sqlite.Restore(t.Context(), bad, path, 0, began); waybill.ErrorCode(err) != waybill.EInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	s = openState(t, path)
	defer closeState(t, s)
	if got := states(t, s); got[store.Accepted] != 50 {
		t.Errorf("the state has %v", got)
	}
}

// TestADamagedStateIsReplaced restores over a file that is no database, also with
// a log of the former state beside it, which SQLite could still read.
func TestADamagedStateIsReplaced(t *testing.T) {
	t.Parallel()
	for name, logged := range map[string]bool{"without its log": false, "with its log": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path, copied := filepath.Join(dir, "waybill.db"), filepath.Join(dir, "copy.db")
			s := openState(t, path)
			insert(t, s, 0, 5, true)
			if err := sqlite.Backup(t.Context(), path, copied); err != nil {
				t.Fatal(err)
			}
			log, err := os.ReadFile(path + "-wal")
			if err != nil || len(log) == 0 {
				t.Fatalf("the log: %d bytes, %v", len(log), err)
			}
			closeState(t, s)
			damage := map[string][]byte{"": []byte("this was a state once")}
			if logged {
				damage["-wal"] = log
			}
			for suffix, text := range damage {
				if err := os.WriteFile(path+suffix, text, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if r, err := sqlite.Restore(t.Context(), copied, path, 0, began); err != nil || r.Unread == logged {
				t.Fatalf("restored %+v, %v", r, err)
			}
			s = openState(t, path)
			defer closeState(t, s)
			if got := states(t, s); got[store.Accepted] != 5 {
				t.Errorf("the state has %v", got)
			}
		})
	}
}

func TestABackupGoesToARelativePath(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "waybill.db")
	closeState(t, openState(t, path))
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	to, err := filepath.Rel(here, filepath.Join(dir, "copy.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := sqlite.Backup(t.Context(), path, to); err != nil {
		t.Fatal(err)
	}
	if err := sqlite.Backup(t.Context(), path, to); waybill.ErrorCode(err) != waybill.EConflict {
		t.Errorf("a file that is there: %v", err)
	}
	if err := sqlite.Backup(t.Context(), path, filepath.Join(dir, "nowhere", "copy.db")); waybill.ErrorCode(err) != waybill.ENotFound {
		t.Errorf("a folder that is not there: %v", err)
	}
	if _, err := sqlite.Restore(t.Context(), to, path, 0, began); err != nil {
		t.Error(err)
	}
	if _, err := sqlite.Restore(t.Context(), "nowhere.db", path, 0, began); waybill.ErrorCode(err) != waybill.ENotFound {
		t.Errorf("a backup that is not there: %v", err)
	}
}
