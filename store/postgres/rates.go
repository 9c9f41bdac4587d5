package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/waybillhq/waybill/store"
)

var _ store.Rates = (*Store)(nil)

// quick makes the transaction of one statement not wait for the disk: a server
// that crashes forgets what was booked in its last moment, and no more. It is
// sent along, so that it costs no time of its own.
const quick = `SELECT set_config('synchronous_commit', 'off', true)`

// Book books slots, see [store.Rates].
func (s *Store) Book(ctx context.Context, name string, n int, interval time.Duration) (time.Time, int, error) {
	n = max(n, 1)
	var first time.Time
	err := repeat(ctx, func() (err error) {
		if first, err = s.book(ctx, name, n, interval); err != nil {
			err = unwritten{err} // slots that were booked in vain pass by
		}
		return err
	})
	if err != nil {
		return time.Time{}, 0, fmt.Errorf("booking slots of %s: %w", name, err)
	}
	return first, n, nil
}

func (s *Store) book(ctx context.Context, name string, n int, interval time.Duration) (time.Time, error) {
	var first, shown int64
	b := &pgx.Batch{}
	b.Queue(quick)
	b.Queue(`INSERT INTO rates AS r (name, next_at) VALUES ($1, microseconds() + $2)
		ON CONFLICT (name) DO UPDATE SET next_at = greatest(r.next_at, microseconds()) + $2
		RETURNING next_at - $2, microseconds()`, name, int64(n)*interval.Microseconds()).
		QueryRow(func(row pgx.Row) error { return row.Scan(&first, &shown) })
	asked := time.Now()
	if err := s.clock.SendBatch(ctx, b).Close(); err != nil {
		return time.Time{}, err
	}
	return s.clocks.ours(first, shown, asked, time.Now()), nil
}

// Hold keeps slots from being booked for a while.
func (s *Store) Hold(ctx context.Context, name string, wait time.Duration) error {
	_, err := s.clock.Exec(ctx, `INSERT INTO rates AS r (name, next_at) VALUES ($1, microseconds() + $2)
		ON CONFLICT (name) DO UPDATE SET next_at = greatest(r.next_at, microseconds() + $2)`, name, wait.Microseconds())
	if err != nil {
		return fmt.Errorf("holding %s: %w", name, err)
	}
	return nil
}
