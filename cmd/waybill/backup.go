package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill/app"
)

func (p *program) backupCommand() *cobra.Command {
	var f serverFlags
	c := &cobra.Command{
		Use: "backup FILE", Short: "Copy the state to a file, also while it is worked on",
		Long: "Copies the state, as it is at one moment, to a new file that only you may read. Runs and the server go on\n" +
			"meanwhile; what is on its way at that moment is in doubt in the copy. The keys of secrets are not in it.\n\n" +
			"A state in PostgreSQL is backed up with pg_dump.",
		Example: "  waybill backup /var/backups/waybill-2026-05-03.db",
		Args:    takes(1, 1),
		RunE: do(func(cmd *cobra.Command, args []string) error {
			ctx, stop := interrupted(cmd.Context())
			defer stop()
			state, err := app.Backup(ctx, p.stateOptions(f), args[0])
			if err != nil {
				return err
			}
			info, err := os.Stat(args[0])
			if err != nil {
				return err
			}
			p.printf("%s: %s of %s, checked\n", clean(args[0]), size(info.Size()), clean(state))
			return p.maybeJSON(map[string]any{"state": state, "file": args[0], "bytes": info.Size()})
		}),
	}
	f.add(c)
	return c
}

// stateOptions are what it takes to find the state of a server.
func (p *program) stateOptions(f serverFlags) app.ServerOptions {
	return app.ServerOptions{Dir: p.dir, State: f.state, Env: p.env, Catalogue: catalogue(), Now: p.now}
}

func (p *program) restoreCommand() *cobra.Command {
	var f serverFlags
	var forget int64
	c := &cobra.Command{
		Use: "restore FILE", Short: "Put a backup in the place of the state",
		Long: "Checks a backup and puts it in the place of the state, which must not be open anywhere. The state that was\n" +
			"there stays beside it under another name.\n\n" +
			"A backup does not know what was sent after it was made. If the state that is there has sent inserts, or may\n" +
			"have, that the backup would send again, the backup is restored only when you name their exact number.",
		Example: "  waybill restore /var/backups/waybill-2026-05-03.db",
		Args:    takes(1, 1),
		RunE: do(func(cmd *cobra.Command, args []string) error {
			ctx, stop := interrupted(cmd.Context())
			defer stop()
			state, r, err := app.Restore(ctx, p.stateOptions(f), args[0], forget)
			if err != nil {
				return err
			}
			p.printf("%s is the state of the backup\n", clean(state))
			if r.Beside != "" {
				p.printf("what was there is beside it: %s\n", clean(r.Beside))
			}
			if r.Beside == "" || r.Unread {
				p.printf("%s\n", p.styleOf(p.out).yellow(forgets(r.Last)))
			}
			return p.maybeJSON(map[string]any{"state": state, "beside": r.Beside, "last_insert_at": r.Last, "unread": r.Unread})
		}),
	}
	f.add(c)
	c.Flags().Int64Var(&forget, "forget", 0, "the exact number of inserts that the backup would send again")
	return c
}

// forgets says what a backup does not know.
func forgets(last time.Time) string {
	if last.IsZero() {
		return "Nothing was inserted yet when it was made. If anything was since, the next run sends it again: look at `waybill plan SYNC` first."
	}
	return "The last insert it knows began at " + last.Format(time.RFC3339) +
		". What was sent after that, the next run sends again: look at `waybill plan SYNC` first."
}

// size is a number of bytes for people.
func size(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d KiB", (n+1023)/1024)
}
