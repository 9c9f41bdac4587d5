// Package local works the queue of one machine: the runs of a SQLite state, in
// one process at a time. Others that want to work stand by; any process may
// trigger and cancel. Triggers of this process wake it at once, those of others
// are found within a second.
package local

import (
	"context"
	"database/sql"

	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/queue/book"
	"github.com/waybillhq/waybill/queue/internal/inwork"
)

// State is the SQLite state that holds the queue's tables.
type State interface {
	Reader() *sql.DB
	WriteTx(ctx context.Context, fn func(tx *sql.Tx) error) error
	LockWork(ctx context.Context) (release func() error, err error)
	WorkLocked() (bool, error)
}

// Queue is the queue of a SQLite state.
type Queue struct {
	*book.Book
	state State
	set   inwork.Set
	wake  chan struct{}
}

var _ queue.Queue = (*Queue)(nil)

// New returns the queue of a state, which must stay open for as long as the
// queue is used.
func New(state State) *Queue {
	return &Queue{Book: &book.Book{DB: database{state}}, state: state, wake: make(chan struct{}, 1)}
}

// Trigger asks for a run of a sync.
func (q *Queue) Trigger(ctx context.Context, r queue.Request) (t queue.Ticket, err error) {
	err = q.DB.Write(ctx, func(tx book.Tx) (err error) {
		t, err = book.Trigger(ctx, tx, r, q.Time())
		return err
	})
	q.look()
	return t, err
}

// Cancel ends a run.
func (q *Queue) Cancel(ctx context.Context, run string) error {
	err := q.DB.Write(ctx, func(tx book.Tx) error {
		_, err := book.Cancel(ctx, tx, run, q.Time())
		return err
	})
	q.look()
	return err
}

// Workers returns the process that works on the queue, which nobody knows by
// name.
func (q *Queue) Workers(context.Context) ([]string, error) {
	locked, err := q.state.WorkLocked()
	if err != nil || !locked {
		return nil, err
	}
	return []string{"this machine"}, nil
}

// Spread hands out deliveries of a run.
func (q *Queue) Spread(ctx context.Context, run string, n int) error {
	err := q.DB.Write(ctx, func(tx book.Tx) error {
		_, err := tx.Exec(ctx, `WITH RECURSIVE piece (n) AS (SELECT 0 WHERE $2 > 0 UNION ALL SELECT n + 1 FROM piece WHERE n + 1 < $2)
			INSERT INTO spread (run, n) SELECT $1, n FROM piece`, run, n)
		return err
	})
	q.look()
	return err
}

// look has the process that works look for what there is.
func (q *Queue) look() {
	select {
	case q.wake <- struct{}{}:
	default: // it is going to
	}
}

// database is a State as the book sees it.
type database struct{ State }

func (d database) Read(_ context.Context, fn func(book.Tx) error) error { return fn(conn{d.Reader()}) }

func (d database) Write(ctx context.Context, fn func(book.Tx) error) error {
	return d.WriteTx(ctx, func(tx *sql.Tx) error { return fn(conn{tx}) })
}

// conn is a *sql.DB or *sql.Tx.
type conn struct {
	db interface {
		ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
		QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	}
}

func (c conn) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := c.db.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (c conn) Query(ctx context.Context, query string, args ...any) (book.Rows, error) {
	return c.db.QueryContext(ctx, query, args...) //nolint:sqlclosecheck // the book closes it
}
