package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

func (p *program) cancelCommand() *cobra.Command {
	return &cobra.Command{
		Use: "cancel RUN", Short: "Ask a run to end",
		Long: "Asks a run to end: what is on its way is settled, the rest is left for the next run.\n" +
			"If the run's process is gone, the run is closed instead.",
		Example: "  waybill cancel 01KE3Z",
		Args:    takes(1, 1),
		RunE: do(func(cmd *cobra.Command, args []string) (err error) {
			a, err := p.open(cmd.Context(), false)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			state, err := a.State(cmd.Context())
			if err != nil {
				return err
			}
			run, err := state.Run(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if run.Status != waybill.Running {
				return waybill.Errorf(waybill.EConflict, "run %s has ended: it is %s", run.ID, strings.ReplaceAll(string(run.Status), "_", " "))
			}
			return p.cancel(cmd.Context(), state, run)
		}),
	}
}

// cancelled says what became of the wish, for programs.
type cancelled struct {
	Run    string `json:"run"`
	Result string `json:"result"` // asked, or closed: its process was gone
	Doubt  int64  `json:"in_doubt"`
}

func (p *program) cancel(ctx context.Context, state store.Store, run waybill.Run) error {
	lease, err := state.Lock(ctx, run.Sync)
	if waybill.ErrorCode(err) == waybill.EConflict { // its process lives
		return p.askToEnd(ctx, state, run)
	}
	if err != nil {
		return err
	}
	lost, err := state.Recover(ctx, store.Scope{Account: run.Account, Sync: run.Sync}, lease.Fence())
	if err = errors.Join(err, lease.Release()); err != nil {
		return err
	}
	if slices.Contains(lost.Working, run.ID) { // its workers live
		return p.askToEnd(ctx, state, run)
	}
	p.printf("the process of run %s was gone: the run is closed\n", run.ID)
	if lost.InDoubt > 0 {
		p.printf("%s it had begun %s in doubt: `%s`\n", counted(lost.InDoubt, "row"), are(lost.InDoubt),
			p.command("rows", run.ID, "--outcome", string(waybill.InDoubt)))
	}
	return p.maybeJSON(cancelled{Run: run.ID, Result: "closed", Doubt: lost.InDoubt})
}

// askToEnd asks whoever works on a run to end it.
func (p *program) askToEnd(ctx context.Context, state store.Store, run waybill.Run) error {
	if err := state.Cancel(ctx, run.ID); err != nil {
		return err
	}
	p.printf("asked: run %s ends as soon as what is on its way is settled\n", run.ID)
	return p.maybeJSON(cancelled{Run: run.ID, Result: "asked"})
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
