package main

import (
	"context"
	"encoding/json"
	"iter"
	"slices"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/internal/near"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

// site is where a command is carried out: here, on the files of a project and
// its state, or at a server. What is printed is made of what a site tells, so
// that it is the same for both.
type site interface {
	reader
	decider

	Close() error
}

// reader tells what there is. Methods that take the name of a sync fail with
// ENotFound if there is none.
type reader interface {
	// Syncs returns the names of the syncs, in the order of the files.
	Syncs(ctx context.Context) ([]string, error)

	// Run returns a run by its id, or the beginning of it.
	Run(ctx context.Context, id string) (waybill.Run, error)

	// Runs returns the runs of a sync, or of all for "", newest first; at most
	// limit of them, or all for 0.
	Runs(ctx context.Context, sync string, limit int) ([]waybill.Run, error)

	// Results yields the results of a run in the order of their keys.
	Results(ctx context.Context, run string, f store.ResultFilter) iter.Seq2[waybill.Result, error]

	// Row returns what is known of a row, by its primary or its business key. The
	// account is that of the sync as it is configured, for "".
	Row(ctx context.Context, sync, account, key string) (rowFacts, error)

	// Search finds rows by a key, the vendor's id or a reference.
	Search(ctx context.Context, text string, limit int) (web.Hits, error)

	// Preview returns the first rows of a model.
	Preview(ctx context.Context, model string) (preview, error)

	// Plan says what a run would do.
	Plan(ctx context.Context, sync string, o engine.Options, limit int, offline bool) (*engine.Plan, error)

	// Check reports what is found about what goes by one of the names, or about
	// everything.
	Check(ctx context.Context, names []string, report func(finding)) error

	// Tests runs the unit tests of syncs, or of all if none is named.
	Tests(ctx context.Context, syncs []string, report func(testReport) error) error
}

// decider does what people ask for.
type decider interface {
	// Carry has a sync run, and returns the run when it has ended. A run without
	// an id did not begin; one that is running goes on without us.
	Carry(ctx context.Context, o order, shown progress) (waybill.Run, error)

	// Interrupts is what is said to somebody who presses Ctrl-C while a run is
	// carried out: at first, and again.
	Interrupts() (first, second string)

	// Resolve decides about a row.
	Resolve(ctx context.Context, sync, key string, v store.Verdict, reason string) (decided, error)

	// Cancel asks for the end of a run that goes on or waits.
	Cancel(ctx context.Context, r waybill.Run) (cancelled, error)

	// Discard gives up a run that is held.
	Discard(ctx context.Context, r waybill.Run, reason string) (waybill.Run, error)
}

// order is a run that somebody asks for.
type order struct {
	engine.Options
	sync     string
	approves string // the run that was held and is approved by this; "": none
}

// rowFacts is what is known of a row.
type rowFacts struct {
	store.Story
	account, vendor string
	told            web.Story // the same as a server tells it

	// captures returns the requests of the row in a run.
	captures func(ctx context.Context, run, key string) ([]waybill.Exchange, error)
}

// preview is the first rows of a model, with their values as JSON.
type preview struct {
	columns []waybill.Column
	rows    [][]json.RawMessage
}

const (
	serverVariable = "WAYBILL_SERVER"
	tokenVariable  = "WAYBILL_TOKEN"
)

// addServer adds the flags of a command that can speak to a server.
func (p *program) addServer(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&p.server, "server", "", "speak to the server at this `URL`, with a token in "+tokenVariable+" (default: $"+serverVariable+")")
	f.BoolVar(&p.insecure, "insecure", false, "let the server be http:// on another machine: the token can be read on its way")
	_ = c.RegisterFlagCompletionFunc("server", cobra.NoFileCompletions) // fails only for a flag that is not there
}

// named is the server that a command is for; "": none. What is said on the
// command line goes before the variable: also the flags that name a place here.
func (p *program) named(cmd *cobra.Command, here ...string) string {
	if cmd.Flags().Changed("server") {
		p.flagged = p.server != ""
		return p.server
	}
	if slices.ContainsFunc(here, cmd.Flags().Changed) {
		return ""
	}
	v, _ := p.env(serverVariable)
	return v
}

// site opens where a command is carried out. A project that is only read is
// not changed by a byte.
func (p *program) site(cmd *cobra.Command, readOnly bool) (site, error) {
	if url := p.named(cmd, "project"); url != "" {
		p.far = url
		return p.remote(url)
	}
	a, err := p.open(cmd.Context(), readOnly)
	if err != nil {
		return nil, err
	}
	return &local{a, p}, nil
}

// known fails as wrong use if a site has no sync of a name.
func known(ctx context.Context, s reader, names ...string) error {
	if len(names) == 0 {
		return nil
	}
	have, err := s.Syncs(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !contains(have, name) {
			return usage{waybill.Errorf(waybill.ENotFound, "there is no sync %s", name).WithHint("%s", near.Hint(name, have))}
		}
	}
	return nil
}

// misnamed makes the error of a name that nothing goes by one of wrong use.
func misnamed(err error) error {
	if waybill.ErrorCode(err) == waybill.ENotFound {
		return usage{err}
	}
	return err
}

// local is a site on this machine.
type local struct {
	*app.App
	p *program
}

// remoteHere is where a server is, behind a command.
func (p *program) remoteHere() string {
	if !p.flagged {
		return "" // the variable names it
	}
	text := " --server " + quoted(p.server)
	if p.insecure {
		text += " --insecure"
	}
	return text
}
