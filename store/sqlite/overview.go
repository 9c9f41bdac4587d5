package sqlite

import (
	"context"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/portable"
)

// Run returns a run by its id or a unique prefix of it.
func (s *Store) Run(ctx context.Context, id string) (waybill.Run, error) {
	return portable.Run(ctx, s.read, id)
}

// ListRuns returns runs, newest first.
func (s *Store) ListRuns(ctx context.Context, f store.RunFilter) ([]waybill.Run, error) {
	return portable.ListRuns(ctx, s.read, f)
}

// LastRuns returns the last run of each sync that began and ended.
func (s *Store) LastRuns(ctx context.Context, syncs []string) (map[string]waybill.Run, error) {
	return portable.LastRuns(ctx, s.read, syncs)
}

// Figures counts what there is.
func (s *Store) Figures(ctx context.Context) (store.Figures, error) {
	return portable.Figures(ctx, s.read)
}

// Concerns counts the rows that somebody should see to.
func (s *Store) Concerns(ctx context.Context) ([]store.Concern, error) {
	return portable.Concerns(ctx, s.read)
}

// SettledSince counts the rows of a run that are not deferred any more.
func (s *Store) SettledSince(ctx context.Context, run string) (settled, decided int64, err error) {
	return portable.SettledSince(ctx, s.read, run)
}

// Retriable counts the rows of a run that a retry would try.
func (s *Store) Retriable(ctx context.Context, run string, look int64) (rows, looked int64, err error) {
	return portable.Retriable(ctx, s.read, run, look)
}

// Activity returns what runs did, by the time.
func (s *Store) Activity(ctx context.Context, since, until time.Time, sync string) ([]store.Activity, error) {
	return portable.ActivityOf(ctx, s.read, since, until, sync)
}

// OpenRows returns rows that somebody should see to, and how many there are.
func (s *Store) OpenRows(ctx context.Context, f store.OpenFilter) ([]store.OpenRow, int64, error) {
	return portable.OpenRows(ctx, s.read, f)
}

// Version returns the version of the state and the newest one known.
func (s *Store) Version(ctx context.Context) (have, want int64, err error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return 0, 0, err
	}
	if want, err = goose.NumericComponent(names[len(names)-1]); err != nil {
		return 0, 0, err
	}
	err = s.read.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version WHERE is_applied`).Scan(&have)
	return have, want, err
}
