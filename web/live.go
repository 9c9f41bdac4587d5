package web

import (
	"context"
	"encoding/json"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
)

// Engine answers what needs the loaded configuration, a source or a vendor.
// Its methods may be called by several goroutines at once and end with their
// context. They refuse with ETooMany what would be one too many at a time.
//
// Drafts stand in for what is saved under their names, or beside it, for this
// one call: nothing of them is kept.
type Engine interface {
	// Project returns the configuration as it is now, and its revision. It must
	// not be changed.
	Project(ctx context.Context) (*project.Project, int64, error)

	// SourceTypes and DestinationTypes are what can be configured, as data.
	SourceTypes() []SourceType
	DestinationTypes() []DestinationType

	// TestSource tries to reach a source. What is wrong with it is in the
	// result; the error is of the call itself.
	TestSource(ctx context.Context, source string, drafts ...Draft) (TestResult, error)

	// Tables lists the tables and views of a source.
	Tables(ctx context.Context, source string, drafts ...Draft) ([]Table, error)

	// Preview returns the columns and the first rows of a model.
	Preview(ctx context.Context, model string, limit int, drafts ...Draft) (Preview, error)

	// DBTModels lists the models of a manifest of dbt in the server's folder, by
	// name: of the usual one, if it is there, for "".
	DBTModels(ctx context.Context, manifest string) ([]DBTModel, error)

	// CheckKey reads a model and counts null and repeated primary keys.
	CheckKey(ctx context.Context, model string, drafts ...Draft) (KeyCheck, error)

	// TestDestination tries the credentials that the operations need; without
	// any, those of the destination's syncs.
	TestDestination(ctx context.Context, name string, operations []string, drafts ...Draft) (TestResult, error)

	// Choices lists what the vendor's account offers for a setting of a sync,
	// such as campaign; nil if there is no list.
	Choices(ctx context.Context, name, setting string, drafts ...Draft) ([]destination.Choice, error)

	// Suggest proposes a mapping of a model to an operation.
	Suggest(ctx context.Context, model, destination, operation string, drafts ...Draft) (Suggestion, error)

	// PreviewRow says what would be sent for one row of a sync's model.
	PreviewRow(ctx context.Context, sync string, row RowChoice, drafts ...Draft) (RowPreview, error)

	// Plan says what a run of a sync would do. Offline, the vendor is not asked.
	Plan(ctx context.Context, sync string, o engine.Options, limit int, offline bool, drafts ...Draft) (*engine.Plan, error)

	// Check tries what goes by one of the names, or everything, and reports what
	// it finds as it finds it. It fails with ENotFound for a name of nothing.
	Check(ctx context.Context, names []string, report func(Finding)) error

	// RunTests runs the unit tests of these names, or all.
	RunTests(ctx context.Context, names []string, drafts ...Draft) ([]UnitTest, error)

	// Scopes returns where the rows of a sync are remembered and claimed.
	Scopes(ctx context.Context, sync string) (store.Scope, store.ClaimScope, error)
}

// Draft is a resource that need not be saved.
type Draft struct {
	Kind store.Kind      `json:"kind" enum:"source,model,destination,sync,test,alert" doc:"What it is."`
	Name string          `json:"name" minLength:"1" maxLength:"200" doc:"Its name: it stands in for what is saved under it."`
	Spec json.RawMessage `json:"spec" doc:"What the project's file has under that name."`
}

// SourceType is a kind of source, as data.
type SourceType struct {
	Name     string          `json:"name" doc:"The type in a source's spec."`
	Label    string          `json:"label" doc:"As people call it."`
	Doc      string          `json:"doc" doc:"What it reads."`
	Active   bool            `json:"active" doc:"Whether this version can read it."`
	Settings []waybill.Field `json:"settings" doc:"What a source of this type can be told."`
}

// DestinationType is a kind of destination, as data.
type DestinationType struct {
	Name       string              `json:"name" doc:"The type in a destination's spec."`
	Label      string              `json:"label" doc:"As people call it."`
	Doc        string              `json:"doc" doc:"What can be sent to it."`
	Docs       string              `json:"docs,omitempty" doc:"Where the vendor documents its API."`
	Settings   []waybill.Field     `json:"settings" doc:"What a destination of this type can be told."`
	Choices    bool                `json:"choices" doc:"Whether the account can list the values of a sync's settings, such as campaigns."`
	Testable   bool                `json:"testable" doc:"Whether its credentials can be tried without sending."`
	Operations []waybill.Operation `json:"operations" doc:"What can be done with a record."`
}

// Note is a sentence for a person.
type Note struct {
	Level   string `json:"level" enum:"ok,note,warning,error" doc:"How much it matters."`
	Message string `json:"message" doc:"What was found."`
	Path    string `json:"path,omitempty" doc:"Which part of the configuration it is about."`
	Hint    string `json:"hint,omitempty" doc:"What to do about it."`
}

