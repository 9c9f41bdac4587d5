package web

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/store"
)

// Overview is what the first page of an interface shows.
type Overview struct {
	Syncs    int64       `json:"syncs" doc:"How many syncs there are."`
	Never    int64       `json:"never" doc:"How many of them have never run to an end."`
	Last     DayRuns     `json:"last" doc:"How the last run of each of the others ended."`
	Going    []Item      `json:"going" doc:"What goes on and what waits, oldest first."`
	Held     []Run       `json:"held" doc:"Runs that wait for approval: the last ones of their syncs but for retries, with nothing going on or waiting."`
	Failed   []Run       `json:"failed" doc:"Runs that failed, the last ones of their syncs but for retries, newest first."`
	InDoubt  int64       `json:"in_doubt" doc:"Rows in doubt, which wait for a person."`
	Refused  int64       `json:"refused" doc:"Rows that are refused, and are tried again until they are accepted or given up."`
	Concerns []Concerned `json:"concerns" doc:"The syncs with rows that somebody should see to, the removed ones too."`
	Waiting  []Waiting   `json:"waiting" doc:"Syncs whose last run did not send all rows, and of which no run is due."`
	Released []Released  `json:"released" doc:"Syncs with rows that somebody said to send again, and of which no run is due."`
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

// failures is how many failed runs an overview tells.
const failures = 20

func (s *Server) overviewOperations() {
	register(s, op{
		ID: "get-overview", Method: http.MethodGet, Path: "/overview", Tag: "server", Who: reader, Summary: "How things are, in one answer",
		Description: "What goes on, what failed, and what waits for a person.",
	}, func(ctx context.Context, _ caller, _ *struct{}) (*output[Overview], error) {
		out, err := s.overview(ctx)
		return &output[Overview]{out}, err
	})
}

func (s *Server) overview(ctx context.Context) (Overview, error) {
	out := Overview{Going: []Item{}, Held: []Run{}, Failed: []Run{}, Concerns: []Concerned{}, Waiting: []Waiting{}, Released: []Released{}}
	resources, err := s.resources(ctx, store.KindSync)
	if err != nil {
		return out, err
	}
	now, err := s.progress(ctx, resources)
	if err != nil {
		return out, err
	}
	if out.Going, err = s.goesOn(ctx, &now); err != nil {
		return out, err
	}
	for _, part := range []func(context.Context, *progress, *Overview) error{s.overSyncs, s.overRows, s.overWaiting} {
		if err := part(ctx, &now, &out); err != nil {
			return out, err
		}
	}
	return out, nil
}

// goesOn is what goes on and what waits: what the queue has, and runs that somebody
// began beside it, from a terminal.
func (s *Server) goesOn(ctx context.Context, now *progress) ([]Item, error) {
	runs, err := s.Store.ListRuns(ctx, store.RunFilter{Status: waybill.Running, Limit: retries})
	items := []Item{}
	for _, i := range now.items {
		items = append(items, itemOf(i))
	}
	for _, r := range runs {
		if !slices.ContainsFunc(now.items, func(i queue.Item) bool { return i.Run == r.ID }) {
			items = append(items, Item{Run: r.ID, Sync: r.Sync, Trigger: r.Trigger, Status: r.Status, Attempt: 1, StartedAt: moment(r.StartedAt)})
		}
	}
	slices.SortStableFunc(items, func(a, b Item) int { return strings.Compare(a.Run, b.Run) })
	return items, err
}

// overSyncs tells how the syncs are. A run that is held waits for approval until
// somebody asks for another one.
func (s *Server) overSyncs(ctx context.Context, now *progress, out *Overview) error {
	out.Syncs, out.Never = int64(len(now.syncs)), int64(len(now.syncs)-len(now.last))
	var sum Day
	for i := range now.syncs {
		one := &now.syncs[i]
		r, ok := now.last[one.Name]
		if !ok {
			continue
		}
		sum.add(store.Activity{Status: r.Status, Runs: 1})
		stands, err := s.stands(ctx, now, r)
		if err != nil {
			return err
		}
		if stands.Status == waybill.Held && !one.goes() {
			out.Held = append(out.Held, runOf(stands, s.now()))
		}
		if stands.Status == waybill.Failed {
			out.Failed = append(out.Failed, runOf(stands, s.now()))
		}
	}
	slices.SortFunc(out.Failed, func(a, b Run) int { return strings.Compare(b.ID, a.ID) })
	out.Failed = out.Failed[:min(failures, len(out.Failed))]
	out.Last = sum.Runs
	return nil
}

// stands returns the run that says how a sync is: the last one or, behind retries,
// which read the rows again that were asked for and say nothing of the others, the
// one before these. There may be none that is looked at.
func (s *Server) stands(ctx context.Context, now *progress, last waybill.Run) (waybill.Run, error) {
	if last.Trigger != queue.Retry {
		return last, nil
	}
	runs, err := s.recent(ctx, now, last.Sync)
	i := slices.IndexFunc(runs, func(r waybill.Run) bool { return r.Trigger != queue.Retry && !r.FinishedAt.IsZero() })
	if err != nil || i < 0 {
		return waybill.Run{}, err
	}
	return runs[i], nil
}

// overRows tells what rows somebody should see to, and which are to be sent again.
func (s *Server) overRows(ctx context.Context, now *progress, out *Overview) error {
	found, err := s.Store.Concerns(ctx)
	for _, c := range found {
		i := slices.IndexFunc(now.syncs, func(one Sync) bool { return one.Name == c.Scope.Sync && one.Account == c.Scope.Account })
		if i >= 0 && c.Released > 0 && now.syncs[i].unattended() {
			out.Released = append(out.Released, Released{c.Scope.Sync, c.Released})
		}
		if c.InDoubt+c.Refused+c.Unconfirmed > 0 {
			out.Concerns = append(out.Concerns, Concerned{c.Scope.Sync, c.Scope.Account, c.InDoubt, c.Refused, c.Unconfirmed, i < 0})
		}
		out.InDoubt += c.InDoubt
		out.Refused += c.Refused
	}
	return err
}
