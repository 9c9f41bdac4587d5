// Package book keeps the tables that both queues work by: which runs wait,
// which are in work and by whom, the keys of requests, and how far schedules
// came. Its SQL is understood by SQLite and PostgreSQL alike, so that the rules
// are written once.
//
// A run waits while its status is queued; it is in work while it has a holder.
// An empty holder means that whoever had it has died, and that it is the next
// one's. Partial unique indexes hold that a sync has one of each at most.
package book

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/queue"
)

// Tx is what statements run in.
type Tx interface {
	Exec(ctx context.Context, query string, args ...any) (affected int64, err error)
	Query(ctx context.Context, query string, args ...any) (Rows, error)
}

// Rows are read to their end, or closed.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// DB is a database with the tables.
type DB interface {
	Read(ctx context.Context, fn func(Tx) error) error  // sees what was committed before
	Write(ctx context.Context, fn func(Tx) error) error // in one transaction; fn may not be called twice
}

// Book is the part of a queue that both have. It may be used by several
// goroutines at once.
type Book struct {
	DB  DB
	Now func() time.Time // default: time.Now
}

// Time is now, in the unit that is kept: microseconds since 1970.
func (b *Book) Time() int64 {
	if b.Now != nil {
		return b.Now().UnixMicro()
	}
	return time.Now().UnixMicro()
}

const itemColumns = `SELECT n, id, sync, "trigger", status, options, requested_by, attempt, coalesce(holder, ''), cancelled, queued_at, started_at FROM runs`

// List returns what goes on and what waits, oldest first.
func (b *Book) List(ctx context.Context) ([]queue.Item, error) {
	return b.items(ctx, itemColumns+` WHERE status = 'queued' UNION ALL `+itemColumns+` WHERE holder IS NOT NULL ORDER BY 1`)
}

// Item returns a run, also one that has ended.
func (b *Book) Item(ctx context.Context, run string) (queue.Item, error) {
	found, err := b.items(ctx, itemColumns+` WHERE id = $1`, printable(run))
	if err == nil && len(found) == 0 {
		err = noRun(run)
	}
	if err != nil {
		return queue.Item{}, err
	}
	return found[0], nil
}

func (b *Book) items(ctx context.Context, query string, args ...any) (items []queue.Item, err error) {
	err = b.DB.Read(ctx, func(tx Tx) error {
		return each(ctx, tx, query, args, func(r Rows) error {
			var i queue.Item
			var n, queued, started int64
			var options string
			err := r.Scan(&n, &i.Run, &i.Sync, &i.Trigger, &i.Status, &options, &i.By, &i.Attempt, &i.Holder, &i.Cancelled, &queued, &started)
			i.Options, i.QueuedAt, i.StartedAt = raw(options), moment(queued), moment(started)
			items = append(items, i)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("reading the queue: %w", err)
	}
	return items, nil
}

func noRun(run string) error {
	return waybill.Errorf(waybill.ENotFound, "there is no run %s", run).WithHint("`waybill runs` lists them")
}

// Cancel marks a run to be ended. It reports whether the run was in work, so
// that somebody has to be told; one that waited has ended.
func Cancel(ctx context.Context, tx Tx, run string, now int64) (inWork bool, err error) {
	n, err := tx.Exec(ctx, `UPDATE runs SET status = 'cancelled', cancelled = true, finished_at = $2 WHERE id = $1 AND status = 'queued'`, run, now)
	if err != nil || n > 0 {
		return false, err
	}
	n, err = tx.Exec(ctx, `UPDATE runs SET cancelled = true WHERE id = $1 AND (status = 'running' OR holder IS NOT NULL)`, run)
	if err != nil || n > 0 {
		return true, err
	}
	status, found, err := one[string](ctx, tx, `SELECT status FROM runs WHERE id = $1`, run)
	switch {
	case err != nil:
		return false, err
	case !found:
		return false, noRun(run)
	}
	return false, waybill.Errorf(waybill.EConflict, "run %s has ended: %s", run, status)
}

// Cancelled returns the runs in work that are to be ended.
func (b *Book) Cancelled(ctx context.Context) (runs []string, err error) {
	err = b.DB.Read(ctx, func(tx Tx) (err error) {
		runs, err = all[string](ctx, tx, `SELECT id FROM runs WHERE holder IS NOT NULL AND cancelled`)
		return err
	})
	return runs, err
}

// each hands every row of a query to fn.
func each(ctx context.Context, tx Tx, query string, args []any, fn func(Rows) error) error {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	for rows.Next() {
		if err := fn(rows); err != nil {
			_ = rows.Close() // the first error counts
			return err
		}
	}
	if err := rows.Close(); err != nil {
		return err
	}
	return rows.Err()
}

// all returns the one column of a query.
func all[T any](ctx context.Context, tx Tx, query string, args ...any) (out []T, err error) {
	err = each(ctx, tx, query, args, func(r Rows) error {
		var v T
		err := r.Scan(&v)
		out = append(out, v)
		return err
	})
	return out, err
}

// one returns the first value of a query, and whether there is one.
func one[T any](ctx context.Context, tx Tx, query string, args ...any) (v T, found bool, err error) {
	values, err := all[T](ctx, tx, query, args...)
	if len(values) > 0 {
		v = values[0]
	}
	return v, len(values) > 0, err
}

func moment(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// raw returns options as they were given; "" are none.
func raw(options string) json.RawMessage {
	if options == "" {
		return nil
	}
	return json.RawMessage(options)
}

// printable is text as PostgreSQL can keep it.
func printable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
