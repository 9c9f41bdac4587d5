package main

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/mapping"
)

func (p *program) planCommand() *cobra.Command {
	var w wishes
	var limit int
	var offline bool
	c := &cobra.Command{
		Use: "plan SYNC", Short: "Show what a run would do, with the exact requests",
		Long:    "Shows what a run would do: the counts, and for the first rows the exact requests or the refusal.\nNothing is written, neither at the vendor nor here; the vendor is asked what it has, unless --offline.",
		Example: "  waybill plan orders-to-partnerize --limit 3\n  waybill plan customers-to-partnerstack --offline --json",
		Args:    takes(1, 1),
		RunE: do(func(cmd *cobra.Command, args []string) (err error) {
			if err := w.valid(); err != nil {
				return err
			}
			ctx, stop := interrupted(cmd.Context())
			defer stop()
			s, err := p.site(cmd, true)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			if err := known(ctx, s, args[0]); err != nil {
				return err
			}
			plan, err := s.Plan(ctx, args[0], w.Options, limit, offline)
			if err != nil {
				return err
			}
			return p.tellPlan(plan, offline)
		}),
	}
	p.addServer(c)
	w.flags(c)
	c.Flags().IntVar(&limit, "limit", 10, "how many rows to show")
	c.Flags().BoolVar(&offline, "offline", false, "leave out the look-ups at the vendor")
	return c
}

func (p *program) tellPlan(plan *engine.Plan, offline bool) error {
	for i := range plan.Rows {
		plan.Rows[i].Key = mapping.Display(plan.Rows[i].Key)
	}
	if p.json {
		return p.printJSON(plan)
	}
	s := p.styleOf(p.out)
	p.printf("%s  %s\n", s.bold(plan.Sync), s.dim("a plan: nothing is sent, nothing is changed"))
	p.printf("  read %s: %s\n", number(plan.Counts.Read), foundText(plan.Counts))
	p.printf("  would send %s", counted(plan.Sends, "row"))
	if plan.Removals > 0 {
		p.printf(", would delete or clear %s", counted(plan.Removals, "row"))
	}
	if plan.Counts.Invalid > 0 {
		p.printf(", would refuse %s before sending", counted(plan.Counts.Invalid, "row"))
	}
	if plan.Untried > 0 {
		p.printf(", would not try %s that earlier runs left refused or given up", counted(plan.Untried, "row"))
	}
	p.printf("\n")
	if plan.Withheld > 0 {
		p.printf("  the ledger knows %s as accepted: to send them again, `%s`\n", counted(plan.Withheld, "row"),
			p.command("run", plan.Sync, "--full-resync --resend-accepted", strconv.FormatInt(plan.Withheld, 10)))
	}
	if plan.Held != "" {
		p.printf("  %s %s\n", s.yellow("the run would be held:"), clean(plan.Held))
	}
	for _, w := range plan.Warnings {
		p.printf("  %s %s\n", s.yellow("warning:"), clean(w))
	}
	if offline {
		p.printf("  offline: the vendor was not asked; every look-up is taken to find nothing\n")
	}
	for _, row := range plan.Rows {
		p.tellPlanRow(s, row)
	}
	if rest := plan.Sends + plan.Removals + plan.Counts.Rejected - int64(len(plan.Rows)); rest > 0 && len(plan.Rows) > 0 {
		p.printf("\n%s\n", s.dim("and "+counted(rest, "more row")+" (--limit)"))
	}
	return nil
}

func (p *program) tellPlanRow(s style, row engine.PlanRow) {
	name := clean(row.Key)
	if row.BusinessKey != "" && row.BusinessKey != row.Key {
		name += " (" + clean(row.BusinessKey) + ")"
	}
	p.printf("\n%s %s\n", s.bold(name), s.dim(kindText(row.Kind)))
	if row.Message != "" {
		p.printf("  %s %s\n", s.yellow(outcomeText(row.Outcome)+":"), clean(row.Message))
	}
	for _, e := range row.Requests {
		p.tellRequest(s, e, "  ")
	}
}

// tellRequest writes a request: its first line, then its body.
func (p *program) tellRequest(s style, e waybill.Exchange, indent string) {
	note := ""
	if e.Status > 0 {
		note = s.dim(" → " + statusText(e.Status))
	}
	p.printf("%s%s %s%s\n", indent, s.bold(e.Method), clean(e.URL), note)
	if read := readable(e.URL); read != "" {
		p.printf("%s  %s\n", indent, s.dim("decoded: "+clean(read)))
	}
	p.tellBody(e.RequestBody, indent+"  ")
}

// tellBody writes a body, JSON over several lines.
func (p *program) tellBody(body, indent string) {
	if body == "" {
		return
	}
	for line := range strings.SplitSeq(pretty(body), "\n") {
		p.printf("%s%s\n", indent, clean(line))
	}
}

// readable is the path of a URL with its percent-encoding undone, if it has
// any.
func readable(location string) string {
	u, err := url.Parse(location)
	if err != nil || !strings.Contains(u.EscapedPath(), "%") {
		return ""
	}
	return u.Path
}
