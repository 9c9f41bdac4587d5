package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill/app"
)

func (p *program) doctorCommand() *cobra.Command {
	var f serverFlags
	c := &cobra.Command{
		Use: "doctor", Short: "Check the installation, and say what to do",
		Long: "Checks the state, the keys of secrets, the configuration with its sources and destinations, the queue, the\n" +
			"schedules and this machine. It changes nothing, and asks vendors only what a test of the connection does.\n\n" +
			"Exit codes: 0 nothing fails, 1 something does.",
		Example: "  waybill doctor\n  waybill doctor --state postgres://waybill@db/waybill --json",
		Args:    takes(0, 0),
		RunE: do(func(cmd *cobra.Command, _ []string) error {
			ctx, stop := interrupted(cmd.Context())
			defer stop()
			o := p.stateOptions(f)
			b := buildInfo()
			o.Version = b.Version + " (" + b.Commit + "), " + b.Go
			failed := false
			app.Examine(ctx, o, func(s app.Symptom) {
				failed = failed || s.Level == app.Fail
				p.tellSymptom(s)
			})
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if failed {
				return exit(exitFailed)
			}
			return nil
		}),
	}
	f.add(c)
	return c
}

func (p *program) tellSymptom(s app.Symptom) {
	if p.json {
		_ = p.printJSON(s) // if nobody reads on, the exit code still tells
		return
	}
	out := p.out
	if p.quiet {
		if s.Level != app.Fail {
			return
		}
		out = p.err
	}
	style := p.styleOf(out)
	mark := map[app.Health]string{app.Fine: style.green("ok  "), app.Warn: style.yellow("warn"), app.Fail: style.red("fail")}[s.Level]
	fmt.Fprintf(out, "%s  %s: %s\n", mark, style.bold(clean(s.Check)), cleanLines(s.Text))
	if s.Hint != "" {
		fmt.Fprintf(out, "      %s %s\n", style.dim("hint:"), cleanLines(s.Hint))
	}
}
