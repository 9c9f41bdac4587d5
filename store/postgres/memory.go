package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/jackc/pgx/v5"

	"github.com/waybillhq/waybill/store"
)

const entryColumns = `key, digest, state, business_key, gone, tried, coalesce(refusals, 0), coalesce(tried_at, 0), coalesce(note, ''), coalesce(unsure_at, 0), assumed, new_key`

// page is how many entries are read at once: no transaction stays open while a
// run works through its memory, however large that is.
const page = 5000

// Memory yields the rows remembered in scope, in the order of their keys.
func (s *Store) Memory(ctx context.Context, scope store.Scope) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		id, err := s.scopeID(ctx, scope)
		for after := []byte(nil); err == nil; {
			var n int
			stopped := false
			n, err = s.entries(ctx, id, &after, func(e store.Entry) bool {
				stopped = !yield(e, nil)
				return !stopped
			})
			if stopped || (err == nil && n < page) {
				return
			}
		}
		yield(store.Entry{}, fmt.Errorf("reading the row memory: %w", err))
	}
}

// entries hands one page of entries behind a key to each, and moves the key on.
// It returns how many there were.
func (s *Store) entries(ctx context.Context, scope int64, after *[]byte, each func(store.Entry) bool) (n int, err error) {
	rows, err := s.pool.Query(ctx, `SELECT `+entryColumns+` FROM memory WHERE scope = $1 AND ($2::bytea IS NULL OR key > $2) ORDER BY key LIMIT $3`, scope, *after, page)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	var e entry
	for rows.Next() {
		if err := e.scan(rows); err != nil {
			return n, err
		}
		n++
		if !each(e.Entry) {
			return n, nil
		}
	}
	*after = []byte(e.Key)
	return n, rows.Err()
}

// Entry returns the memory of one row.
func (s *Store) Entry(ctx context.Context, scope store.Scope, key string) (store.Entry, bool, error) {
	id, err := s.scopeID(ctx, scope)
	if err != nil {
		return store.Entry{}, false, err
	}
	var e entry
	err = e.scan(s.pool.QueryRow(ctx, `SELECT `+entryColumns+` FROM memory WHERE scope = $1 AND key = $2`, id, []byte(key)))
	if errors.Is(err, pgx.ErrNoRows) {
		return store.Entry{}, false, nil
	}
	if err != nil {
		return store.Entry{}, false, fmt.Errorf("reading the row memory: %w", err)
	}
	return e.Entry, true, nil
}

// entry reads rows of entryColumns.
type entry struct {
	store.Entry
	key, digest, business, tried, renamed []byte
	state, gone                           int16
	refusals, triedAt, unsure             int64
	dest                                  []any
}

func (e *entry) scan(row pgx.Row) error {
	if e.dest == nil {
		e.dest = []any{&e.key, &e.digest, &e.state, &e.business, &e.gone, &e.tried, &e.refusals, &e.triedAt, &e.Note, &e.unsure, &e.Assumed, &e.renamed}
	}
	if err := row.Scan(e.dest...); err != nil {
		return err
	}
	note, assumed := e.Note, e.Assumed
	e.Entry = store.Entry{
		Key: string(e.key), State: store.State(e.state), BusinessKey: string(e.business), Gone: store.Gone(e.gone),
		Refusals: int(e.refusals), TriedAt: store.FromMicros(e.triedAt), Note: note, Unsure: store.FromMicros(e.unsure), Assumed: assumed, NewKey: string(e.renamed),
	}
	copy(e.Digest[:], e.digest)
	copy(e.Tried[:], e.tried)
	return nil
}
