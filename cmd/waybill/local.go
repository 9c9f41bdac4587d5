package main

import (
	"context"
	"encoding/json"
	"errors"
	"iter"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

func (l *local) Syncs(context.Context) ([]string, error) {
	names := make([]string, len(l.Project.Syncs))
	for i, s := range l.Project.Syncs {
		names[i] = s.Name
	}
	return names, nil
}

func (l *local) Run(ctx context.Context, id string) (waybill.Run, error) {
	state, err := l.State(ctx)
	if err != nil {
		return waybill.Run{}, err
	}
	return state.Run(ctx, id)
}

func (l *local) Runs(ctx context.Context, sync string, limit int) ([]waybill.Run, error) {
	state, err := l.State(ctx)
	if err != nil {
		return nil, err
	}
	return state.ListRuns(ctx, store.RunFilter{Scope: store.Scope{Sync: sync}, Limit: limit})
}

func (l *local) Results(ctx context.Context, run string, f store.ResultFilter) iter.Seq2[waybill.Result, error] {
	state, err := l.State(ctx)
	if err != nil {
		return func(yield func(waybill.Result, error) bool) { yield(waybill.Result{}, err) }
	}
	return state.Results(ctx, run, f)
}

func (l *local) Row(ctx context.Context, name, account, key string) (rowFacts, error) {
	facts := rowFacts{account: account, vendor: account}
	sync, err := l.Project.Sync(name)
	if err != nil && account == "" {
		return facts, err
	}
	if account == "" {
		facts.account, facts.vendor = sync.Account, sync.Destination
		if d, err := l.Project.Destination(sync.Destination); err == nil {
			facts.vendor = d.Vendor()
		}
	}
	state, err := l.State(ctx)
	if err != nil {
		return facts, err
	}
	facts.captures = state.Captures
	scope := store.Scope{Account: facts.account, Sync: name}
	if facts.Story, err = state.Story(ctx, scope, key); err != nil {
		return facts, err
	}
	facts.told, err = l.tell(ctx, scope, key, facts.Story)
	return facts, err
}

// tell tells the story of a row as a server does.
func (l *local) tell(ctx context.Context, scope store.Scope, key string, found store.Story) (web.Story, error) {
	state, err := l.State(ctx)
	if err != nil {
		return web.Story{}, err
	}
	return web.Tell(ctx, state, l.place(), scope, key, found)
}

// place is where this site tells of rows.
func (l *local) place() web.Place {
	return web.Place{Project: l.Project, Env: l.p.env, Asked: l.Asked}
}

func (l *local) Preview(ctx context.Context, model string) (preview, error) {
	cols, rows, err := l.App.Preview(ctx, model, app.SampleRows)
	out := preview{cols, make([][]json.RawMessage, len(rows))}
	for i, row := range rows {
		out.rows[i] = app.JSONRow(row)
	}
	return out, err
}

func (l *local) Plan(ctx context.Context, sync string, o engine.Options, limit int, offline bool) (plan *engine.Plan, err error) {
	mode := app.Plan
	if offline {
		mode = app.Offline
	}
	job, done, err := l.Job(ctx, sync, mode)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, done()) }()
	e, err := l.Engine(ctx)
	if err != nil {
		return nil, err
	}
	return e.Plan(ctx, job, o, limit)
}

func (l *local) Check(ctx context.Context, names []string, report func(finding)) error {
	return l.App.Check(ctx, names, func(f app.Finding) {
		out := finding{Subject: f.Subject, Level: f.Level, Message: f.Text}
		if f.Err != nil {
			e := l.p.faultOf(f.Err)
			out.Message, out.Code, out.Path, out.Hint = e.Message, e.Code, e.Path, e.Hint
		}
		report(out)
	})
}

func (l *local) Tests(ctx context.Context, syncs []string, report func(testReport) error) error {
	for _, t := range l.Project.Tests {
		if len(syncs) > 0 && !contains(syncs, t.Sync) {
			continue
		}
		r, err := l.Test(ctx, t)
		if err != nil {
			return about("test "+t.Name, err)
		}
		if err := report(testReport{Test: r.Name, Sync: r.Sync, Passed: r.Passed(), Diff: append([]string{}, r.Diff...), place: r.Position.String()}); err != nil {
			return err
		}
	}
	return nil
}
