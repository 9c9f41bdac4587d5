package portable_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
)

// before are statements of a state from before the vendor's earlier ids were kept:
// O-1 was sent again by force, and O-2 after it was in doubt.
var before = []string{
	`INSERT INTO scopes (account, sync) VALUES ('shop', 'orders')`,
	`INSERT INTO runs (id, account, sync, "trigger", status, counts, started_at, finished_at, error, warnings)
		SELECT 'R' || n, 'shop', 'orders', 'manual', 'completed', '{}', n, n, '', '[]' FROM (SELECT 1 AS n UNION ALL SELECT 2) x ORDER BY n`,
	`INSERT INTO claims (scope, business_key, state, memory, key, run, begun_at, settled_at, vendor_id, receipt)
		VALUES (1, 'O-1', 2, 1, '1', 2, 20, 21, 'b1', 2), (1, 'O-2', 2, 1, '2', 2, 20, 21, 'b2', 4)`,
	`INSERT INTO earlier_receipts (scope, business_key, receipt) VALUES (1, 'O-1', 1), (1, 'O-2', 3)`,
	`INSERT INTO results (run, key, business_key, kind, outcome, attempts, vendor_id, at)
		VALUES (1, '1', 'O-1', 'added', 'accepted', 1, 'a1', 11), (1, '2', 'O-2', 'added', 'in_doubt', 1, NULL, 11),
		(2, '1', 'O-1', 'added', 'accepted', 1, 'b1', 21), (2, '2', 'O-2', 'added', 'accepted', 1, 'b2', 21)`,
}

// What was sent again before that was kept is known by its results, and comes and
// goes with the migration.
func TestEarlierIDsAreFoundInResults(t *testing.T) {
	t.Parallel()
	for _, s := range olderStates(t, 12, before, "1", "2") {
		for range 2 {
			if _, err := s.UpTo(t.Context(), 13); err != nil {
				t.Fatal(err)
			}
			const want = "O-1 0 11 a1; O-1 1 0 ; O-2 3 0 "
			if got := earlier(t, s.db); got != want {
				t.Errorf("%s: got %q, want %q", s.folder, got, want)
			}
			if _, err := s.DownTo(t.Context(), 12); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// earlier is what claims had before they were sent again.
func earlier(t *testing.T, db *sql.DB) string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT business_key, receipt, accepted_at, coalesce(vendor_id, '') FROM earlier_receipts ORDER BY business_key, receipt`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var business, id string
		var receipt, at int64
		if err := rows.Scan(&business, &receipt, &at, &id); err != nil {
			t.Fatal(err)
		}
		found = append(found, fmt.Sprint(business, " ", receipt, " ", at, " ", id))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(found, "; ")
}
