package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What was sent by a sync that is deleted is found and shown: its ledger is kept.
func TestRowsOfADeletedSyncAreShown(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	if code, out, errs := p.waybill("run", orders); code != exitOK {
		t.Fatalf("%d: %s%s", code, out, errs)
	}
	file := filepath.Join(p.dir, "waybill.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, bytes.ReplaceAll(text, []byte(orders), []byte("another")), 0o600); err != nil {
		t.Fatal(err)
	}
	code, found, errs := p.waybill("search", "O-9001")
	if code != exitOK || !strings.Contains(found, "waybill show "+orders+" O-9001") {
		t.Fatalf("the search ended with %d: %s%s", code, found, errs)
	}
	said, _, _ := strings.Cut(found, "\n")
	code, out, errs := p.waybill("show", orders, "O-9001")
	if code != exitOK || !strings.HasPrefix(out, said+"\n") || !strings.Contains(out, "Receipt, kept for ever") {
		t.Errorf("the search says %q, and show ended with %d: %s%s", said, code, out, errs)
	}
	if code, out, errs := p.waybill("show", orders, "nobody"); code != exitUsage || !strings.Contains(errs, "there is no sync "+orders) {
		t.Errorf("show of nobody ended with %d: %s%s", code, out, errs)
	}
}
