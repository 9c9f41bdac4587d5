package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill/store"
)

func (p *program) resolveCommand() *cobra.Command {
	var delivered, resend, giveUp bool
	var reason string
	c := &cobra.Command{
		Use: "resolve SYNC KEY --delivered|--resend|--give-up --reason TEXT", Short: "Decide about a row that is in doubt, refused or deferred",
		Long: "Decides about a row. KEY is its primary key (parts joined by a comma) or its business key.\n\n" +
			"  --delivered  the vendor has it: it counts as accepted and is not sent again\n" +
			"  --resend     the vendor does not have it: the next run sends it, as it is in the model then\n" +
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
			s, err := p.site(cmd, false)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			if err := known(cmd.Context(), s, args[0]); err != nil {
				return err
			}
			d, err := s.Resolve(cmd.Context(), args[0], args[1], verdict, reason)
			if err != nil {
				return err
			}
			p.printf("%s was %s. %s\n", clean(d.Key), d.Before, d.consequence(p.command("run", d.Sync)))
			return p.maybeJSON(d)
		}),
	}
	p.addServer(c)
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
	Follows string        `json:"follows"`

	gone bool // from its model
}

// consequence says what comes of a verdict, and which command goes on with it.
func (d decided) consequence(run string) string {
	if d.Verdict == store.Resend && !d.gone {
		first, rest, _ := strings.Cut(d.Follows, ".")
		return first + ": `" + run + "`." + rest
	}
	return d.Follows
}
