package storetest

import (
	"strings"
	"testing"

	"github.com/waybillhq/waybill/store"
)

// Away checks the function by which a store tells that its state cannot be used
// for now from everything else. cut makes it so that it cannot be written.
func Away(t *testing.T, office store.Office, away func(error) bool, cut func(t *testing.T)) {
	t.Helper()
	note := func(name string) error {
		return office.AppendAudit(t.Context(), store.AuditRecord{At: noon, Who: "ada@example.com", Via: "cli", Action: "test", Name: name})
	}
	if err := note("before"); err != nil {
		t.Fatal(err)
	}
	if _, err := office.Resource(t.Context(), store.KindModel, "nobody"); err == nil || away(err) {
		t.Errorf("what is not there is away: %v", err)
	}
	if away(nil) || away(t.Context().Err()) {
		t.Error("nothing is away")
	}
	cut(t)
	if err := note(strings.Repeat("x", 1<<20)); err == nil || !away(err) {
		t.Errorf("the state is not away: %v", err)
	}
}
