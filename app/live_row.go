package app

import (
	"context"
	"slices"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/transport"
	"github.com/waybillhq/waybill/web"
)

// PreviewRow says what would be sent for one row of a sync's model.
func (l *Live) PreviewRow(ctx context.Context, sync string, choice web.RowChoice, drafts ...web.Draft) (out web.RowPreview, err error) {
	err = l.turn(ctx, quick, drafts, func(ctx context.Context, a *App) error {
		out, err = a.previewRow(ctx, sync, choice)
		out.Refused = a.Project.Mask(out.Refused)
		for i, w := range out.Warnings {
			out.Warnings[i] = a.Project.Mask(w)
		}
		return err
	})
	return out, err
}

func (a *App) previewRow(ctx context.Context, name string, choice web.RowChoice) (web.RowPreview, error) {
	out := web.RowPreview{Columns: []waybill.Column{}, Requests: []waybill.Exchange{}, Warnings: []string{}}
	sync, d, err := a.resolved(name, a.options.Env)
	if err != nil {
		return out, err
	}
	settings, err := d.Settings(a.options.Env)
	if err == nil {
		err = needed(sync, d, settings)
	}
	if err != nil && choice.LookUps {
		return out, err
	}
	if err != nil {
		settings = a.placeholders(d)
		out.Warnings = append(out.Warnings, "The destination is not complete yet: "+noteOf("", err).Message)
	}
	cols, row, err := a.choose(ctx, sync.Model, choice)
	if err != nil {
		return out, err
	}
	compiled, err := mapping.Compile(&sync.Operation.Operation, sync.Sync, cols)
	if err != nil {
		return out, err
	}
	out.Columns, out.Row, out.Warnings = append(out.Columns, cols...), JSONRow(row), append(out.Warnings, compiled.Warnings()...)
	m := compiled.Map(row, mapping.Vars{RunID: "RUN", RunStartedAt: time.Unix(0, 0).UTC(), Sync: sync.Name, Model: sync.Model.Name})
	out.Key, out.BusinessKey, out.Refused = mapping.Display(m.Key), m.BusinessKey, m.Refusal
	out.Record = jsonValue(slices.Concat(m.Record.Fields, customOf(m.Record)))
	target := targetOf(sync, settings)
	switch {
	case m.NullKey:
		out.Refused = "the primary key is null: the row would be skipped"
	case out.Refused == "" && sync.Operation.Validate != nil:
		if err := sync.Operation.Validate(m.Record, target); err != nil {
			out.Refused = err.Error()
		}
	}
	if out.Refused == "" {
		out.Refused, out.Requests = a.rehearsed(ctx, sync, d, target, m.Record, choice.LookUps)
	}
	return out, ctx.Err()
}

// customOf is how the further fields of a record are shown.
func customOf(r waybill.Record) waybill.Object {
	if len(r.Custom) == 0 {
		return nil
	}
	return waybill.Object{{Name: "custom", Value: r.Custom}}
}

// rehearsed returns the requests that a record leads to, or its refusal.
func (a *App) rehearsed(ctx context.Context, s *project.Sync, d *project.Destination, t destination.Sync, r waybill.Record, lookUps bool) (string, []waybill.Exchange) {
	mode := Offline
	if lookUps {
		mode = Plan
	}
	chain := newChain(limits(d, s.Operation, t.Config), t.Config, mode, vendor{}, shared{})
	defer chain.Close() //nolint:errcheck // nothing was written
	client := destination.NewClient(d.Type, s.Operation, t, chain)
	defer client.Close()
	rec := &transport.Recorder{}
	refused := attempt(transport.WithRecorder(ctx, rec), s.Operation, client, r)
	requests := []waybill.Exchange{}
	for _, e := range rec.Exchanges() {
		if lookUps || e.Method != "GET" && e.Method != "HEAD" {
			requests = append(requests, e)
		}
	}
	return refused, requests
}
