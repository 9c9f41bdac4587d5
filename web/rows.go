package web

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/store"
)

// Row is what became of a row in a run.
type Row struct {
	Key         string          `json:"key" doc:"The primary key as people read it: its parts joined by a comma."`
	PrimaryKey  string          `json:"primary_key" doc:"The primary key as it is kept: a list of texts, as JSON. It means one row, whatever is in it."`
	BusinessKey string          `json:"business_key,omitempty" doc:"What makes the record unique to the vendor."`
	Kind        waybill.Kind    `json:"kind" enum:"added,changed,removed" doc:"Why it was worked on."`
	Outcome     waybill.Outcome `json:"outcome" enum:"accepted,rejected,deferred,in_doubt,deleted" doc:"What became of it."`
	Message     string          `json:"message,omitempty" doc:"Why, if it was not accepted."`
	Meaning     string          `json:"meaning,omitempty" doc:"Of a row in doubt, what the message means, in plain words; absent if it says so itself."`
	Attempts    int             `json:"attempts" doc:"How often it was sent."`
	VendorID    string          `json:"vendor_id,omitempty" doc:"The vendor's own id of the record."`
	Unconfirmed bool            `json:"unconfirmed" doc:"Accepted, but the answer lacked what the vendor answers on success."`
	Invalid     bool            `json:"invalid" doc:"Refused before it was sent."`
	At          time.Time       `json:"at" doc:"When its outcome was known."`
}

func rowOf(r waybill.Result) Row {
	return Row{
		Key: mapping.Display(r.Key), PrimaryKey: r.Key, BusinessKey: r.BusinessKey, Kind: r.Kind, Outcome: r.Outcome, Message: r.Message, Meaning: store.Meaning(r.Outcome, r.Message),
		Attempts: r.Attempts, VendorID: r.VendorID, Unconfirmed: r.Unconfirmed, Invalid: r.Invalid, At: r.At,
	}
}

// RowFilter is embedded into the input of what lists rows.
type RowFilter struct {
	Outcome     string `query:"outcome" enum:"accepted,rejected,deferred,in_doubt,deleted" doc:"Only of this outcome."`
	Kind        string `query:"kind" enum:"added,changed,removed" doc:"Only those that were worked on for this reason."`
	Key         string `query:"key" doc:"Only of this primary key or business key, in full."`
	KeyPrefix   string `query:"key_prefix" maxLength:"200" doc:"Only those whose primary key begins like this: its first column, of several."`
	Message     string `query:"message" doc:"Only with this in the message or in its meaning, whatever its case."`
	Reason      string `query:"reason" doc:"Only of this reason, as the list of reasons has it."`
	Unconfirmed bool   `query:"unconfirmed" doc:"Only accepted rows whose answer lacked what the vendor answers on success."`
}

func (f RowFilter) store() store.ResultFilter {
	return store.ResultFilter{Outcome: waybill.Outcome(f.Outcome), Kind: waybill.Kind(f.Kind), Key: f.Key, KeyPrefix: f.KeyPrefix, Message: f.Message, Reason: f.Reason, Unconfirmed: f.Unconfirmed}
}

type rowsInput struct {
	RunID
	Page
	RowFilter
}

// RowPage is a page of rows.
type RowPage struct {
	PageOf[Row]
	Total *int64 `json:"total,omitempty" doc:"How many the run has counted, if nothing else than the outcome is asked for. Rows that a run did not get to count as deferred, and are not listed."`
}

type rowPage struct{ Body RowPage }

// Reason is why rows were not accepted.
type Reason struct {
	Outcome waybill.Outcome `json:"outcome" enum:"rejected,deferred,in_doubt,deleted" doc:"What became of the rows."`
	Message string          `json:"message" doc:"The first 200 characters of their messages."`
	Meaning string          `json:"meaning,omitempty" doc:"Of rows in doubt, what the message means, in plain words; absent if it says so itself."`
	Rows    int64           `json:"rows" doc:"How many they are."`
}

type reasonsInput struct {
	RunID
	Limit int `query:"limit" minimum:"1" maximum:"500" default:"50" doc:"How many at most."`
}

// RowKey is the primary key in a path.
type RowKey struct {
	Key string `path:"key" minLength:"1" doc:"The primary key, as primary_key has it or as people read it, or the business key."`
}

type rowInput struct {
	RunID
	RowKey
}

// RowDetail is a row of a run with its requests.
type RowDetail struct {
	Rows      []Row              `json:"rows" doc:"What became of it. Rows that share a primary key are refused, each with a result."`
	Exchanges []waybill.Exchange `json:"exchanges" doc:"The requests with their answers, for as long as they are kept. Secrets are masked."`
}

