package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

const resultColumns = `x.key, coalesce(x.business_key, ''), x.kind, x.outcome, coalesce(x.message, ''), x.attempts, coalesce(x.vendor_id, ''), x.flags, x.at`

// apart is what makes a business key one that is looked for by itself: it is not
// the primary key. The indexes of business keys hold no others.
func apart(of string) string {
	return of + `.business_key IS NOT NULL AND ` + of + `.key <> CAST('["' || ` + of + `.business_key || '"]' AS BLOB)`
}

// keysOf are the encoded keys that a person may mean, as the rows of VALUES.
func keysOf(shown string) (places string, keys []any) {
	for _, k := range store.EncodedKeys(shown) {
		keys = append(keys, []byte(k))
	}
	return strings.TrimSuffix(strings.Repeat("(?), ", len(keys)), ", "), keys
}

func scanResult(row scanner) (r waybill.Result, err error) {
	var key []byte
	var flags, at int64
	err = row.Scan(&key, &r.BusinessKey, &r.Kind, &r.Outcome, &r.Message, &r.Attempts, &r.VendorID, &flags, &at)
	r.Key, r.At = string(key), fromMicros(at)
	r.Unconfirmed, r.Invalid = flags&flagUnconfirmed != 0, flags&flagInvalid != 0
	return r, err
}

// runResults returns the results of one row over all runs, newest first.
func (s *Store) runResults(ctx context.Context, scope store.Scope, key string) ([]store.RunResult, error) {
	return s.someResults(ctx, scope, key, `true`, -1)
}

// someResults returns the newest results of one row, of those that are like that.
func (s *Store) someResults(ctx context.Context, scope store.Scope, key, like string, limit int) ([]store.RunResult, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT r.id, `+resultColumns+` FROM runs r JOIN results x ON x.run = r.n
		WHERE r.sync = ? AND r.account = ? AND x.key = ? AND `+like+` ORDER BY r.n DESC, x.n LIMIT ?`, scope.Sync, scope.Account, []byte(key), limit)
	if err != nil {
		return nil, fmt.Errorf("reading results: %w", err)
	}
	defer rows.Close()
	var found []store.RunResult
	for rows.Next() {
		var run string
		r, err := scanResult(prefixed{rows, &run})
		if err != nil {
			return nil, fmt.Errorf("reading results: %w", err)
		}
		found = append(found, store.RunResult{Run: run, Result: r})
	}
	return found, rows.Err()
}

// prefixed scans one column before the others.
type prefixed struct {
	rows  *sql.Rows
	first any
}

func (p prefixed) Scan(dest ...any) error { return p.rows.Scan(append([]any{p.first}, dest...)...) }
