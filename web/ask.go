package web

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
)

// longest is how long plans and checks of keys may take; those who ask wait.
const longest = 10 * time.Minute

// asking is how long the rest may take that asks a source or a vendor.
const asking = time.Minute

// Drafts is embedded into the body of what can be asked about what is not saved.
type Drafts struct {
	Drafts []Draft `json:"drafts,omitempty" maxItems:"20" doc:"What stands in, for this one call, for what is saved under the same names, or beside it."`
}

// list is a list that comes at once.
type list[T any] struct {
	Body struct {
		Items []T `json:"items" doc:"All of them."`
	}
}

func listOf[T any](items []T) *list[T] {
	out := &list[T]{}
	out.Body.Items = append([]T{}, items...)
	return out
}

type output[T any] struct{ Body T }

type namedDrafts struct {
	Body struct {
		Drafts
		Name string `json:"name" minLength:"1" doc:"Which one is meant: a draft, or one that is saved."`
	}
}

// typeOperations tell what can be configured.
func (s *Server) typeOperations() {
	register(s, op{
		ID: "list-source-types", Method: http.MethodGet, Path: "/source-types", Tag: "sources", Who: reader,
		Summary: "List the kinds of sources", Description: "As data: forms and checks are made of it.",
	}, func(context.Context, caller, *struct{}) (*list[SourceType], error) {
		return listOf(s.Engine.SourceTypes()), nil
	})
	register(s, op{
		ID: "list-destination-types", Method: http.MethodGet, Path: "/destination-types", Tag: "destinations", Who: reader,
		Summary: "List the kinds of destinations", Description: "With their operations and fields, as data: forms, mappings and checks are made of it.",
	}, func(context.Context, caller, *struct{}) (*list[DestinationType], error) {
		return listOf(s.Engine.DestinationTypes()), nil
	})
	register(s, op{
		ID: "list-brakes", Method: http.MethodGet, Path: "/brakes", Tag: "syncs", Who: reader,
		Summary: "List what may hold a run of a sync", Description: "As data, with the unit of each number: forms are made of it.",
	}, func(context.Context, caller, *struct{}) (*list[waybill.Field], error) {
		return listOf(waybill.BrakeFields()), nil
	})
}

// sourceOperations ask sources.
func (s *Server) sourceOperations() {
	o := op{Method: http.MethodPost, Tag: "sources", Who: runner, Trail: changesNothing, Timeout: asking}
	test := o
	test.ID, test.Path, test.Summary = "test-source", "/sources/{name}/test", "Try to read a source"
	test.Description = "What is wrong with it is in the answer, whose status is 200. It is kept as the last test of the source."
	register(s, test, func(ctx context.Context, c caller, in *ResourceName) (*output[TestResult], error) {
		return s.tested(ctx, c, store.KindSource, in.Name, func() (TestResult, error) { return s.Engine.TestSource(ctx, in.Name) })
	})
	draft := o
	draft.ID, draft.Path, draft.Summary, draft.Who = "test-source-draft", "/sources/test", "Try to read a source that is not saved", editor
	register(s, draft, func(ctx context.Context, _ caller, in *namedDrafts) (*output[TestResult], error) {
		got, err := s.Engine.TestSource(ctx, in.Body.Name, in.Body.Drafts.Drafts...)
		return &output[TestResult]{got}, err
	})
	tables := o
	tables.ID, tables.Method, tables.Path, tables.Summary, tables.Who = "list-tables", http.MethodGet, "/sources/{name}/tables", "List the tables of a source", reader
	register(s, tables, func(ctx context.Context, _ caller, in *ResourceName) (*list[Table], error) {
		got, err := s.Engine.Tables(ctx, in.Name)
		return listOf(got), err
	})
}

type previewInput struct {
	ResourceName
	Limit int `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"How many rows."`
}

// modelOperations ask models.
func (s *Server) modelOperations() {
	o := op{Method: http.MethodPost, Tag: "models", Who: editor, Trail: changesNothing, Timeout: asking}
	saved := o
	saved.ID, saved.Method, saved.Path, saved.Summary, saved.Who = "preview-model", http.MethodGet, "/models/{name}/preview", "The first rows of a model", reader
	register(s, saved, func(ctx context.Context, _ caller, in *previewInput) (*output[Preview], error) {
		got, err := s.Engine.Preview(ctx, in.Name, in.Limit)
		return &output[Preview]{got}, err
	})
	draft := o
	draft.ID, draft.Path, draft.Summary = "preview-model-draft", "/models/preview", "The first rows of a model that is not saved"
	draft.Description = "A draft may lack its primary key."
	register(s, draft, func(ctx context.Context, _ caller, in *namedDrafts) (*output[Preview], error) {
		const rows = 100
		got, err := s.Engine.Preview(ctx, in.Body.Name, rows, in.Body.Drafts.Drafts...)
		return &output[Preview]{got}, err
	})
	key := o
	key.ID, key.Path, key.Summary, key.Timeout = "check-key", "/models/check-key", "Count null and repeated primary keys", longest
	key.Description = "Reads up to 1,000,000 rows of the model."
	register(s, key, func(ctx context.Context, _ caller, in *namedDrafts) (*output[KeyCheck], error) {
		got, err := s.Engine.CheckKey(ctx, in.Body.Name, in.Body.Drafts.Drafts...)
		return &output[KeyCheck]{got}, err
	})
}

