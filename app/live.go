package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/source"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

const (
	liveSlots = 4                // previews, plans and tests at once
	slotWait  = 5 * time.Second  // how long one waits for its turn, by default
	quick     = 30 * time.Second // the longest that tests and previews may take
	thorough  = 10 * time.Minute // the longest that plans and checks of keys may take
)

// Live is a server's configuration at work: it answers what needs a source or a
// vendor. It may be used by several goroutines at once.
type Live struct {
	configuration *configuration.Configuration
	resources     store.Resources
	state         store.Store
	options       LiveOptions
	slots         chan struct{}

	mu       sync.Mutex
	loaded   *App // of revision; nil: nothing was loaded yet
	revision int64
}

var _ web.Engine = (*Live)(nil)

// LiveOptions say what a server's configuration may name.
type LiveOptions struct {
	Env       project.Env // the keys of the vault are hidden from it
	Catalogue project.Catalogue

	// Dir is where paths begin that drafts name, such as a dbt manifest's.
	Dir string

	// Reach bounds the files that sources read; nil: nothing does.
	Reach *source.Reach

	// OnRequest is told of each request of a run; nil: nobody is.
	OnRequest OnRequest

	// SlotWait is how long whoever asks waits for their turn; 0: 5 s.
	SlotWait time.Duration

	// Reading opens the state for a plan, so that it cannot be changed by one
	// (invariant 8); nil: plans read the state itself.
	Reading func(ctx context.Context) (store.Store, error)
}

// NewLive returns the configuration c, whose resources are in a store, at work
// over a state.
func NewLive(c *configuration.Configuration, resources store.Resources, state store.Store, o LiveOptions) *Live {
	o.Env = configuration.Guard(o.Env)
	return &Live{configuration: c, resources: resources, state: state, options: o, slots: make(chan struct{}, liveSlots)}
}

// Project returns the configuration as it is now, and its revision.
func (l *Live) Project(ctx context.Context) (*project.Project, int64, error) {
	a, revision, err := l.current(ctx)
	if err != nil {
		return nil, 0, err
	}
	return a.Project, revision, nil
}

// App returns the configuration as it is now as an open project.
func (l *Live) App(ctx context.Context) (*App, error) {
	a, _, err := l.current(ctx)
	return a, err
}

// current returns what was loaded, loading it again if it has changed.
func (l *Live) current(ctx context.Context) (*App, int64, error) {
	revision, err := l.resources.Revision(ctx)
	if err != nil {
		return nil, 0, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.loaded != nil && l.revision == revision {
		return l.loaded, l.revision, nil
	}
	p, revision, err := l.configuration.Project(context.WithoutCancel(ctx)) // it outlives the call: secrets are asked for later
	if err != nil {
		return nil, 0, err
	}
	l.loaded, l.revision = l.open(p), revision
	return l.loaded, revision, nil
}

func (l *Live) open(p *project.Project) *App {
	o := Options{Env: l.options.Env, Catalogue: l.options.Catalogue, OnRequest: l.options.OnRequest, Reach: l.options.Reach}
	return FromProject(p, o, l.state)
}

// with returns the configuration with drafts in it.
func (l *Live) with(ctx context.Context, drafts []web.Draft) (*App, error) {
	if len(drafts) == 0 {
		return l.App(ctx)
	}
	var tried []configuration.Draft
	for _, d := range drafts {
		d, err := l.built(d)
		if err != nil {
			return nil, err
		}
		tried = append(tried, configuration.Draft{Kind: d.Kind, Name: d.Name, Spec: d.Spec})
	}
	p, err := l.configuration.Drafts(ctx, tried)
	if err != nil {
		return nil, err
	}
	return l.open(p), nil
}

// turn runs fn over the configuration with drafts when it is its turn, for no
// longer than limit.
func (l *Live) turn(ctx context.Context, limit time.Duration, drafts []web.Draft, fn func(context.Context, *App) error) error {
	wait := time.NewTimer(cmp.Or(l.options.SlotWait, slotWait))
	defer wait.Stop()
	select {
	case l.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	case <-wait.C:
		return waybill.Errorf(waybill.ETooMany, "%d previews and plans are under way", liveSlots).WithHint("Try again when one of them is done.")
	}
	defer func() { <-l.slots }()
	bounded, stop := context.WithTimeout(ctx, limit)
	defer stop()
	a, err := l.with(bounded, drafts)
	if err != nil {
		return err
	}
	err = a.Project.MaskError(fn(bounded, a))
	if err != nil && bounded.Err() != nil && ctx.Err() == nil {
		return &waybill.Error{Code: waybill.EUnavailable, Message: "there was no answer within " + limit.String(), Hint: "Ask for less, or try again."}
	}
	return err
}

// Plan says what a run of a sync would do.
func (l *Live) Plan(ctx context.Context, sync string, o engine.Options, limit int, offline bool, drafts ...web.Draft) (plan *engine.Plan, err error) {
	err = l.turn(ctx, thorough, drafts, func(ctx context.Context, a *App) (err error) {
		mode := Plan
		if offline {
			mode = Offline
		}
		job, done, err := a.Job(ctx, sync, mode)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, done()) }()
		state := l.state
		if l.options.Reading != nil {
			if state, err = l.options.Reading(ctx); err != nil {
				return err
			}
			defer func() { err = errors.Join(err, state.Close()) }()
		}
		plan, err = (&engine.Engine{Store: state}).Plan(ctx, job, o, limit)
		return outside(err)
	})
	return plan, err
}

// Scopes returns where the rows of a sync are remembered and claimed.
func (l *Live) Scopes(ctx context.Context, name string) (store.Scope, store.ClaimScope, error) {
	a, err := l.App(ctx)
	if err != nil {
		return store.Scope{}, store.ClaimScope{}, err
	}
	sync, _, err := a.resolved(name, l.options.Env)
	if err != nil {
		return store.Scope{}, store.ClaimScope{}, err
	}
	claims, _ := engine.Claims(sync.Sync, &sync.Operation.Operation)
	return store.Scope{Account: sync.Account, Sync: sync.Name}, claims, nil
}

// jsonValue is a value of a row as JSON; what JSON cannot carry becomes text.
func jsonValue(v any) json.RawMessage {
	b, err := waybill.AppendJSON(nil, v)
	if err != nil {
		text, _ := waybill.Text(v)
		b, _ = waybill.AppendJSON(nil, text)
	}
	return b
}

// JSONRow is a row as JSON, value by value; numbers are exact.
func JSONRow(row waybill.Row) []json.RawMessage {
	out := make([]json.RawMessage, len(row))
	for i, v := range row {
		out[i] = jsonValue(v)
	}
	return out
}
