package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
)

// wishes are the flags of commands that run or plan.
type wishes struct{ engine.Options }

func (w *wishes) flags(c *cobra.Command) {
	f := c.Flags()
	f.BoolVar(&w.FullResync, "full-resync", false, "send every row, whatever the memory says; accepted ones only with --resend-accepted")
	f.BoolVar(&w.Reset, "reset", false, "rebuild the memory without sending anything")
	f.BoolVar(&w.Yes, "yes", false, "pass the brakes")
	f.BoolVar(&w.SameAccount, "same-account", false, "the account is the same although its host or key changed")
	f.Int64Var(&w.ResendAccepted, "resend-accepted", 0, "send again the `N` rows that the ledger knows as accepted; N must be exact")
}

// valid refuses wishes that contradict each other.
func (w *wishes) valid() error {
	switch {
	case w.FullResync && w.Reset:
		return usage{invalid("--full-resync sends rows and --reset sends none: choose one")}
	case w.ResendAccepted != 0 && !w.FullResync:
		return usage{invalid("--resend-accepted goes with --full-resync")}
	case w.ResendAccepted < 0:
		return usage{invalid("--resend-accepted takes a number of rows")}
	}
	return nil
}

func (p *program) runCommand() *cobra.Command {
	var w wishes
	var all bool
	c := &cobra.Command{
		Use: "run SYNC… | --all", Short: "Run syncs: send what is new or changed",
		Long: "Runs syncs: reads the model, compares it with what was delivered before, and sends what is new or changed.\n\n" +
			"Exit codes: 0 all accepted, or nothing to do; 1 failed; 2 some rows rejected, deferred or in doubt;\n3 held for approval; 64 wrong use or invalid project.",
		Example: "  waybill run orders-to-partnerize\n  waybill run --all --json\n  waybill run orders-to-partnerize --full-resync --resend-accepted 120",
		RunE: do(func(cmd *cobra.Command, args []string) error {
			if err := w.valid(); err != nil {
				return err
			}
			if all == (len(args) > 0) {
				return usage{invalid("name the syncs to run, or --all").WithHint("`waybill run SYNC` or `waybill run --all`")}
			}
			s, err := p.site(cmd, false)
			if err != nil {
				return err
			}
			return p.runSyncs(cmd.Context(), s, args, order{Options: w.Options})
		}),
	}
	p.addServer(c)
	p.addPatience(c)
	w.flags(c)
	c.Flags().BoolVar(&all, "all", false, "all syncs, in the order of the file")
	return c
}

// addPatience adds the flag of commands that watch a run at a server.
func (p *program) addPatience(c *cobra.Command) {
	c.Flags().DurationVar(&p.patience, "patience", 2*time.Minute, "with --server: how long to go on asking a server that does not answer")
}

// runSyncs runs syncs one after the other, all of them if none is named, and
// goes on after a failure. It closes the site.
func (p *program) runSyncs(ctx context.Context, s site, names []string, o order) (err error) {
	defer func() { err = errors.Join(err, s.Close()) }()
	have, err := s.Syncs(ctx)
	if err != nil {
		return err
	}
	if err := known(ctx, s, names...); err != nil {
		return err
	}
	if len(names) == 0 {
		names = have
	}
	if len(names) == 0 {
		return usage{invalid("the project has no syncs").WithHint("add one under `syncs:` in waybill.yaml")}
	}
	first, second := s.Interrupts()
	ctx, abort, stop := p.interrupts(ctx, first, second)
	defer stop()
	o.Abort = abort
	worst := exitOK
	for i, name := range names {
		if ctx.Err() != nil {
			break
		}
		o.sync = name
		run, err := p.runSync(ctx, s, o)
		if err != nil && len(names) == 1 && run.ID == "" {
			return err // it could not even begin
		}
		if i > 0 {
			p.printf("\n")
		}
		if err := p.tellRun(context.WithoutCancel(ctx), s, run, err); err != nil {
			return err
		}
		worst = worse(worst, codeOf(run))
	}
	if worst != exitOK {
		return exit(worst)
	}
	return nil
}

// runSync runs one sync. A run without an id did not begin.
func (p *program) runSync(ctx context.Context, s site, o order) (waybill.Run, error) {
	if o.FullResync || o.Reset {
		if err := p.warnKnown(ctx, s, o); err != nil {
			return p.notBegun(o.sync, err)
		}
	}
	shown := p.progressOf(o.sync)
	defer shown.end()
	return s.Carry(ctx, o, shown)
}

// warnKnown says how many rows the ledger knows as accepted, before a full
// resync or a reset.
func (p *program) warnKnown(ctx context.Context, s reader, o order) error {
	const offline = true
	plan, err := s.Plan(ctx, o.sync, engine.Options{FullResync: true, SameAccount: o.SameAccount}, 0, offline)
	if err != nil || p.quiet {
		return err
	}
	text := "the ledger knows " + counted(plan.Known, "row") + " of the model as accepted"
	if plan.Rekeyed > 0 {
		text += fmt.Sprintf(", and %s under another business key than now, which no run sends unless `waybill resolve` says so", number(plan.Rekeyed))
	}
	text += ". "
	switch {
	case o.Reset:
		text += "The memory is rebuilt from the model as it is now, and nothing is sent."
	case o.ResendAccepted == 0 && plan.Withheld == 0:
		text += fmt.Sprintf("Of the model %s %s to be sent.", counted(plan.Sends, "row"), are(plan.Sends))
	case o.ResendAccepted == 0:
		text += fmt.Sprintf("They are not sent again; --resend-accepted %d sends them again too.", plan.Withheld)
	default:
		text += fmt.Sprintf("%s asked to be sent again.", counted(o.ResendAccepted, "row"))
	}
	out := p.out
	if p.json {
		out = p.err
	}
	fmt.Fprintf(out, "%s: %s\n", o.sync, text)
	return nil
}

// codeOf is the exit code of one run.
func codeOf(r waybill.Run) int {
	switch r.Status {
	case waybill.Completed:
		return exitOK
	case waybill.WithRejections:
		return exitRejected
	case waybill.Held:
		return exitHeld
	}
	return exitFailed
}

// worse returns the graver of two exit codes: 1 before 3 before 2 before 0.
func worse(a, b int) int {
	rank := map[int]int{exitOK: 0, exitRejected: 1, exitHeld: 2, exitFailed: 3}
	if rank[b] > rank[a] {
		return b
	}
	return a
}
