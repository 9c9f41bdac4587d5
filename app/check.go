package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/project"
)

// Level says how much a finding matters.
type Level string

// The levels.
const (
	OK      Level = "ok"
	Note    Level = "note"    // worth knowing
	Warning Level = "warning" // probably not what was meant
	Problem Level = "error"   // it does not work
)

// Finding is one thing that a check found.
type Finding struct {
	Subject string // such as: sync orders
	Level   Level
	Text    string
	Err     error // of a Problem
}

// check is one walk through a project.
type check struct {
	app    *App
	report func(Finding)
	wanted func(name string) bool
	broken map[string]bool // sources that cannot be read
}

// Check tries everything in the project that goes by one of the names, or all
// of it: it connects to sources and destinations, compiles the mappings and
// tries sample rows offline. Findings are reported as they come.
func (a *App) Check(ctx context.Context, names []string, report func(Finding)) error {
	wanted, err := a.wanted(names)
	if err != nil {
		return err
	}
	c := &check{app: a, report: a.masking(report), wanted: wanted, broken: map[string]bool{}}
	if len(names) == 0 {
		c.state(ctx)
	}
	for _, s := range a.Project.Sources {
		if wanted(s.Name) && s.Kind.Active() {
			c.source(ctx, s.Name)
		}
	}
	for i := range a.Project.Destinations {
		if d := &a.Project.Destinations[i]; wanted(d.Name) {
			c.destination(ctx, d)
		}
	}
	for i := range a.Project.Models {
		if m := &a.Project.Models[i]; wanted(m.Name) && !c.mapped(m.Name) && !c.broken[m.Source] {
			c.model(ctx, m)
		}
	}
	for i := range a.Project.Syncs {
		if s := &a.Project.Syncs[i]; wanted(s.Name) && !c.broken[s.Model.Source] {
			c.sync(ctx, s)
		}
	}
	if len(names) == 0 {
		for _, n := range a.Project.Notes {
			report(Finding{Subject: n.Position.String(), Level: Note, Text: n.Text})
		}
	}
	return nil
}

// masking tells findings without what the project's references stand for.
func (a *App) masking(report func(Finding)) func(Finding) {
	return func(f Finding) {
		f.Text, f.Err = a.Project.Mask(f.Text), a.Project.MaskError(f.Err)
		report(f)
	}
}

// wanted turns names into a test of names. A sync brings along its source, its
// model and its destination.
func (a *App) wanted(names []string) (func(string) bool, error) {
	if len(names) == 0 {
		return func(string) bool { return true }, nil
	}
	set := map[string]bool{}
	known := a.names()
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, waybill.Errorf(waybill.ENotFound, "the project has nothing called %q", name).
				WithHint("%s", nearest(name, known))
		}
		set[name] = true
	}
	for _, s := range a.Project.Syncs {
		if slices.Contains(names, s.Name) {
			set[s.Model.Source], set[s.Destination] = true, true
		}
	}
	return func(name string) bool { return set[name] }, nil
}

// names lists whatever the project names.
func (a *App) names() []string {
	var all []string
	for _, s := range a.Project.Sources {
		all = append(all, s.Name)
	}
	for _, m := range a.Project.Models {
		all = append(all, m.Name)
	}
	for _, d := range a.Project.Destinations {
		all = append(all, d.Name)
	}
	for _, s := range a.Project.Syncs {
		all = append(all, s.Name)
	}
	return all
}

// mapped reports whether a sync that is checked reads the model anyway.
func (c *check) mapped(model string) bool {
	return slices.ContainsFunc(c.app.Project.Syncs, func(s project.Sync) bool {
		return s.Model.Name == model && c.wanted(s.Name)
	})
}

func (c *check) fail(subject string, err error) {
	for _, e := range Split(err) {
		c.report(Finding{Subject: subject, Level: Problem, Text: e.Error(), Err: e})
	}
}

func (c *check) ok(subject, format string, args ...any) {
	c.report(Finding{Subject: subject, Level: OK, Text: fmt.Sprintf(format, args...)})
}

func (c *check) source(ctx context.Context, name string) {
	subject := "source " + name
	src, err := c.app.OpenSource(ctx, name)
	if err == nil {
		defer src.Close() //nolint:errcheck // it was only read
		err = src.Ping(ctx)
	}
	if err != nil {
		c.broken[name] = true // its models need not be tried
		c.fail(subject, err)
		return
	}
	c.ok(subject, "can be read")
}

// destination tries the credentials that its syncs need.
func (c *check) destination(ctx context.Context, d *project.Destination) {
	subject := "destination " + d.Name
	settings, err := d.Settings(c.app.options.Env)
	if err != nil {
		c.fail(subject, err)
		return
	}
	var operations []string
	for _, s := range c.app.Project.SyncsOf(d.Name) {
		if err := needed(s, d, settings); err != nil {
			c.fail(subject, err)
			return
		}
		operations = append(operations, s.Operation.Name)
	}
	if d.Type.Check == nil {
		c.ok(subject, nothingToTry)
		return
	}
	client, done := checking(d, settings)
	defer done()
	notes, err := d.Type.Check(ctx, client, operations)
	for _, note := range notes {
		c.ok(subject, "%s", note)
	}
	if err != nil {
		c.fail(subject, err)
		return
	}
	for _, named := range c.app.Project.SyncsOf(d.Name) {
		s, _, err := c.app.resolved(named.Name, c.app.options.Env)
		if err == nil {
			err = d.Type.Verify(ctx, client, s.Operation, s.Settings)
		}
		if err != nil {
			c.fail("sync "+named.Name, err)
		}
	}
}

const nothingToTry = "its settings are complete; there is nothing that could be tried without sending"

// checking returns a client that asks a destination about itself, and what
// closes it.
func checking(d *project.Destination, s destination.Settings) (*destination.Client, func()) {
	chain := newChain(destination.Limit{Timeout: d.Timeout}, s, Send, vendor{}, shared{})
	client := destination.NewClient(d.Type, nil, destination.Sync{Config: s}, chain)
	return client, func() {
		client.Close()
		_ = chain.Close() // its connections are idle
	}
}

// state looks at the state without changing it.
func (c *check) state(ctx context.Context) {
	if c.app.borrowed { // a server's: it is in use
		return
	}
	s, err := c.app.openState(ctx, true)
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		c.fail("state", err)
	}
}

func (c *check) model(ctx context.Context, m *project.Model) {
	cols, rows, err := c.app.Preview(ctx, m.Name, SampleRows)
	if err != nil {
		c.fail("model "+m.Name, err)
		return
	}
	names := make([]string, len(cols))
	for i, col := range cols {
		names[i] = col.Name
	}
	for _, key := range m.PrimaryKey {
		if !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, key) }) {
			c.fail("model "+m.Name, waybill.Errorf(waybill.EInvalid, "the query returns no column %q", key).
				At("models."+m.Name+".primary_key").WithHint("it returns %s", strings.Join(names, ", ")))
			return
		}
	}
	c.ok("model "+m.Name, "%s, %s", counted(len(cols), "column"), sampled(len(rows)))
}
