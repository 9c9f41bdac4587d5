package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

const (
	mostChecked  = 1_000_000 // rows whose keys are compared
	mostExamples = 5
	mostTables   = 10_000
)

// SourceTypes returns the kinds of sources, as data.
func (l *Live) SourceTypes() []web.SourceType {
	types := []web.SourceType{}
	for _, k := range l.options.Catalogue.Sources {
		types = append(types, web.SourceType{
			Name: k.Name, Label: k.Label, Doc: k.Doc, Active: k.Active(), Settings: append([]waybill.Field{}, k.Settings...),
		})
	}
	return types
}

// TestSource tries to reach a source.
func (l *Live) TestSource(ctx context.Context, name string, drafts ...web.Draft) (result web.TestResult, err error) {
	err = l.turn(ctx, quick, drafts, func(ctx context.Context, a *App) error {
		if _, err := a.Project.Source(name); err != nil {
			return err
		}
		src, err := a.OpenSource(ctx, name)
		if err == nil {
			err = errors.Join(src.Ping(ctx), src.Close())
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		result = a.told(OK, []string{"It can be read."}, err)
		return nil
	})
	return result, err
}

// told is the result of a test; notes, which are of a level, count if it went
// well.
func (a *App) told(level Level, notes []string, err error) web.TestResult {
	err = a.Project.MaskError(err)
	result := web.TestResult{OK: err == nil, Tried: err != nil || level == OK, Notes: []web.Note{}}
	for _, e := range Split(err) {
		result.Notes = append(result.Notes, noteOf(string(Problem), e))
	}
	for _, n := range notes {
		if err == nil {
			result.Notes = append(result.Notes, web.Note{Level: string(level), Message: a.Project.Mask(n)})
		}
	}
	return result
}

// noteOf takes an error for people apart.
func noteOf(level string, err error) web.Note {
	note := web.Note{Level: level, Message: err.Error()}
	if e, ok := errors.AsType[*waybill.Error](err); ok {
		note.Path, note.Hint = e.Path, e.Hint
		if e.Path != "" {
			note.Message = strings.Replace(note.Message, e.Path+": ", "", 1)
		}
	}
	return note
}

// Tables lists the tables and views of a source.
func (l *Live) Tables(ctx context.Context, name string, drafts ...web.Draft) ([]web.Table, error) {
	tables := []web.Table{}
	err := l.turn(ctx, quick, drafts, func(ctx context.Context, a *App) error {
		s, err := a.Project.Source(name)
		if err != nil {
			return err
		}
		if s.Kind.Tables == "" {
			return waybill.Errorf(waybill.EInvalid, "the tables of %s cannot be listed", s.Kind.Label).At("sources." + name)
		}
		return a.reading(ctx, waybill.Model{Name: "tables of " + name, Source: name, SQL: s.Kind.Tables}, func(_ []waybill.Column, row waybill.Row) bool {
			schema, _ := waybill.Text(row[0])
			table, _ := waybill.Text(row[1])
			view, _ := waybill.Text(row[2])
			tables = append(tables, web.Table{Schema: schema, Name: table, View: view == "1" || view == "true"})
			return len(tables) < mostTables
		})
	})
	return tables, err
}

// reading calls each with the rows of a model until it returns false. A row is
// valid for that call only.
func (a *App) reading(ctx context.Context, m waybill.Model, each func([]waybill.Column, waybill.Row) bool) error {
	return a.rowsOf(ctx, m, func(rows waybill.Rows) error {
		for row, err := range rows.All() {
			if err != nil {
				return err
			}
			if !each(rows.Columns(), row) {
				return nil
			}
		}
		return nil
	})
}

// rowsOf hands over the rows of a model that fulfil where.
func (a *App) rowsOf(ctx context.Context, m waybill.Model, read func(waybill.Rows) error, where ...waybill.Where) (err error) {
	src, err := a.OpenSource(ctx, m.Source)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	rows, err := src.Query(ctx, m.Query(src), where...)
	if err == nil {
		err = read(rows)
	}
	if err != nil {
		return fmt.Errorf("reading model %s: %w", m.Name, err)
	}
	return nil
}

// Preview returns the columns and the first rows of a model.
func (l *Live) Preview(ctx context.Context, model string, limit int, drafts ...web.Draft) (web.Preview, error) {
	out := web.Preview{Columns: []waybill.Column{}, Rows: [][]json.RawMessage{}}
	err := l.turn(ctx, quick, keyed(drafts), func(ctx context.Context, a *App) error {
		cols, rows, err := a.Preview(ctx, model, limit+1)
		if err != nil {
			return err
		}
		if m, err := a.Project.Model(model); err == nil {
			out.Table = m.Table
		}
		out.Columns = append(out.Columns, cols...)
		out.More = len(rows) > limit
		for _, row := range rows[:min(limit, len(rows))] {
			out.Rows = append(out.Rows, JSONRow(row))
		}
		return nil
	})
	return out, err
}

// keyed gives models that have no primary key yet one that nothing looks at, so
// that they can be looked at before a key is chosen.
func keyed(drafts []web.Draft) []web.Draft {
	out := slices.Clone(drafts)
	for i, d := range out {
		var spec map[string]json.RawMessage
		if d.Kind != store.KindModel || json.Unmarshal(d.Spec, &spec) != nil || spec["primary_key"] != nil {
			continue
		}
		if spec == nil {
			spec = map[string]json.RawMessage{}
		}
		spec["primary_key"] = json.RawMessage(`"not chosen yet"`)
		if b, err := json.Marshal(spec); err == nil {
			out[i].Spec = b
		}
	}
	return out
}

// CheckKey reads a model and counts null and repeated primary keys.
func (l *Live) CheckKey(ctx context.Context, name string, drafts ...web.Draft) (web.KeyCheck, error) {
	result := web.KeyCheck{Examples: []string{}, Complete: true}
	err := l.turn(ctx, thorough, drafts, func(ctx context.Context, a *App) error {
		model, err := a.Project.Model(name)
		if err != nil {
			return err
		}
		seed, seen := maphash.MakeSeed(), map[uint64]struct{}{}
		var columns []int
		var wrong error
		err = a.reading(ctx, model.Model, func(cols []waybill.Column, row waybill.Row) bool {
			if columns == nil {
				if columns, wrong = keyColumns(model.Model, cols); wrong != nil {
					return false
				}
			}
			if result.Rows == mostChecked {
				result.Complete = false
				return false
			}
			result.Rows++
			key, ok := keyOf(row, columns)
			if !ok {
				result.Null++
				return true
			}
			hash := maphash.String(seed, key)
			if _, twice := seen[hash]; twice {
				if result.Repeated++; len(result.Examples) < mostExamples {
					result.Examples = append(result.Examples, mapping.Display(key))
				}
			}
			seen[hash] = struct{}{}
			return true
		})
		return errors.Join(wrong, err)
	})
	return result, err
}

// keyColumns returns where the columns of a model's primary key are.
func keyColumns(m waybill.Model, cols []waybill.Column) ([]int, error) {
	var at []int
	for _, name := range m.PrimaryKey {
		i := slices.IndexFunc(cols, func(c waybill.Column) bool { return strings.EqualFold(c.Name, name) })
		if i < 0 {
			var names []string
			for _, c := range cols {
				names = append(names, c.Name)
			}
			return nil, waybill.Errorf(waybill.EInvalid, "the query returns no column %q", name).
				At("models."+m.Name+".primary_key").WithHint("It returns %s.", strings.Join(names, ", "))
		}
		at = append(at, i)
	}
	return at, nil
}

func keyOf(row waybill.Row, columns []int) (string, bool) {
	parts := make([]any, len(columns))
	for i, at := range columns {
		parts[i] = row[at]
	}
	return mapping.Encode(parts)
}
