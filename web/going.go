package web

import (
	"context"
	"slices"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/schedule"
	"github.com/waybillhq/waybill/store"
)

// upcoming is how many next runs are told.
const upcoming = 3

// progress is how syncs are going, read once: all that is told of it agrees.
type progress struct {
	calls
	last   map[string]waybill.Run // the last run of each sync that began and ended
	syncs  []Sync
	behind map[string][]waybill.Run // see recent
}

// going tells of syncs how they are going.
func (s *Server) going(ctx context.Context, resources []Resource) ([]Sync, error) {
	now, err := s.progress(ctx, resources)
	return now.syncs, err
}

// progress reads how syncs are going. The queue comes first: a run leaves it after
// it has ended, so that none is in neither.
func (s *Server) progress(ctx context.Context, resources []Resource) (progress, error) {
	p, _, err := s.Engine.Project(ctx)
	if err != nil {
		return progress{}, err
	}
	out := progress{syncs: []Sync{}, behind: map[string][]waybill.Run{}}
	if out.calls, err = s.calls(ctx, p); err != nil {
		return progress{}, err
	}
	names := make([]string, len(resources))
	for i, r := range resources {
		names[i] = r.Name
	}
	if out.last, err = s.Store.LastRuns(ctx, names); err != nil {
		return progress{}, err
	}
	for _, r := range resources {
		one := out.of(r, s.now())
		if last, ok := out.last[r.Name]; ok {
			stands, err := s.stands(ctx, &out, last)
			if err != nil {
				return progress{}, err
			}
			if stands.Status == waybill.Held {
				one.Held = stands.ID
			}
		}
		out.syncs = append(out.syncs, one)
	}
	return out, nil
}

// retries is behind how many runs of a sync one is looked for that says what they
// do not.
const retries = 50

// recent returns the newest runs of a sync, where its last one does not say enough.
// They are read once.
func (s *Server) recent(ctx context.Context, now *progress, sync string) ([]waybill.Run, error) {
	if runs, ok := now.behind[sync]; ok {
		return runs, nil
	}
	runs, err := s.Store.ListRuns(ctx, store.RunFilter{Scope: store.Scope{Sync: sync}, Limit: retries})
	now.behind[sync] = runs
	return runs, err
}

// of tells how one sync is going.
func (now *progress) of(r Resource, at time.Time) Sync {
	one := Sync{Resource: r, NextRuns: []time.Time{}, Idle: now.idle(r.Name)}
	p := now.project
	if i := slices.IndexFunc(p.Syncs, func(c project.Sync) bool { return c.Name == r.Name }); i >= 0 {
		one.configured(&p.Syncs[i], now.marks[r.Name], at)
		one.Order = i + 1
	}
	if d, err := p.Destination(one.Destination); err == nil {
		one.Vendor = d.Vendor()
	}
	one.worked(now.items)
	if e, ok := now.last[r.Name]; ok {
		one.LastRun, one.LastStatus, one.LastAt, one.LastCounts = e.ID, e.Status, &e.FinishedAt, &e.Counts
	}
	return one
}

// configured fills in what the configuration says, and when that is due.
func (one *Sync) configured(sync *project.Sync, mark queue.Mark, now time.Time) {
	one.Model, one.Destination, one.Mode, one.Account = sync.Model.Name, sync.Destination, sync.Mode, sync.Account
	if sync.Operation != nil {
		one.Operation = sync.Operation.Name
	}
	one.Paused = mark.Paused
	when, err := schedule.Parse(schedule.Spec(sync.Schedule))
	if err != nil {
		return // it was checked when it was saved
	}
	one.Schedule = when.Describe()
	if one.Paused {
		return
	}
	after := now
	if mark.Text == when.Text() && !mark.Last.IsZero() {
		after = mark.Last
		if latest, ok := when.Latest(after, now); ok {
			after = latest
		}
	}
	one.NextRuns = append(one.NextRuns, when.Upcoming(after, upcoming)...)
}

// worked fills in what goes on and what waits.
func (one *Sync) worked(items []queue.Item) {
	of := func(status waybill.Status) string {
		i := slices.IndexFunc(items, func(i queue.Item) bool { return i.Sync == one.Name && i.Status == status })
		if i < 0 {
			return ""
		}
		return items[i].Run
	}
	one.Running, one.Queued = of(waybill.Running), of(waybill.Queued)
}
