package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"
	"unicode/utf8"

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

// Results yields the results of a run in the order of their keys.
func (s *Store) Results(ctx context.Context, run string, f store.ResultFilter) iter.Seq2[waybill.Result, error] {
	return f.Behind(func(yield func(waybill.Result, error) bool) {
		n, err := s.runID(ctx, run)
		if err != nil {
			yield(waybill.Result{}, err)
			return
		}
		query, args := resultQuery(n, f)
		rows, err := s.read.QueryContext(ctx, query, args...)
		if err != nil {
			yield(waybill.Result{}, fmt.Errorf("reading results: %w", err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			r, err := scanResult(rows)
			if !yield(r, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(waybill.Result{}, fmt.Errorf("reading results: %w", err))
		}
	})
}

// resultQuery reads along an index, whatever the filter is: see the migration
// that makes them. What is accepted is what most rows are. SQLite is told which
// index: it would rather read the whole run in the order that is asked for.
func resultQuery(run int64, f store.ResultFilter) (query string, args []any) {
	index := ""
	args = []any{run}
	add := func(condition string, values ...any) {
		query += " AND " + condition
		args = append(args, values...)
	}
	if f.Unconfirmed {
		index = "results_worth_a_look"
		add(worthALook+` AND x.flags & ? <> 0`, flagUnconfirmed)
	}
	if f.Message != "" {
		index = "results_worth_a_look"
		add(worthALook+` AND x.message LIKE ? ESCAPE '\'`, like(f.Message))
	}
	switch {
	case f.Outcome == waybill.Accepted:
		add(`x.outcome = 'accepted'`)
	case f.Outcome != "":
		index = "results_by_outcome"
		add(`x.outcome <> 'accepted' AND x.outcome = ?`, string(f.Outcome))
	}
	if f.Reason != "" {
		index = "results_by_reason"
		add(`x.outcome <> 'accepted'`)
		if utf8.RuneCountInString(f.Reason) < store.ReasonLength {
			add(`x.message = ?`, f.Reason)
		} else {
			add(`x.message >= ? AND substr(x.message, 1, 200) = ?`, f.Reason, f.Reason)
		}
	}
	if f.Key != "" {
		index = ""
		places, keys := keysOf(f.Key)
		add(`x.key IN (VALUES `+places+` UNION SELECT y.key FROM results y WHERE y.run = ? AND y.business_key = ? AND `+apart("y")+`)`,
			append(keys, run, f.Key)...)
	}
	switch {
	case f.Seen > 0:
		add(`x.key >= ?`, []byte(f.After))
	case f.After != "":
		add(`x.key > ?`, []byte(f.After))
	}
	query += ` ORDER BY x.key, x.n`
	if f.Limit > 0 {
		query += ` LIMIT ?`
		args = append(args, f.Limit+f.Seen)
	}
	from := `SELECT ` + resultColumns + ` FROM results x`
	if index != "" {
		from += ` INDEXED BY ` + index
	}
	return from + ` WHERE x.run = ?` + query, args
}

// worthALook is what the index of that name holds.
const worthALook = `(x.outcome <> 'accepted' OR x.flags <> 0)`

// Reasons returns why rows of a run were not accepted.
func (s *Store) Reasons(ctx context.Context, run string, limit int) ([]store.Reason, error) {
	n, err := s.runID(ctx, run)
	if err != nil {
		return nil, err
	}
	rows, err := s.read.QueryContext(ctx, `SELECT x.outcome, substr(coalesce(x.message, ''), 1, 200), sum(x.n) FROM (
		SELECT y.outcome, y.message, count(*) AS n FROM results y INDEXED BY results_by_reason WHERE y.run = ? AND y.outcome <> 'accepted' GROUP BY 1, 2) x
		GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ?`, n, limit)
	if err != nil {
		return nil, fmt.Errorf("reading reasons: %w", err)
	}
	defer rows.Close()
	var found []store.Reason
	for rows.Next() {
		var r store.Reason
		if err := rows.Scan(&r.Outcome, &r.Message, &r.Rows); err != nil {
			return nil, fmt.Errorf("reading reasons: %w", err)
		}
		found = append(found, r)
	}
	return found, rows.Err()
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
	rows, err := s.read.QueryContext(ctx, `SELECT r.id, `+resultColumns+` FROM runs r JOIN results x ON x.run = r.n
		WHERE r.sync = ? AND r.account = ? AND x.key = ? ORDER BY r.n DESC, x.n`, scope.Sync, scope.Account, []byte(key))
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
