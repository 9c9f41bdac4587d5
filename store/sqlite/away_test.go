package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/waybillhq/waybill/store/sqlite"
	"github.com/waybillhq/waybill/store/storetest"
)

func TestAway(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(t.TempDir(), "waybill.db"))
	storetest.Away(t, s.Office(), sqlite.Away, func(t *testing.T) {
		t.Helper()
		if err := s.Fill(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}
