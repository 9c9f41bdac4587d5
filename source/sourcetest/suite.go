// Package sourcetest is what every source must do, as tests: types come out
// exactly, queries end when they are told to, nothing is ever written, and an
// error says what to do. Only tests import it.
package sourcetest

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
)

// Subject is a kind of source to test.
type Subject struct {
	// Open returns a source over a new database of its own, after running
	// setup there. The settings are set besides those it needs.
	Open func(t *testing.T, settings source.Settings, setup ...string) waybill.Source

	// Types are values that must come out as told.
	Types []Value

	// Quote is what identifiers are quoted with: " or `.
	Quote string

	// Slow is a query that runs for a minute before its first row.
	Slow string

	// Many is a query that quickly begins to yield a million rows, the column
	// n counting from 1.
	Many string

	// Broken is a query that yields at least one row and then fails.
	Broken string

	// Writes are statements that would write, besides those that every
	// source must refuse. The table keep, with the column id, is there.
	Writes []string

	// Schema is a schema besides the default, or "" where there are none.
	Schema string
}

// Value is a value and the query that yields it, as its only column and row.
type Value struct {
	Name  string
	Setup []string
	SQL   string
	Type  waybill.Type // of the column; "" if it is of no interest
	Want  any
	Err   string // the query fails with an error that contains this, instead
}

// patience is how long a query that was told to end may go on.
const patience = 20 * time.Second

// Run runs the suite.
func Run(t *testing.T, s Subject) {
	t.Helper()
	tests := []struct {
		name string
		run  func(*testing.T, Subject)
	}{
		{"it can be reached", reached},
		{"values come out exactly", values},
		{"nulls are nil", nulls},
		{"an empty result has columns", empty},
		{"columns keep their names and order", columnNames},
		{"a repeated column name is refused", repeatedNames},
		{"tables with odd names can be read", oddNames},
		{"a part of the rows can be read", earlyBreak},
		{"rows that nobody reads are closed", unread},
		{"columns can be had without rows", columnsOnly},
		{"rows are read once", once},
		{"several queries run at once", together},
		{"rows are found by their values", filtered},
		{"nonsense finds nothing", filteredByNonsense},
		{"a filter only filters", filteredOnly},
		{"an error half way comes after the rows before it", halfWay},
		{"cancelling stops a query that is slow", cancelSlow},
		{"cancelling stops the reading", cancelReading},
		{"a query that has been cancelled does not begin", cancelBefore},
		{"the timeout stops a query", timeout},
		{"writing is refused", writes},
		{"several statements are refused", several},
		{"a query may end in a semicolon", semicolon},
		{"parameters are refused", parameters},
		{"a missing table is named", missingTable},
		{"a mistake is shown", mistake},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, s)
		})
	}
}

// identifier returns name in the subject's quotes.
func (s Subject) identifier(name string) string {
	return source.Dialect{Quote: s.Quote[0]}.Identifier(name)
}

// Read returns all rows of a query.
func Read(t *testing.T, src waybill.Source, sql string) ([]waybill.Column, []waybill.Row) {
	t.Helper()
	columns, rows, err := read(t.Context(), src, sql)
	if err != nil {
		t.Fatalf("reading %s: %v", sql, err)
	}
	return columns, rows
}

// read returns the rows until the end or the first error.
func read(ctx context.Context, src waybill.Source, sql string) ([]waybill.Column, []waybill.Row, error) {
	result, err := src.Query(ctx, sql)
	if err != nil {
		return nil, nil, err
	}
	var rows []waybill.Row
	for row, err := range result.All() {
		if err != nil {
			return result.Columns(), rows, err
		}
		rows = append(rows, append(waybill.Row(nil), row...))
	}
	return result.Columns(), rows, nil
}

// fails asserts that a query fails with an error for people.
func fails(t *testing.T, src waybill.Source, sql string) *waybill.Error {
	t.Helper()
	_, rows, err := read(t.Context(), src, sql)
	return forPeople(t, err, sql, rows)
}

// forPeople asserts that err is an error for people.
func forPeople(t *testing.T, err error, sql string, rows []waybill.Row) *waybill.Error {
	t.Helper()
	e, ok := errors.AsType[*waybill.Error](err)
	if !ok {
		t.Fatalf("%s: got rows %v and error %v, want a *waybill.Error", sql, rows, err)
	}
	if e.Code == waybill.EInternal || e.Code == "" || e.Path == "" {
		t.Errorf("%s: the error has code %q and path %q: %v", sql, e.Code, e.Path, e)
	}
	return e
}

// equal asserts that two values are the same, types included.
func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %#v (%T), want %#v (%T)", what, got, got, want, want)
	}
}
