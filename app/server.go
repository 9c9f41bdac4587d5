package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/metrics"
	"github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/source"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/tracing"
	"github.com/waybillhq/waybill/tracing/otlp"
	"github.com/waybillhq/waybill/vault"
)

// ServerOptions say how a server runs.
type ServerOptions struct {
	Dir       string // where relative paths of the configuration begin, and the project's files are, if there are any
	State     string // a path or a URL; "" takes the project's, and waybill.db where there is no project
	Env       project.Env
	Catalogue project.Catalogue

	// SecretFiles and SourceFiles are folders whose files the API may name, see
	// [configuration.Reach]; nil takes those of the variables.
	SecretFiles, SourceFiles []string

	// MakeKey has a state in a file get a key for secrets, if there is none.
	MakeKey bool

	Slots   int           // runs at once; 0: 4
	Holder  string        // names this process to people; "": the host's name
	Version string        // of this program
	Grace   time.Duration // how long runs may take to settle at the end; 0: 30 s
	Log     *slog.Logger
	Now     func() time.Time // nil: time.Now
}

// Server is a state that is worked on: runs, schedules, and what the API and
// the interface show. Its parts may be used by several goroutines.
type Server struct {
	State         *State
	Vault         *vault.Vault
	Configuration *configuration.Configuration
	People        *people.Reception
	Live          *Live

	// Metrics are those of this process and of its state.
	Metrics *metrics.Metrics

	options     ServerOptions
	tracer      *tracing.Tracer // nil: nothing is traced
	stopTracing func(context.Context) error
}

// OpenServer opens the state of a server. Nothing is worked on before
// [Server.Work].
func OpenServer(ctx context.Context, o ServerOptions) (*Server, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	name, err := stateOf(o)
	if err != nil {
		return nil, err
	}
	state, err := OpenState(ctx, name)
	if err != nil {
		return nil, err
	}
	s := &Server{State: state, People: people.New(state.Office, o.Now), options: o}
	s.Metrics = metrics.New(metrics.State{Overview: state.Store, Queue: state.Queue}, o.Now)
	if s.tracer, s.stopTracing, err = otlp.Start(ctx, otlp.Options{Env: o.Env, Version: o.Version, Instance: s.holder(), Log: o.Log}); err != nil {
		return nil, errors.Join(err, state.Close())
	}
	if s.Vault, err = s.openVault(ctx, name); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	reach := reachOf(o, name)
	s.Configuration = configuration.New(state.Office, s.Vault, o.Catalogue, o.Dir).Within(reach)
	s.Live = NewLive(s.Configuration, state.Office, state.Store, LiveOptions{
		Env: o.Env, Catalogue: o.Catalogue, Dir: o.Dir, OnRequest: s.Metrics.Vendor,
		Reach:   &source.Reach{Folders: append([]string{absolute(o.Dir)}, reach.SourceFiles...), Denied: reach.Denied},
		Reading: func(ctx context.Context) (store.Store, error) { return openReadOnly(ctx, name) },
	})
	return s, nil
}

// StateVariable names the state of a server, so that its password need not be
// on a command line that others on the machine can see.
const StateVariable = "WAYBILL_STATE"

// stateOf is the state that a server opens: what it was told, that of the
// variable, or the project's.
func stateOf(o ServerOptions) (string, error) {
	if o.State != "" {
		return o.State, nil
	}
	if name, _ := o.Env(StateVariable); name != "" {
		return name, nil
	}
	if !hasFiles(o.Dir) {
		return filepath.Join(o.Dir, "waybill.db"), nil
	}
	p, err := project.Load(o.Dir, o.Catalogue)
	if err != nil {
		return "", err
	}
	return p.State(o.Env)
}

// hasFiles reports whether a folder is a project.
func hasFiles(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, project.File))
	return err == nil
}

// closing is how long what was traced may take to be sent at the end.
const closing = 5 * time.Second

// Close closes the state.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closing)
	defer cancel()
	return errors.Join(s.stopTracing(ctx), s.State.Close())
}

// Work works on runs and schedules until ctx ends; then what is in flight is
// settled, and the runs are left to whoever works next.
func (s *Server) Work(ctx context.Context) error {
	abort, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	w := &Worker{Live: s.Live, State: s.State, Log: s.options.Log, Now: s.options.Now, Stop: ctx, Abort: abort, Holder: s.holder(), Metrics: s.Metrics, Tracer: s.tracer, Prune: s.Prune}
	return s.State.Queue.Work(ctx, w, queue.Options{
		Slots: s.options.Slots, Deliveries: deliveries, Holder: s.holder(), Grace: s.options.Grace, Log: s.options.Log,
	})
}

func (s *Server) holder() string {
	if s.options.Holder != "" {
		return s.options.Holder
	}
	host, _ := os.Hostname() // "": a process without a name is one too
	return fmt.Sprintf("%s/%d", host, os.Getpid())
}

// ApplyFiles makes what came from files equal to the files of the project, if
// the folder has any. What people made by the interface stays. It returns what
// it changed.
func (s *Server) ApplyFiles(ctx context.Context, by store.Author) (configuration.Diff, error) {
	if !hasFiles(s.options.Dir) {
		return configuration.Diff{}, nil
	}
	set, err := configuration.FromProject(s.options.Dir, s.options.Catalogue)
	if err != nil {
		return configuration.Diff{}, err
	}
	kept, _, err := s.State.Office.ListResources(ctx, "")
	if err != nil {
		return configuration.Diff{}, err
	}
	have := map[string]bool{}
	for _, r := range set.Resources {
		have[string(r.Kind)+"."+r.Name] = true
	}
	for _, r := range kept {
		if r.Origin == store.FromInterface && !have[string(r.Kind)+"."+r.Name] {
			set.Resources = append(set.Resources, r)
		}
	}
	return s.Configuration.Apply(ctx, set, store.AnyVersion, by)
}
