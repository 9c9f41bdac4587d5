package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/transport"
	"github.com/waybillhq/waybill/web"
)

// suggestSample is how many rows come with a suggestion.
const suggestSample = 5

// DestinationTypes returns the kinds of destinations, as data.
func (l *Live) DestinationTypes() []web.DestinationType {
	types := []web.DestinationType{}
	for i := range l.options.Catalogue.Destinations {
		d := &l.options.Catalogue.Destinations[i]
		t := web.DestinationType{
			Name: d.Name, Label: d.Label, Doc: d.Doc, Docs: d.Docs, Settings: append([]waybill.Field{}, d.Settings...),
			Choices: d.Choices != nil, Testable: d.Check != nil && !d.Offline, Operations: []waybill.Operation{},
		}
		for j := range d.Operations {
			t.Operations = append(t.Operations, declared(&d.Operations[j]))
		}
		types = append(types, t)
	}
	return types
}

func declared(op *destination.Operation) waybill.Operation {
	out := op.Operation
	out.Fields = append([]waybill.Field{}, out.Fields...)
	return out
}

// TestDestination tries the credentials of a destination.
func (l *Live) TestDestination(ctx context.Context, name string, operations []string, drafts ...web.Draft) (result web.TestResult, err error) {
	err = l.turn(ctx, quick, drafts, func(ctx context.Context, a *App) error {
		d, err := a.Project.Destination(name)
		if err != nil {
			return err
		}
		rec := &transport.Recorder{}
		notes, err := a.tryDestination(transport.WithRecorder(ctx, rec), d, operations)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		asked := rec.Exchanges()
		level := OK
		if len(asked) == 0 {
			level = Note // nobody was asked: that it works is not known
		}
		if err == nil || !unheard(asked) {
			result = a.told(level, notes, err)
			return nil
		}
		result = a.told(level, nil, nobody(asked[0].URL, err))
		result.Tried = false
		return nil
	})
	return result, err
}

// unheard reports whether requests were made and not one was answered.
func unheard(asked []waybill.Exchange) bool {
	return len(asked) > 0 && !slices.ContainsFunc(asked, func(x waybill.Exchange) bool { return x.Status != 0 })
}

// nobody says that a host did not answer, so that no credential was looked at.
func nobody(at string, err error) error {
	host := at
	if u, parsed := url.Parse(at); parsed == nil {
		host = u.Host
	}
	return waybill.Errorf(waybill.EUnavailable, "nobody answered at %s, so that it could not be tried: %v", host, err).
		WithHint("check the address in the settings, and the network")
}

// tryDestination tries the credentials that operations need, or those that the
// destination's syncs need, or all that are set.
func (a *App) tryDestination(ctx context.Context, d *project.Destination, operations []string) ([]string, error) {
	settings, err := d.Settings(a.options.Env)
	if err != nil {
		return nil, err
	}
	if len(operations) == 0 {
		operations = a.operationsOf(d, settings)
	}
	for _, name := range operations {
		op, ok := d.Type.Operation(name)
		if !ok {
			return nil, waybill.Errorf(waybill.EInvalid, "%s has no operation %s", d.Type.Name, name)
		}
		if err := needed(&project.Sync{Operation: op}, d, settings); err != nil {
			return nil, err
		}
		if e, ok := errors.AsType[*waybill.Error](op.API.Check(settings)); ok {
			return nil, e.At("destinations." + d.Name + "." + e.Path)
		}
	}
	if d.Type.Check == nil {
		return []string{"Its settings are complete; there is nothing that could be tried without sending."}, nil
	}
	client, done := checking(d, settings)
	defer done()
	return d.Type.Check(ctx, client, operations)
}

// operationsOf returns the operations that a destination's syncs use or, if it
// has none, those whose settings are all there.
func (a *App) operationsOf(d *project.Destination, s destination.Settings) []string {
	var names []string
	for _, sync := range a.Project.SyncsOf(d.Name) {
		if sync.Operation != nil && !slices.Contains(names, sync.Operation.Name) {
			names = append(names, sync.Operation.Name)
		}
	}
	if names != nil {
		return names
	}
	for i := range d.Type.Operations {
		op := &d.Type.Operations[i]
		if !slices.ContainsFunc(op.Needs, func(setting string) bool { return s.Text(setting) == "" }) {
			names = append(names, op.Name)
		}
	}
	return names
}

// Choices lists what the account offers for a setting of a sync.
func (l *Live) Choices(ctx context.Context, name, setting string, drafts ...web.Draft) (choices []destination.Choice, err error) {
	err = l.turn(ctx, quick, drafts, func(ctx context.Context, a *App) error {
		d, err := a.Project.Destination(name)
		if err != nil || d.Type.Choices == nil {
			return err
		}
		settings, err := d.Settings(a.options.Env)
		if err != nil {
			return err
		}
		client, done := checking(d, settings)
		defer done()
		choices, err = d.Type.Choices(ctx, client, setting)
		return outside(err)
	})
	return choices, err
}

// outside turns what a vendor did into an error for people.
func outside(err error) error {
	e, ok := errors.AsType[*destination.Error](err)
	if !ok {
		return err
	}
	code := waybill.EUnavailable
	if e.Disposition != destination.Again {
		code = waybill.EInvalid
	}
	told := waybill.Errorf(code, "%s", err)
	if cause, ok := errors.AsType[*waybill.Error](err); ok {
		told.Hint = cause.Hint
	}
	return told
}

// Suggest proposes a mapping of a model to an operation.
func (l *Live) Suggest(ctx context.Context, model, name, operation string, drafts ...web.Draft) (web.Suggestion, error) {
	out := web.Suggestion{Columns: []waybill.Column{}, Mapping: []web.SuggestedField{}, Missing: []string{}, Sample: [][]json.RawMessage{}}
	err := l.turn(ctx, quick, keyed(drafts), func(ctx context.Context, a *App) error {
		d, err := a.Project.Destination(name)
		if err != nil {
			return err
		}
		op, ok := d.Type.Operation(operation)
		if !ok {
			return waybill.Errorf(waybill.EInvalid, "%s has no operation %s", d.Type.Label, operation).At("operation")
		}
		cols, rows, err := a.Preview(ctx, model, suggestSample)
		if err != nil {
			return err
		}
		out.Columns, out.Op, out.OneOf = append(out.Columns, cols...), declared(op), op.OneOf
		for _, row := range rows {
			out.Sample = append(out.Sample, JSONRow(row))
		}
		known := mapping.Sample{Columns: cols, Rows: rows}
		if m, err := a.Project.Model(model); err == nil {
			known.PrimaryKey = m.PrimaryKey
		}
		out.Mapping = append(out.Mapping, suggested(mapping.Suggest(&op.Operation, known))...)
		out.Missing = append(out.Missing, unmapped(op, out.Mapping)...)
		return nil
	})
	return out, err
}

func suggested(m waybill.Mapping) (out []web.SuggestedField) {
	for _, one := range m {
		out = append(out, web.SuggestedField{Field: one.To, Column: cmp.Or(one.Column, one.Each), As: one.As, Members: suggested(one.Map)})
	}
	return out
}

// unmapped returns the required fields that a mapping leaves out.
func unmapped(op *destination.Operation, m []web.SuggestedField) (names []string) {
	for _, f := range op.Fields {
		if f.Required && !slices.ContainsFunc(m, func(s web.SuggestedField) bool { return s.Field == f.Name }) {
			names = append(names, f.Name)
		}
	}
	return names
}
