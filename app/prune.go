package app

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

// Prune deletes captures and results that are older at now than the server's
// settings say, and sessions that are over. The ledger is kept for ever.
func (s *Server) Prune(ctx context.Context, now time.Time) error {
	keep, _, err := web.RetentionOf(ctx, s.State.Office)
	if err != nil {
		return err
	}
	if err := s.State.Store.Prune(ctx, now, keep); err != nil {
		return fmt.Errorf("deleting what is old: %w", err)
	}
	if err := s.State.Office.PruneSessions(ctx, now, now.Add(-people.SessionIdle)); err != nil {
		return fmt.Errorf("deleting sessions that are over: %w", err)
	}
	return nil
}

// retention asks the settings of a server for how long things are kept.
func retention(settings store.Settings) func(context.Context) (store.Retention, error) {
	return func(ctx context.Context) (store.Retention, error) {
		keep, _, err := web.RetentionOf(ctx, settings)
		return keep, err
	}
}

// retentionOf asks the settings that a state has, if a server has any in it.
func retentionOf(state store.Store) func(context.Context) (store.Retention, error) {
	if s, ok := state.(interface{ Office() store.Office }); ok {
		return retention(s.Office())
	}
	return nil
}

// day tells when a new day begins, in UTC. It may be used by several goroutines.
type day struct {
	mu   sync.Mutex
	last string
}

// begins reports whether it was not asked on this day yet.
func (d *day) begins(now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	today := now.UTC().Format(time.DateOnly)
	was := d.last
	d.last = today
	return was != today
}
