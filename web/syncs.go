package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/schedule"
	"github.com/waybillhq/waybill/store"
)

// Sync is a sync with how it is going.
type Sync struct {
	Resource
	Model       string         `json:"model" doc:"The model whose rows are sent."`
	Destination string         `json:"destination" doc:"Where they are sent to."`
	Operation   string         `json:"operation" doc:"What is done with them."`
	Mode        waybill.Mode   `json:"mode" doc:"insert, upsert, update or mirror."`
	Account     string         `json:"account" doc:"Whose memory of what was sent it uses."`
	Vendor      string         `json:"vendor" doc:"Whose platform the destination is, as people call it."`
	Order       int            `json:"order" doc:"Its place among the syncs, from 1: the order of the files."`
	Schedule    string         `json:"schedule" doc:"When it runs, in words to be put behind \"runs\"."`
	Paused      bool           `json:"paused" doc:"Whether its schedule is paused."`
	NextRuns    []time.Time    `json:"next_runs" doc:"The next times that its schedule is due."`
	Running     string         `json:"running,omitempty" doc:"The run that goes on."`
	Queued      string         `json:"queued,omitempty" doc:"The run that waits."`
	LastRun     string         `json:"last_run,omitempty" doc:"The last run that ended."`
	LastStatus  waybill.Status `json:"last_status,omitempty" doc:"How it ended."`
	LastAt      *time.Time     `json:"last_at,omitempty" doc:"When it ended."`
}

type syncPage struct{ Body PageOf[Sync] }

// upcoming is how many next runs are told.
const upcoming = 3

func (s *Server) syncOperations() {
	register(s, op{
		ID: "list-syncs", Method: http.MethodGet, Path: "/syncs", Tag: "syncs", Who: reader, Summary: "List syncs",
		Description: "With what goes on, how the last run ended, and when the next ones are due.",
	}, func(ctx context.Context, _ caller, in *Page) (*syncPage, error) {
		resources, err := s.resources(ctx, store.KindSync)
		if err != nil {
			return nil, err
		}
		page := pageOver(*in, resources, func(r Resource) string { return r.Name }, ascending)
		syncs, err := s.going(ctx, page.Items)
		return &syncPage{PageOf[Sync]{syncs, page.Next}}, err
	})
	o := op{Method: http.MethodPost, Tag: "syncs", Who: runner}
	pause := o
	pause.ID, pause.Path, pause.Summary, pause.Trail = "pause-sync", "/syncs/{name}/pause", "Pause the schedule of a sync", recorded("pause", "sync", "name")
	pause.Description = "Whoever asks for a run still gets one."
	register(s, pause, func(ctx context.Context, _ caller, in *ResourceName) (*struct{}, error) {
		if _, err := s.sync(ctx, in.Name); err != nil {
			return nil, err
		}
		return nil, s.Queue.Pause(ctx, in.Name)
	})
	resume := o
	resume.ID, resume.Path, resume.Summary, resume.Trail = "resume-sync", "/syncs/{name}/resume", "Resume the schedule of a sync", recorded("resume", "sync", "name")
	resume.Description = "What was due meanwhile is not made up."
	register(s, resume, func(ctx context.Context, _ caller, in *ResourceName) (*struct{}, error) {
		if _, err := s.sync(ctx, in.Name); err != nil {
			return nil, err
		}
		return nil, s.Queue.Resume(ctx, in.Name, s.now())
	})
}

// sync returns a sync of the configuration.
func (s *Server) sync(ctx context.Context, name string) (*project.Sync, error) {
	p, _, err := s.Engine.Project(ctx)
	if err != nil {
		return nil, err
	}
	return p.Sync(name)
}

// going tells of syncs how they are going.
func (s *Server) going(ctx context.Context, resources []Resource) ([]Sync, error) {
	p, _, err := s.Engine.Project(ctx)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(resources))
	for i, r := range resources {
		names[i] = r.Name
	}
	ended, err := s.Queue.Ended(ctx, names)
	if err != nil {
		return nil, err
	}
	items, err := s.Queue.List(ctx)
	if err != nil {
		return nil, err
	}
	marks, err := s.Queue.Marks(ctx)
	if err != nil {
		return nil, err
	}
	syncs := []Sync{}
	for _, r := range resources {
		one := Sync{Resource: r, NextRuns: []time.Time{}}
		if i := slices.IndexFunc(p.Syncs, func(c project.Sync) bool { return c.Name == r.Name }); i >= 0 {
			one.configured(&p.Syncs[i], marks[r.Name], s.now())
			one.Order = i + 1
		}
		if d, err := p.Destination(one.Destination); err == nil {
			one.Vendor = d.Type.Label
		}
		one.worked(items)
		if e, ok := ended[r.Name]; ok {
			one.LastRun, one.LastStatus, one.LastAt = e.Run, e.Status, &e.At
		}
		syncs = append(syncs, one)
	}
	return syncs, nil
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
