package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/transport"
)

// TestResult is how a unit test of a sync went.
type TestResult struct {
	Name, Sync string
	Position   project.Position
	Diff       []string // what differs, a line each; empty if it passed
}

// Passed reports whether all was as expected.
func (r TestResult) Passed() bool { return len(r.Diff) == 0 }

// Test runs one of the project's unit tests: its row in, the request or the
// refusal out. Nothing is connected to and no variable is needed.
func (a *App) Test(ctx context.Context, t project.Test) (TestResult, error) {
	result := TestResult{Name: t.Name, Sync: t.Sync, Position: t.Position}
	sync, d, err := a.resolved(t.Sync, a.placeholder)
	if err != nil {
		return result, err
	}
	got, err := rehearse(ctx, sync, d, t, a.placeholders(d))
	if err != nil {
		return result, err
	}
	result.Diff = got.compare(t)
	return result, nil
}

// rehearsal is what a row led to, offline.
type rehearsal struct {
	refused  string
	requests []waybill.Exchange // writes only
	base     string             // the part of a URL that expected paths leave out
}

func rehearse(ctx context.Context, s *project.Sync, d *project.Destination, t project.Test, settings destination.Settings) (rehearsal, error) {
	got := rehearsal{base: strings.TrimRight(settings.Text(s.Operation.API.Base), "/")}
	cols, row := columns(s, t.Row)
	compiled, err := mapping.Compile(&s.Operation.Operation, s.Sync, cols)
	if err != nil {
		return got, err
	}
	m := compiled.Map(row, mapping.Vars{RunID: "RUN", RunStartedAt: time.Unix(0, 0).UTC(), Sync: s.Name, Model: s.Model.Name})
	target := targetOf(s, settings)
	if got.refused = m.Refusal; got.refused == "" && s.Operation.Validate != nil {
		if err := s.Operation.Validate(m.Record, target); err != nil {
			got.refused = err.Error()
		}
	}
	if got.refused != "" {
		return got, nil
	}
	chain := newChain(destination.Limit{}, settings, Offline, existing(t.Existing), shared{})
	client := destination.NewClient(d.Type, s.Operation, target, chain)
	defer client.Close() //nolint:errcheck // it keeps nothing worth an error
	rec := &transport.Recorder{}
	got.refused = attempt(transport.WithRecorder(ctx, rec), s.Operation, client, m.Record)
	for _, e := range rec.Exchanges() {
		if e.Method != "GET" && e.Method != "HEAD" {
			got.requests = append(got.requests, e)
		}
	}
	return got, nil
}

// attempt tries to send a record and returns why that was refused, or "".
func attempt(ctx context.Context, op *destination.Operation, client *destination.Client, r waybill.Record) string {
	var a destination.Answer
	if op.SendBatch != nil {
		a = op.AttemptBatch(ctx, client, []waybill.Record{r})[0]
	} else {
		a = op.Attempt(ctx, client, r)
	}
	switch {
	case a.Planned || a.Outcome == waybill.Accepted:
		return ""
	case a.Stop != nil:
		return a.Stop.Error()
	}
	return a.Message
}

// placeholders are a destination's settings, or what stands in for them where
// a variable is missing.
func (a *App) placeholders(d *project.Destination) destination.Settings {
	if s, err := d.Settings(a.placeholder); err == nil {
		return s
	}
	s := destination.Settings{}
	for _, f := range d.Type.Settings {
		switch {
		case f.Default != "":
			s[f.Name] = f.Default
		case f.Secret && f.Type == waybill.String:
			s[f.Name] = waybill.NewSecret("placeholder-of-" + f.Name)
		case f.Type == waybill.String:
			s[f.Name] = "placeholder-of-" + f.Name
		}
	}
	return s
}

// placeholder is a variable's value, or a made-up one that also serves as a
// URL.
func (a *App) placeholder(name string) (string, bool) {
	if v, ok := a.options.Env(name); ok {
		return v, true
	}
	return "https://" + strings.ToLower(strings.ReplaceAll(name, "_", "-")) + ".invalid", true
}

// columns are those of a test's row, and null for all others that the mapping
// names.
func columns(s *project.Sync, row waybill.Object) ([]waybill.Column, waybill.Row) {
	var cols []waybill.Column
	var values waybill.Row
	seen := map[string]bool{}
	add := func(name string, v any) {
		if folded := strings.ToLower(name); name != "" && !seen[folded] {
			seen[folded] = true
			cols, values = append(cols, waybill.Column{Name: name, Type: waybill.Any}), append(values, v)
		}
	}
	for _, m := range row {
		add(m.Name, plain(m.Value))
	}
	for _, name := range s.Model.PrimaryKey {
		add(name, nil)
	}
	if s.Match != nil {
		add(s.Match.Column, nil)
	}
	var walk func(m waybill.Mapping)
	walk = func(m waybill.Mapping) {
		for _, a := range m {
			add(a.Column, nil)
			add(a.Each, nil)
			if a.Each == "" {
				walk(a.Map)
			}
		}
	}
	walk(s.Mapping)
	walk(s.Custom)
	return cols, values
}

// compare returns the differences between what was expected and what was got.
func (got rehearsal) compare(t project.Test) []string {
	switch {
	case t.Refused != "" && got.refused == t.Refused:
		return nil
	case t.Refused != "" && got.refused != "":
		return []string{"expected refusal: " + t.Refused, "     got refusal: " + got.refused}
	case t.Refused != "":
		return append([]string{"expected refusal: " + t.Refused, "got a request instead:"}, got.lines()...)
	case got.refused != "":
		return []string{"expected a request", "     got refusal: " + got.refused}
	case len(t.Expect) != len(got.requests):
		return append([]string{fmt.Sprintf("expected %s, got %d:", counted(len(t.Expect), "request"), len(got.requests))}, got.lines()...)
	}
	var diff []string
	for i, want := range t.Expect {
		diff = append(diff, got.differences(want, got.requests[i])...)
	}
	return diff
}

func (got rehearsal) lines() []string {
	var lines []string
	for _, e := range got.requests {
		lines = append(lines, "  "+e.Method+" "+got.path(e)+" "+e.RequestBody)
	}
	return lines
}
