package sqlite_test

import (
	"crypto/sha256"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/sqlite"
	"github.com/waybillhq/waybill/store/storetest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Open {
		path := filepath.Join(t.TempDir(), "state", "waybill.db")
		return func(t *testing.T) store.Store { return open(t, path) }
	})
}

func open(t *testing.T, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path)
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

func TestReadOnlyChangesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "waybill.db")
	scope := store.Scope{Account: "a", Sync: "s"}
	w, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Commit(t.Context(), store.Batch{Scope: scope, Entries: []store.Entry{{Key: `["1"]`, State: store.Accepted}}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, dir)
	r, err := sqlite.OpenReadOnly(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range r.Memory(t.Context(), scope) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if _, err := r.Claims(t.Context(), store.ClaimScope{Account: "new"}, []string{"x"}); err != nil {
		t.Error(err)
	}
	if err := r.Close(); err != nil || n != 1 {
		t.Fatalf("read %d rows, %v", n, err)
	}
	if after := snapshot(t, dir); after != before {
		t.Errorf("the folder of the state changed:\n%s\nwas\n%s", after, before)
	}
}

func TestReadOnlyOfNothingMakesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r, err := sqlite.OpenReadOnly(t.Context(), filepath.Join(dir, "waybill.db"))
	if err != nil {
		t.Fatal(err)
	}
	if runs, err := r.ListRuns(t.Context(), store.RunFilter{}); err != nil || len(runs) != 0 {
		t.Errorf("an empty state has %d runs, %v", len(runs), err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if got := snapshot(t, dir); got != "" {
		t.Errorf("files were made: %s", got)
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "waybill.db")
	if err := os.WriteFile(path, []byte("this is not a database, it is a text about one"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := sqlite.Open(t.Context(), path)
	if waybill.ErrorCode(err) != waybill.EUnavailable {
		t.Errorf("got %v", err)
	}
}

func TestOpenLeavesOtherDatabasesAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "shop.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE orders (id INTEGER)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, filepath.Dir(path))
	if _, err := sqlite.Open(t.Context(), path); waybill.ErrorCode(err) != waybill.EInvalid {
		t.Errorf("got %v", err)
	}
	if after := snapshot(t, filepath.Dir(path)); len(after) < len(before) || after[:len(before)] != before {
		t.Errorf("the shop's database was changed")
	}
}

func TestALinkIsLockedLikeTheFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a := open(t, filepath.Join(dir, "waybill.db"))
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(filepath.Join(dir, "waybill.db"), link); err != nil {
		t.Skip(err)
	}
	lease, err := a.Lock(t.Context(), "orders")
	if err != nil {
		t.Fatal(err)
	}
	defer lease.Release() //nolint:errcheck // the test has ended
	if _, err := open(t, link).Lock(t.Context(), "orders"); waybill.ErrorCode(err) != waybill.EConflict {
		t.Errorf("the sync was locked again through a link: %v", err)
	}
}

// snapshot names the files of a folder with their hashes.
func snapshot(t *testing.T, dir string) (text string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b)
		text += f.Name() + " " + string(sum[:]) + "\n"
	}
	return text
}
