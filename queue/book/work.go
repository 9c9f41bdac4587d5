package book

import (
	"context"
	"errors"
	"fmt"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/queue"
)

// Waiting returns the runs that may be taken, in the order of their triggers,
// limit at most.
func (b *Book) Waiting(ctx context.Context, limit int) (runs []string, err error) {
	err = b.DB.Read(ctx, func(tx Tx) error {
		return each(ctx, tx, waiting+` ORDER BY n LIMIT $1`, []any{limit}, func(r Rows) error {
			var n int64
			var run string
			err := r.Scan(&n, &run)
			runs = append(runs, run)
			return err
		})
	})
	return runs, err
}

// waiting are the runs that are nobody's and whose sync is free.
const waiting = `SELECT n, id FROM runs WHERE holder = '' UNION ALL
	SELECT n, id FROM runs WHERE status = 'queued' AND NOT EXISTS (SELECT 1 FROM runs busy WHERE busy.sync = runs.sync AND busy.holder IS NOT NULL)`

// Held is a run in the hands of a holder.
type Held struct {
	queue.Job
	Holder    string
	Cancelled bool // somebody asked for its end before it was taken
}

// Take gives a run to a holder. It reports false if it is no longer to be had,
// or if its sync is in work.
func Take(ctx context.Context, tx Tx, run, holder string, now int64) (h Held, ok bool, err error) {
	h.Run, h.Holder = run, holder
	err = each(ctx, tx, `UPDATE runs SET status = 'running', holder = $2, attempt = attempt + 1, finished_at = 0,
			started_at = CASE WHEN started_at = 0 THEN $3 ELSE started_at END
		WHERE id = $1 AND (holder = '' OR status = 'queued' AND NOT EXISTS (SELECT 1 FROM runs busy WHERE busy.sync = runs.sync AND busy.holder IS NOT NULL))
		RETURNING sync, "trigger", options, requested_by, attempt, cancelled`, []any{run, holder, now}, func(r Rows) error {
		var options string
		err := r.Scan(&h.Sync, &h.Trigger, &options, &h.By, &h.Attempt, &h.Cancelled)
		h.Options, ok = raw(options), true
		return err
	})
	if err != nil {
		return h, false, fmt.Errorf("taking run %s: %w", run, err)
	}
	return h, ok, nil
}

// Fate is what became of a run when its worker had returned.
type Fate int

// The fates.
const (
	Ended  Fate = iota // it is over
	Back               // it waits, to be begun again in a while
	Passed             // it is the next one's, at once
	Gone               // it was somebody else's already
)

// Settle records what became of a run whose worker returned err, under a
// context that ended for a cause, if it ended. It does nothing to a run that is
// no longer the holder's.
func Settle(ctx context.Context, tx Tx, h Held, err, cause error, now int64) (Fate, error) {
	if errors.Is(cause, queue.ErrLost) {
		return Gone, nil
	}
	if errors.Is(cause, queue.ErrStopping) || errors.Is(err, queue.ErrLost) {
		if n, err := tx.Exec(ctx, passOn, h.Run, h.Holder, h.Attempt, flag(err != nil)); err != nil || n > 0 {
			return Passed, err
		}
	} else if errors.Is(err, queue.ErrBusy) {
		if n, err := tx.Exec(ctx, putBack, h.Run, h.Holder, h.Attempt); err != nil || n > 0 {
			return Back, err
		}
	}
	status, message := ending(err, cause)
	n, err := tx.Exec(ctx, finish, h.Run, h.Holder, h.Attempt, string(status), message, now)
	if err != nil || n > 0 {
		return Ended, err
	}
	return Gone, nil
}

// ours are the runs that are still a holder's.
const ours = ` WHERE id = $1 AND holder = $2 AND attempt = $3`

// passOn leaves a run to the next worker which was interrupted before its end.
const passOn = `UPDATE runs SET holder = '', status = 'running', finished_at = 0, error = ''` + ours +
	` AND NOT cancelled AND (status = 'cancelled' OR status = 'running' AND $4 = 1)`

// putBack makes a run wait again. If another one of its sync does already, it
// stays ahead of that one by having no holder.
const putBack = `UPDATE runs SET attempt = attempt - 1,
	status = CASE WHEN ` + another + ` THEN 'running' ELSE 'queued' END,
	holder = CASE WHEN ` + another + ` THEN '' END` + ours + ` AND NOT cancelled`

const another = `EXISTS (SELECT 1 FROM runs later WHERE later.sync = runs.sync AND later.status = 'queued')`

// finish ends a run; what its worker recorded stands. A run that fails after
// somebody cancelled it was cancelled. What its worker had begun, if it recorded
// no end, is put in doubt by the next run.
const finish = `UPDATE runs SET holder = NULL, unsettled = CASE WHEN status = 'running' AND $4 <> 'completed' THEN 1 ELSE unsettled END,
	status = CASE WHEN status <> 'running' THEN status WHEN cancelled AND $4 = 'failed' THEN 'cancelled' ELSE $4 END,
	error = CASE WHEN status <> 'running' OR cancelled THEN error ELSE $5 END,
	finished_at = CASE WHEN finished_at = 0 THEN $6 ELSE finished_at END` + ours

// Fail ends a run of which the state refuses to record what became of it, and
// will again: why is told as its error. bare leaves out what the state of an
// earlier version lacks.
func Fail(ctx context.Context, tx Tx, h Held, why error, bare bool, now int64) error {
	set := failed
	if bare {
		set = failedBare
	}
	message := printable("how it ended could not be recorded: " + why.Error() + "; `waybill doctor` looks at the state")
	_, err := tx.Exec(ctx, set+ours, h.Run, h.Holder, h.Attempt, message, now)
	return err
}

const failedBare = `UPDATE runs SET holder = NULL, status = CASE status WHEN 'running' THEN 'failed' ELSE status END,
	error = CASE status WHEN 'running' THEN $4 ELSE error END, finished_at = CASE finished_at WHEN 0 THEN $5 ELSE finished_at END`

// failed has the next run put in doubt what was begun.
const failed = failedBare + `, unsettled = CASE status WHEN 'running' THEN 1 ELSE unsettled END`

func ending(err, cause error) (waybill.Status, string) {
	switch {
	case errors.Is(cause, queue.ErrCancelled):
		return waybill.Cancelled, ""
	case err == nil:
		return waybill.Completed, ""
	}
	return waybill.Failed, printable(err.Error())
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Next returns the run of a sync that waits, or "".
func Next(ctx context.Context, tx Tx, sync string) (string, error) {
	run, _, err := one[string](ctx, tx, `SELECT id FROM runs WHERE sync = $1 AND status = 'queued'`, sync)
	return run, err
}

// InWork reports whether a run is in work.
func InWork(ctx context.Context, tx Tx, run string) (bool, error) {
	n, _, err := one[int64](ctx, tx, `SELECT count(*) FROM runs WHERE id = $1 AND holder IS NOT NULL`, run)
	return n > 0, err
}
