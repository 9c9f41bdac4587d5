package engine

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/tracing"
)

// preparation is a plan with what it takes to carry it out.
type preparation struct {
	*planned
	history history
	first   bool // no run of the sync has completed
}

// prepare reads the model and compares it with the ledger. It changes nothing.
func (e *Engine) prepare(ctx context.Context, j *Job, o Options, run waybill.Run, planning bool, progress func(Stage, int64)) (*preparation, error) {
	p := &preparation{}
	runs, err := e.Store.ListRuns(ctx, store.RunFilter{Scope: j.scope(), Limit: 5 * historyRuns})
	if err != nil {
		return nil, err
	}
	p.history = historyOf(runs)
	p.first = !p.history.completed
	only, err := e.only(ctx, o)
	if err != nil {
		return nil, err
	}
	traced, ended := tracing.Start(ctx, "read")
	reading, err := e.read(traced, j, run, only, func(n int64) { progress(Reading, n) })
	ended(err)
	if err != nil {
		return nil, err
	}
	defer reading.close()
	refused, err := conflicts(reading.business, keyName(j), e.TempDir)
	if err != nil {
		return nil, err
	}
	defer refused.Close()
	former, err := e.formerScopes(ctx, j)
	if err != nil {
		return nil, err
	}
	done := int64(0)
	d := &differ{
		job: j, options: o, ledger: e.Store, now: run.StartedAt, only: only, former: former,
		baseline: o.Reset || (p.first && !o.FullResync && only == nil && j.Sync.FirstRun == waybill.SkipFirst),
		progress: func(n int64) {
			if done += n; done%rowsAtOnce == 0 {
				progress(Comparing, done)
			}
		},
	}
	if o.Resume {
		next, stop := iter.Pull2(e.Store.Results(ctx, run.ID, store.ResultFilter{Outcome: waybill.Accepted}))
		defer stop()
		d.carried = carried{next: next}
	}
	if !planning {
		if d.references, err = e.references(ctx, j); err != nil {
			return nil, err
		}
		d.recover = func(ctx context.Context, sync string) (bool, error) { return e.recoverOther(ctx, j.Sync.Account, sync) }
	}
	if p.planned, err = d.diff(ctx, reading, refused, e.TempDir); err != nil || !o.Resume {
		return p, err
	}
	return p, e.carryRemovals(ctx, run.ID, p.planned)
}

// carryRemovals counts the removals that an earlier attempt at a run carried
// out: nothing is remembered of them any more.
func (e *Engine) carryRemovals(ctx context.Context, run string, p *planned) error {
	for _, err := range e.Store.Results(ctx, run, store.ResultFilter{Outcome: waybill.Deleted}) {
		if err != nil {
			return errors.Join(err, p.Close())
		}
		p.counts.Removed++
		p.counts.Deleted++
	}
	return nil
}

// recoverOther closes the lost runs of another sync, unless it is running.
func (e *Engine) recoverOther(ctx context.Context, account, sync string) (bool, error) {
	_, free, err := e.closeLost(ctx, store.Scope{Account: account, Sync: sync})
	if !free {
		return false, nil //nolint:nilerr // it is running: its own business
	}
	return err == nil, err
}

// read opens the model, compiles the mapping against its columns and reads it.
func (e *Engine) read(ctx context.Context, j *Job, run waybill.Run, only map[string]bool, progress func(int64)) (*reading, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	rows, err := j.Source.Query(ctx, j.Sync.Model.Query(j.Source))
	if err != nil {
		return nil, fmt.Errorf("reading model %s: %w", j.Sync.Model.Name, err)
	}
	compiled, err := mapping.Compile(&j.Operation.Operation, j.Sync, rows.Columns())
	if err != nil {
		for range rows.All() { // closes the rows
			break
		}
		return nil, err
	}
	r := &reader{
		columns: j.Operation.Columns != nil && j.Operation.Columns(j.destinationSync()),
		job:     j, compiled: compiled, only: only, references: referenceNames(j), progress: progress, sync: j.destinationSync(),
		vars: mapping.Vars{RunID: run.ID, RunStartedAt: run.StartedAt, Sync: j.Sync.Name, Model: j.Sync.Model.Name},
	}
	return r.read(ctx, rows, e.TempDir)
}

// only returns the rows that a retry is restricted to, nil for all.
func (e *Engine) only(ctx context.Context, o Options) (map[string]bool, error) {
	if o.Retry == "" {
		return nil, nil
	}
	keys := map[string]bool{}
	if of, err := e.Store.Run(ctx, o.Retry); err != nil || of.Untried() {
		return keys, err
	}
	chosen := map[string]bool{}
	for _, key := range o.Rows {
		chosen[key] = true
	}
	for _, outcome := range []waybill.Outcome{waybill.Rejected, waybill.Deferred} {
		for r, err := range e.Store.Results(ctx, o.Retry, store.ResultFilter{Outcome: outcome}) {
			if err != nil {
				return nil, err
			}
			if len(chosen) == 0 || chosen[r.Key] {
				keys[r.Key] = true
			}
		}
	}
	return keys, nil
}

// keyName is what refusals call the value that rows must not share.
func keyName(j *Job) string {
	if _, claimed := j.claims(); claimed && j.Operation.Key.Field != "" {
		return j.Operation.Key.Field
	}
	if field := matchField(j); field != "" {
		return field
	}
	return "key"
}

// identity compares who the account is with who it was (invariant 11). It returns why the run
// has to be held, or "".
func (e *Engine) identity(ctx context.Context, j *Job, o Options) (string, error) {
	had, ok, err := e.Store.Account(ctx, j.Sync.Account)
	if err != nil || !ok || o.SameAccount {
		return "", err
	}
	if had.Type == j.Destination.Name && maps.Equal(had.Identity, j.Identity) {
		return "", nil
	}
	var changed []string
	for _, name := range slices.Sorted(maps.Keys(j.Identity)) {
		if had.Identity[name] != j.Identity[name] {
			changed = append(changed, fmt.Sprintf("%s was %q and is %q", name, had.Identity[name], j.Identity[name]))
		}
	}
	if had.Type != j.Destination.Name {
		changed = append(changed, fmt.Sprintf("its type was %s and is %s", had.Type, j.Destination.Name))
	}
	return fmt.Sprintf("account %s is not who it was: %s. Use --same-account if it is the same account all the same, or give the destination an `account:` of its own",
		j.Sync.Account, strings.Join(changed, "; ")), nil
}

// throttle calls f at most ten times a second.
func throttle(now func() time.Time, f func(Stage, int64)) func(Stage, int64) {
	var last time.Time
	var stage Stage
	return func(s Stage, n int64) {
		if t := now(); s != stage || t.Sub(last) >= 100*time.Millisecond {
			last, stage = t, s
			f(s, n)
		}
	}
}
