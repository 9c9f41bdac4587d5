package web

import (
	"context"
	"net/http"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/store"
)

// DoubtRow is a row in doubt.
type DoubtRow struct {
	Sync        string    `json:"sync" doc:"The sync."`
	Account     string    `json:"account" doc:"Whose memory it is."`
	Key         string    `json:"key" doc:"The primary key as people read it."`
	PrimaryKey  string    `json:"primary_key" doc:"The primary key as it is kept."`
	BusinessKey string    `json:"business_key,omitempty" doc:"What makes the record unique to the vendor."`
	Since       time.Time `json:"since" doc:"Since when it is in doubt."`
	Run         string    `json:"run,omitempty" doc:"The run that sent it; absent if another row holds its business key."`
	Note        string    `json:"note,omitempty" doc:"Why it is in doubt."`
	Meaning     string    `json:"meaning,omitempty" doc:"What the note means, in plain words; absent if it says so itself."`
	Gone        bool      `json:"gone" doc:"Whether it has left the model."`
	Sentence    string    `json:"sentence" doc:"Where it is, in plain words."`
}

func doubtOf(d store.Doubt, w words) DoubtRow {
	e := d.Entry
	out := DoubtRow{
		Sync: d.Scope.Sync, Account: d.Scope.Account, Key: mapping.Display(e.Key), PrimaryKey: e.Key, BusinessKey: e.BusinessKey,
		Since: e.TriedAt, Run: d.Run, Note: e.Note, Meaning: store.Meaning(waybill.InDoubt, e.Note), Gone: e.Gone != store.Present,
	}
	var c *store.Claim
	if e.BusinessKey != "" {
		c = &store.Claim{BusinessKey: e.BusinessKey}
	}
	out.Sentence = knowledge{entry: &e, claim: c}.sentence(d.Scope, w, out.Key, "")
	return out
}

type doubtsInput struct {
	Page
	Sync string `query:"sync" doc:"Only of this sync."`
	Run  string `query:"run" maxLength:"64" doc:"Only those that this run left in doubt, or found so, and that still are."`
}

// DoubtPage is a page of rows in doubt.
type DoubtPage struct {
	PageOf[DoubtRow]
	Total int64 `json:"total" doc:"How many there are in all pages."`
}

func (s *Server) doubtOperations() {
	register(s, op{
		ID: "list-in-doubt", Method: http.MethodGet, Path: "/in-doubt", Tag: "ledger", Who: reader, Summary: "List rows in doubt",
		Description: "Newest first. They were sent, and nobody knows whether they were recorded: somebody has to look at the vendor, and decide by resolve.",
	}, func(ctx context.Context, _ caller, in *doubtsInput) (*output[DoubtPage], error) {
		if in.Run != "" {
			run, err := s.Store.Run(ctx, in.Run)
			if err != nil {
				return nil, err
			}
			in.Run = run.ID
		}
		found, total, err := s.Store.InDoubt(ctx, store.DoubtFilter{Sync: in.Sync, Run: in.Run, After: in.After, Limit: in.Limit + 1})
		if err != nil {
			return nil, err
		}
		say, err := s.wordsFor(ctx)
		if err != nil {
			return nil, err
		}
		next := ""
		if len(found) > in.Limit {
			found = found[:in.Limit]
			next = found[in.Limit-1].Cursor
		}
		page := DoubtPage{PageOf[DoubtRow]{Items: []DoubtRow{}, Next: next}, total}
		for _, d := range found {
			page.Items = append(page.Items, doubtOf(d, say(d.Scope)))
		}
		return &output[DoubtPage]{page}, nil
	})
}
