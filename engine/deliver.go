package engine

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/spool"
	"github.com/waybillhq/waybill/store"
)

// Deliver sends one piece of a run that is shared, if it is to be had. What a
// worker that died had begun of it is recovered first.
func (e *Engine) Deliver(ctx context.Context, j *Job, o Options, run string, n int) (err error) {
	keep := context.WithoutCancel(ctx)
	d, ok, err := e.Sharing.Store.TakeDelivery(keep, run, n, e.Sharing.Holder)
	if err != nil || !ok {
		return err
	}
	defer func() { err = errors.Join(err, d.Lease.Release()) }()
	rows, same, err := e.rowsOf(keep, j, d)
	if err != nil {
		return err
	}
	if why, err := e.ended(keep, run, same); err != nil || why != "" {
		if err == nil {
			err = e.leave(keep, j, d, rows, why)
		}
		return err
	}
	p, err := planOf(rows, e.TempDir)
	if err != nil {
		return err
	}
	defer p.Close()
	part := &waybill.Run{ID: run, Sync: j.Sync.Name, Account: j.Sync.Account, StartedAt: e.now()}
	if failed := e.carryOut(ctx, j, o, p, part, duty{lease: d.Lease, piece: &d.DeliveryRef}); failed != nil {
		if err := e.stopped(keep, ctx, run, failed); err != nil {
			return err
		}
	}
	_, err = e.Sharing.Store.FinishDelivery(keep, d.DeliveryRef, partOf(part))
	return err
}

// partOf is what a piece that was worked like a run of its own adds to the run.
func partOf(r *waybill.Run) store.Part { return store.Part{Counts: r.Counts, Warnings: r.Warnings} }

// stopped says to the other workers of a run why it cannot go on. It returns
// the error if the piece is to be taken again.
func (e *Engine) stopped(keep, ctx context.Context, run string, failed error) error {
	switch {
	case errors.Is(failed, errBooks), errors.Is(context.Cause(ctx), ErrHandOver):
		return failed
	case errors.Is(failed, errCancelled):
		return nil
	}
	return e.Sharing.Store.StopRun(keep, run, explain(failed))
}

// changed is why rows are left that were planned with another configuration.
const changed = "the configuration changed while the run went on; the next run sends what was left"

// ended says why a piece is not to be begun, if it is not: its run ends, or ends
// now because the job is not the same as that of its planner.
func (e *Engine) ended(ctx context.Context, run string, same bool) (string, error) {
	if !same {
		return changed, e.Sharing.Store.StopRun(ctx, run, changed)
	}
	asked, err := e.Store.Cancelled(ctx, run)
	if err != nil || !asked {
		return "", err
	}
	r, err := e.Store.Run(ctx, run)
	return cmp.Or(r.Error, "the run was cancelled"), err
}

// leave leaves all rows of a piece to the next run.
func (e *Engine) leave(ctx context.Context, j *Job, d store.Delivery, rows []*work, why string) error {
	part := &waybill.Run{ID: d.Run, Sync: j.Sync.Name, Account: j.Sync.Account, StartedAt: e.now()}
	b := &books{job: j, ledger: e.Store, by: duty{lease: d.Lease, piece: &d.DeliveryRef}, run: part}
	var left []entryOfBooks
	for _, w := range rows {
		if w.Do == remove {
			continue // it is still remembered
		}
		left = append(left, entryOfBooks{left: &work{Key: w.Key, Kind: w.Kind, Business: w.Business, Outcome: waybill.Deferred, Message: "not sent: " + why}})
	}
	if _, err := b.note(ctx, left, 1); err != nil {
		return err
	}
	_, err := e.Sharing.Store.FinishDelivery(ctx, d.DeliveryRef, partOf(part))
	return err
}

// rowsOf decodes a piece. Rows that are settled already are left out. It reports
// whether the job is the one that the piece was planned for.
func (e *Engine) rowsOf(ctx context.Context, j *Job, d store.Delivery) (left []*work, same bool, err error) {
	mark := fingerprint(j)
	if len(d.Work) < len(mark) {
		return nil, false, errSpool
	}
	same = bytes.HasPrefix(d.Work, mark)
	var rows []*work
	for b := d.Work[len(mark):]; len(b) > 0; {
		n, size := binary.Uvarint(b)
		if size <= 0 || n > uint64(len(b)-size) {
			return nil, false, errSpool
		}
		w := &work{}
		if err := w.decode(b[size : size+int(n)]); err != nil {
			return nil, false, err
		}
		rows, b = append(rows, w), b[size+int(n):]
	}
	if d.Taken > 1 {
		rows, err = e.unsettled(ctx, j, d, rows)
	}
	return rows, same, err
}

// unsettled finds out which rows of a piece that was taken over are left.
func (e *Engine) unsettled(ctx context.Context, j *Job, d store.Delivery, rows []*work) ([]*work, error) {
	claims, _ := j.claims()
	ask := store.ResumeRequest{Delivery: d.DeliveryRef, Scope: j.scope(), Claims: claims}
	for _, w := range rows {
		ask.Rows = append(ask.Rows, store.ResumeRow{ResultKey: store.ResultKey{Key: w.Key, Copy: w.Copy}, BusinessKey: w.Business})
	}
	got, err := e.Sharing.Store.Resume(ctx, ask)
	if err != nil {
		return nil, err
	}
	var left []*work
	for _, w := range rows {
		if !got.Settled[store.ResultKey{Key: w.Key, Copy: w.Copy}] {
			left = append(left, w)
		}
	}
	return left, nil
}

// planOf makes a plan of rows that were decoded.
func planOf(rows []*work, tempDir string) (*planned, error) {
	p := &planned{work: spool.NewFile(tempDir, inMemory)}
	for _, w := range rows {
		if w.Do == remove {
			p.removals++
		} else {
			p.sends++
		}
		if err := p.work.Append(w.raw); err != nil {
			return nil, errors.Join(err, p.Close())
		}
	}
	return p, nil
}

// fingerprint tells jobs apart that would send something else: pieces of one
// are not sent by another.
func fingerprint(j *Job) []byte {
	text, err := json.Marshal([]any{j.Sync, j.Identity, j.Config}) // secrets are masked
	if err != nil {
		text = nil // nothing of it can fail but what is no JSON, alike on all machines
	}
	sum := sha256.Sum256(text)
	return sum[:]
}