// Finding is what a check found.
type Finding struct {
	Subject string       `json:"subject" doc:"What it is about." example:"sync orders"`
	Level   string       `json:"level" enum:"ok,note,warning,error" doc:"How much it matters."`
	Message string       `json:"message" doc:"What was found."`
	Code    waybill.Code `json:"code,omitempty" doc:"Of an error: the same for a program."`
	Path    string       `json:"path,omitempty" doc:"Which part of the configuration it is about."`
	Hint    string       `json:"hint,omitempty" doc:"What to do about it."`
}

// TestResult is how a test of a connection went.
type TestResult struct {
	OK    bool   `json:"ok" doc:"Whether everything that was tried works."`
	Tried bool   `json:"tried" doc:"Whether anything was asked. Otherwise it was only looked at what is set, and whether it works is not known."`
	Notes []Note `json:"notes" doc:"What was tried, and what came of it."`
}

// Table is a table or a view of a source.
type Table struct {
	Schema string `json:"schema,omitempty" doc:"The schema it is in, if the source has schemas."`
	Name   string `json:"name" doc:"Its name."`
	View   bool   `json:"view,omitempty" doc:"Whether it is a view."`
}

// Preview is the first rows of a model.
type Preview struct {
	Columns []waybill.Column    `json:"columns" doc:"The columns, with their types."`
	Rows    [][]json.RawMessage `json:"rows" doc:"The values of each row, in the order of the columns; numbers are exact."`
	More    bool                `json:"more" doc:"Whether the model has more rows."`
	Table   string              `json:"table,omitempty" doc:"The table that is read, if it is one. Of a draft that names a dbt model, save this instead."`
}

// KeyCheck is what was found about a model's primary key.
type KeyCheck struct {
	Rows     int64    `json:"rows" doc:"How many rows were looked at."`
	Complete bool     `json:"complete" doc:"Whether these were all rows of the model."`
	Null     int64    `json:"null" doc:"Rows whose key is null: they would be skipped."`
	Repeated int64    `json:"repeated" doc:"Rows whose key an earlier row has."`
	Examples []string `json:"examples" doc:"Some of the repeated keys."`
}

// Suggestion is a mapping that fits by the names.
type Suggestion struct {
	Columns []waybill.Column    `json:"columns" doc:"The columns of the model."`
	Mapping []SuggestedField    `json:"mapping" doc:"Fields with the columns that go by their names, or by what such columns are usually called, in the order of the fields."`
	Missing []string            `json:"missing" doc:"Required fields for which no column was found."`
	OneOf   [][]string          `json:"one_of,omitempty" doc:"Groups of fields of which exactly one is needed."`
	Op      waybill.Operation   `json:"operation" doc:"The operation with its fields."`
	Sample  [][]json.RawMessage `json:"sample" doc:"The first rows of the model."`
}

// SuggestedField is a field with its column.
type SuggestedField struct {
	Field  string `json:"field" doc:"The field of the operation."`
	Column string `json:"column" doc:"The column of the model; of a member, that of an element of the list."`

	As      waybill.Conversion `json:"as,omitempty" enum:"minor_units,major_units" doc:"How the amount in the column becomes the field's."`
	Members []SuggestedField   `json:"members,omitempty" doc:"Of a list of objects: what fills the members of each element. The column is what the spec calls each."`
}

// RowChoice says which row of a model is meant.
type RowChoice struct {
	Key     *string `json:"key,omitempty" doc:"Its primary key, as primary_key of a row has it or as shown: wherever the row stands in the model. Without one the row at index."`
	Index   int     `json:"index,omitempty" minimum:"0" maximum:"99" doc:"Its place among the first rows, from 0."`
	LookUps bool    `json:"look_ups,omitempty" doc:"Whether the vendor is asked what a run would ask; otherwise it is taken to know nothing."`
}

// RowPreview is what would be sent for a row.
type RowPreview struct {
	Key         string             `json:"key" doc:"The row's primary key."`
	BusinessKey string             `json:"business_key,omitempty" doc:"What makes the record unique to the vendor."`
	Columns     []waybill.Column   `json:"columns" doc:"The columns of the model."`
	Row         []json.RawMessage  `json:"row" doc:"The row, in the order of the columns."`
	Record      json.RawMessage    `json:"record,omitempty" doc:"The mapped record: fields, and custom fields."`
	Refused     string             `json:"refused,omitempty" doc:"Why the row would be refused."`
	Requests    []waybill.Exchange `json:"requests" doc:"The requests that would be made; the last one is the write. Secrets are masked."`
	Warnings    []string           `json:"warnings" doc:"What a person should know of the mapping."`
	Problems    []Fault            `json:"problems,omitempty" doc:"What is still to be mapped, or is mapped wrongly, by the path of the field: then nothing else is told."`
}

// UnitTest is how a unit test of a sync went.
type UnitTest struct {
	Name   string   `json:"name" doc:"The test's name."`
	Sync   string   `json:"sync" doc:"The sync it is of."`
	Place  string   `json:"place,omitempty" doc:"File and line, of what came from files."`
	Passed bool     `json:"passed" doc:"Whether the row led to what was expected."`
	Diff   []string `json:"diff" doc:"What differs, a line each."`
	Error  string   `json:"error,omitempty" doc:"Why the test could not be run."`
}
