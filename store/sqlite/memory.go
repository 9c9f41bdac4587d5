package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"github.com/waybillhq/waybill/store"
)

const entryColumns = `key, digest, state, business_key, gone, tried, refusals, tried_at, note`

// Memory yields the rows remembered in scope, in the order of their keys.
func (s *Store) Memory(ctx context.Context, scope store.Scope) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		fail := func(err error) { yield(store.Entry{}, fmt.Errorf("reading the row memory: %w", err)) }
		id, err := s.scopeID(ctx, scope)
		if err != nil {
			fail(err)
			return
		}
		rows, err := s.read.QueryContext(ctx, `SELECT `+entryColumns+` FROM memory WHERE scope = ? ORDER BY key`, id)
		if err != nil {
			fail(err)
			return
		}
		defer rows.Close()
		var r entryRow
		for rows.Next() {
			e, err := r.scan(rows)
			if err != nil {
				fail(err)
				return
			}
			if !yield(e, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			fail(err)
		}
	}
}

// Entry returns the memory of one row.
func (s *Store) Entry(ctx context.Context, scope store.Scope, key string) (store.Entry, bool, error) {
	id, err := s.scopeID(ctx, scope)
	if err != nil {
		return store.Entry{}, false, err
	}
	var r entryRow
	e, err := r.scan(s.read.QueryRowContext(ctx, `SELECT `+entryColumns+` FROM memory WHERE scope = ? AND key = ?`, id, []byte(key)))
	if errors.Is(err, sql.ErrNoRows) {
		return store.Entry{}, false, nil
	}
	if err != nil {
		return store.Entry{}, false, fmt.Errorf("reading the row memory: %w", err)
	}
	return e, true, nil
}

// entryRow receives a row of memory; it is reused from one to the next.
type entryRow struct {
	key, digest, tried sql.RawBytes
	business, note     sql.NullString
	refusals, triedAt  sql.NullInt64
}

type scanner interface{ Scan(dest ...any) error }

func (r *entryRow) scan(row scanner) (e store.Entry, err error) {
	if _, single := row.(*sql.Row); single {
		return r.scanCopies(row)
	}
	err = row.Scan(&r.key, &r.digest, &e.State, &r.business, &e.Gone, &r.tried, &r.refusals, &r.triedAt, &r.note)
	r.fill(&e, r.key, r.digest, r.tried)
	return e, err
}

// scanCopies is scan for a single row, which cannot lend its bytes.
func (r *entryRow) scanCopies(row scanner) (e store.Entry, err error) {
	var key, digest, tried []byte
	err = row.Scan(&key, &digest, &e.State, &r.business, &e.Gone, &tried, &r.refusals, &r.triedAt, &r.note)
	r.fill(&e, key, digest, tried)
	return e, err
}

func (r *entryRow) fill(e *store.Entry, key, digest, tried []byte) {
	e.Key = string(key)
	copy(e.Digest[:], digest)
	copy(e.Tried[:], tried)
	e.BusinessKey, e.Note = r.business.String, r.note.String
	e.Refusals, e.TriedAt = int(r.refusals.Int64), fromMicros(r.triedAt.Int64)
}