type testDestination struct {
	ResourceName
	Body struct {
		Operations []string `json:"operations,omitempty" doc:"Whose credentials to try; default: those of the destination's syncs."`
	}
}

type testDestinationDraft struct {
	Body struct {
		Drafts
		Name       string   `json:"name" minLength:"1" doc:"Which destination is meant: a draft, or one that is saved."`
		Operations []string `json:"operations,omitempty" doc:"Whose credentials to try; default: those of the destination's syncs, or all that are set."`
	}
}

type choicesInput struct {
	ResourceName
	Setting string `query:"setting" default:"campaign" doc:"A setting of a sync, such as campaign."`
}

// destinationOperations ask vendors.
func (s *Server) destinationOperations() {
	o := op{Method: http.MethodPost, Tag: "destinations", Who: runner, Trail: changesNothing, Timeout: asking}
	test := o
	test.ID, test.Path, test.Summary = "test-destination", "/destinations/{name}/test", "Try the credentials of a destination"
	test.Description = "Nothing is written at the vendor. What is wrong is in the answer, whose status is 200. It is kept as the last test of the destination, unless operations are named."
	register(s, test, func(ctx context.Context, c caller, in *testDestination) (*output[TestResult], error) {
		test := func() (TestResult, error) { return s.Engine.TestDestination(ctx, in.Name, in.Body.Operations) }
		if len(in.Body.Operations) == 0 {
			return s.tested(ctx, c, store.KindDestination, in.Name, test)
		}
		got, err := test()
		return &output[TestResult]{got}, err
	})
	draft := o
	draft.ID, draft.Path, draft.Summary, draft.Who = "test-destination-draft", "/destinations/test", "Try the credentials of a destination that is not saved", editor
	register(s, draft, func(ctx context.Context, _ caller, in *testDestinationDraft) (*output[TestResult], error) {
		got, err := s.Engine.TestDestination(ctx, in.Body.Name, in.Body.Operations, in.Body.Drafts.Drafts...)
		return &output[TestResult]{got}, err
	})
	choices := o
	choices.ID, choices.Method, choices.Path, choices.Summary = "list-campaigns", http.MethodGet, "/destinations/{name}/campaigns", "List what the account offers for a setting of a sync"
	register(s, choices, func(ctx context.Context, _ caller, in *choicesInput) (*list[destination.Choice], error) {
		got, err := s.Engine.Choices(ctx, in.Name, in.Setting)
		return listOf(got), err
	})
}

type suggestInput struct {
	Body struct {
		Drafts
		Model       string `json:"model" minLength:"1" doc:"The model."`
		Destination string `json:"destination" minLength:"1" doc:"The destination."`
		Operation   string `json:"operation" minLength:"1" doc:"The operation."`
	}
}

type previewRowInput struct {
	Body struct {
		Drafts
		RowChoice
		Sync string `json:"sync" minLength:"1" doc:"Which sync is meant: a draft, or one that is saved."`
	}
}

type planInput struct {
	ResourceName
	Body struct {
		RunOptions
		Limit   int  `json:"limit,omitempty" minimum:"0" maximum:"1000" default:"20" doc:"For how many rows the requests are told."`
		Offline bool `json:"offline,omitempty" doc:"Leave out the look-ups at the vendor: every one is taken to find nothing."`
	}
}

type checkInput struct {
	Body struct {
		Names []string `json:"names,omitempty" maxItems:"1000" doc:"Sources, models, destinations and syncs; default: all. A sync brings along its source and its destination."`
	}
}

type testsInput struct {
	Body struct {
		Drafts
		Names []string `json:"names,omitempty" doc:"Which tests; default: all."`
	}
}

