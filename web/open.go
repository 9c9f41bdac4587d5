package web

import (
	"context"
	"net/http"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/store"
)

// OpenRow is a row that somebody should see to.
type OpenRow struct {
	Sync        string     `json:"sync" doc:"The sync."`
	Account     string     `json:"account" doc:"Whose memory it is."`
	Key         string     `json:"key" doc:"The primary key as people read it."`
	PrimaryKey  string     `json:"primary_key" doc:"The primary key as it is kept."`
	BusinessKey string     `json:"business_key,omitempty" doc:"What makes the record unique to the vendor."`
	Since       *time.Time `json:"since,omitempty" doc:"Since when it is in doubt or not confirmed, or when it was last refused."`
	Invalid     bool       `json:"invalid" doc:"Whether it was refused before it was sent."`
	Run         string     `json:"run,omitempty" doc:"The run that sent it; absent if another row holds its business key, or it was never sent."`
	Note        string     `json:"note,omitempty" doc:"Why it is open."`
	Meaning     string     `json:"meaning,omitempty" doc:"What the note means, in plain words; absent if it says so itself."`
	State       string     `json:"state" enum:"accepted,refused,in doubt,rekeyed" doc:"What is known of it. A rekeyed row was accepted under another business key: sent again, it may be paid a second time."`
	Gone        bool       `json:"gone" doc:"Whether it has left the model."`
	Sentence    string     `json:"sentence" doc:"Where it is, in plain words."`
	Moved       string     `json:"moved,omitempty" doc:"Where it was sent, and where it would be sent now if somebody said to send it again, in plain words; absent if that is the same: its sync had another campaign then, say."`
	Stays       bool       `json:"stays" doc:"Whether it has left the model and the vendor refused to delete it: it is not to be sent."`
}

func openRowOf(d store.OpenRow, t told) OpenRow {
	e := d.Entry
	out := OpenRow{
		Sync: d.Scope.Sync, Account: d.Scope.Account, Key: mapping.Display(e.Key), PrimaryKey: e.Key, BusinessKey: e.BusinessKey,
		Since: moment(e.TriedAt), Run: d.Run, Invalid: unsent(&e), Note: t.note(), State: e.State.String(), Gone: e.Gone != store.Present,
	}
	if e.State == store.InDoubt {
		out.Meaning = store.Meaning(waybill.InDoubt, e.Note)
	}
	out.Sentence, out.Moved, out.Stays = t.sentence(mention{}), t.moved(t.words), t.undeleted()
	return out
}

// OpenInput selects open rows.
type OpenInput struct {
	Page
	Sync string `query:"sync" doc:"Only of this sync."`
}

type doubtsInput struct {
	OpenInput
	Run string `query:"run" maxLength:"64" doc:"Only those that this run left in doubt, or found so, and that still are."`
}

// OpenPage is a page of rows that somebody should see to.
type OpenPage struct {
	PageOf[OpenRow]
	Total int64 `json:"total" doc:"How many there are in all pages."`
}

func (s *Server) openOperations() {
	register(s, op{
		ID: "list-in-doubt", Method: http.MethodGet, Path: "/in-doubt", Tag: "ledger", Who: reader, Summary: "List rows in doubt",
		Description: "Newest first, at most 100 in a page. They were sent, and nobody knows whether they were recorded: somebody has to look at the vendor, and decide by resolve.",
	}, func(ctx context.Context, _ caller, in *doubtsInput) (*output[OpenPage], error) {
		f := in.filter(store.Doubted)
		if in.Run != "" {
			run, err := s.Store.Run(ctx, in.Run)
			if err != nil {
				return nil, err
			}
			f.Run = run.ID
		}
		return s.openPage(ctx, f)
	})
	register(s, op{
		ID: "list-refused", Method: http.MethodGet, Path: "/refused", Tag: "ledger", Who: reader, Summary: "List refused rows",
		Description: "By their syncs and keys, at most 100 in a page. They are tried again until they are accepted or given up: mend them in the source or the mapping.",
	}, func(ctx context.Context, _ caller, in *OpenInput) (*output[OpenPage], error) {
		return s.openPage(ctx, in.filter(store.Denied))
	})
	register(s, op{
		ID: "list-unconfirmed", Method: http.MethodGet, Path: "/unconfirmed", Tag: "ledger", Who: reader, Summary: "List rows that were accepted and not confirmed",
		Description: "Newest first, at most 100 in a page. The vendor's answer lacked what it has on success: somebody has to look there, and decide by resolve.",
	}, func(ctx context.Context, _ caller, in *OpenInput) (*output[OpenPage], error) {
		return s.openPage(ctx, in.filter(store.Unconfirmed))
	})
}

func (in *OpenInput) filter(c store.Cause) store.OpenFilter {
	return store.OpenFilter{Cause: c, Sync: in.Sync, After: in.After, Limit: in.Limit}
}

// mostOpen is how many rows a page tells at most: of each all that is known is read.
const mostOpen = 100

// openPage answers with a page of open rows. One more than these is read, to know
// whether there is another page.
func (s *Server) openPage(ctx context.Context, f store.OpenFilter) (*output[OpenPage], error) {
	limit := min(f.Limit, mostOpen)
	f.Limit = limit + 1
	found, total, err := s.Store.OpenRows(ctx, f)
	if err != nil {
		return nil, err
	}
	say, err := s.wordsFor(ctx)
	if err != nil {
		return nil, err
	}
	next := ""
	if len(found) > limit {
		found = found[:limit]
		next = found[limit-1].Cursor
	}
	rows := make([]store.Row, len(found))
	for i, d := range found {
		rows[i] = store.Row{Scope: d.Scope, Key: d.Entry.Key}
	}
	hits, err := s.Store.Look(ctx, rows)
	if err != nil {
		return nil, err
	}
	all, err := tellAll(ctx, s.Store, say, hits)
	if err != nil {
		return nil, err
	}
	page := OpenPage{PageOf[OpenRow]{Items: []OpenRow{}, Next: next}, total}
	for i, t := range all {
		page.Items = append(page.Items, openRowOf(found[i], t))
	}
	return &output[OpenPage]{page}, nil
}
