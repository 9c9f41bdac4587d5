package book

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/queue"
)

// Trigger carries out a request. If its ticket is new, the run waits and its
// workers have to be woken.
func Trigger(ctx context.Context, tx Tx, r queue.Request, now int64) (queue.Ticket, error) {
	if err := check(r); err != nil {
		return queue.Ticket{}, err
	}
	if !r.Due.IsZero() {
		if ok, err := advance(ctx, tx, r.Sync, r.Due.UnixMicro()); err != nil || !ok {
			return known(ctx, tx, r, err)
		}
	}
	id := ulid.MustNew(ulid.Timestamp(time.UnixMicro(now)), rand.Reader).String()
	if r.Key != "" {
		if ok, err := takeKey(ctx, tx, r, id, now); err != nil || !ok {
			return known(ctx, tx, r, err)
		}
	}
	return enqueue(ctx, tx, r, id, now)
}

func check(r queue.Request) error {
	if r.Sync == "" {
		return waybill.Errorf(waybill.EInvalid, "a run needs a sync")
	}
	if len(r.Key) > 255 {
		return waybill.Errorf(waybill.EInvalid, "the idempotency key is longer than 255 bytes")
	}
	if printable(r.Key) != r.Key || printable(r.Sync) != r.Sync || printable(string(r.Options)) != string(r.Options) {
		return waybill.Errorf(waybill.EInvalid, "the request is not text")
	}
	if len(r.Options) > 0 && !json.Valid(r.Options) {
		return waybill.Errorf(waybill.EInvalid, "the options of a run of %s are not JSON", r.Sync)
	}
	return nil
}

// advance notes that a time of a schedule is done with. It reports false if it
// was already, or if the schedule is paused.
func advance(ctx context.Context, tx Tx, sync string, due int64) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO schedules (sync, text, last, paused) VALUES ($1, '', $2, 0)
		ON CONFLICT (sync) DO UPDATE SET last = excluded.last WHERE schedules.last < excluded.last AND schedules.paused = 0`, sync, due)
	return n > 0, err
}

// takeKey reports whether a key is new, and then makes it stand for a run.
func takeKey(ctx context.Context, tx Tx, r queue.Request, run string, now int64) (bool, error) {
	if _, err := tx.Exec(ctx, `DELETE FROM run_keys WHERE at < $1`, now-queue.KeyTerm.Microseconds()); err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `INSERT INTO run_keys (sync, key, run, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, r.Sync, r.Key, run, now)
	return n > 0, err
}

// known is the ticket of the run that the request's key stands for.
func known(ctx context.Context, tx Tx, r queue.Request, err error) (queue.Ticket, error) {
	if err != nil {
		return queue.Ticket{}, err
	}
	run, found, err := one[string](ctx, tx, `SELECT run FROM run_keys WHERE sync = $1 AND key = $2`, r.Sync, r.Key)
	if err != nil || !found {
		return queue.Ticket{}, err
	}
	if err := sameWishes(ctx, tx, r, run, "the idempotency key stands for"); err != nil {
		return queue.Ticket{}, err
	}
	status, _, err := one[string](ctx, tx, `SELECT status FROM runs WHERE id = $1`, run)
	return queue.Ticket{Run: run, Status: waybill.Status(status)}, err
}

// sameWishes fails if a request is given a run that was asked for with other
// options: whoever asks would not get what they asked for. Schedules wish for
// nothing that a run does not do.
func sameWishes(ctx context.Context, tx Tx, r queue.Request, run, why string) error {
	if r.Trigger == queue.Scheduled || r.Trigger == queue.After {
		return nil
	}
	options, found, err := one[string](ctx, tx, `SELECT options FROM runs WHERE id = $1`, run)
	if err != nil || !found || wishes(options) == wishes(string(r.Options)) {
		return err
	}
	return waybill.Errorf(waybill.EConflict, "%s run %s, which was asked for with other options", why, run).
		WithHint("cancel that run, or ask again when it has ended")
}

// wishes are options as they can be compared: none are an empty object.
func wishes(options string) string {
	var b bytes.Buffer
	if options == "" || json.Compact(&b, []byte(options)) != nil {
		return "{}"
	}
	return b.String()
}

// rounds is how often a run that waits may slip away between finding that there
// is one and reading which.
const rounds = 10

// enqueue puts a run into the queue, or finds the one that waits.
func enqueue(ctx context.Context, tx Tx, r queue.Request, id string, now int64) (queue.Ticket, error) {
	if r.Trigger == "" {
		r.Trigger = queue.Manual
	}
	for range rounds {
		n, err := tx.Exec(ctx, `INSERT INTO runs (id, account, sync, "trigger", status, counts, started_at, finished_at, error, warnings, requested_by, options, queued_at)
			VALUES ($1, '', $2, $3, 'queued', '{}', 0, 0, '', 'null', $4, $5, $6) ON CONFLICT (sync) WHERE status = 'queued' DO NOTHING`,
			id, r.Sync, r.Trigger, printable(r.By), string(r.Options), now)
		if err != nil {
			return queue.Ticket{}, fmt.Errorf("queueing a run of %s: %w", r.Sync, err)
		}
		if n > 0 {
			return queue.Ticket{Run: id, New: true, Status: waybill.Queued}, nil
		}
		run, found, err := one[string](ctx, tx, `SELECT id FROM runs WHERE sync = $1 AND status = 'queued'`, r.Sync)
		if err != nil {
			return queue.Ticket{}, err
		}
		if found {
			if err := sameWishes(ctx, tx, r, run, "there waits"); err != nil {
				return queue.Ticket{}, err
			}
			_, err := tx.Exec(ctx, `UPDATE run_keys SET run = $3 WHERE sync = $1 AND key = $2`, r.Sync, r.Key, run)
			return queue.Ticket{Run: run, Status: waybill.Queued}, err
		}
	}
	return queue.Ticket{}, errors.New("queueing a run: runs of this sync come and go faster than they can be read")
}
