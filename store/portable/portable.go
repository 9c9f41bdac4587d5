// Package portable keeps what a server keeps besides the ledger, and reads runs
// and rows in doubt, in SQL that SQLite and PostgreSQL both understand:
// placeholders are $N, times are microseconds, JSON is text, flags are numbers.
// The tables that it writes are those of the migrations 00002_server.sql
// and 00009_watching.sql of both stores.
//
// Writers of the configuration, and writers of people, follow one another: each
// begins by raising a number in the table revisions, whose row it then holds.
// What it reads afterwards stays true until it commits.
package portable

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Tx runs fn in one transaction, and commits it if fn returns nil. At READ
// COMMITTED or anything stricter that sees what was committed before its first
// write, such as SQLite's BEGIN IMMEDIATE.
type Tx func(ctx context.Context, fn func(*sql.Tx) error) error

// Office is a store.Office over database/sql.
type Office struct {
	read *sql.DB
	tx   Tx
}

var _ store.Office = (*Office)(nil)

// New returns the office in a database. Everything is read from read; tx
// writes.
func New(read *sql.DB, tx Tx) *Office { return &Office{read, tx} }

// Pool returns the transactions of a database whose writers need not share a
// connection, which is PostgreSQL.
func Pool(db *sql.DB) Tx {
	return func(ctx context.Context, fn func(*sql.Tx) error) error {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return fmt.Errorf("writing the state: %w", err)
		}
		if err := fn(tx); err != nil {
			return errors.Join(err, tx.Rollback())
		}
		if err := tx.Commit(); err != nil {
			return fmt.Errorf("writing the state: %w", err)
		}
		return nil
	}
}

// The names of revisions.
const (
	configuration = "configuration"
	people        = "people"
	settings      = "settings"
)

// raise raises a revision and returns it. Other writers wait behind it.
func raise(ctx context.Context, tx *sql.Tx, name string) (n int64, err error) {
	err = tx.QueryRowContext(ctx, `UPDATE revisions SET n = n + 1 WHERE name = $1 RETURNING n`, name).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("writing the state: %w", err)
	}
	return n, nil
}

// behind runs fn in a transaction behind all other writers of that name.
func (o *Office) behind(ctx context.Context, name string, fn func(*sql.Tx) error) error {
	return o.tx(ctx, func(tx *sql.Tx) error {
		if _, err := raise(ctx, tx, name); err != nil {
			return err
		}
		return fn(tx)
	})
}

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// scan reads one row of a query.
type scan[T any] func(row func(dest ...any) error) (T, error)

// list returns all rows of a query.
func list[T any](ctx context.Context, q querier, read scan[T], query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("reading the state: %w", err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := read(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("reading the state: %w", err)
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading the state: %w", err)
	}
	return out, nil
}

// one returns the only row of a query, and false if there is none.
func one[T any](ctx context.Context, q querier, read scan[T], query string, args ...any) (v T, ok bool, err error) {
	found, err := list(ctx, q, read, query, args...)
	if err != nil || len(found) == 0 {
		return v, false, err
	}
	return found[0], true, nil
}

// must is one that fails with ENotFound.
func must[T any](missing *waybill.Error) func(v T, ok bool, err error) (T, error) {
	return func(v T, ok bool, err error) (T, error) {
		if err == nil && !ok {
			err = missing
		}
		return v, err
	}
}

func missing(format string, args ...any) *waybill.Error {
	return waybill.Errorf(waybill.ENotFound, format, args...)
}

// exec runs a statement and returns how many rows it changed.
func exec(ctx context.Context, tx *sql.Tx, query string, args ...any) (int64, error) {
	res, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("writing the state: %w", err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("writing the state: %w", err)
	}
	return n, nil
}

// write runs one statement in a transaction of its own.
func (o *Office) write(ctx context.Context, query string, args ...any) error {
	return o.tx(ctx, func(tx *sql.Tx) error {
		_, err := exec(ctx, tx, query, args...)
		return err
	})
}

// most is how many rows one statement inserts at most: both databases bound
// the number of parameters.
const most = 200

// insert inserts rows of the same width by statements of many rows. head ends
// before VALUES, tail follows the rows.
func insert(ctx context.Context, tx *sql.Tx, head, tail string, rows [][]any) error {
	for len(rows) > 0 {
		n := min(most, len(rows))
		var values strings.Builder
		var args []any
		for i, row := range rows[:n] {
			if i > 0 {
				values.WriteString(", ")
			}
			values.WriteString(placeholders(len(args)+1, len(row)))
			args = append(args, row...)
		}
		if _, err := exec(ctx, tx, head+" VALUES "+values.String()+" "+tail, args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// placeholders returns ($5, $6, …) with n of them.
func placeholders(first, n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("$%d", first+i)
	}
	return "(" + strings.Join(out, ", ") + ")"
}

// micros is how times are kept; 0 stands for none.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicros(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}
