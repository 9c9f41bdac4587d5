package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

func (l *local) Interrupts() (first, second string) {
	return "Stopping: waiting for what is on its way. Ctrl-C again leaves it in doubt.", "Stopping at once: what is on its way is in doubt."
}

func (l *local) Carry(ctx context.Context, o order, shown progress) (waybill.Run, error) {
	e, err := l.Engine(ctx)
	if err != nil {
		return l.p.notBegun(o.sync, err)
	}
	job, done, err := l.Job(ctx, o.sync, app.Send)
	if err != nil {
		return l.p.notBegun(o.sync, err)
	}
	o.Progress = shown.show
	run, err := e.Run(ctx, job, o.Options)
	if o.approves != "" && run.ID != "" {
		err = errors.Join(err, l.approved(context.WithoutCancel(ctx), o.approves, run.ID))
	}
	return run, errors.Join(err, done())
}

// approved ends the run that was held: another one does its work, if it began.
func (l *local) approved(ctx context.Context, held, as string) error {
	state, err := l.State(ctx)
	if err != nil {
		return err
	}
	if _, err := state.Run(ctx, as); waybill.ErrorCode(err) == waybill.ENotFound {
		return nil
	}
	run, err := state.Run(ctx, held)
	if err != nil {
		return err
	}
	run.Approve(l.p.who(), as)
	return state.SaveRun(ctx, run, 0)
}

// notBegun is a run that failed before it had an id.
func (p *program) notBegun(sync string, err error) (waybill.Run, error) {
	now := p.now().UTC().Truncate(time.Microsecond)
	return waybill.Run{Sync: sync, Status: waybill.Failed, StartedAt: now, FinishedAt: now, Error: err.Error()}, err
}

// Resolve records a decision while no run of the sync is under way.
func (l *local) Resolve(ctx context.Context, name, key string, v store.Verdict, reason string) (out decided, err error) {
	sync, err := l.Project.Sync(name)
	if err != nil {
		return out, err
	}
	resolved, err := sync.Resolve(l.p.env)
	if err != nil {
		return out, err
	}
	state, err := l.State(ctx)
	if err != nil {
		return out, err
	}
	lease, err := state.Lock(ctx, name)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, lease.Release()) }()
	d := store.Decision{Scope: store.Scope{Account: sync.Account, Sync: name}, Verdict: v, Reason: reason, By: l.p.who(), At: l.p.now().UTC()}
	d.Claims, _ = engine.Claims(resolved, &sync.Operation.Operation)
	if _, err := state.Recover(ctx, d.Scope, lease.Fence(), ""); err != nil { // what a lost run had begun is in doubt
		return out, err
	}
	story, err := state.Story(ctx, d.Scope, key)
	if err != nil {
		return out, err
	}
	if story.Entry == nil {
		return out, waybill.Errorf(waybill.EConflict, "nothing of %s was ever tried: there is nothing to decide", key)
	}
	d.Key, d.Claims = story.Entry.Key, story.ClaimedIn(d.Claims)
	out = decided{Sync: name, Key: mapping.Display(d.Key), Verdict: v, Reason: reason, Before: story.Entry.State.String()}
	was := story.Entry.State
	if err := state.Decide(ctx, d); err != nil {
		return out, err
	}
	if story, err = state.Story(ctx, d.Scope, d.Key); err != nil {
		return out, err
	}
	told, err := l.tell(ctx, d.Scope, d.Key, story)
	if err != nil {
		return out, err
	}
	out.Follows, out.gone = web.Follows(v, was, story, told.Moved), told.Gone
	return out, nil
}

func (l *local) Cancel(ctx context.Context, run waybill.Run) (cancelled, error) {
	asked := cancelled{Run: run.ID, Result: "asked"}
	if run.Status == waybill.Queued {
		return asked, waybill.Errorf(waybill.EConflict, "run %s waits for a server to work on it", run.ID).
			WithHint("ask that server: `waybill cancel %s --server URL`", run.ID)
	}
	state, err := l.State(ctx)
	if err != nil {
		return asked, err
	}
	lease, err := state.Lock(ctx, run.Sync)
	if waybill.ErrorCode(err) == waybill.EConflict { // its process lives
		return asked, state.Cancel(ctx, run.ID)
	}
	if err != nil {
		return asked, err
	}
	lost, err := state.Recover(ctx, store.Scope{Account: run.Account, Sync: run.Sync}, lease.Fence(), "")
	if err = errors.Join(err, lease.Release()); err != nil {
		return asked, err
	}
	if slices.Contains(lost.Working, run.ID) { // its workers live
		return asked, state.Cancel(ctx, run.ID)
	}
	return cancelled{Run: run.ID, Result: "closed", Doubt: lost.InDoubt}, nil
}

// Discard gives up a held run while no other run of the sync is under way.
func (l *local) Discard(ctx context.Context, run waybill.Run, reason string) (_ waybill.Run, err error) {
	state, err := l.State(ctx)
	if err != nil {
		return run, err
	}
	run.Discard(l.p.who(), reason)
	return run, state.SaveRun(ctx, run, 0)
}
