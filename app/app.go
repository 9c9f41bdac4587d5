// Package app is the wiring: it opens what a project names (sources,
// destinations, the state) and puts it together for the engine. It decides
// nothing about rows, and it prints nothing.
package app

import (
	"context"
	"errors"
	"strings"

	"github.com/waybillhq/waybill/destination/all"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/source"
	sources "github.com/waybillhq/waybill/source/all"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/postgres"
	"github.com/waybillhq/waybill/store/sqlite"
)

// Options say which project to open, and how.
type Options struct {
	Dir       string      // the folder of waybill.yaml
	Env       project.Env // environment variables, as os.LookupEnv
	Catalogue project.Catalogue

	// OnRequest is told of each request of a run; nil: nobody is.
	OnRequest OnRequest

	// Reach bounds the files that sources read; nil: a person reads their own.
	Reach *source.Reach

	// ReadOnly opens the state without creating or changing a byte of it.
	ReadOnly bool
}

// Catalogue returns all that a project may name, with further kinds of sources
// that only the program itself links.
func Catalogue(more ...source.Kind) project.Catalogue {
	return project.Catalogue{Sources: sources.Kinds(more...), Destinations: all.Destinations()}
}

// App is an open project. One of [Open] is for one goroutine, one of
// [FromProject] for several.
type App struct {
	Project *project.Project

	options  Options
	state    store.Store // nil until it is asked for
	borrowed bool        // the state is somebody else's to close
}

// FromProject returns a project that is loaded already, over a state that is
// open. Closing it closes nothing. Of the options, Env and Catalogue matter.
func FromProject(p *project.Project, o Options, state store.Store) *App {
	return &App{Project: p, options: o, state: state, borrowed: true}
}

// Open reads the project's files. Nothing is connected to before it is needed:
// a variable that is missing matters only to those who use it.
func Open(_ context.Context, o Options) (*App, error) {
	p, err := project.Load(o.Dir, o.Catalogue)
	if err != nil {
		return nil, err
	}
	return &App{Project: p, options: o}, nil
}

// State returns the project's state, opened at the first call.
func (a *App) State(ctx context.Context) (store.Store, error) {
	if a.state != nil {
		return a.state, nil
	}
	state, err := a.openState(ctx, a.options.ReadOnly)
	if err != nil {
		return nil, err
	}
	a.state = state
	return state, nil
}

func (a *App) openState(ctx context.Context, readOnly bool) (store.Store, error) {
	path, err := a.Project.State(a.options.Env)
	if err != nil {
		return nil, err
	}
	if readOnly {
		return openReadOnly(ctx, path)
	}
	if inPostgres(path) {
		return openPostgres(ctx, path, false)
	}
	state, err := sqlite.Open(ctx, path)
	if err != nil {
		return nil, err // not a nil pointer in an interface
	}
	return state, nil
}

// openReadOnly opens a state without changing a byte of it.
func openReadOnly(ctx context.Context, name string) (store.Store, error) {
	if inPostgres(name) {
		return openPostgres(ctx, name, true)
	}
	state, err := sqlite.OpenReadOnly(ctx, name)
	if err != nil {
		return nil, err // not a nil pointer in an interface
	}
	return state, nil
}

func openPostgres(ctx context.Context, url string, readOnly bool) (store.Store, error) {
	open := postgres.Open
	if readOnly {
		open = postgres.OpenReadOnly
	}
	state, err := open(ctx, url)
	if errors.Is(err, postgres.ErrEmpty) { // before the first run, as with a file
		return sqlite.OpenEmpty(ctx)
	}
	if err != nil {
		return nil, err // not a nil pointer in an interface
	}
	return state, nil
}

// Engine returns an engine over the project's state.
func (a *App) Engine(ctx context.Context) (*engine.Engine, error) {
	state, err := a.State(ctx)
	if err != nil {
		return nil, err
	}
	return &engine.Engine{Store: state, Retention: retentionOf(state)}, nil
}

// Close closes the state.
func (a *App) Close() error {
	if a.state == nil || a.borrowed {
		return nil
	}
	return a.state.Close()
}

// Place says where in the project's files the place of an error is, as far as
// that is known: syncs.orders.mapping.country is at waybill.yaml:52.
func (a *App) Place(path string) string {
	if path == "" || strings.Contains(path, ":") {
		return path
	}
	if p := a.Project.Locate(path); p.Line > 0 {
		return p.String() + " (" + path + ")"
	}
	return path
}

// Split returns the errors that were joined into err, each on its own.
func Split(err error) []error {
	if err == nil {
		return nil
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok { //nolint:errorlint // only what was joined at the top is taken apart
		var all []error
		for _, e := range joined.Unwrap() {
			all = append(all, Split(e)...)
		}
		return all
	}
	return []error{err}
}
