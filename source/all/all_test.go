package all_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
	"github.com/waybillhq/waybill/source/all"
)

// Every type that the project's file may name is known here, DuckDB aside.
func TestKinds(t *testing.T) {
	t.Parallel()
	active := map[string]bool{
		"sqlite": true, "postgres": true, "mysql": true, "sqlserver": false, "clickhouse": false,
		"snowflake": false, "bigquery": false, "databricks": false, "trino": false,
	}
	for _, k := range all.Kinds() {
		want, known := active[k.Name]
		if !known || want != k.Active() {
			t.Errorf("%s is active: %v", k.Name, k.Active())
		}
		delete(active, k.Name)
		if last := k.Settings[len(k.Settings)-1]; last.Name != "timeout" || k.Label == "" {
			t.Errorf("%s lacks the setting timeout, or a label", k.Name)
		}
	}
	if len(active) > 0 {
		t.Errorf("there is no kind %v", active)
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{
		"postgresql": "did you mean postgres?",
		"oracle":     "there are bigquery, clickhouse",
		"snowflake":  "Snowflake is known, but cannot be read by this version yet",
		"sqlite":     "path is required",
		"mysql":      "url is required",
		"postgres":   "url is required",
	} {
		_, err := source.Open(t.Context(), all.Kinds(), kind, source.Config{Name: "shop"})
		e, ok := errors.AsType[*waybill.Error](err)
		if !ok || e.Code != waybill.EInvalid || !strings.HasPrefix(e.Path, "sources.shop.") || !strings.Contains(e.Error()+e.Hint, want) {
			t.Errorf("%s: got %v, want %q", kind, err, want)
		}
	}
}
