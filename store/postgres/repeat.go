package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// patience is how long a write is tried again while the database is away. What
// is written under a lease cannot be written when its term is over.
const patience = term

// unwritten is the error of a transaction whose connection was lost before it
// was asked to be kept: nothing of it was written. Where the connection is lost
// later, nobody knows.
type unwritten struct{ error }

func (e unwritten) Unwrap() error { return e.error }

// repeat does again what the server undid because of another transaction, and
// for a while what it lost before it was to be kept.
func repeat(ctx context.Context, transaction func() error) error {
	began := time.Now()
	for wait := 20 * time.Millisecond; ; wait = min(2*wait, time.Second/2) {
		err := transaction()
		if undone(err) && wait < time.Second/2 {
			continue
		}
		if _, again := errors.AsType[unwritten](err); !again || time.Since(began) > patience {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}

// connected runs fn with a connection.
func (s *Store) connected(ctx context.Context, fn func(*pgxpool.Conn) error) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return unwritten{err}
	}
	defer conn.Release()
	defer rollback(ctx, conn.Conn())
	return fn(conn)
}

// lost marks an error before the commit as one that nothing was written with, if
// the connection is gone.
func lost(conn *pgx.Conn, err error) error {
	if err != nil && conn.IsClosed() {
		return unwritten{err}
	}
	return err
}
