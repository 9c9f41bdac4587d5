package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
)

// Sync is a sync with how it is going.
type Sync struct {
	Resource
	Model       string          `json:"model" doc:"The model whose rows are sent."`
	Destination string          `json:"destination" doc:"Where they are sent to."`
	Operation   string          `json:"operation" doc:"What is done with them."`
	Mode        waybill.Mode    `json:"mode" doc:"insert, upsert, update or mirror."`
	Account     string          `json:"account" doc:"Whose memory of what was sent it uses."`
	Vendor      string          `json:"vendor" doc:"Whose platform the destination is, as people call it."`
	Order       int             `json:"order" doc:"Its place among the syncs, from 1: the order of the files."`
	Schedule    string          `json:"schedule" doc:"When it runs, in words to be put behind \"runs\"."`
	Paused      bool            `json:"paused" doc:"Whether its schedule is paused."`
	NextRuns    []time.Time     `json:"next_runs" doc:"The next times that its schedule is due."`
	Running     string          `json:"running,omitempty" doc:"The run that goes on."`
	Queued      string          `json:"queued,omitempty" doc:"The run that waits."`
	LastRun     string          `json:"last_run,omitempty" doc:"The last run that ended."`
	LastStatus  waybill.Status  `json:"last_status,omitempty" doc:"How it ended."`
	LastAt      *time.Time      `json:"last_at,omitempty" doc:"When it ended."`
	LastCounts  *waybill.Counts `json:"last_counts,omitempty" doc:"What became of its rows."`
	Held        string          `json:"held,omitempty" doc:"The run that waits for approval: the last one but for retries."`
	Idle        string          `json:"idle,omitempty" doc:"Why no run of it is due, in words to be put behind \"it\", such as \"runs after payouts, which is paused\"; absent if one is due, goes on or waits."`
}

type syncPage struct{ Body PageOf[Sync] }

func (s *Server) syncOperations() {
	register(s, op{
		ID: "list-syncs", Method: http.MethodGet, Path: "/syncs", Tag: "syncs", Who: reader, Summary: "List syncs",
		Description: "With what goes on, how the last run ended, and when the next ones are due.",
	}, func(ctx context.Context, _ caller, in *syncsInput) (*syncPage, error) {
		page, err := s.listSyncs(ctx, in)
		return &syncPage{page}, err
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

type syncsInput struct {
	Page
	Text        string   `query:"q" maxLength:"200" doc:"Only with this in the name of the sync, its model or its destination, whatever its case."`
	Destination string   `query:"destination" doc:"Only to this destination."`
	Model       string   `query:"model" doc:"Only of this model."`
	Status      []string `query:"status" enum:"queued,running,completed,completed_with_rejections,failed,cancelled,held,never,paused" maxItems:"9" uniqueItems:"true" doc:"Only those of which a run waits or goes on or is held, whose last run ended so, that never ran, or whose schedule is paused; several are joined by commas."`
}

// listSyncs selects syncs, and tells how they are going: of all that are
// selected only where that is what they are selected by.
func (s *Server) listSyncs(ctx context.Context, in *syncsInput) (PageOf[Sync], error) {
	all, err := s.resources(ctx, store.KindSync)
	if err != nil {
		return PageOf[Sync]{}, err
	}
	p, _, err := s.Engine.Project(ctx)
	if err != nil {
		return PageOf[Sync]{}, err
	}
	all = slices.DeleteFunc(all, func(r Resource) bool { return !in.selects(p, r.Name) })
	if len(in.Status) > 0 {
		syncs, err := s.going(ctx, all)
		syncs = slices.DeleteFunc(syncs, func(one Sync) bool { return !slices.ContainsFunc(in.Status, one.is) })
		return pageOver(in.Page, syncs, func(one Sync) string { return one.Name }, ascending), err
	}
	page := pageOver(in.Page, all, func(r Resource) string { return r.Name }, ascending)
	syncs, err := s.going(ctx, page.Items)
	return PageOf[Sync]{syncs, page.Next}, err
}

// selects reports whether a sync is one that is asked for by what is configured.
func (in *syncsInput) selects(p *project.Project, name string) bool {
	model, destination := "", ""
	if configured, err := p.Sync(name); err == nil {
		model, destination = configured.Model.Name, configured.Destination
	}
	if in.Destination != "" && in.Destination != destination || in.Model != "" && in.Model != model {
		return false
	}
	return slices.ContainsFunc([]string{name, model, destination}, func(text string) bool { return store.Says(text, in.Text) })
}

// is reports whether a sync goes like that.
func (one Sync) is(status string) bool {
	switch status {
	case "running":
		return one.Running != ""
	case "queued":
		return one.Queued != ""
	case "paused":
		return one.Paused
	case "held":
		return one.Held != ""
	case "never":
		return one.LastRun == ""
	}
	return string(one.LastStatus) == status
}

// sync returns a sync of the configuration.
func (s *Server) sync(ctx context.Context, name string) (*project.Sync, error) {
	p, _, err := s.Engine.Project(ctx)
	if err != nil {
		return nil, err
	}
	return p.Sync(name)
}
