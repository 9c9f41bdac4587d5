package main

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/client"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

// remote is a site at a server, spoken to by its API.
type remote struct {
	*client.Client
	p     *program
	syncs []web.Sync // in the order of the files; nil: not asked for yet
}

// remote returns the server at a URL.
func (p *program) remote(url string) (*remote, error) {
	token, _ := p.env(tokenVariable)
	c, err := client.New(client.Options{
		URL: url, Token: waybill.NewSecret(token), Insecure: p.insecure, Agent: "waybill/" + buildInfo().Version, Patience: p.patience,
	})
	if err != nil {
		return nil, usage{p.asSaid(err)}
	}
	return &remote{Client: c, p: p}, nil
}

// asSaid says what is wrong with a server's options where they were given.
func (p *program) asSaid(err error) error {
	e, ok := errors.AsType[*waybill.Error](err)
	if !ok {
		return err
	}
	switch {
	case e.Path == client.Token:
		e.Path = tokenVariable
	case p.flagged:
		e.Path = "--server"
	default:
		e.Path = serverVariable
	}
	return e
}

// Close closes the connections.
func (r *remote) Close() error {
	r.Client.Close()
	return nil
}

// list returns the syncs, which are asked for once.
func (r *remote) list(ctx context.Context) ([]web.Sync, error) {
	if r.syncs != nil {
		return r.syncs, nil
	}
	syncs := []web.Sync{}
	for s, err := range r.Client.Syncs(ctx) {
		if err != nil {
			return nil, err
		}
		syncs = append(syncs, s)
	}
	slices.SortStableFunc(syncs, func(a, b web.Sync) int { return cmp.Compare(a.Order, b.Order) })
	r.syncs = syncs
	return syncs, nil
}

func (r *remote) Syncs(ctx context.Context) ([]string, error) {
	syncs, err := r.list(ctx)
	names := make([]string, len(syncs))
	for i, s := range syncs {
		names[i] = s.Name
	}
	return names, err
}

// leastID is how much of a run's id a server asks for.
const leastID = 4

func (r *remote) Run(ctx context.Context, id string) (waybill.Run, error) {
	if len(id) < leastID {
		return waybill.Run{}, usage{invalid("%q is too little of a run's id: a server asks for %d characters", id, leastID)}
	}
	run, err := r.Client.Run(ctx, id)
	return runFrom(run), err
}

func (r *remote) Runs(ctx context.Context, sync string, limit int) ([]waybill.Run, error) {
	var runs []waybill.Run
	for run, err := range r.Client.Runs(ctx, sync, limit) {
		if err != nil {
			return nil, err
		}
		runs = append(runs, runFrom(run))
	}
	return runs, nil
}

func (r *remote) Results(ctx context.Context, run string, f store.ResultFilter) iter.Seq2[waybill.Result, error] {
	filter := web.RowFilter{Outcome: string(f.Outcome), Kind: string(f.Kind), Key: f.Key, Message: f.Message, Reason: f.Reason, Unconfirmed: f.Unconfirmed}
	return func(yield func(waybill.Result, error) bool) {
		for row, err := range r.Rows(ctx, run, filter, f.Limit) {
			if !yield(resultFrom(row), err) {
				return
			}
		}
	}
}

func (r *remote) Row(ctx context.Context, sync, account, key string) (rowFacts, error) {
	syncs, err := r.list(ctx)
	if err != nil {
		return rowFacts{}, err
	}
	facts := rowFacts{account: account, vendor: account}
	for _, s := range syncs {
		if s.Name == sync && account == "" {
			facts = rowFacts{account: s.Account, vendor: s.Vendor}
		}
	}
	facts.captures = func(ctx context.Context, run, key string) ([]waybill.Exchange, error) {
		detail, err := r.Client.Row(ctx, run, key)
		return detail.Exchanges, err
	}
	found, err := r.Story(ctx, sync, account, key)
	facts.Story, facts.told = storyFrom(found), found
	return facts, err
}

func (r *remote) Preview(ctx context.Context, model string) (preview, error) {
	got, err := r.Client.Preview(ctx, model, app.SampleRows)
	return preview{got.Columns, got.Rows}, err
}

// mostPlanned is how many rows of a plan a server tells.
const mostPlanned = 1000

func (r *remote) Plan(ctx context.Context, sync string, o engine.Options, limit int, offline bool) (*engine.Plan, error) {
	if limit > mostPlanned {
		return nil, usage{invalid("a server tells %d rows of a plan at most", mostPlanned).WithHint("use --limit %d", mostPlanned)}
	}
	plan, err := r.Client.Plan(ctx, sync, client.PlanOptions{RunOptions: wishesOf(o), Limit: max(limit, 1), Offline: offline})
	if err == nil {
		plan.Rows = plan.Rows[:min(max(limit, 0), len(plan.Rows))]
	}
	return plan, err
}

func (r *remote) Check(ctx context.Context, names []string, report func(finding)) error {
	found, err := r.Client.Check(ctx, names)
	for _, f := range found {
		report(finding{f.Subject, app.Level(f.Level), f.Message, f.Code, f.Path, f.Hint})
	}
	return err
}

func (r *remote) Tests(ctx context.Context, syncs []string, report func(testReport) error) error {
	tests, err := r.Client.Tests(ctx)
	if err != nil {
		return err
	}
	for _, t := range tests {
		if len(syncs) > 0 && !contains(syncs, t.Sync) {
			continue
		}
		if t.Error != "" {
			return about("test "+t.Name, invalid("%s", t.Error))
		}
		if err := report(testReport{Test: t.Name, Sync: t.Sync, Passed: t.Passed, Diff: append([]string{}, t.Diff...), place: t.Place}); err != nil {
			return err
		}
	}
	return nil
}
