package app

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/queue/local"
	"github.com/waybillhq/waybill/queue/river"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/postgres"
	"github.com/waybillhq/waybill/store/sqlite"
)

// State is everything that a server keeps: in one SQLite file on one machine,
// in PostgreSQL on many. Its parts may be used by several goroutines.
type State struct {
	Store  store.Store
	Office store.Office
	Queue  queue.Queue

	// Shared says that several machines may work on the state.
	Shared bool

	// Writable says why the state cannot be written; nil: it can. It writes
	// nothing, and is cheap.
	Writable func(context.Context) error
}

// inPostgres reports whether a state is a database, and not a file.
func inPostgres(state string) bool {
	return strings.HasPrefix(state, "postgres://") || strings.HasPrefix(state, "postgresql://")
}

// OpenState opens the state that a file's path or a URL of PostgreSQL names,
// and makes it if it is new.
func OpenState(ctx context.Context, name string) (*State, error) {
	if !inPostgres(name) {
		s, err := sqlite.Open(ctx, name)
		if err != nil {
			return nil, err
		}
		return &State{Store: s, Office: s.Office(), Queue: local.New(s), Writable: roomy(name, s.Writable)}, nil
	}
	s, err := postgres.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	q, err := river.Open(ctx, s.Pool())
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return &State{Store: s, Office: s.Office(), Queue: q, Shared: true, Writable: s.Writable}, nil
}

// roomy says also whether the disk of a file has room.
func roomy(path string, writable func(context.Context) error) func(context.Context) error {
	const least = 1 << 20 // bytes, for the books of what is in flight
	return func(ctx context.Context) error {
		if free, ok := freeBytes(filepath.Dir(path)); ok && free < least {
			return waybill.Errorf(waybill.EUnavailable, "the disk of the state is full: %d KiB are free", free>>10)
		}
		return writable(ctx)
	}
}

// DatabaseAway is [Away] of PostgreSQL only, which may be starting.
func DatabaseAway(err error) bool { return postgres.Away(err) }

// Away reports whether an error says that a state, of whatever kind, cannot be
// used for now: nothing is wrong with what was asked, and later it may do.
func Away(err error) bool { return sqlite.Away(err) || postgres.Away(err) }

// Close closes the state. Nothing of it may be in use.
func (s *State) Close() error { return s.Store.Close() }
