package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/transport"
)

// Mode says what a job may do at the vendor.
type Mode int

// The modes.
const (
	Send    Mode = iota // everything
	Plan                // look up, but write nothing
	Offline             // nothing at all
)

// Job returns what the engine needs to run a sync, and what closes it.
func (a *App) Job(ctx context.Context, name string, mode Mode) (*engine.Job, func() error, error) {
	job, closeChain, err := a.delivery(ctx, name, mode)
	if err != nil {
		return nil, nil, err
	}
	if job.Source, err = a.OpenSource(ctx, job.Sync.Model.Source); err != nil {
		return nil, nil, errors.Join(err, closeChain())
	}
	return job, func() error { return errors.Join(closeChain(), job.Source.Close()) }, nil
}

// delivery is a job without its source: what the pieces of a run need.
func (a *App) delivery(ctx context.Context, name string, mode Mode) (*engine.Job, func() error, error) {
	sync, d, settings, err := a.target(name)
	if err != nil {
		return nil, nil, err
	}
	rates, err := a.rates(ctx, mode)
	if err != nil {
		return nil, nil, err
	}
	limit := limits(d, sync.Operation, settings)
	chain := newChain(limit, settings, mode, vendor{}, shared{rates, sync.Account, a.options.OnRequest})
	return &engine.Job{
		Sync: sync.Sync, Destination: d.Type, Operation: sync.Operation, Config: settings,
		Identity: identity(d.Type, settings), Transport: chain, Concurrency: limit.Concurrency,
	}, chain.Close, nil
}

// shared is a rate that all processes on one state hold together.
type shared struct {
	rates   transport.Rates // nil: each process for itself
	account string
	tell    OnRequest // nil: nobody
}

// OnRequest is told of a request to a vendor's account and how long the answer
// took: status 0 means that there was none. Several goroutines call it.
type OnRequest func(account string, status int, took time.Duration)

// told is what is told of requests to the account; nil if nobody wants to know.
func (s shared) told() func(int, time.Duration) {
	if s.tell == nil {
		return nil
	}
	return func(status int, took time.Duration) { s.tell(s.account, status, took) }
}

// rates returns what holds the rates of all processes, if the state is one that
// several machines share. A plan changes nothing in it.
func (a *App) rates(ctx context.Context, mode Mode) (transport.Rates, error) {
	if mode != Send {
		return nil, nil
	}
	state, err := a.State(ctx)
	if err != nil {
		return nil, err
	}
	rates, _ := state.(store.Rates)
	return rates, nil
}

// newChain returns the transport of a job. Offline, look-ups are answered by v.
func newChain(limit destination.Limit, s destination.Settings, mode Mode, v vendor, with shared) *transport.Chain {
	o := transport.Options{
		Concurrency: limit.Concurrency, Timeout: limit.Timeout, Requests: limit.Requests, Per: limit.Per,
		Secrets: s.Secrets(), Plan: mode != Send, Rates: with.rates, Account: with.account, Observe: with.told(),
	}
	if mode == Offline {
		o.Base, o.Requests = v, 0
	}
	return transport.New(o)
}

// target returns a sync with its destination and that one's settings.
func (a *App) target(name string) (*project.Sync, *project.Destination, destination.Settings, error) {
	sync, d, err := a.resolved(name, a.options.Env)
	if err != nil {
		return nil, nil, nil, err
	}
	settings, err := d.Settings(a.options.Env)
	if err != nil {
		return nil, nil, nil, err
	}
	if err := needed(sync, d, settings); err != nil {
		return nil, nil, nil, err
	}
	return sync, d, settings, nil
}

// resolved returns a sync with its variables replaced, and its destination.
func (a *App) resolved(name string, env project.Env) (*project.Sync, *project.Destination, error) {
	named, err := a.Project.Sync(name)
	if err != nil {
		return nil, nil, err
	}
	d, err := a.Project.Destination(named.Destination)
	if err != nil {
		return nil, nil, err
	}
	sync := *named
	sync.Sync, err = named.Resolve(env)
	return &sync, d, err
}

// needed checks the settings that the sync's operation cannot do without.
func needed(sync *project.Sync, d *project.Destination, s destination.Settings) error {
	var errs []error
	for _, name := range sync.Operation.Needs {
		if s.Text(name) == "" {
			errs = append(errs, waybill.Errorf(waybill.EInvalid, "%s needs %s", sync.Operation.Name, name).
				At("destinations."+d.Name).WithHint("set %s on the destination %s", name, d.Name))
		}
	}
	return errors.Join(errs...)
}

// OpenSource opens a source of the project.
func (a *App) OpenSource(ctx context.Context, name string) (waybill.Source, error) {
	s, err := a.Project.Source(name)
	if err != nil {
		return nil, err
	}
	config, err := s.Config(a.options.Env)
	if err != nil {
		return nil, err
	}
	if !s.Kind.Active() {
		return nil, waybill.Errorf(waybill.EInvalid, "%s is known, but cannot be read by this version yet", s.Kind.Label).
			At("sources." + name + ".type")
	}
	config.Reach = a.options.Reach
	if err := config.Allowed("path"); err != nil {
		return nil, err
	}
	src, err := s.Kind.Open(ctx, config)
	if err != nil {
		return nil, a.Project.MaskError(fmt.Errorf("opening source %s: %w", name, err))
	}
	return src, nil
}

// limits are the project's own, and otherwise those of the vendor.
func limits(d *project.Destination, op *destination.Operation, s destination.Settings) destination.Limit {
	limit := d.Type.LimitFor(op, s)
	if d.Requests > 0 {
		limit.Requests, limit.Per = d.Requests, d.Per
	}
	limit.Concurrency = cmp.Or(d.Concurrency, limit.Concurrency, 8)
	limit.Timeout = cmp.Or(d.Timeout, limit.Timeout)
	return limit
}
