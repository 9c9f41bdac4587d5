package main

import (
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
)

func (p *program) runsCommand() *cobra.Command {
	var limit int
	c := &cobra.Command{
		Use: "runs [SYNC]", Short: "List what ran, newest first",
		Example: "  waybill runs\n  waybill runs orders-to-partnerize --limit 5 --json",
		Args:    takes(0, 1),
		RunE: do(func(cmd *cobra.Command, args []string) (err error) {
			s, err := p.site(cmd, true)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			if err := known(cmd.Context(), s, args...); err != nil {
				return err
			}
			runs, err := s.Runs(cmd.Context(), strings.Join(args, ""), limit)
			if err != nil {
				return err
			}
			return p.tellRuns(runs)
		}),
	}
	p.addServer(c)
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
		t.add(r.ID, clean(r.Sync), s.status(r.Status), began(r), lasted(r),
			number(c.Read), number(c.Accepted), number(c.Rejected+c.Undeleted), number(c.Deferred), number(c.InDoubt))
	}
	t.write(p.out, "", s)
	return nil
}

func began(r waybill.Run) string {
	if r.StartedAt.IsZero() { // it waits
		return "…"
	}
	return r.StartedAt.UTC().Format(time.DateTime)
}

func lasted(r waybill.Run) string {
	if r.FinishedAt.IsZero() {
		return "…"
	}
	return took(r.FinishedAt.Sub(r.StartedAt))
}
