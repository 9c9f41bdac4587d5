package sqlite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/waybillhq/waybill/store"
)

// Lock takes the right to run a sync: a lock of the operating system on a file
// beside the state, which ends with the process that holds it. The file itself
// stays and means nothing. Invariant 9: one run of a sync at a time.
func (s *Store) Lock(_ context.Context, sync string) (store.Lease, error) {
	sum := sha256.Sum256([]byte(sync))
	path := fmt.Sprintf("%s-%s.lock", s.path, hex.EncodeToString(sum[:6]))
	lock := flock.New(path)
	ok, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("locking %s: %w", filepath.Base(path), err)
	}
	if !ok {
		return nil, store.Running(sync, "")
	}
	return lease{lock}, nil
}

// lease is a lock of the operating system. It cannot be lost.
type lease struct{ lock *flock.Flock }

func (l lease) Release() error      { return l.lock.Close() }
func (lease) Lost() <-chan struct{} { return nil }
func (lease) Fence() int64          { return 0 }

// makingWait is how long to wait for another process that makes or migrates the
// state.
const makingWait = 30 * time.Second

// making keeps two processes from making or migrating the state at once.
func making(ctx context.Context, path string) (release func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, makingWait)
	defer cancel()
	lock := flock.New(path + "-open.lock")
	if ok, err := lock.TryLockContext(ctx, 10*time.Millisecond); err != nil || !ok {
		return nil, unusable(path, fmt.Errorf("waiting for the process that opens it: %w", err))
	}
	return func() { _ = lock.Close() }, nil // the system releases it in any case
}
