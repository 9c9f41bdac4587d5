package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

const resultColumns = `x.key, coalesce(x.business_key, ''), x.kind, x.outcome, coalesce(x.message, ''), x.attempts, coalesce(x.vendor_id, ''), x.flags, x.at`

// shownKey is a primary key as people see it: its parts joined by a comma.
const shownKey = `(SELECT group_concat(value, ',') FROM (SELECT value FROM json_each(CAST(x.key AS TEXT)) ORDER BY key))`

// Results yields the results of a run in the order of their keys.
func (s *Store) Results(ctx context.Context, run string, f store.ResultFilter) iter.Seq2[waybill.Result, error] {
	return func(yield func(waybill.Result, error) bool) {
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
	}
}

func resultQuery(run int64, f store.ResultFilter) (query string, args []any) {
	query, args = `SELECT `+resultColumns+` FROM results x WHERE x.run = ?`, []any{run}
	add := func(condition string, values ...any) {
		query += " AND " + condition
		args = append(args, values...)
	}
	if f.Outcome != "" {
		add(`x.outcome = ?`, string(f.Outcome))
	}
	if f.Unconfirmed {
		add(`x.flags & ? <> 0`, flagUnconfirmed)
	}
	if f.Key != "" {
		add(`(x.business_key = ? OR `+shownKey+` = ?)`, f.Key, f.Key)
	}
	if f.Message != "" {
		add(`x.message LIKE ? ESCAPE '\'`, like(f.Message))
	}
	if f.After != "" {
		add(`x.key > ?`, []byte(f.After))
	}
	query += ` ORDER BY x.key, x.n`
	if f.Limit > 0 {
		query += ` LIMIT ?`
		args = append(args, f.Limit)
	}
	return query, args
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