// rehearsals say what a sync would do.
func (s *Server) rehearsals() {
	o := op{Method: http.MethodPost, Tag: "syncs", Who: editor, Trail: changesNothing, Timeout: asking}
	suggest := o
	suggest.ID, suggest.Path, suggest.Summary = "suggest-mapping", "/syncs/suggest", "Suggest a mapping by the names of columns and fields"
	register(s, suggest, func(ctx context.Context, _ caller, in *suggestInput) (*output[Suggestion], error) {
		b := in.Body
		got, err := s.Engine.Suggest(ctx, b.Model, b.Destination, b.Operation, b.Drafts.Drafts...)
		return &output[Suggestion]{got}, err
	})
	row := o
	row.ID, row.Path, row.Summary = "preview-row", "/syncs/preview-row", "What would be sent for one row"
	row.Description = "The exact requests, or why the row would be refused. What is missing in the mapping, or wrong with it, is in the answer, whose status is 200. Nothing is written, neither here nor at the vendor."
	register(s, row, func(ctx context.Context, _ caller, in *previewRowInput) (*output[RowPreview], error) {
		got, err := s.Engine.PreviewRow(ctx, in.Body.Sync, in.Body.RowChoice, in.Body.Drafts.Drafts...)
		if problems := unfinished(err, in.Body.Sync); problems != nil {
			return &output[RowPreview]{RowPreview{Columns: []waybill.Column{}, Row: []json.RawMessage{}, Requests: []waybill.Exchange{}, Warnings: []string{}, Problems: problems}}, nil
		}
		return &output[RowPreview]{got}, err
	})
	plan := o
	plan.ID, plan.Path, plan.Summary, plan.Who, plan.Timeout = "plan-sync", "/syncs/{name}/plan", "What a run would do", runner, longest
	plan.Description = "Reads and compares everything, and tells the exact requests of the first rows. Nothing is written, neither here nor at the vendor."
	register(s, plan, func(ctx context.Context, _ caller, in *planInput) (*output[engine.Plan], error) {
		got, err := s.Engine.Plan(ctx, in.Name, in.Body.Engine(), in.Body.Limit, in.Body.Offline)
		if err != nil {
			return nil, err
		}
		return &output[engine.Plan]{*got}, nil
	})
	check := o
	check.ID, check.Path, check.Tag, check.Summary, check.Who, check.Timeout = "check", "/check", "configuration", "Check the configuration", runner, longest
	check.Description = "Connects to sources and destinations, compiles mappings against the real columns and tries the first rows. Nothing is written, neither here nor at the vendor. What is wrong is in the answer, whose status is 200."
	register(s, check, func(ctx context.Context, _ caller, in *checkInput) (*list[Finding], error) {
		found := []Finding{}
		err := s.Engine.Check(ctx, in.Body.Names, func(f Finding) { found = append(found, f) })
		return listOf(found), err
	})
	tests := o
	tests.ID, tests.Path, tests.Tag, tests.Summary, tests.Who = "run-tests", "/tests/run", "configuration", "Run unit tests of syncs", editor
	tests.Description = "Offline: no source and no vendor is asked."
	register(s, tests, func(ctx context.Context, _ caller, in *testsInput) (*list[UnitTest], error) {
		got, err := s.Engine.RunTests(ctx, in.Body.Names, in.Body.Drafts.Drafts...)
		return listOf(got), err
	})
}

// RunOptions are a person's wishes for one run. They are the options that a
// queue hands to its workers, as JSON.
type RunOptions struct {
	FullResync     bool            `json:"full_resync,omitempty" doc:"Send every row, whatever is remembered. Rows that the ledger knows as accepted are sent again only by resend_accepted."`
	Reset          bool            `json:"reset,omitempty" doc:"Rebuild the memory without sending."`
	Yes            bool            `json:"yes,omitempty" doc:"Pass the brakes."`
	SameAccount    bool            `json:"same_account,omitempty" doc:"The account is the same although its host or its key has changed."`
	ResendAccepted int64           `json:"resend_accepted,omitempty" minimum:"0" doc:"The exact number of accepted rows that a full resync is to send again, as the plan names it."`
	Approved       *waybill.Counts `json:"approved,omitempty" doc:"What was looked at, such as the counts of a plan or of a run that is held: the brakes are passed while no more than that would be sent."`
	Basis          string          `json:"basis,omitempty" maxLength:"64" doc:"With approved: of what the counts were, as the run that is held has it. If what is sent, or to whom, was changed since, it is held again."`
	Retry          string          `json:"retry,omitempty" doc:"Only the refused and deferred rows of this run."`
	Rows           []string        `json:"rows,omitempty" maxItems:"1000" doc:"With retry: only those of these primary keys, as primary_key of a row has them."`
}

// Engine returns them as the engine takes them.
func (o RunOptions) Engine() engine.Options {
	return engine.Options{FullResync: o.FullResync, Reset: o.Reset, Yes: o.Yes, SameAccount: o.SameAccount, ResendAccepted: o.ResendAccepted, Approved: o.Approved, Basis: o.Basis, Retry: o.Retry, Rows: o.Rows}
}

// add adds further wishes.
func (o *RunOptions) add(more RunOptions) {
	o.FullResync, o.Reset, o.SameAccount = o.FullResync || more.FullResync, o.Reset || more.Reset, o.SameAccount || more.SameAccount
	o.ResendAccepted, o.Retry = cmp.Or(more.ResendAccepted, o.ResendAccepted), cmp.Or(more.Retry, o.Retry)
	if len(more.Rows) > 0 {
		o.Rows = more.Rows
	}
}

// check refuses options that say two things.
func (o RunOptions) check() error {
	if o.FullResync && o.Reset {
		return waybill.Errorf(waybill.EInvalid, "a run is either a full resync or a reset").WithHint("A reset remembers every row without sending; a full resync sends every row.")
	}
	if len(o.Rows) > 0 && o.Retry == "" {
		return waybill.Errorf(waybill.EInvalid, "rows are chosen of a run that is retried").WithHint("Name the run as retry.").At("rows")
	}
	return nil
}
