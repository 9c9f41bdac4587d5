package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/waybillhq/waybill/store"
)

const (
	// term is how long a lease holds without being renewed. It is renewed every
	// third of it.
	term = 5 * time.Second

	// releaseTimeout bounds giving a lease back: it ends by itself anyway.
	releaseTimeout = 2 * time.Second
)

// Lock takes the lease of a sync, if it is free or its term is over by the
// database's clock. Invariants 9 and 14: one run of a sync at a time.
func (s *Store) Lock(ctx context.Context, sync string) (store.Lease, error) {
	began := time.Now()
	var fence int64
	err := s.clock.QueryRow(ctx, `INSERT INTO leases AS l (name, holder, fence, "until") VALUES ($1, $2, nextval('fences'), microseconds() + $3)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, fence = nextval('fences'), "until" = microseconds() + $3
		WHERE l."until" < microseconds() RETURNING fence`, sync, s.holder, term.Microseconds()).Scan(&fence)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, s.held(ctx, sync)
	}
	if err != nil {
		return nil, fmt.Errorf("locking %s: %w", sync, err)
	}
	return s.lease(fence, began, `UPDATE leases SET "until" = microseconds() + $2 WHERE fence = $1`, `DELETE FROM leases WHERE fence = $1`), nil
}

// lease keeps a lease that was taken at a time, by statements that renew and
// release the one with a fence.
func (s *Store) lease(fence int64, began time.Time, renew, release string) *lease {
	l := &lease{fence: fence, stop: make(chan struct{}), ended: make(chan struct{}), lost: make(chan struct{}), ends: began.Add(term)}
	l.renew = func(ctx context.Context) (bool, error) {
		tag, err := s.clock.Exec(ctx, renew, fence, term.Microseconds())
		return tag.RowsAffected() > 0, err
	}
	l.release = func(ctx context.Context) error {
		_, err := s.clock.Exec(ctx, release, fence)
		return err
	}
	go l.keep()
	return l
}

// held says who runs a sync.
func (s *Store) held(ctx context.Context, sync string) error {
	var who string
	err := s.clock.QueryRow(ctx, `SELECT holder FROM leases WHERE name = $1`, sync).Scan(&who)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) { // it was given back just now
		return fmt.Errorf("locking %s: %w", sync, err)
	}
	return store.Running(sync, who)
}

// lease is a right with a term, renewed in the background until it is released
// or lost.
type lease struct {
	fence   int64
	renew   func(context.Context) (held bool, err error)
	release func(context.Context) error

	stop  chan struct{} // closed by Release
	once  sync.Once
	ended chan struct{} // closed when the background has ended

	mu   sync.Mutex
	ends time.Time // of the term, by our own clock, which counts from before it was asked for
	lost chan struct{}
}

var _ store.Lease = (*lease)(nil)

// Fence is the number under which the holder writes.
func (l *lease) Fence() int64 { return l.fence }

// Lost is closed when the right was lost. A process that was stopped for longer
// than the term finds out by asking.
func (l *lease) Lost() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Now().After(l.ends) {
		l.lose()
	}
	return l.lost
}

// lose closes lost, under mu.
func (l *lease) lose() {
	select {
	case <-l.lost:
	default:
		close(l.lost)
	}
}

// Release gives the right back.
func (l *lease) Release() error {
	first := false
	l.once.Do(func() { first = true })
	if !first {
		return nil
	}
	close(l.stop)
	<-l.ended
	ctx, cancel := context.WithTimeout(context.Background(), releaseTimeout)
	defer cancel()
	if err := l.release(ctx); err != nil {
		return fmt.Errorf("giving a lease back: %w", err)
	}
	return nil
}

// keep renews the lease until it is released or lost.
func (l *lease) keep() {
	defer close(l.ended)
	tick := time.NewTicker(term / 3)
	defer tick.Stop()
	for {
		select {
		case <-l.stop:
			return
		case <-l.Lost():
			return
		case <-tick.C:
		}
		if !l.extend() {
			return
		}
	}
}

// extend renews the lease once. It reports whether the right is still ours:
// where the database cannot be asked, until the term is over.
func (l *lease) extend() bool {
	began := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), term/3)
	defer cancel()
	held, err := l.renew(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil && held && !began.After(l.ends) {
		l.ends = began.Add(term)
	}
	if (err == nil && !held) || time.Now().After(l.ends) {
		l.lose()
		return false
	}
	return true
}

// write runs fn in one transaction, and undoes it if the lease with the fence
// has changed hands; 0 is no lease. The lease is that of the sync, or of any
// if sync is empty. While the database is away it is tried again, so fn may be
// called several times.
func (s *Store) write(ctx context.Context, sync string, fence int64, fn func(tx pgx.Tx) error) error {
	return repeat(ctx, func() error {
		return s.connected(ctx, func(conn *pgxpool.Conn) error {
			tx, err := conn.Begin(ctx)
			if err == nil {
				err = fn(tx)
			}
			if err == nil && fence != 0 {
				var one int
				err = guarded(tx.QueryRow(ctx, guard, fence, sync).Scan(&one))
			}
			if err != nil {
				return lost(conn.Conn(), err)
			}
			return tx.Commit(ctx)
		})
	})
}

// guard (invariant 13) finds the lease with a fence, and keeps it from changing hands until
// the transaction ends. It comes last, so that a worker that is stopped within
// a transaction does not hold it for long.
const guard = `SELECT 1 FROM leases WHERE fence = $1 AND $2 IN ('', name) FOR SHARE`

// guarded is the error of a guard.
func guarded(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return store.TakenOver()
	}
	return err
}
