package main

import (
	"encoding/json"
	"errors"

	"github.com/spf13/cobra"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/app"
)

// cellWidth is how many characters of a value a table shows.
const cellWidth = 40

func (p *program) previewCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "preview MODEL", Short: "Show the first 100 rows of a model",
		Example: "  waybill preview orders\n  waybill preview orders --json",
		Args:    takes(1, 1),
		RunE: do(func(cmd *cobra.Command, args []string) (err error) {
			ctx, stop := interrupted(cmd.Context())
			defer stop()
			s, err := p.site(cmd, true)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			found, err := s.Preview(ctx, args[0])
			if err != nil {
				return misnamed(err)
			}
			if p.json {
				return p.previewJSON(found)
			}
			p.previewTable(found)
			return nil
		}),
	}
	p.addServer(c)
	return c
}

// previewJSON writes one object per row, with its values exactly.
func (p *program) previewJSON(found preview) error {
	for _, row := range found.rows {
		b := []byte{'{'}
		for i, col := range found.columns {
			if i > 0 {
				b = append(b, ',')
			}
			b, _ = waybill.AppendJSON(b, col.Name) // a text always encodes
			b = append(append(b, ':'), row[i]...)
		}
		if _, err := p.out.Write(append(b, "}\n"...)); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) previewTable(found preview) {
	if p.quiet {
		return
	}
	t := &table{right: map[int]bool{}}
	for i, col := range found.columns {
		t.header = append(t.header, clean(col.Name)+" "+string(col.Type))
		t.right[i] = col.Type == waybill.Int || col.Type == waybill.Decimal || col.Type == waybill.Float
	}
	for _, row := range found.rows {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = clip(clean(cellText(v)), cellWidth)
		}
		t.add(cells...)
	}
	s := p.styleOf(p.out)
	t.write(p.out, "", s)
	note := counted(int64(len(found.rows)), "row")
	if len(found.rows) == app.SampleRows {
		note = "the first " + note
	}
	p.printf("%s\n", s.dim(note))
}

// cellText is a value in a table: a text without its quotes, all else as JSON.
func cellText(v json.RawMessage) string {
	var text string
	if len(v) > 0 && v[0] == '"' && json.Unmarshal(v, &text) == nil {
		return text
	}
	return string(v)
}
