package main

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

func (p *program) runsCommand() *cobra.Command {
	var limit int
	c := &cobra.Command{
		Use: "runs [SYNC]", Short: "List what ran, newest first",
		Example: "  waybill runs\n  waybill runs orders-to-partnerize --limit 5 --json",
		Args:    takes(0, 1),
		RunE: do(func(cmd *cobra.Command, args []string) (err error) {
			a, err := p.open(cmd.Context(), true)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			filter := store.RunFilter{Limit: limit}
			if len(args) > 0 {
				if _, err := p.sync(a, args[0]); err != nil {
					return err
				}
				filter.Scope.Sync = args[0]
			}
			state, err := a.State(cmd.Context())
			if err != nil {
				return err
			}
			runs, err := state.ListRuns(cmd.Context(), filter)
			if err != nil {
				return err
			}
			return p.tellRuns(runs)
		}),
	}
	c.Flags().IntVar(&limit, "limit", 20, "how many runs to list; 0: all")
	return c
}

func (p *program) tellRuns(runs []waybill.Run) error {
	if p.json {
		for _, r := range runs {
			if err := p.printJSON(r); err != nil {
				return err
			}
		}
		return nil
	}
	if p.quiet {
		return nil
	}
	if len(runs) == 0 {
		p.printf("nothing ran yet: %s\n", p.command("run", "--all"))
		return nil
	}
	s := p.styleOf(p.out)
	t := &table{
		header: []string{"run", "sync", "status", "started", "took", "read", "accepted", "refused", "deferred", "in doubt"},
		right:  map[int]bool{4: true, 5: true, 6: true, 7: true, 8: true, 9: true},
	}
	for _, r := range runs {
		c := r.Counts
		t.add(r.ID, clean(r.Sync), s.status(r.Status), r.StartedAt.UTC().Format(time.DateTime), lasted(r),
			number(c.Read), number(c.Accepted), number(c.Rejected), number(c.Deferred), number(c.InDoubt))
	}
	t.write(p.out, "", s)
	return nil
}

func lasted(r waybill.Run) string {
	if r.FinishedAt.IsZero() {
		return "…"
	}
	return took(r.FinishedAt.Sub(r.StartedAt))
}
