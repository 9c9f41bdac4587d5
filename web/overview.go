package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Overview is what the first page of an interface shows.
type Overview struct {
	Syncs    int64       `json:"syncs" doc:"How many syncs there are."`
	Never    int64       `json:"never" doc:"How many of them have never run to an end."`
	Last     DayRuns     `json:"last" doc:"How the last run of each of the others ended."`
	Going    []Item      `json:"going" doc:"What goes on and what waits, oldest first."`
	Held     []Run       `json:"held" doc:"Runs that wait for approval: the last ones of their syncs, with nothing going on or waiting."`
	Failed   []Run       `json:"failed" doc:"The last runs that failed, newest first."`
	InDoubt  int64       `json:"in_doubt" doc:"Rows in doubt, which wait for a person."`
	Refused  int64       `json:"refused" doc:"Rows that are refused, and are tried again until they are accepted or given up."`
	Concerns []Concerned `json:"concerns" doc:"The syncs of these rows, the removed ones too."`
}

// Concerned is a sync with rows that somebody should see to.
type Concerned struct {
	Sync    string `json:"sync" doc:"The sync."`
	Account string `json:"account" doc:"Whose memory it is."`
	InDoubt int64  `json:"in_doubt" doc:"Its rows in doubt."`
	Refused int64  `json:"refused" doc:"Its refused rows."`
}

// failures is how many failed runs an overview tells.
const failures = 5

func (s *Server) overviewOperations() {
	register(s, op{
		ID: "get-overview", Method: http.MethodGet, Path: "/overview", Tag: "server", Who: reader, Summary: "How things are, in one answer",
		Description: "What goes on, what failed, and what waits for a person.",
	}, func(ctx context.Context, _ caller, _ *struct{}) (*output[Overview], error) {
		out := Overview{Going: []Item{}, Held: []Run{}, Failed: []Run{}, Concerns: []Concerned{}}
		for _, part := range []func(context.Context, *Overview) error{s.overSyncs, s.overGoing, s.overRuns} {
			if err := part(ctx, &out); err != nil {
				return nil, err
			}
		}
		return &output[Overview]{out}, nil
	})
}

// overSyncs tells how the syncs are.
func (s *Server) overSyncs(ctx context.Context, out *Overview) error {
	resources, err := s.resources(ctx, store.KindSync)
	if err != nil {
		return err
	}
	names := make([]string, len(resources))
	for i, r := range resources {
		names[i] = r.Name
	}
	last, err := s.Store.LastRuns(ctx, names)
	if err != nil {
		return err
	}
	out.Syncs, out.Never = int64(len(names)), int64(len(names)-len(last))
	var sum Day
	for _, r := range last {
		sum.add(store.Activity{Status: r.Status, Runs: 1})
	}
	out.Last = sum.Runs
	return nil
}

// overGoing tells what goes on.
func (s *Server) overGoing(ctx context.Context, out *Overview) error {
	items, err := s.Queue.List(ctx)
	for _, i := range items {
		out.Going = append(out.Going, itemOf(i))
	}
	return err
}

// overRuns tells what somebody should see to.
func (s *Server) overRuns(ctx context.Context, out *Overview) error {
	f, err := s.Store.Figures(ctx)
	if err != nil {
		return err
	}
	for _, r := range f.Last {
		going := slices.ContainsFunc(out.Going, func(i Item) bool { return i.Sync == r.Sync })
		if r.Status == waybill.Held && !going {
			out.Held = append(out.Held, runOf(r, s.now()))
		}
	}
	failed, err := s.Store.ListRuns(ctx, store.RunFilter{Status: waybill.Failed, Limit: failures})
	for _, r := range failed {
		out.Failed = append(out.Failed, runOf(r, s.now()))
	}
	out.concerns(f)
	return err
}

func (o *Overview) concerns(f store.Figures) {
	of := func(scope store.Scope) *Concerned {
		i := slices.IndexFunc(o.Concerns, func(c Concerned) bool { return c.Sync == scope.Sync && c.Account == scope.Account })
		if i < 0 {
			i, o.Concerns = len(o.Concerns), append(o.Concerns, Concerned{Sync: scope.Sync, Account: scope.Account})
		}
		return &o.Concerns[i]
	}
	for _, d := range f.InDoubt {
		of(d.Scope).InDoubt = d.Rows
		o.InDoubt += d.Rows
	}
	for _, d := range f.Refused {
		of(d.Scope).Refused = d.Rows
		o.Refused += d.Rows
	}
}
