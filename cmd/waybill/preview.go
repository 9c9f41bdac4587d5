package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
)

// cellWidth is how many characters of a value a table shows.
const cellWidth = 40

func (p *program) previewCommand() *cobra.Command {
	return &cobra.Command{
		Use: "preview MODEL", Short: "Show the first 100 rows of a model",
		Example: "  waybill preview orders\n  waybill preview orders --json",
		Args:    takes(1, 1),
		RunE: do(func(cmd *cobra.Command, args []string) (err error) {
			ctx, stop := interrupted(cmd.Context())
			defer stop()
			a, err := p.open(ctx, true)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, a.Close()) }()
			if _, err := a.Project.Model(args[0]); err != nil {
				return usage{err}
			}
			cols, rows, err := a.Preview(ctx, args[0], app.SampleRows)
			if err != nil {
				return err
			}
			if p.json {
				return p.rowsJSON(cols, rows)
			}
			p.rowsTable(cols, rows)
			return nil
		}),
	}
}

// rowsJSON writes one object per row, with its values exactly.
func (p *program) rowsJSON(cols []waybill.Column, rows []waybill.Row) error {
	for _, row := range rows {
		o := make(waybill.Object, len(cols))
		for i, col := range cols {
			o[i] = waybill.Member{Name: col.Name, Value: row[i]}
		}
		b, err := waybill.AppendJSON(nil, o)
		if err != nil {
			return err
		}
		if _, err := p.out.Write(append(b, '\n')); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) rowsTable(cols []waybill.Column, rows []waybill.Row) {
	if p.quiet {
		return
	}
	t := &table{right: map[int]bool{}}
	for i, col := range cols {
		t.header = append(t.header, clean(col.Name)+" "+string(col.Type))
		t.right[i] = col.Type == waybill.Int || col.Type == waybill.Decimal || col.Type == waybill.Float
	}
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = clip(clean(cellText(v)), cellWidth)
		}
		t.add(cells...)
	}
	s := p.styleOf(p.out)
	t.write(p.out, "", s)
	note := counted(int64(len(rows)), "row")
	if len(rows) == app.SampleRows {
		note = "the first " + note
	}
	p.printf("%s\n", s.dim(note))
}

// cellText is a value in a table.
func cellText(v any) string {
	if text, ok := waybill.Text(v); ok {
		return text
	}
	b, err := waybill.AppendJSON(nil, v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
