package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/source/duckdb"
)

// The exit codes.
const (
	exitOK       = 0
	exitFailed   = 1
	exitRejected = 2
	exitHeld     = 3
	exitUsage    = 64
)

// program is one invocation: where it reads and writes, and the flags that all
// commands share.
type program struct {
	env      project.Env
	in       io.Reader
	out, err io.Writer
	now      func() time.Time

	dir         string // of the project
	json, quiet bool
	jsonErrors  bool // also where the flags could not be read

	server   string // that a command speaks to; "": none was named by a flag
	far      string // the server that the command speaks to; "": none
	flagged  bool   // a flag named it
	insecure bool
	patience time.Duration // with a server that does not answer

	opened *app.App // so that errors can say where in the files they are
}

// run carries out one command line and returns the exit code.
func run(ctx context.Context, args []string, env project.Env, stdin io.Reader, stdout, stderr io.Writer) int {
	p := &program{env: env, in: stdin, out: stdout, err: stderr, now: time.Now, jsonErrors: asksForJSON(args)}
	root := p.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return p.finish(root.ExecuteContext(ctx))
}

// asksForJSON reports whether errors are to be JSON even if the command line
// cannot be read.
func asksForJSON(args []string) bool {
	for _, a := range args {
		if a == "--json" || a == "--json=true" {
			return true
		}
	}
	return false
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "waybill",
		Short: "Moves rows from your warehouse to partner platforms, and can prove what arrived",
		Long: "Waybill moves rows from your warehouse to the platforms that pay partners and affiliates,\n" +
			"and can prove what arrived.\n\nNew here? `waybill demo` shows it at work; `waybill init shop` makes a project to play with.",
		SilenceErrors: true, SilenceUsage: true,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return unknownCommand(cmd, args[0])
		},
	}
	flags := root.PersistentFlags()
	flags.StringVarP(&p.dir, "project", "C", ".", "the project's folder")
	flags.BoolVar(&p.json, "json", false, "print JSON, for programs")
	flags.BoolVarP(&p.quiet, "quiet", "q", false, "print errors only")
	root.SetFlagErrorFunc(unknownFlag)
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddGroup(
		&cobra.Group{ID: "start", Title: "Start:"},
		&cobra.Group{ID: "sync", Title: "Check and run:"},
		&cobra.Group{ID: "proof", Title: "What happened, and what to do about it:"},
		&cobra.Group{ID: "serve", Title: "Servers:"},
	)
	add := func(group string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = group
			root.AddCommand(c)
		}
	}
	add("start", p.demoCommand(), p.initCommand(), p.sandboxCommand())
	add("sync", p.checkCommand(), p.testCommand(), p.previewCommand(), p.planCommand(), p.runCommand())
	add("proof", p.runsCommand(), p.rowsCommand(), p.searchCommand(), p.showCommand(), p.retryCommand(), p.resolveCommand(), p.approveCommand(), p.discardCommand(), p.cancelCommand())
	add("serve", p.serveCommand(), p.workerCommand(), p.applyCommand(), p.exportCommand(), p.keyCommand(), p.backupCommand(), p.restoreCommand(), p.doctorCommand())
	root.AddCommand(p.schemaCommand(), p.versionCommand(), p.completionCommand())
	root.AddCommand(laterCommands()...)
	return root
}

// open opens the project.
func (p *program) open(ctx context.Context, readOnly bool) (*app.App, error) {
	a, err := app.Open(ctx, app.Options{Dir: p.dir, Env: p.env, Catalogue: catalogue(), ReadOnly: readOnly})
	if err != nil {
		return nil, err
	}
	p.opened = a
	return a, nil
}

func catalogue() project.Catalogue { return app.Catalogue(duckdb.Kind) }

// command writes a command as it has to be typed to reach this project, or
// this server.
func (p *program) command(parts ...string) string {
	line := "waybill " + strings.Join(parts, " ")
	if p.far != "" {
		return line + p.remoteHere()
	}
	if filepath.Clean(p.dir) != "." {
		line += " --project " + quoted(p.dir)
	}
	return line
}

// quoted quotes an argument for a shell where it needs it.
func quoted(arg string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+=,"
	if arg != "" && strings.Trim(arg, plain) == "" {
		return arg
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}

// interrupted returns a context that ends at the first Ctrl-C.
func interrupted(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
}

// who is the person who decides something, as far as that is known.
func (p *program) who() string {
	for _, name := range []string{"WAYBILL_USER", "USER", "USERNAME"} {
		if v, ok := p.env(name); ok && v != "" {
			return v
		}
	}
	return "unknown"
}

func invalid(format string, args ...any) *waybill.Error {
	return waybill.Errorf(waybill.EInvalid, format, args...)
}
