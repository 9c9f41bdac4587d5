package main

import (
	"errors"
	"io"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
)

// workFlags say how a process works on runs.
type workFlags struct {
	slots int
	grace time.Duration
	level string
	watch string // the address of metrics

	secretFiles, sourceFiles []string // folders
}

func (f *workFlags) add(c *cobra.Command) {
	c.Flags().IntVar(&f.slots, "slots", 4, "runs at once")
	c.Flags().DurationVar(&f.grace, "grace", 30*time.Second, "how long runs may take to settle what is in flight at the end")
	c.Flags().StringVar(&f.watch, "metrics-listen", "", "answer /metrics and /healthz at this address, such as :9090")
	c.Flags().StringSliceVar(&f.secretFiles, "secret-files", nil, "a `folder` of files that ${file:…} may name in what comes by the API (default: $WAYBILL_SECRET_FILES, or none)")
	c.Flags().StringSliceVar(&f.sourceFiles, "source-files", nil, "a further `folder` of files that sources may read (default: $WAYBILL_SOURCE_FILES; always the server's folder)")
	c.Flags().StringVar(&f.level, "log-level", "info", "debug, info, warn or error")
}

// logger writes structured logs, one JSON object a line.
func (f *workFlags) logger(w io.Writer) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(f.level)); err != nil {
		return nil, usage{invalid("--log-level cannot be %q", f.level).WithHint("debug, info, warn or error")}
	}
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level})), nil
}

func (p *program) workerCommand() *cobra.Command {
	var f serverFlags
	var w workFlags
	c := &cobra.Command{
		Use: "worker", Short: "Work on the runs of a server, beside others",
		Long: "Joins the workers of a server whose state is in PostgreSQL. Any number may work at once, on any number of\n" +
			"machines; what one that died had in its hands is taken over within seconds.",
		Example: "  waybill worker --state postgres://waybill@db/waybill",
		Args:    takes(0, 0),
		RunE: do(func(cmd *cobra.Command, _ []string) (err error) {
			log, err := w.logger(p.err)
			if err != nil {
				return err
			}
			ctx, stop := interrupted(cmd.Context())
			defer stop()
			s, err := p.awaitServer(ctx, f, w, log)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			if !s.State.Shared {
				return waybill.Errorf(waybill.EInvalid, "a state in a file is worked on by one process").At("state").
					WithHint("`waybill serve` is that process; for several machines, put the state in PostgreSQL")
			}
			unwatch, err := s.Watched(ctx, w.watch)
			if err != nil {
				return err
			}
			defer unwatch()
			log.Info("working", slog.Int("slots", w.slots))
			err = s.Work(ctx)
			log.Info("stopped")
			return err
		}),
	}
	f.add(c)
	w.add(c)
	return c
}
