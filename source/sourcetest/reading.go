package sourcetest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
)

func reached(t *testing.T, s Subject) {
	if err := s.Open(t, nil).Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func values(t *testing.T, s Subject) {
	shared := s.Open(t, nil)
	for _, v := range s.Types {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			src := shared
			if v.Setup != nil {
				src = s.Open(t, nil, v.Setup...)
			}
			if v.Err != "" {
				if err := fails(t, src, v.SQL); !strings.Contains(err.Error(), v.Err) {
					t.Errorf("got %v, want an error with %q", err, v.Err)
				}
				return
			}
			columns, rows := Read(t, src, v.SQL)
			if len(rows) != 1 || len(rows[0]) != 1 {
				t.Fatalf("got %v, want one value", rows)
			}
			equal(t, v.SQL, rows[0][0], v.Want)
			if v.Type != "" && columns[0].Type != v.Type {
				t.Errorf("the column's type is %s (%s), want %s", columns[0].Type, columns[0].Native, v.Type)
			}
			if _, err := waybill.AppendJSON(nil, rows[0][0]); err != nil {
				t.Errorf("the value is none of package waybill's: %v", err)
			}
		})
	}
}

func nulls(t *testing.T, s Subject) {
	src := s.Open(t, nil, "create table t (i integer, d decimal(10,2), s varchar(20), w date)", "insert into t values (null, null, null, null)")
	_, rows := Read(t, src, "select * from t")
	equal(t, "the row", rows, []waybill.Row{{nil, nil, nil, nil}})
}

func empty(t *testing.T, s Subject) {
	src := s.Open(t, nil, "create table t (i integer, s varchar(20))")
	columns, rows := Read(t, src, "select * from t")
	if len(rows) != 0 || len(columns) != 2 {
		t.Fatalf("got %d rows of %d columns, want none of 2", len(rows), len(columns))
	}
	equal(t, "the first column's type", columns[0].Type, waybill.Int)
	equal(t, "the second column's type", columns[1].Type, waybill.String)
}

func columnNames(t *testing.T, s Subject) {
	names := []string{"b", "a", "A b", "ü", `say "hi"`, "x.y"}
	parts := make([]string, len(names))
	for i, name := range names {
		parts[i] = fmt.Sprintf("%d as %s", i, s.identifier(name))
	}
	columns, rows := Read(t, s.Open(t, nil), "select "+strings.Join(parts, ", "))
	for i, name := range names {
		equal(t, "the column's name", columns[i].Name, name)
		equal(t, "the value", rows[0][i], int64(i))
	}
}

func repeatedNames(t *testing.T, s Subject) {
	err := fails(t, s.Open(t, nil), "select 1 as id, 2 as x, 3 as id")
	if !strings.Contains(err.Error(), `"id"`) || strings.Contains(err.Error(), `"x"`) {
		t.Errorf("got %v, want an error that names id", err)
	}
}

func oddNames(t *testing.T, s Subject) {
	tables := map[string]string{ // as it is called: as Table is told
		`or"der`:   `or"der`,
		"my table": "my table",
		"select":   "select",
		"Größe":    "Größe",
		"a.b":      `"a.b"`,
		`q"."q`:    `"q"".""q"`,
		"back`":    "back`",
		"x'y":      "x'y",
		"semi;":    "semi;",
	}
	var setup []string
	for name := range tables {
		setup = append(setup, fmt.Sprintf("create table %s (id integer)", s.identifier(name)),
			fmt.Sprintf("insert into %s values (42)", s.identifier(name)))
	}
	if s.Schema != "" {
		name := s.identifier(s.Schema) + "." + s.identifier("or der")
		setup = append(setup, "create schema "+s.identifier(s.Schema), "create table "+name+" (id integer)", "insert into "+name+" values (42)")
		tables["in a schema"] = s.Schema + ".or der"
	}
	src := s.Open(t, nil, setup...)
	for _, written := range tables {
		_, rows := Read(t, src, src.Table(written))
		equal(t, written, rows, []waybill.Row{{int64(42)}})
	}
}

func earlyBreak(t *testing.T, s Subject) {
	src := s.Open(t, nil)
	for range 3 {
		rows, err := src.Query(t.Context(), s.Many)
		if err != nil {
			t.Fatal(err)
		}
		var last any
		for row, err := range rows.All() {
			if err != nil {
				t.Fatal(err)
			}
			if last = row[0]; last == int64(3) {
				break
			}
		}
		equal(t, "the third row", last, int64(3))
	}
}

func unread(t *testing.T, s Subject) {
	src := s.Open(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	rows, err := src.Query(ctx, s.Many)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the column", rows.Columns()[0].Name, "n")
	cancel()
	for row, err := range rows.All() {
		if err == nil {
			t.Errorf("got the row %v after the query was cancelled", row)
		}
	}
}

func columnsOnly(t *testing.T, s Subject) {
	columns, err := source.Columns(t.Context(), s.Open(t, nil), s.Many)
	if err != nil || len(columns) != 1 || columns[0].Name != "n" {
		t.Errorf("got %v and %v, want the column n", columns, err)
	}
}

func once(t *testing.T, s Subject) {
	rows, err := s.Open(t, nil).Query(t.Context(), "select 1 as n")
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range rows.All() {
		if err != nil {
			t.Fatal(err)
		}
	}
	for row, err := range rows.All() {
		if err == nil {
			t.Errorf("got the row %v a second time", row)
		}
	}
}

func together(t *testing.T, s Subject) {
	src := s.Open(t, nil)
	var wait sync.WaitGroup
	for i := range 4 {
		wait.Go(func() {
			_, rows, err := read(t.Context(), src, fmt.Sprintf("select n from (%s) m limit %d", s.Many, i+1))
			if err != nil || len(rows) != i+1 {
				t.Errorf("query %d: got %d rows and %v", i, len(rows), err)
			}
		})
	}
	wait.Wait()
}

func halfWay(t *testing.T, s Subject) {
	_, rows, err := read(t.Context(), s.Open(t, nil), s.Broken)
	if e := forPeople(t, err, s.Broken, rows); len(rows) == 0 {
		t.Errorf("got no row before the error: %v", e)
	}
}
