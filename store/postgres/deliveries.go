package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

var _ store.Deliveries = (*Store)(nil)

// chunk is how many bytes of work SaveDeliveries sends at once, about.
const chunk = 4 << 20

// SaveDeliveries keeps the pieces of a run, some in each transaction, and opens
// them to the workers with the last.
func (s *Store) SaveDeliveries(ctx context.Context, run string, fence int64, pieces iter.Seq2[store.Piece, error]) (int, error) {
	n, err := s.runID(ctx, run)
	if err != nil {
		return 0, err
	}
	c := deliveries{run: n}
	for p, err := range pieces {
		if err != nil {
			return 0, err
		}
		if c.add(p); c.size < chunk {
			continue
		}
		if err := s.saveDeliveries(ctx, &c, fence, false); err != nil {
			return 0, err
		}
	}
	return c.last, s.saveDeliveries(ctx, &c, fence, true)
}

// deliveries are pieces of a run that are not kept yet.
type deliveries struct {
	run     int64
	last    int // the number of the newest one
	numbers []int64
	rows    []int64
	work    [][]byte
	size    int
}

func (c *deliveries) add(p store.Piece) {
	c.last++
	c.numbers, c.rows, c.work = append(c.numbers, int64(c.last)), append(c.rows, int64(p.Rows)), append(c.work, p.Work)
	c.size += len(p.Work)
}

// saveDeliveries keeps what c has gathered and empties it.
func (s *Store) saveDeliveries(ctx context.Context, c *deliveries, fence int64, open bool) error {
	err := s.write(ctx, "", fence, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO deliveries (run, n, "rows", work) SELECT $1, v.* FROM unnest($2::bigint[], $3::bigint[], $4::bytea[]) AS v
			ON CONFLICT (run, n) DO UPDATE SET "rows" = excluded."rows", work = excluded.work WHERE deliveries.state = 'waiting'`, c.run, c.numbers, c.rows, c.work)
		if err != nil || !open {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE runs SET deliveries = $2 WHERE n = $1`, c.run, c.last)
		return err
	})
	if err != nil {
		return fmt.Errorf("keeping the deliveries: %w", err)
	}
	c.numbers, c.rows, c.work, c.size = c.numbers[:0], c.rows[:0], c.work[:0], 0
	return nil
}

// TakeDelivery takes a piece that waits or whose lease is over (invariant 14).
func (s *Store) TakeDelivery(ctx context.Context, run string, n int, holder string) (store.Delivery, bool, error) {
	began := time.Now()
	d := store.Delivery{DeliveryRef: store.DeliveryRef{Run: run, N: n}}
	err := s.pool.QueryRow(ctx, `UPDATE deliveries AS d SET state = 'working', holder = $3, fence = nextval('fences'), "until" = microseconds() + $4, taken = d.taken + 1
		FROM runs r WHERE r.id = $1 AND r.status = 'running' AND r.deliveries > 0 AND d.run = r.n AND d.n = $2
			AND (d.state = 'waiting' OR (d.state = 'working' AND d."until" < microseconds()))
		RETURNING d.fence, d.taken, d."rows", d.work`, printable(run), n, printable(holder), term.Microseconds()).Scan(&d.Fence, &d.Taken, &d.Rows, &d.Work)
	if errors.Is(err, pgx.ErrNoRows) {
		return store.Delivery{}, false, s.beingWorked(ctx, run, n)
	}
	if err != nil {
		return store.Delivery{}, false, fmt.Errorf("taking a delivery: %w", err)
	}
	number, err := s.runID(ctx, run)
	if err != nil {
		return store.Delivery{}, false, err
	}
	// Fences are unique among all leases; run and n are for the index.
	where := fmt.Sprintf(` WHERE run = %d AND n = %d AND fence = $1 AND state = 'working'`, number, n)
	d.Lease = s.lease(d.Fence, began, `UPDATE deliveries SET "until" = microseconds() + $2`+where, `UPDATE deliveries SET state = 'waiting', "until" = 0`+where)
	return d, true, nil
}

