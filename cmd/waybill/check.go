package main

import (
	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
)

func (p *program) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use: "check [NAME…]", Short: "Validate the project, try its connections and sample rows",
		Long: "Validates the files, connects to sources and destinations, compiles every mapping against the real columns\n" +
			"and tries the first 100 rows, without sending anything. Names restrict it to sources, models, destinations or syncs.\n\n" +
			"Exit codes: 0 nothing is wrong; 1 something cannot be reached, or a credential is refused; 64 the project is invalid.",
		Example: "  waybill check\n  waybill check orders-to-partnerize",
		RunE: do(func(cmd *cobra.Command, args []string) error {
			ctx, stop := interrupted(cmd.Context())
			defer stop()
			a, err := p.open(ctx, true)
			if err != nil {
				return err
			}
			code, warnings := exitOK, 0
			err = a.Check(ctx, args, func(f app.Finding) {
				if f.Level == app.Problem {
					code = max(code, exitCode(f.Err)) // an invalid project comes first
				}
				if f.Level == app.Warning {
					warnings++
				}
				p.tellFinding(f)
			})
			switch {
			case err != nil:
				return usage{err}
			case ctx.Err() != nil:
				return ctx.Err()
			case code != exitOK:
				return exit(code)
			}
			if warnings > 0 {
				p.printf("%s\n", p.styleOf(p.out).yellow("The project can run; look at "+counted(int64(warnings), "warning")+" first."))
				return nil
			}
			p.printf("%s\n", p.styleOf(p.out).green("The project is sound."))
			return nil
		}),
	}
}

// finding is a finding as programs read it.
type finding struct {
	Subject string       `json:"subject"`
	Level   app.Level    `json:"level"`
	Message string       `json:"message"`
	Code    waybill.Code `json:"code,omitempty"`
	Path    string       `json:"path,omitempty"`
	Hint    string       `json:"hint,omitempty"`
}

func (p *program) tellFinding(f app.Finding) {
	out := finding{Subject: f.Subject, Level: f.Level, Message: f.Text}
	if f.Err != nil {
		e := p.faultOf(f.Err)
		out.Message, out.Code, out.Path, out.Hint = e.Message, e.Code, e.Path, e.Hint
	}
	if p.json {
		_ = p.printJSON(out) // if nobody reads on, the exit code still tells
		return
	}
	if f.Level == app.Problem {
		p.printError(about(f.Subject, f.Err))
		return
	}
	s := p.styleOf(p.out)
	mark := map[app.Level]string{app.OK: s.green("ok     "), app.Note: s.dim("note   "), app.Warning: s.yellow("warning")}[f.Level]
	p.printf("%s  %s: %s\n", mark, s.bold(clean(f.Subject)), clean(f.Text))
}
