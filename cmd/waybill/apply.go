package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/store"
)

func (p *program) applyCommand() *cobra.Command {
	var f serverFlags
	var dry bool
	c := &cobra.Command{
		Use: "apply", Short: "Make the server equal to the project's files",
		Long: "Shows what the project's files would create, change and delete on the server, and does it, all of it or\n" +
			"nothing. What people made by the interface and the files do not have is deleted too: it is shown first.\n" +
			"With --dry-run nothing is changed, and the exit code is 2 if there is a difference.",
		Example: "  waybill apply --dry-run\n  waybill apply\n  WAYBILL_TOKEN=wb_… waybill apply --server https://waybill.example.com",
		Args:    takes(0, 0),
		RunE: do(func(cmd *cobra.Command, _ []string) (err error) {
			set, err := configuration.FromProject(p.dir, catalogue())
			if err != nil {
				return err
			}
			if url := p.named(cmd, "state"); url != "" {
				return p.applyRemote(cmd.Context(), url, set, dry)
			}
			s, err := p.openServer(cmd.Context(), f, workFlags{}, nil)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			return p.apply(cmd, s, set, dry)
		}),
	}
	f.add(c)
	p.addServer(c)
	c.MarkFlagsMutuallyExclusive("server", "state")
	c.Flags().BoolVar(&dry, "dry-run", false, "show the difference and change nothing")
	return c
}

func (p *program) apply(cmd *cobra.Command, s *app.Server, set configuration.Set, dry bool) error {
	if !dry {
		d, err := s.Configuration.Apply(cmd.Context(), set, store.AnyVersion, p.author())
		if err != nil {
			return err
		}
		return p.tellDiff(d, true)
	}
	d, err := s.Configuration.Plan(cmd.Context(), set)
	if err != nil {
		return err
	}
	if err := p.tellDiff(d, false); err != nil {
		return err
	}
	if !d.Empty() {
		return exit(exitRejected)
	}
	return nil
}

// applyRemote has a server apply a set.
func (p *program) applyRemote(ctx context.Context, url string, set configuration.Set, dry bool) error {
	r, err := p.remote(url)
	if err != nil {
		return err
	}
	defer r.Client.Close()
	d, err := r.Apply(ctx, set, dry)
	if err != nil {
		return err
	}
	if err := p.tellDiff(d.Diff, !dry); err != nil {
		return err
	}
	if dry && !d.Empty() {
		return exit(exitRejected)
	}
	return nil
}

// tellDiff prints what differs, or what was done about it.
func (p *program) tellDiff(d configuration.Diff, done bool) error {
	if p.json {
		return p.printJSON(d)
	}
	if p.quiet {
		return nil
	}
	s := p.styleOf(p.out)
	for _, e := range d.Differences {
		name := string(e.Kind) + " " + clean(e.Name)
		switch e.Action {
		case configuration.Create:
			p.printf("%s %s\n", s.green("+"), name)
		case configuration.Alter:
			p.printf("%s %s: %s\n", s.yellow("~"), name, clean(strings.Join(e.Paths, ", ")))
		case configuration.Delete:
			p.printf("%s %s%s\n", s.red("-"), name, s.dim(made(e)))
		}
	}
	verbs := [...]string{"to create", "to change", "to delete"}
	if done {
		verbs = [...]string{"created", "changed", "deleted"}
	}
	text := phrase(
		part{int64(d.Count(configuration.Create)), verbs[0]}, part{int64(d.Count(configuration.Alter)), verbs[1]},
		part{int64(d.Count(configuration.Delete)), verbs[2]}, part{int64(d.Count(configuration.Unchanged)), "unchanged"},
	)
	if text == "" {
		text = "nothing: the project is empty"
	}
	p.printf("%s\n", text)
	return nil
}

// made says of what is deleted that a person made it.
func made(e configuration.Difference) string {
	if e.Origin == store.FromInterface {
		return " (made by the interface)"
	}
	return ""
}