func (s *Server) rowOperations() {
	o := op{Method: http.MethodGet, Tag: "runs", Who: reader}
	rows := o
	rows.ID, rows.Path, rows.Summary = "list-rows", "/runs/{id}/rows", "List the rows of a run"
	rows.Description = "In the order of their primary keys. Rows that did not change are not among them. A page may have fewer rows than asked for, or none, and still a `next`: a search by message, or by kind beside a message or a reason, looks at a part of the run for each."
	register(s, rows, s.listRows)
	reasons := o
	reasons.ID, reasons.Path, reasons.Summary = "list-reasons", "/runs/{id}/reasons", "List why rows were not accepted"
	reasons.Description = "The most frequent first."
	register(s, reasons, func(ctx context.Context, _ caller, in *reasonsInput) (*list[Reason], error) {
		run, err := s.Store.Run(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		found, err := s.Store.Reasons(ctx, run.ID, in.Limit)
		items := make([]Reason, len(found))
		for i, r := range found {
			items[i] = Reason{r.Outcome, r.Message, store.Meaning(r.Outcome, r.Message), r.Rows}
		}
		return listOf(items), err
	})
	row := o
	row.ID, row.Path, row.Summary = "get-row", "/runs/{id}/rows/{key}", "Read a row of a run, with its requests"
	register(s, row, func(ctx context.Context, _ caller, in *rowInput) (*output[RowDetail], error) {
		run, err := s.Store.Run(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		detail, err := s.rowDetail(ctx, run.ID, in.Key)
		return &output[RowDetail]{detail}, err
	})
	s.exportOperation()
	s.eventOperation()
}

func (s *Server) listRows(ctx context.Context, _ caller, in *rowsInput) (*rowPage, error) {
	run, err := s.Store.Run(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	f := in.store()
	if f.After, f.Seen, err = behind(in.After); err != nil {
		return nil, err
	}
	f.Limit, f.Look = in.Limit+1, looks
	page := RowPage{PageOf[Row]{Items: []Row{}}, in.total(run.Counts)}
	at := cursor{f.After, f.Seen}
	for r, err := range s.Store.Results(ctx, run.ID, f) {
		if errors.Is(err, store.ErrMore) {
			page.Next = cursor{key: r.Key}.String()
			break
		}
		if err != nil {
			return nil, err
		}
		if len(page.Items) == in.Limit {
			page.Next = at.String()
			break
		}
		at = at.past(r.Key)
		page.Items = append(page.Items, rowOf(r))
	}
	return &rowPage{page}, nil
}

// looks is at how many rows a search by what has no index looks for one page: so many take
// a few tens of milliseconds.
const looks = 5_000

// total is how many rows a run has counted that a filter selects; nil if the
// counts do not tell.
func (f RowFilter) total(c waybill.Counts) *int64 {
	if (f != RowFilter{Outcome: f.Outcome}) {
		return nil
	}
	n := map[waybill.Outcome]int64{
		waybill.Accepted: c.Accepted, waybill.Rejected: c.Rejected + c.Undeleted, waybill.Deferred: c.Deferred, waybill.InDoubt: c.InDoubt, waybill.Deleted: c.Deleted,
		"": c.Accepted + c.Rejected + c.Undeleted + c.Deferred + c.InDoubt + c.Deleted,
	}[waybill.Outcome(f.Outcome)]
	return &n
}

// cursor is where a page of rows ends: behind so many results of a key.
type cursor struct {
	key  string
	seen int
}

func (c cursor) past(key string) cursor {
	if key != c.key {
		return cursor{key, 1}
	}
	return cursor{key, c.seen + 1}
}

// String returns the cursor as callers have it.
func (c cursor) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(c.key)) + "." + strconv.Itoa(c.seen)
}

// After is the after of the page of rows that goes on behind an encoded primary
// key.
func After(key string) string { return cursor{key, 1}.String() }

// behind reads a cursor.
func behind(after string) (key string, seen int, err error) {
	if after == "" {
		return "", 0, nil
	}
	encoded, n, _ := strings.Cut(after, ".")
	b, err := base64.RawURLEncoding.DecodeString(encoded)
	if err == nil {
		seen, err = strconv.Atoi(n)
	}
	if err != nil || seen < 0 {
		return "", 0, waybill.Errorf(waybill.EInvalid, "after is not what a page's next was").At("after")
	}
	return string(b), seen, nil
}

func (s *Server) rowDetail(ctx context.Context, run, key string) (RowDetail, error) {
	const most = 100 // of rows that share a key
	detail := RowDetail{Rows: []Row{}, Exchanges: []waybill.Exchange{}}
	for r, err := range s.Store.Results(ctx, run, store.ResultFilter{Key: key, Limit: most}) {
		if err != nil {
			return detail, err
		}
		if len(detail.Rows) == 0 || detail.Rows[0].PrimaryKey == r.Key {
			detail.Rows = append(detail.Rows, rowOf(r))
		}
	}
	if len(detail.Rows) == 0 {
		return detail, waybill.Errorf(waybill.ENotFound, "run %s did nothing with %s", run, key).
			WithHint("Give the primary key or the business key in full. Rows that did not change have no result.")
	}
	exchanges, err := s.Store.Captures(ctx, run, detail.Rows[0].PrimaryKey)
	detail.Exchanges = append(detail.Exchanges, exchanges...)
	return detail, err
}

// appendRow appends a row as a line of JSON.
func appendRow(b []byte, r Row) ([]byte, error) {
	line, err := json.Marshal(r)
	return append(append(b, line...), '\n'), err
}
