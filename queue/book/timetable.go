package book

import (
	"context"
	"fmt"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/schedule"
)

// Begin says that the schedule of a sync holds from a time on.
func (b *Book) Begin(ctx context.Context, sync, text string, at time.Time) error {
	return b.note(ctx, sync, `INSERT INTO schedules (sync, text, last, paused) VALUES ($1, $2, $3, 0)
		ON CONFLICT (sync) DO UPDATE SET text = excluded.text, last = excluded.last WHERE schedules.text <> excluded.text`, sync, text, at.UnixMicro())
}

// Pause keeps a schedule from triggering runs.
func (b *Book) Pause(ctx context.Context, sync string) error {
	return b.note(ctx, sync, `INSERT INTO schedules (sync, text, last, paused) VALUES ($1, '', 0, 1) ON CONFLICT (sync) DO UPDATE SET paused = 1`, sync)
}

// Resume ends a pause at a time. What was due in it is not made up.
func (b *Book) Resume(ctx context.Context, sync string, at time.Time) error {
	return b.note(ctx, sync, `UPDATE schedules SET paused = 0, last = CASE WHEN last < $2 THEN $2 ELSE last END WHERE sync = $1 AND paused = 1`, sync, at.UnixMicro())
}

func (b *Book) note(ctx context.Context, sync, query string, args ...any) error {
	err := b.DB.Write(ctx, func(tx Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	})
	if err != nil {
		return fmt.Errorf("keeping the schedule of %s: %w", sync, err)
	}
	return nil
}

// Marks returns how far the schedules came.
func (b *Book) Marks(ctx context.Context) (map[string]queue.Mark, error) {
	marks := map[string]queue.Mark{}
	err := b.DB.Read(ctx, func(tx Tx) error {
		return each(ctx, tx, `SELECT sync, text, last, paused FROM schedules`, nil, func(r Rows) error {
			var sync string
			var m queue.Mark
			var last, paused int64
			err := r.Scan(&sync, &m.Text, &last, &paused)
			m.Last, m.Paused = moment(last), paused != 0
			marks[sync] = m
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("reading the schedules: %w", err)
	}
	return marks, nil
}

// Ended returns the last run that ended of each sync. Runs that never began do
// not count.
func (b *Book) Ended(ctx context.Context, syncs []string) (map[string]schedule.Ended, error) {
	ended := map[string]schedule.Ended{}
	err := b.DB.Read(ctx, func(tx Tx) error {
		for _, sync := range syncs {
			err := each(ctx, tx, `SELECT id, status, finished_at FROM runs WHERE sync = $1 AND finished_at > 0 AND started_at > 0 AND holder IS NULL
				ORDER BY n DESC LIMIT 1`, []any{sync}, func(r Rows) error {
				var run, status string
				var at int64
				err := r.Scan(&run, &status, &at)
				ended[sync] = schedule.Ended{Run: run, Status: waybill.Status(status), At: moment(at)}
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading how runs ended: %w", err)
	}
	return ended, nil
}
