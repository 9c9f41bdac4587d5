package web

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/store"
)

// Overview is what the first page of an interface shows.
type Overview struct {
	Syncs    int64       `json:"syncs" doc:"How many syncs there are."`
	Never    int64       `json:"never" doc:"How many of them have never run to an end."`
	Last     DayRuns     `json:"last" doc:"How the last run of each of the others ended."`
	Going    []Item      `json:"going" doc:"What goes on and what waits, oldest first."`
	Held     []Run       `json:"held" doc:"Runs that wait for approval: the last ones of their syncs, with nothing going on or waiting."`
	Failed   []Run       `json:"failed" doc:"Runs that failed, the last ones of their syncs but for retries, newest first."`
	InDoubt  int64       `json:"in_doubt" doc:"Rows in doubt, which wait for a person."`
	Refused  int64       `json:"refused" doc:"Rows that are refused, and are tried again until they are accepted or given up."`
	Concerns []Concerned `json:"concerns" doc:"The syncs with rows that somebody should see to, the removed ones too."`
	Waiting  []Waiting   `json:"waiting" doc:"Syncs whose last run did not send all rows, and of which no run is due."`
}

// Concerned is a sync with rows that somebody should see to.
type Concerned struct {
	Sync        string `json:"sync" doc:"The sync."`
	Account     string `json:"account" doc:"Whose memory it is."`
	InDoubt     int64  `json:"in_doubt" doc:"Its rows in doubt."`
	Refused     int64  `json:"refused" doc:"Its refused rows."`
	Unconfirmed int64  `json:"unconfirmed" doc:"Its rows that were accepted by an answer that lacked what the vendor answers on success, and about which nobody has decided since."`
	Gone        bool   `json:"gone" doc:"Whether the sync is removed or sends to another account now: nothing tries these rows again."`
}

// failures is how many failed runs an overview tells, and retries behind how many
// runs of a sync it looks for one.
const (
	failures = 20
	retries  = 50
)

func (s *Server) overviewOperations() {
	register(s, op{
		ID: "get-overview", Method: http.MethodGet, Path: "/overview", Tag: "server", Who: reader, Summary: "How things are, in one answer",
		Description: "What goes on, what failed, and what waits for a person.",
	}, func(ctx context.Context, _ caller, _ *struct{}) (*output[Overview], error) {
		out := Overview{Going: []Item{}, Held: []Run{}, Failed: []Run{}, Concerns: []Concerned{}, Waiting: []Waiting{}}
		for _, part := range []func(context.Context, *Overview) error{s.overGoing, s.overSyncs, s.overRows, s.overWaiting} {
			if err := part(ctx, &out); err != nil {
				return nil, err
			}
		}
		return &output[Overview]{out}, nil
	})
}

// overSyncs tells how the syncs are. A run that is held waits for approval until
// somebody asks for another one.
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
	for _, name := range names {
		r, ok := last[name]
		if !ok {
			continue
		}
		sum.add(store.Activity{Status: r.Status, Runs: 1})
		going := slices.ContainsFunc(out.Going, func(i Item) bool { return i.Sync == name })
		if r.Status == waybill.Held && !going {
			out.Held = append(out.Held, runOf(r, s.now()))
		}
		failed, err := s.failed(ctx, r)
		if err != nil {
			return err
		}
		if failed != nil {
			out.Failed = append(out.Failed, runOf(*failed, s.now()))
		}
	}
	slices.SortFunc(out.Failed, func(a, b Run) int { return strings.Compare(b.ID, a.ID) })
	out.Failed = out.Failed[:min(failures, len(out.Failed))]
	out.Last = sum.Runs
	return nil
}

// failed returns the run that a sync failed by: the last one or, behind retries,
// which read the rows again that were asked for and say nothing of the others,
// the one before these. It is nil if that went well.
func (s *Server) failed(ctx context.Context, last waybill.Run) (*waybill.Run, error) {
	if last.Trigger != queue.Retry {
		return failedOf([]waybill.Run{last}), nil
	}
	runs, err := s.Store.ListRuns(ctx, store.RunFilter{Scope: store.Scope{Sync: last.Sync}, Limit: retries})
	return failedOf(runs), err
}

// failedOf returns the first run that is no retry and has ended, if it failed.
func failedOf(runs []waybill.Run) *waybill.Run {
	for i := range runs {
		if r := &runs[i]; r.Trigger != queue.Retry && !r.FinishedAt.IsZero() {
			if r.Status == waybill.Failed {
				return r
			}
			return nil
		}
	}
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

// overRows tells what rows somebody should see to.
func (s *Server) overRows(ctx context.Context, out *Overview) error {
	p, _, err := s.Engine.Project(ctx)
	if err != nil {
		return err
	}
	found, err := s.Store.Concerns(ctx)
	for _, c := range found {
		gone := !slices.ContainsFunc(p.Syncs, func(one project.Sync) bool { return one.Name == c.Scope.Sync && one.Account == c.Scope.Account })
		out.Concerns = append(out.Concerns, Concerned{c.Scope.Sync, c.Scope.Account, c.InDoubt, c.Refused, c.Unconfirmed, gone})
		out.InDoubt += c.InDoubt
		out.Refused += c.Refused
	}
	return err
}
