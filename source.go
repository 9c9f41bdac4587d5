package waybill

import (
	"context"
	"iter"
)

// Source runs read-only queries against a warehouse. It may be used by several
// goroutines at once.
type Source interface {
	// Query runs a query and streams its rows: those that fulfil all of
	// where. It returns once the columns are known. The query is cancelled
	// with ctx; it can change nothing.
	Query(ctx context.Context, sql string, where ...Where) (Rows, error)

	// Table returns the query that reads a whole table. The name may carry a
	// schema (sales.orders); its parts are quoted for the source's dialect.
	Table(name string) string

	// Ping reports whether the source can be reached and read.
	Ping(ctx context.Context) error

	// Close releases what the source holds. No Rows may be in use.
	Close() error
}

// Where is a condition on the rows of a query: a column has a value, which is
// given as text. The source itself compares them, by an index if it has one and
// by its own rules, which may not tell A from a, or 1 from 1.0: whoever asks looks
// at what comes. A text that no value of the column's type is written as may
// find nothing, or be an error with the code EInvalid.
type Where struct{ Column, Value string }

// Rows is the result of one query, for one goroutine.
type Rows interface {
	Columns() []Column

	// All yields every row once. It stops after the first error and closes
	// the rows however the loop ends. A yielded Row and the values in it are
	// valid until the next one.
	All() iter.Seq2[Row, error]
}

// Column names a column of a source and says what kind of values it holds.
type Column struct {
	Name string `json:"name"`
	Type Type   `json:"type"`

	// Native is the type as the source names it, for people to read.
	Native string `json:"native,omitempty"`
}

// Row holds the values of one row, in the order of the columns.
type Row []any

// Model is a query whose rows are worth sending somewhere. Exactly one of SQL
// and Table is set once a project has been loaded.
type Model struct {
	Name       string   `json:"name"`
	Source     string   `json:"source"`
	SQL        string   `json:"sql,omitempty"`
	Table      string   `json:"table,omitempty"`
	PrimaryKey []string `json:"primary_key"` // columns that identify a row
}

// Query returns the query that reads the model from src.
func (m Model) Query(src Source) string {
	if m.Table != "" {
		return src.Table(m.Table)
	}
	return m.SQL
}
