package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
)

func (p *program) checkCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "check [NAME…]", Short: "Validate the project, try its connections and sample rows",
		Long: "Validates the files, connects to sources and destinations, compiles every mapping against the real columns\n" +
			"and tries the first 100 rows, without sending anything. Names restrict it to sources, models, destinations or syncs.\n\n" +
			"Exit codes: 0 nothing is wrong; 1 something cannot be reached, or a credential is refused; 64 the project is invalid.",
		Example: "  waybill check\n  waybill check orders-to-partnerize",
		RunE: do(func(cmd *cobra.Command, args []string) (err error) {
			ctx, stop := interrupted(cmd.Context())
			defer stop()
			s, err := p.site(cmd, true)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			code, warnings := exitOK, 0
			err = s.Check(ctx, args, func(f finding) {
				if f.Level == app.Problem {
					code = max(code, exitCodeOf(f.Code)) // an invalid project comes first
				}
				if f.Level == app.Warning {
					warnings++
				}
				p.tellFinding(f)
			})
			switch {
			case err != nil:
				return misnamed(err)
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
	p.addServer(c)
	return c
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

func (p *program) tellFinding(f finding) {
	if p.json {
		_ = p.printJSON(f) // if nobody reads on, the exit code still tells
		return
	}
	if f.Level == app.Problem {
		p.printFault(fault{f.Code, f.Subject + ": " + f.Message, f.Path, f.Hint})
		return
	}
	s := p.styleOf(p.out)
	mark := map[app.Level]string{app.OK: s.green("ok     "), app.Note: s.dim("note   "), app.Warning: s.yellow("warning")}[f.Level]
	p.printf("%s  %s: %s\n", mark, s.bold(clean(f.Subject)), clean(f.Message))
}
