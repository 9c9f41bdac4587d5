package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/waybillhq/waybill/store"
)

const entryColumns = `key, digest, state, business_key, gone, tried, refusals, tried_at, note, unsure_at, assumed, new_key`

// memoryQuery packs what most rows have nothing of into one column: a run reads
// all of its memory, and each column takes its time. Of a row that was remembered
// without being sent, the moment is all that there is.
const memoryQuery = `SELECT key, digest, state + 16 * gone, business_key,
	CASE WHEN tried IS NULL AND note IS NULL AND refusals IS NULL AND unsure_at IS NULL AND new_key IS NULL AND NOT assumed THEN tried_at
	ELSE json_array(hex(tried), refusals, tried_at, note, unsure_at, new_key, assumed) END
	FROM memory WHERE scope = ? ORDER BY key`

// Memory yields the rows remembered in scope, in the order of their keys.
func (s *Store) Memory(ctx context.Context, scope store.Scope) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		id, err := s.scopeID(ctx, scope)
		if err == nil {
			err = s.memory(ctx, id, func(e store.Entry) bool { return yield(e, nil) })
		}
		if err != nil {
			yield(store.Entry{}, fmt.Errorf("reading the row memory: %w", err))
		}
	}
}

// memory reads by the driver itself: going through database/sql would take as
// long again as SQLite does.
func (s *Store) memory(ctx context.Context, scope int64, each func(store.Entry) bool) error {
	conn, err := s.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(dc any) error {
		rows, err := dc.(driver.QueryerContext).QueryContext(ctx, memoryQuery, named([]driver.Value{scope}))
		if err != nil {
			return err
		}
		row := make([]driver.Value, len(rows.Columns()))
		for err = rows.Next(row); err == nil; err = rows.Next(row) {
			var e store.Entry
			if err = unpack(&e, row); err != nil || !each(e) {
				break
			}
		}
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return errors.Join(err, rows.Close())
	})
}

// unpack reads a row of memoryQuery.
func unpack(e *store.Entry, row []driver.Value) error {
	key, _ := row[0].([]byte)
	digest, _ := row[1].([]byte)
	state, _ := row[2].(int64)
	e.Key, e.State, e.Gone = string(key), store.State(state&15), store.Gone(state>>4)
	copy(e.Digest[:], digest)
	e.BusinessKey, _ = row[3].(string)
	switch packed := row[4].(type) {
	case int64:
		e.TriedAt = fromMicros(packed)
	case string:
		return unpackTried(e, packed)
	}
	return nil
}

func unpackTried(e *store.Entry, packed string) error {
	var list []any
	if err := json.Unmarshal([]byte(packed), &list); err != nil {
		return err
	}
	tried, _ := list[0].(string)
	if _, err := hex.Decode(e.Tried[:], []byte(tried)); err != nil {
		return err
	}
	refusals, _ := list[1].(float64)
	at, _ := list[2].(float64)
	unsure, _ := list[4].(float64)
	e.Refusals, e.TriedAt, e.Unsure = int(refusals), fromMicros(int64(at)), fromMicros(int64(unsure))
	e.Note, _ = list[3].(string)
	e.NewKey, _ = list[5].(string)
	e.Assumed = list[6] == 1.0
	return nil
}

// Entry returns the memory of one row.
func (s *Store) Entry(ctx context.Context, scope store.Scope, key string) (store.Entry, bool, error) {
	id, err := s.scopeID(ctx, scope)
	if err != nil {
		return store.Entry{}, false, err
	}
	e, err := scanEntry(s.read.QueryRowContext(ctx, `SELECT `+entryColumns+` FROM memory WHERE scope = ? AND key = ?`, id, []byte(key)))
	if errors.Is(err, sql.ErrNoRows) {
		return store.Entry{}, false, nil
	}
	if err != nil {
		return store.Entry{}, false, fmt.Errorf("reading the row memory: %w", err)
	}
	return e, true, nil
}

type scanner interface{ Scan(dest ...any) error }

// scanEntry reads a row of entryColumns.
func scanEntry(row scanner) (e store.Entry, err error) {
	var key, digest, tried []byte
	var business, note, renamed sql.NullString
	var refusals, triedAt, unsure sql.NullInt64
	err = row.Scan(&key, &digest, &e.State, &business, &e.Gone, &tried, &refusals, &triedAt, &note, &unsure, &e.Assumed, &renamed)
	e.Key = string(key)
	copy(e.Digest[:], digest)
	copy(e.Tried[:], tried)
	e.BusinessKey, e.Note, e.NewKey = business.String, note.String, renamed.String
	e.Refusals, e.TriedAt, e.Unsure = int(refusals.Int64), fromMicros(triedAt.Int64), fromMicros(unsure.Int64)
	return e, err
}
