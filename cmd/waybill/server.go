package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/store"
)

// serverFlags are the flags of the commands that open a server's state.
type serverFlags struct {
	state   string
	makeKey bool // for secrets, if there is none
}

func (f *serverFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.state, "state", "", "the state: a file, or postgres://… (default: $WAYBILL_STATE, or the project's)")
}

// openServer opens the state of a server.
func (p *program) openServer(ctx context.Context, f serverFlags, w workFlags, log *slog.Logger) (*app.Server, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return app.OpenServer(ctx, app.ServerOptions{Dir: p.dir, State: f.state, MakeKey: f.makeKey, Env: p.env, Catalogue: catalogue(), Log: log, Version: buildInfo().Version, Now: p.now, Slots: w.slots, Grace: w.grace, SecretFiles: w.secretFiles, SourceFiles: w.sourceFiles})
}

// patience is how long a server that starts waits for its database, which may
// start beside it.
const patience = time.Minute

// awaitServer is openServer for what goes on for long.
func (p *program) awaitServer(ctx context.Context, f serverFlags, w workFlags, log *slog.Logger) (s *app.Server, err error) {
	err = awaited(ctx, log, func() error {
		s, err = p.openServer(ctx, f, w, log)
		return err
	})
	return s, err
}

// awaited does again for a while what fails because the database is away.
func awaited(ctx context.Context, log *slog.Logger, do func() error) error {
	began := time.Now()
	for wait := time.Second / 4; ; wait = min(2*wait, 4*time.Second) {
		err := do()
		if err == nil || !app.DatabaseAway(err) || time.Since(began) > patience {
			return err
		}
		log.Warn("the state is away; trying again", slog.String("error", err.Error()), slog.Duration("wait", wait))
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}

// author is the person at the command line.
func (p *program) author() store.Author {
	return store.Author{Who: p.who(), Via: "cli", At: p.now()}
}
