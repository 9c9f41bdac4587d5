package sandbox

import (
	"bytes"
	_ "embed" // the page's template
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"time"
)

//go:embed page.html
var pageText string

// pageTemplate is parsed once; a template that does not parse is a bug that
// every test finds.
var pageTemplate = template.Must(template.New("page").Parse(pageText))

// pageRows is how many rows of each table the page shows.
const pageRows = 50

type pageData struct {
	Kind        Kind
	Traffic     Traffic
	Broken      int64
	Tables      []Table
	Faults      []string
	Assumptions []Assumption
}

// page writes what was recorded for people. It runs no script and loads
// nothing.
func (s *Sandbox) page(w http.ResponseWriter) {
	data := pageData{
		Kind: s.kind, Traffic: s.Traffic(), Faults: s.faultTexts().Faults,
		Tables: append(s.vendor.Tables(pageRows), s.requestTable()), Assumptions: s.Assumptions(),
	}
	data.Broken = data.Traffic.Status[0]
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, data); err != nil {
		fail(w, http.StatusInternalServerError, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(b.Bytes()) // the client has gone away
}

func (s *Sandbox) requestTable() Table {
	t := Table{
		Name: "requests", Title: "Requests", Total: int(s.Traffic().Requests),
		Columns: []string{"#", "Time", "Method", "Path", "Status", "Fault", "Note"},
	}
	requests := s.log.last(pageRows)
	slices.Reverse(requests)
	for _, r := range requests {
		status := "broken"
		if r.Status != 0 {
			status = strconv.Itoa(r.Status)
		}
		t.Rows = append(t.Rows, []string{
			strconv.FormatInt(r.Number, 10), r.Time.Format(time.DateTime), r.Method, r.Path, status, r.Fault, r.Note,
		})
	}
	return t
}
