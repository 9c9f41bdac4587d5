package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/gofrs/flock"
)

// Reader returns the connections that only read, for the queue.
func (s *Store) Reader() *sql.DB { return s.read }

// WriteTx runs fn in one transaction, which is on disk when it returns. It is
// for the queue, whose tables are no part of [store.Store].
func (s *Store) WriteTx(ctx context.Context, fn func(tx *sql.Tx) error) error { return s.w.tx(ctx, fn) }

// lockPoll is how often a process looks whether it may work.
const lockPoll = 200 * time.Millisecond

// LockWork waits until no other process works on the runs that this state
// queues. The right ends with release, or with the process.
func (s *Store) LockWork(ctx context.Context) (release func() error, err error) {
	lock := flock.New(s.path + "-work.lock")
	if ok, err := lock.TryLockContext(ctx, lockPoll); err != nil || !ok {
		return nil, fmt.Errorf("waiting for the process that works on the queue: %w", err)
	}
	return lock.Close, nil
}

// WorkLocked reports whether some process works on the runs that this state
// queues. It may keep one that wants to from beginning for a moment.
func (s *Store) WorkLocked() (bool, error) {
	lock := flock.New(s.path + "-work.lock")
	free, err := lock.TryRLock() // shared, so that two who ask do not take each other for one who works
	if err != nil {
		return false, fmt.Errorf("looking for the process that works on the queue: %w", err)
	}
	return !free, lock.Close()
}
