package web

import (
	"bufio"
	"context"
	"encoding/csv"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/waybillhq/waybill/store"
)

type exportInput struct {
	RunID
	RowFilter
	Format string `query:"format" enum:"csv,ndjson" default:"csv" doc:"The file's format."`
}

// exportOperation writes the rows of a run as a file.
func (s *Server) exportOperation() {
	text := &huma.Schema{Type: huma.TypeString}
	register(s, op{
		ID: "export-rows", Method: http.MethodGet, Path: "/runs/{id}/export", Tag: "runs", Who: reader, Summary: "The rows of a run as a file",
		Description: "In the order of their primary keys. In CSV a cell that a spreadsheet would take for a formula begins with an apostrophe. " +
			"An answer that breaks off is not the whole file.",
		Responses: map[string]*huma.Response{"200": {
			Description: "The file.", Content: map[string]*huma.MediaType{"text/csv": {Schema: text}, "application/x-ndjson": {Schema: text}},
		}},
	}, func(ctx context.Context, _ caller, in *exportInput) (*huma.StreamResponse, error) {
		run, err := s.Store.Run(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &huma.StreamResponse{Body: func(hc huma.Context) {
			write, kind := writeCSV, "text/csv; charset=utf-8; header=present"
			if in.Format == "ndjson" {
				write, kind = writeLines, "application/x-ndjson"
			}
			hc.SetHeader("Content-Type", kind)
			hc.SetHeader("Content-Disposition", `attachment; filename="waybill-`+fileName(run.ID)+"."+in.Format+`"`)
			out := bufio.NewWriterSize(hc.BodyWriter(), 1<<16)
			err := write(hc.Context(), out, s.Store, run.ID, in.store())
			if err == nil {
				err = out.Flush()
			}
			if err != nil {
				note(hc.Context(), func(n *noted) { n.err = err })
				panic(http.ErrAbortHandler) // half a file must not look like a whole one
			}
		}}, nil
	})
}

// fileName keeps what may be in the name of a file.
func fileName(id string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '-' {
			return r
		}
		return -1
	}, id)
}

var columnNames = []string{"key", "business_key", "kind", "outcome", "message", "attempts", "vendor_id", "unconfirmed", "invalid", "at"}

// writeCSV writes rows as they are read.
func writeCSV(ctx context.Context, w io.Writer, rows store.Runs, run string, f store.ResultFilter) error {
	out := csv.NewWriter(w)
	if err := out.Write(columnNames); err != nil {
		return err
	}
	for result, err := range rows.Results(ctx, run, f) {
		if err != nil {
			return err
		}
		r := rowOf(result)
		cells := []string{
			r.Key, r.BusinessKey, string(r.Kind), string(r.Outcome), r.Message, strconv.Itoa(r.Attempts), r.VendorID,
			strconv.FormatBool(r.Unconfirmed), strconv.FormatBool(r.Invalid), r.At.Format(time.RFC3339Nano),
		}
		for i := range cells {
			cells[i] = defused(cells[i])
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// defused keeps a spreadsheet from taking a cell for a formula.
func defused(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// writeLines writes rows as JSON, a line each.
func writeLines(ctx context.Context, w io.Writer, rows store.Runs, run string, f store.ResultFilter) error {
	var b []byte
	for result, err := range rows.Results(ctx, run, f) {
		if err == nil {
			b, err = appendRow(b[:0], rowOf(result))
		}
		if err == nil {
			_, err = w.Write(b)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
