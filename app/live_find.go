package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/web"
)

// choose reads the row that is meant: by its key, wherever it is, or by its place.
func (a *App) choose(ctx context.Context, m waybill.Model, choice web.RowChoice) ([]waybill.Column, waybill.Row, error) {
	if choice.Key == nil {
		s := search{model: m, is: func(_ string, n int) bool { return n == choice.Index }}
		if err := s.among(ctx, a); err != nil || s.row != nil {
			return s.columns, s.row, err
		}
		return nil, nil, waybill.Errorf(waybill.ENotFound, "the model %s has %s", m.Name, counted(s.seen, "row")).WithHint("Choose one of them, counting from 0.")
	}
	wanted := *choice.Key
	s := search{model: m, is: func(key string, _ int) bool { return key == wanted || mapping.Display(key) == wanted }}
	sure, err := s.asked(ctx, a, wanted)
	if err == nil && s.row == nil && !sure {
		err = s.among(ctx, a)
	}
	if err != nil || s.row != nil {
		return s.columns, s.row, err
	}
	missing := waybill.Errorf(waybill.ENotFound, "the model %s has no row %s", m.Name, cmp.Or(mapping.Display(wanted), "with an empty key"))
	if s.seen >= mostChecked {
		missing.Message += " among its first 1,000,000 rows"
	}
	return nil, nil, missing
}

// search looks for one row of a model.
type search struct {
	model waybill.Model
	is    func(key string, at int) bool

	columns []waybill.Column
	key     []int // where the columns of the primary key are
	row     waybill.Row
	seen    int // rows
}

// among looks at the rows of the model that fulfil where, one by one.
func (s *search) among(ctx context.Context, a *App, where ...waybill.Where) error {
	return a.rowsOf(ctx, s.model, func(rows waybill.Rows) (err error) {
		s.columns, s.seen = rows.Columns(), 0
		if s.key, err = keyColumns(s.model, s.columns); err != nil {
			return err
		}
		for row, err := range rows.All() {
			if err != nil {
				return err
			}
			if key, _ := keyOf(row, s.key); s.is(key, s.seen) {
				s.row = slices.Clone(row)
			}
			if s.seen++; s.row != nil || s.seen == mostChecked {
				break
			}
		}
		return nil
	}, where...)
}

// asked has the source itself look for a key, which costs it little where it has
// an index. It reports whether a row that was not found is not there: where the
// source compares otherwise than keys are compared, as it may with times and
// bytes, or cannot filter the query, the row may be there all the same.
func (s *search) asked(ctx context.Context, a *App, key string) (sure bool, err error) {
	columns := s.model.PrimaryKey
	parts := mapping.Decode(key)
	if len(parts) != len(columns) {
		parts = strings.Split(key, ",")
	}
	if len(parts) != len(columns) {
		return false, nil
	}
	where := make([]waybill.Where, len(columns))
	for i, c := range columns {
		where[i] = waybill.Where{Column: c, Value: parts[i]}
	}
	err = s.among(ctx, a, where...)
	if waybill.ErrorCode(err) == waybill.EInvalid {
		return false, nil
	}
	return !slices.ContainsFunc(s.key, func(at int) bool {
		return !slices.Contains([]waybill.Type{waybill.Int, waybill.String}, s.columns[at].Type)
	}), err
}