// beingWorked is the error of taking a piece that somebody works on.
func (s *Store) beingWorked(ctx context.Context, run string, n int) error {
	var holder string
	err := s.pool.QueryRow(ctx, `SELECT d.holder FROM deliveries d JOIN runs r ON r.n = d.run
		WHERE r.id = $1 AND d.n = $2 AND d.state = 'working' AND r.status = 'running'`, printable(run), n).Scan(&holder)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("taking a delivery: %w", err)
	}
	return waybill.Errorf(waybill.EConflict, "%s works on piece %d of run %s", holder, n, run)
}

// deliveryGuard (invariant 13) is what guard is, for the lease of a piece.
const deliveryGuard = `SELECT 1 FROM deliveries WHERE run = $1 AND n = $2 AND fence = $3 AND state = 'working' FOR SHARE`

// FinishDelivery marks a piece as done. Those who finish one of a run do so one
// after another, so that exactly one of them is the last.
func (s *Store) FinishDelivery(ctx context.Context, d store.DeliveryRef, part store.Part) (left int, err error) {
	run, err := s.runID(ctx, d.Run)
	if err != nil {
		return 0, err
	}
	text, err := json.Marshal(part.Counts)
	if err != nil {
		return 0, fmt.Errorf("finishing a delivery: %w", err)
	}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := warn(ctx, tx, run, part.Warnings); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `UPDATE deliveries SET state = 'done', counts = $4::jsonb, work = '', "until" = 0
			WHERE run = $1 AND n = $2 AND fence = $3 AND state = 'working'`, run, d.N, d.Fence, string(text))
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return store.TakenOver()
		}
		return tx.QueryRow(ctx, unfinished, run).Scan(&left)
	})
	if err != nil {
		return 0, fmt.Errorf("finishing a delivery: %w", err)
	}
	return left, nil
}

// mostWarnings is how many warnings a run has at most: pieces add no more.
const mostWarnings = 20

// warn locks a run and adds warnings to it.
func warn(ctx context.Context, tx pgx.Tx, run int64, add []string) error {
	var text string
	if err := tx.QueryRow(ctx, `SELECT warnings FROM runs WHERE n = $1 FOR UPDATE`, run).Scan(&text); err != nil || len(add) == 0 {
		return err
	}
	var warnings []string
	if err := json.Unmarshal([]byte(text), &warnings); err != nil {
		return err
	}
	for _, w := range add {
		if len(warnings) < mostWarnings && !slices.Contains(warnings, w) {
			warnings = append(warnings, w)
		}
	}
	all, err := json.Marshal(warnings)
	if err == nil {
		_, err = tx.Exec(ctx, `UPDATE runs SET warnings = $2 WHERE n = $1`, run, printable(string(all)))
	}
	return err
}

const unfinished = `SELECT count(*) FROM deliveries WHERE run = $1 AND state <> 'done'`

// Unfinished returns how many pieces of a run are not done.
func (s *Store) Unfinished(ctx context.Context, run string) (left, of int, err error) {
	n, err := s.runID(ctx, run)
	if err != nil {
		return 0, 0, err
	}
	err = s.pool.QueryRow(ctx, `SELECT deliveries, (`+unfinished+`) FROM runs WHERE n = $1`, n).Scan(&of, &left)
	if err != nil {
		return 0, 0, fmt.Errorf("reading the deliveries: %w", err)
	}
	return left, of, nil
}

// TakenAgain returns how often pieces of a run were taken anew.
func (s *Store) TakenAgain(ctx context.Context, run string) (n int, err error) {
	err = s.pool.QueryRow(ctx, `SELECT coalesce(sum(d.taken - 1), 0) FROM deliveries d JOIN runs r ON r.n = d.run WHERE r.id = $1 AND d.taken > 1`, printable(run)).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("reading the deliveries: %w", err)
	}
	return n, nil
}

// StopRun asks a run to end because of an error.
func (s *Store) StopRun(ctx context.Context, run, reason string) error {
	_, err := s.pool.Exec(ctx, `UPDATE runs SET cancelled = true, error = CASE WHEN error = '' THEN $2 ELSE error END WHERE id = $1`, printable(run), printable(reason))
	if err != nil {
		return fmt.Errorf("stopping run %s: %w", run, err)
	}
	return nil
}
