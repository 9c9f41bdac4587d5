package postgres

import (
	"context"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/portable"
)

// Run returns a run by its id or a unique prefix of it.
func (s *Store) Run(ctx context.Context, id string) (waybill.Run, error) {
	return portable.Run(ctx, s.db, printable(id))
}

// ListRuns returns runs, newest first.
func (s *Store) ListRuns(ctx context.Context, f store.RunFilter) ([]waybill.Run, error) {
	f.Scope.Sync, f.Scope.Account, f.Before = printable(f.Scope.Sync), printable(f.Scope.Account), printable(f.Before)
	return portable.ListRuns(ctx, s.db, f)
}

// LastRuns returns the last run of each sync that began and ended.
func (s *Store) LastRuns(ctx context.Context, syncs []string) (map[string]waybill.Run, error) {
	return portable.LastRuns(ctx, s.db, syncs)
}

// Figures counts what there is.
func (s *Store) Figures(ctx context.Context) (store.Figures, error) {
	return portable.Figures(ctx, s.db)
}

// Concerns counts the rows that somebody should see to.
func (s *Store) Concerns(ctx context.Context) ([]store.Concern, error) {
	return portable.Concerns(ctx, s.db)
}

// SettledSince counts the rows of a run that are not deferred any more.
func (s *Store) SettledSince(ctx context.Context, run string) (settled, decided int64, err error) {
	return portable.SettledSince(ctx, s.db, printable(run))
}

// Retriable counts the rows of a run that a retry would try.
func (s *Store) Retriable(ctx context.Context, run string, look int64) (rows, looked int64, err error) {
	return portable.Retriable(ctx, s.db, printable(run), look)
}

// Activity returns what runs did, by the time.
func (s *Store) Activity(ctx context.Context, since, until time.Time, sync string) ([]store.Activity, error) {
	return portable.ActivityOf(ctx, s.db, since, until, printable(sync))
}

// OpenRows returns rows that somebody should see to, and how many there are.
func (s *Store) OpenRows(ctx context.Context, f store.OpenFilter) ([]store.OpenRow, int64, error) {
	f.Sync, f.Run = printable(f.Sync), printable(f.Run)
	return portable.OpenRows(ctx, s.db, f)
}
