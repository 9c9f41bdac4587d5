package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
)

func (p *program) cancelCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "cancel RUN", Short: "Ask a run to end",
		Long: "Asks a run to end: what is on its way is settled, the rest is left for the next run.\n" +
			"If the run's process is gone, the run is closed instead.",
		Example: "  waybill cancel 01KE3Z",
		Args:    takes(1, 1),
		RunE: do(func(cmd *cobra.Command, args []string) (err error) {
			s, err := p.site(cmd, false)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			run, err := s.Run(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if run.Status != waybill.Running && run.Status != waybill.Queued {
				return waybill.Errorf(waybill.EConflict, "run %s has ended: it is %s", run.ID, statusWords(run.Status))
			}
			result, err := s.Cancel(cmd.Context(), run)
			if err != nil {
				return err
			}
			return p.tellCancelled(result)
		}),
	}
	p.addServer(c)
	return c
}

// cancelled says what became of the wish, for programs.
type cancelled struct {
	Run    string `json:"run"`
	Result string `json:"result"` // asked; closed: its process was gone; withdrawn: it waited
	Doubt  int64  `json:"in_doubt"`
}

func (p *program) tellCancelled(c cancelled) error {
	switch c.Result {
	case "closed":
		p.printf("the process of run %s was gone: the run is closed\n", c.Run)
	case "withdrawn":
		p.printf("run %s was waiting: it does not begin\n", c.Run)
	default:
		p.printf("asked: run %s ends as soon as what is on its way is settled\n", c.Run)
	}
	if c.Doubt > 0 {
		p.printf("%s it had begun %s in doubt: `%s`\n", counted(c.Doubt, "row"), are(c.Doubt),
			p.command("rows", c.Run, "--outcome", string(waybill.InDoubt)))
	}
	return p.maybeJSON(c)
}

// maybeJSON writes v if JSON was asked for.
func (p *program) maybeJSON(v any) error {
	if !p.json {
		return nil
	}
	return p.printJSON(v)
}

func are(n int64) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
