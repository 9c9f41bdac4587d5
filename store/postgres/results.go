package postgres

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/capture"
)

// results keeps the results of a batch, and what was captured.
func (q *queue) results() {
	if len(q.Results) == 0 {
		return
	}
	rows := `INSERT INTO results (run, key, n, business_key, kind, outcome, message, reason, attempts, vendor_id, flags, at, capture)
		SELECT $1, v.key, v.n, v.business_key, v.kind, v.outcome, nullif(v.message, ''), ` + reasonOf + `, v.attempts, nullif(v.vendor_id, ''), v.flags, v.at,
			CASE WHEN v.captured THEN (SELECT id FROM piece) END
		FROM unnest($2::bytea[], $3::bigint[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::text[], $10::bigint[], $11::bigint[], $12::boolean[])
			AS v (key, n, business_key, kind, outcome, message, attempts, vendor_id, flags, at, captured)
		ON CONFLICT (run, key, n) DO UPDATE SET outcome = excluded.outcome, message = excluded.message, reason = excluded.reason, attempts = excluded.attempts,
			vendor_id = excluded.vendor_id, flags = excluded.flags, at = excluded.at, capture = excluded.capture`
	if q.captures == nil {
		q.Queue(`WITH piece AS (SELECT NULL::bigint AS id) `+rows, q.resultColumns()...)
		return
	}
	q.Queue(`WITH piece AS (INSERT INTO captures (at, data) VALUES ($13, $14) RETURNING id) `+rows, append(q.resultColumns(), q.capturedAt, q.captures)...)
}

func (q *queue) resultColumns() []any {
	list := distinct(q.Results, func(r store.Result) string { return r.Key + "\x00" + strconv.Itoa(r.Copy) }, last)
	var keys, business [][]byte
	var copies, attempts, flags, at []int64
	var kinds, outcomes, messages, vendors []string
	var captured []bool
	for i := range list {
		r := &list[i]
		keys, copies, business = append(keys, []byte(r.Key)), append(copies, int64(r.Copy)), append(business, orNull(r.BusinessKey))
		kinds, outcomes, messages = append(kinds, string(r.Kind)), append(outcomes, string(r.Outcome)), append(messages, printable(r.Message))
		attempts, vendors = append(attempts, int64(r.Attempts)), append(vendors, printable(r.VendorID))
		flags, at, captured = append(flags, flagsOf(&r.Result)), append(at, micros(r.At)), append(captured, len(r.Exchanges) > 0)
	}
	return []any{q.run, keys, copies, business, kinds, outcomes, messages, attempts, vendors, flags, at, captured}
}

func flagsOf(r *waybill.Result) (flags int64) {
	if r.Unconfirmed {
		flags |= flagUnconfirmed
	}
	if r.Invalid {
		flags |= flagInvalid
	}
	return flags
}

const resultColumns = `x.key, x.business_key, x.kind, x.outcome, coalesce(x.message, ''), x.attempts, coalesce(x.vendor_id, ''), x.flags, x.at`

// apart is what makes a business key one that is looked for by itself: it is not
// the primary key. The indexes of business keys hold no others.
func apart(of string) string {
	return of + `.business_key IS NOT NULL AND ` + of + `.key <> '\x5b22'::bytea || ` + of + `.business_key || '\x225d'::bytea`
}

// reasonOf is what tells reasons apart, of a row of results that is not plainly
// accepted; the others have none.
const reasonOf = `CASE WHEN outcome <> 'accepted' OR flags <> 0 THEN left(coalesce(message, ''), 200) END`

// scanResult reads a row of resultColumns, behind others.
func scanResult(row pgx.Row, before ...any) (r waybill.Result, err error) {
	var key, business []byte
	var flags, at int64
	err = row.Scan(append(before, &key, &business, &r.Kind, &r.Outcome, &r.Message, &r.Attempts, &r.VendorID, &flags, &at)...)
	r.Key, r.BusinessKey, r.At = string(key), string(business), store.FromMicros(at)
	r.Unconfirmed, r.Invalid = flags&flagUnconfirmed != 0, flags&flagInvalid != 0
	return r, err
}

// runResults returns the results of one row over all runs, newest first.
func (s *Store) runResults(ctx context.Context, scope store.Scope, key string) ([]store.RunResult, error) {
	rows, err := s.pool.Query(ctx, `SELECT r.id, `+resultColumns+` FROM runs r JOIN results x ON x.run = r.n
		WHERE r.sync = $1 AND r.account = $2 AND x.key = $3 ORDER BY r.n DESC, x.n`, scope.Sync, scope.Account, []byte(key))
	if err != nil {
		return nil, fmt.Errorf("reading results: %w", err)
	}
	defer rows.Close()
	var found []store.RunResult
	for rows.Next() {
		var x store.RunResult
		if x.Result, err = scanResult(rows, &x.Run); err != nil {
			return nil, fmt.Errorf("reading results: %w", err)
		}
		found = append(found, x)
	}
	return found, rows.Err()
}

// Captures returns what was captured of a row's requests in a run.
func (s *Store) Captures(ctx context.Context, run, key string) ([]waybill.Exchange, error) {
	rows, err := s.pool.Query(ctx, `SELECT c.data FROM results x JOIN runs r ON r.n = x.run JOIN captures c ON c.id = x.capture
		WHERE r.id = $1 AND x.key = $2`, printable(run), []byte(key))
	if err != nil {
		return nil, fmt.Errorf("reading captures: %w", err)
	}
	pieces, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return nil, fmt.Errorf("reading captures: %w", err)
	}
	var found []waybill.Exchange
	for _, piece := range pieces {
		xs, err := capture.Extract(piece, key)
		if err != nil {
			return nil, err
		}
		found = append(found, xs...)
	}
	return found, nil
}
