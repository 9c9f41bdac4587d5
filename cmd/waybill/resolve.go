package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
)

func (p *program) resolveCommand() *cobra.Command {
	var delivered, resend, giveUp bool
	var reason string
	c := &cobra.Command{
		Use: "resolve SYNC KEY --delivered|--resend|--give-up --reason TEXT", Short: "Decide about a row that is in doubt, refused or deferred",
		Long: "Decides about a row. KEY is its primary key (parts joined by a comma) or its business key.\n\n" +
			"  --delivered  the vendor has it: it counts as accepted and is not sent again\n" +
			"  --resend     the vendor does not have it: the next run sends it\n" +
			"  --give-up    it is not tried again: a refused row until it changes, one in doubt ever",
		Example: "  waybill resolve orders-to-partnerize O-17 --delivered --reason 'seen in their report of 3 May'",
		Args:    takes(2, 2),
		RunE: do(func(cmd *cobra.Command, args []string) (err error) {
			verdict, err := verdictOf(delivered, resend, giveUp)
			if err != nil {
				return err
			}
			if strings.TrimSpace(reason) == "" {
				return usage{invalid("--reason is required: it is kept with the row")}
			}
			a, err := p.open(cmd.Context(), false)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			sync, err := p.sync(a, args[0])
			if err != nil {
				return err
			}
			return p.resolve(cmd.Context(), a, sync, args[1], store.Decision{Verdict: verdict, Reason: reason})
		}),
	}
	f := c.Flags()
	f.BoolVar(&delivered, "delivered", false, "the vendor has it")
	f.BoolVar(&resend, "resend", false, "send it again in the next run")
	f.BoolVar(&giveUp, "give-up", false, "do not try it again")
	f.StringVar(&reason, "reason", "", "why; kept with the row")
	return c
}

func verdictOf(delivered, resend, giveUp bool) (store.Verdict, error) {
	var chosen []store.Verdict
	for verdict, is := range map[store.Verdict]bool{store.Delivered: delivered, store.Resend: resend, store.GiveUp: giveUp} {
		if is {
			chosen = append(chosen, verdict)
		}
	}
	if len(chosen) != 1 {
		return "", usage{invalid("give exactly one of --delivered, --resend and --give-up").WithHint("`waybill show SYNC KEY` tells what is known of the row")}
	}
	return chosen[0], nil
}

// decided is a decision as programs read it.
type decided struct {
	Sync    string        `json:"sync"`
	Key     string        `json:"key"`
	Verdict store.Verdict `json:"verdict"`
	Reason  string        `json:"reason"`
	Before  string        `json:"before"` // the row's state until now
}

// resolve records a decision while no run of the sync is under way.
func (p *program) resolve(ctx context.Context, a *app.App, sync *project.Sync, key string, d store.Decision) (err error) {
	state, err := a.State(ctx)
	if err != nil {
		return err
	}
	lease, err := state.Lock(ctx, sync.Name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lease.Release()) }()
	d.Scope = store.Scope{Account: sync.Account, Sync: sync.Name}
	resolved, err := sync.Resolve(p.env)
	if err != nil {
		return err
	}
	d.Claims, _ = engine.Claims(resolved, &sync.Operation.Operation)
	if _, err := state.Recover(ctx, d.Scope, lease.Fence()); err != nil { // what a lost run had begun is in doubt
		return err
	}
	story, err := state.Story(ctx, d.Scope, key)
	if err != nil {
		return err
	}
	if story.Entry == nil {
		return waybill.Errorf(waybill.EConflict, "nothing of %s was ever tried: there is nothing to decide", key)
	}
	d.Key, d.By, d.At = story.Entry.Key, p.who(), p.now().UTC()
	if err := state.Decide(ctx, d); err != nil {
		return err
	}
	shown := mapping.Display(d.Key)
	p.printf("%s was %s. %s\n", clean(shown), story.Entry.State, consequence(d.Verdict, story.Entry.State, p.command("run", sync.Name)))
	return p.maybeJSON(decided{Sync: sync.Name, Key: shown, Verdict: d.Verdict, Reason: d.Reason, Before: story.Entry.State.String()})
}

// consequence says what a verdict did and what happens next.
func consequence(v store.Verdict, was store.State, run string) string {
	switch v {
	case store.Delivered:
		return "It now counts as accepted, on your word, and is not sent again."
	case store.Resend:
		return "The next run sends it: `" + run + "`."
	}
	if was == store.InDoubt {
		return "It is not sent again, whatever changes: the vendor may have it. --resend would send it all the same."
	}
	return "It is not tried again until it changes in the model."
}
