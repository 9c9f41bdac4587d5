package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/client"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

func (r *remote) Interrupts() (first, second string) {
	return "Asking the server to end the run: it settles what is on its way. Ctrl-C again leaves, and the run ends there.", "Leaving: the run ends there."
}

// Carry asks for a run and watches it. The end of ctx asks the server to end the
// run, and that of o.Abort leaves it alone.
func (r *remote) Carry(ctx context.Context, o order, shown progress) (waybill.Run, error) {
	stay := o.Abort
	if stay == nil {
		stay = context.WithoutCancel(ctx)
	}
	ticket, err := r.order(stay, o)
	if err != nil {
		return r.p.notBegun(o.sync, err)
	}
	if ticket.Run == "" {
		return r.p.notBegun(o.sync, waybill.Errorf(waybill.EInternal, "the server began no run"))
	}
	var asking sync.WaitGroup
	asking.Add(1)
	release := context.AfterFunc(ctx, func() { defer asking.Done(); r.end(o.sync, ticket.Run) })
	last, err := r.Watch(stay, ticket.Run,
		func(run web.Run) {
			if run.FinishedAt == nil {
				shown.show(progressFrom(run))
			}
		},
		func(err error) { r.note(o.sync, "the server does not answer; asking it again: %s", err) })
	if !release() {
		asking.Wait()
	}
	return r.left(o.sync, ticket.Run, last, err)
}

// left is a run as it was told last, and why it is not told to its end.
func (r *remote) left(sync, id string, last web.Run, err error) (waybill.Run, error) {
	run := runFrom(last)
	run.ID, run.Sync = id, sync
	if run.Status == "" {
		run.Status = waybill.Queued
	}
	goesOn := "it goes on there: `" + r.p.command("runs", sync) + "`"
	switch {
	case errors.Is(err, context.Canceled):
		return run, waybill.Errorf(waybill.EUnavailable, "run %s was left before its end", id).WithHint("%s", goesOn)
	case err != nil:
		e := &waybill.Error{Code: waybill.ErrorCode(err), Message: fmt.Sprintf("run %s is not watched any more", id), Hint: goesOn, Err: err}
		return run, e
	case run.Status == waybill.Failed:
		return run, errors.New(run.Error)
	}
	return run, nil
}

// order asks for a run. Each time it is another one, however often the network
// has it asked for.
func (r *remote) order(ctx context.Context, o order) (client.Ticket, error) {
	switch {
	case o.approves != "":
		return r.Approve(ctx, o.approves, wishesOf(o.Options))
	case o.Retry != "":
		t, err := r.Retry(ctx, o.Retry, web.RetryOptions{Yes: o.Yes, SameAccount: o.SameAccount}, client.NewKey())
		return t, r.waits(o, t, err)
	}
	t, err := r.Trigger(ctx, o.sync, wishesOf(o.Options), client.NewKey())
	return t, r.waits(o, t, err)
}

// waits says that a run waits already, and is the one that is watched: the
// server refuses where it was asked for with other options.
func (r *remote) waits(o order, t client.Ticket, err error) error {
	if err != nil || t.New {
		return err
	}
	if t.Repeated {
		r.note(o.sync, "the server was asked more than once: run %s may be one that waited already", t.Run)
		return nil
	}
	r.note(o.sync, "a run waits already: it is this one, %s", t.Run)
	return nil
}

// lastWord is how long whoever leaves waits for the server to hear it.
const lastWord = 5 * time.Second

// end asks the server to end a run, also on behalf of somebody who leaves.
func (r *remote) end(sync, run string) {
	ctx, stop := context.WithTimeout(context.Background(), lastWord)
	defer stop()
	if _, err := r.Client.Cancel(ctx, run); err != nil && waybill.ErrorCode(err) != waybill.EConflict { // it has ended
		r.note(sync, "the server was not asked to end the run: %s", err)
	}
}

// note tells a person who watches a run what goes on around it.
func (r *remote) note(sync, format string, args ...any) {
	if !r.p.quiet {
		fmt.Fprintf(r.p.err, "%s: %s\n", sync, clean(fmt.Sprintf(format, args...)))
	}
}

func (r *remote) Resolve(ctx context.Context, sync, key string, v store.Verdict, reason string) (decided, error) {
	s, err := r.Client.Resolve(ctx, sync, key, v, reason)
	return decided{Sync: sync, Key: s.Key, Verdict: v, Reason: reason, Before: s.Was, Follows: s.Follows, gone: s.Gone}, err
}

func (r *remote) Cancel(ctx context.Context, run waybill.Run) (cancelled, error) {
	after, err := r.Client.Cancel(ctx, run.ID)
	out := cancelled{Run: run.ID, Result: "asked"}
	if run.Status == waybill.Queued && after.Status == waybill.Cancelled {
		out.Result = "withdrawn"
	}
	return out, err
}

func (r *remote) Discard(ctx context.Context, run waybill.Run, reason string) (waybill.Run, error) {
	after, err := r.Client.Discard(ctx, run.ID, reason)
	return runFrom(after), err
}
