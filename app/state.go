package app

import (
	"context"
	"errors"
	"strings"

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
		return &State{Store: s, Office: s.Office(), Queue: local.New(s)}, nil
	}
	s, err := postgres.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	q, err := river.Open(ctx, s.Pool())
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return &State{Store: s, Office: s.Office(), Queue: q, Shared: true}, nil
}

// Close closes the state. Nothing of it may be in use.
func (s *State) Close() error { return s.Store.Close() }
