package app

import (
	"context"
	"sync"

	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
)

// FromProject returns a project that is loaded already, over a state that is
// open already and stays so: closing the App does not close it.
func FromProject(p *project.Project, env project.Env, state store.Store) *App {
	return &App{Project: p, options: Options{Env: env}, state: state, borrowed: true}
}

// Live is the configuration of a server as it is now. It may be used by several
// goroutines.
type Live struct {
	Configuration *configuration.Configuration
	Resources     store.Resources
	State         store.Store
	Env           project.Env

	mu       sync.Mutex
	revision int64
	app      *App
}

// App returns the configuration as an App, which stays what it is when the
// configuration changes. It is read anew only after a change.
func (l *Live) App(ctx context.Context) (*App, int64, error) {
	revision, err := l.Resources.Revision(ctx)
	if err != nil {
		return nil, 0, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.app != nil && l.revision == revision {
		return l.app, revision, nil
	}
	// Secrets are asked for later, by others.
	p, revision, err := l.Configuration.Project(context.WithoutCancel(ctx))
	if err != nil {
		return nil, 0, err
	}
	l.app, l.revision = FromProject(p, configuration.Guard(l.Env), l.State), revision
	return l.app, revision, nil
}
