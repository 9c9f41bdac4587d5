package portable_test

import "testing"

// unconfirmed is a state with rows that were accepted and not confirmed: as they were
// sent, and rekeyed since; confirmed; and one whose claim is another row's.
var unconfirmed = []string{
	`INSERT INTO scopes (account, sync) VALUES ('shop', 'orders'), ('shop', 'more')`,
	`INSERT INTO claim_scopes (account, operation, scope) VALUES ('shop', 'o', 'one'), ('shop', 'o', 'two')`,
	`INSERT INTO claims (scope, business_key, state, memory, key, run, begun_at) VALUES (1, 'O-1', 2, 1, '1', 1, 1), (1, 'O-2', 2, 1, '2', 1, 1), (1, 'O-3', 2, 1, '3', 1, 1),
		(2, 'O-4', 2, 1, '4', 1, 1), (2, 'O-5', 2, 2, '5', 1, 1)`,
	`INSERT INTO memory (scope, key, state, business_key, tried_at, unsure_at) VALUES (1, '1', 2, 'O-1', 5, NULL), (1, '2', 9, 'O-2', 5, 4), (1, '3', 2, 'O-3', NULL, NULL),
		(1, '4', 3, 'O-4', 5, NULL), (1, '5', 2, 'O-5', 5, NULL)`,
}

// Claims learn with the migration that they were not confirmed, and memories where
// they have claims.
func TestClaimsLearnThatTheyWereNotConfirmed(t *testing.T) {
	t.Parallel()
	for _, s := range olderStates(t, 19, unconfirmed, "1", "2", "3", "4", "5") {
		for range 2 {
			if _, err := s.UpTo(t.Context(), 20); err != nil {
				t.Fatal(err)
			}
			for query, want := range map[string]int{
				`SELECT count(*) FROM claims WHERE unsure = (1 = 1)`:                                    2,
				`SELECT count(*) FROM claims WHERE unsure = (1 = 1) AND business_key IN ('O-1', 'O-2')`: 2,
				`SELECT count(*) FROM claimed_in`:                                                       3,
				`SELECT count(*) FROM claimed_in WHERE memory = 1 OR memory = 2 AND scope = 2`:          3,
			} {
				var got int
				if err := s.db.QueryRowContext(t.Context(), query).Scan(&got); err != nil || got != want {
					t.Errorf("%s: %s is %d, %v; want %d", s.folder, query, got, err, want)
				}
			}
			if _, err := s.DownTo(t.Context(), 19); err != nil {
				t.Fatal(err)
			}
		}
	}
}
