package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
	"github.com/waybillhq/waybill/app/sample"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/sandbox"
	"github.com/waybillhq/waybill/sandbox/all"
)

func (p *program) demoCommand() *cobra.Command {
	var serve, keep bool
	c := &cobra.Command{
		Use: "demo", Short: "Deliver a sample shop to both simulated vendors, in a few seconds",
		Long: "Makes a sample shop in a temporary folder, starts both sandboxes, and delivers the shop's rows twice, through the\n" +
			"real engine over real HTTP. Some rows are refused on purpose. Nothing leaves this machine, and the folder is removed\n" +
			"at the end unless --keep. --serve then opens the web interface on what was delivered, and keeps the sandboxes up.",
		Example: "  waybill demo\n  waybill demo --serve",
		Args:    takes(0, 0),
		RunE: do(func(cmd *cobra.Command, _ []string) (err error) {
			dir, err := os.MkdirTemp("", "waybill-demo-")
			if err != nil {
				return err
			}
			if !keep {
				defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
			}
			ctx, stop := interrupted(cmd.Context())
			defer stop()
			d := &demo{program: p, dir: dir, urls: map[string]string{}}
			defer d.close()
			if err := d.play(ctx); err != nil {
				return err
			}
			if !serve {
				d.next(nil, keep)
				return nil
			}
			s, err := d.server(ctx)
			if err != nil {
				return err
			}
			d.next(s, keep)
			return s.serve(ctx)
		}),
	}
	c.Flags().BoolVar(&serve, "serve", false, "open the web interface, and keep it and the sandboxes up until Ctrl-C")
	c.Flags().BoolVar(&keep, "keep", false, "keep the folder with the project and its state")
	return c
}

// demo is one demonstration.
type demo struct {
	*program
	dir     string
	urls    map[string]string // of the sandboxes, by kind
	servers []*sandbox.Server
}

func (d *demo) close() {
	for _, s := range d.servers {
		_ = s.Close() // only a simulator
	}
}

// play sets everything up and runs the syncs twice.
func (d *demo) play(ctx context.Context) error {
	began := d.now()
	for _, kind := range all.Kinds() {
		server, err := start(ctx, kind, sandbox.Options{Seed: 1}, "127.0.0.1:0")
		if err != nil {
			return err
		}
		d.servers, d.urls[kind.Name] = append(d.servers, server), server.URL
	}
	if _, err := sample.Write(ctx, d.dir); err != nil {
		return err
	}
	if err := sample.Awkward(ctx, d.dir); err != nil {
		return err
	}
	d.intro()
	first, err := d.pass(ctx, "First run: everything is new")
	if err != nil {
		return err
	}
	if err := d.tellRefused(ctx, first); err != nil {
		return err
	}
	if err := sample.Change(ctx, d.dir, `UPDATE customers SET plan = 'enterprise' WHERE id = 'C-1002'`); err != nil {
		return err
	}
	d.printf("Meanwhile customer C-1002 (Zoë Übermut) changed to the plan enterprise.\n\n")
	second, err := d.pass(ctx, "Second run: only what is new, changed or was refused")
	if err != nil {
		return err
	}
	return d.tellProof(ctx, second, d.now().Sub(began))
}

func (d *demo) intro() {
	s := d.styleOf(d.out)
	d.printf("%s\n", s.bold("Waybill demo"))
	d.printf("A sample shop (SQLite) is delivered to PartnerStack and Partnerize. Both vendors are simulated on\n" +
		"this machine; the engine, the HTTP requests and the memory of what was sent are the real ones.\n\n")
}

// variables point the project at the sandboxes, whatever is set outside.
func (d *demo) variables(name string) (string, bool) {
	switch name {
	case "PARTNERSTACK_URL":
		return d.urls["partnerstack"], true
	case "PARTNERIZE_URL":
		return d.urls["partnerize"], true
	}
	return "", false
}

// open opens the demo's project.
func (d *demo) open(ctx context.Context) (*app.App, error) {
	return app.Open(ctx, app.Options{Dir: d.dir, Env: d.variables, Catalogue: catalogue()})
}

// pass runs all syncs and prints a table.
func (d *demo) pass(ctx context.Context, title string) (runs []waybill.Run, err error) {
	a, err := d.open(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	e, err := a.Engine(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range a.Project.Syncs {
		run, err := runOnce(ctx, a, e, s.Name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
		runs = append(runs, run)
		if d.json {
			if err := d.printJSON(run); err != nil {
				return nil, err
			}
		}
	}
	d.table(title, runs)
	return runs, ctx.Err()
}

func runOnce(ctx context.Context, a *app.App, e *engine.Engine, name string) (waybill.Run, error) {
	job, done, err := a.Job(ctx, name, app.Send)
	if err != nil {
		return waybill.Run{}, err
	}
	run, err := e.Run(ctx, job, engine.Options{Trigger: "demo"})
	return run, errors.Join(err, done())
}

func (d *demo) table(title string, runs []waybill.Run) {
	if d.json || d.quiet {
		return
	}
	s := d.styleOf(d.out)
	t := &table{
		header: []string{"sync", "rows", "new", "changed", "unchanged", "accepted", "refused", "took"},
		right:  map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true, 6: true, 7: true},
	}
	for _, r := range runs {
		c := r.Counts
		t.add(r.Sync, number(c.Read), number(c.Added), number(c.Changed), number(c.Unchanged),
			s.green(number(c.Accepted)), s.yellow(number(c.Rejected)), took(r.FinishedAt.Sub(r.StartedAt).Round(time.Millisecond)))
	}
	d.printf("%s\n", s.bold(title))
	t.write(d.out, "  ", s)
	d.printf("\n")
}
