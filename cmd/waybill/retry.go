package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
)

func (p *program) retryCommand() *cobra.Command {
	o := engine.Options{Trigger: "retry"}
	c := &cobra.Command{
		Use: "retry RUN", Short: "Try the refused and deferred rows of a run again, now",
		Long: "Starts a new run over the refused and deferred rows of a run, never over those in doubt: `waybill resolve` decides on them.\n" +
			"Exit codes are those of `waybill run`.",
		Example: "  waybill retry 01KE3Z",
		Args:    takes(1, 1),
		RunE: do(func(cmd *cobra.Command, args []string) error {
			s, err := p.site(cmd, false)
			if err != nil {
				return err
			}
			run, err := s.Run(cmd.Context(), args[0])
			if err == nil && (run.Status == waybill.Running || run.Status == waybill.Queued) {
				err = waybill.Errorf(waybill.EConflict, "run %s is still %s", run.ID, run.Status)
			}
			if err != nil {
				return errors.Join(err, s.Close())
			}
			o.Retry = run.ID
			return p.runSyncs(cmd.Context(), s, []string{run.Sync}, order{Options: o})
		}),
	}
	p.addServer(c)
	p.addPatience(c)
	c.Flags().BoolVar(&o.Yes, "yes", false, "pass the brakes")
	c.Flags().BoolVar(&o.SameAccount, "same-account", false, "the account is the same although its host or key changed")
	return c
}
