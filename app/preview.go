package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/waybillhq/waybill"
)

// SampleRows is how many rows previews and checks read.
const SampleRows = 100

// Preview returns the columns and the first rows of a model.
func (a *App) Preview(ctx context.Context, name string, limit int) (cols []waybill.Column, rows []waybill.Row, err error) {
	model, err := a.Project.Model(name)
	if err != nil {
		return nil, nil, err
	}
	src, err := a.OpenSource(ctx, model.Source)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	return sample(ctx, src, model.Model, limit)
}

// sample reads the first rows of a model, and no more of it.
func sample(ctx context.Context, src waybill.Source, model waybill.Model, limit int) ([]waybill.Column, []waybill.Row, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	result, err := src.Query(ctx, model.Query(src))
	if err != nil {
		return nil, nil, fmt.Errorf("reading model %s: %w", model.Name, err)
	}
	var rows []waybill.Row
	for row, err := range result.All() {
		if err != nil {
			return nil, nil, fmt.Errorf("reading model %s: %w", model.Name, err)
		}
		if len(rows) == limit {
			break
		}
		rows = append(rows, slices.Clone(row))
	}
	return result.Columns(), rows, nil
}
