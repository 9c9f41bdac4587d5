package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/queue"
)

func (p *program) approveCommand() *cobra.Command {
	var w wishes
	c := &cobra.Command{
		Use: "approve RUN", Short: "Let a run that is held pass its brakes",
		Long: "Runs the sync of a run that is held, past its brakes, unless by now more rows would be sent than were held,\nor its sync, model or destination was changed. Only the last run of a sync but for\nretries can be approved, and once: " +
			"a later one has compared anew. A server runs it as it was asked for; on this machine a full resync or a reset\n" +
			"is to be asked for again.\n" +
			"Output and exit codes are those of `waybill run`.",
		Example: "  waybill approve 01KE3Z\n  waybill approve 01KE3Z --same-account",
		Args:    takes(1, 1),
		RunE: do(func(cmd *cobra.Command, args []string) error {
			if err := w.valid(); err != nil {
				return err
			}
			s, err := p.site(cmd, false)
			if err != nil {
				return err
			}
			run, err := held(cmd.Context(), s, args[0])
			if err != nil {
				return errors.Join(err, s.Close())
			}
			w.Approved, w.Basis = &run.Counts, run.Basis
			return p.runSyncs(cmd.Context(), s, []string{run.Sync}, order{Options: w.Options, approves: run.ID})
		}),
	}
	p.addServer(c)
	p.addPatience(c)
	w.flags(c)
	_ = c.Flags().MarkHidden("yes") // it is what approving means
	return c
}

func (p *program) discardCommand() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use: "discard RUN --reason TEXT", Short: "Give up a run that is held",
		Long:    "Gives up a run that is held: nothing of it is sent, and it counts as cancelled. The next run compares anew.",
		Example: "  waybill discard 01KE3Z --reason 'the model was wrong'",
		Args:    takes(1, 1),
		RunE: do(func(cmd *cobra.Command, args []string) (err error) {
			if strings.TrimSpace(reason) == "" {
				return usage{invalid("--reason is required: it is kept with the run")}
			}
			s, err := p.site(cmd, false)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			run, err := s.Run(cmd.Context(), args[0])
			if err == nil {
				err = mustBeHeld(run)
			}
			if err != nil {
				return err
			}
			if run, err = s.Discard(cmd.Context(), run, reason); err != nil {
				return err
			}
			p.printf("run %s is discarded: nothing of it is sent, and the next run of %s compares anew\n", run.ID, clean(run.Sync))
			return p.maybeJSON(run)
		}),
	}
	p.addServer(c)
	c.Flags().StringVar(&reason, "reason", "", "why; kept with the run")
	return c
}

// held returns a run that is held, and the last of its sync but for retries:
// approving an earlier one would let pass what nobody has looked at.
func held(ctx context.Context, s reader, id string) (waybill.Run, error) {
	run, err := s.Run(ctx, id)
	if err == nil {
		err = mustBeHeld(run)
	}
	if err != nil {
		return run, err
	}
	const behind = 50 // retries, which say nothing of what is held
	runs, err := s.Runs(ctx, run.Sync, behind)
	for _, later := range runs {
		if later.ID == run.ID {
			break
		}
		if later.Trigger != queue.Retry {
			return run, waybill.Errorf(waybill.EConflict, "run %s is not the last one of %s: %s came after it, and is %s", run.ID, run.Sync, later.ID, statusWords(later.Status)).
				WithHint("look at that one, or run the sync again")
		}
	}
	return run, err
}

func mustBeHeld(r waybill.Run) error {
	if r.Status != waybill.Held {
		return waybill.Errorf(waybill.EConflict, "run %s is not held: it is %s", r.ID, statusWords(r.Status))
	}
	return nil
}
