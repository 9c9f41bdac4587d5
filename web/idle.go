package web

import (
	"context"
	"slices"

	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/queue"
)

// calls are what says whether a run of a sync is due.
type calls struct {
	project *project.Project
	marks   map[string]queue.Mark
	items   []queue.Item // runs that wait or go on
}

// calls reads what is due.
func (s *Server) calls(ctx context.Context, p *project.Project) (calls, error) {
	items, err := s.Queue.List(ctx)
	if err != nil {
		return calls{}, err
	}
	marks, err := s.Queue.Marks(ctx)
	return calls{p, marks, items}, err
}

// idle says why no run of a sync is due, in words to be put behind its name; "" if
// one is, or goes on, or if there is no such sync. One that follows another is due
// when that is.
func (c calls) idle(name string) string {
	way := ""
	for range c.project.Syncs {
		i := slices.IndexFunc(c.project.Syncs, func(s project.Sync) bool { return s.Name == name })
		if i < 0 || slices.ContainsFunc(c.items, func(it queue.Item) bool { return it.Sync == name }) {
			return ""
		}
		switch when := c.project.Syncs[i].Schedule; {
		case c.marks[name].Paused:
			return way + "is paused"
		case when.Manual():
			return way + "has no schedule"
		case when.After == "":
			return ""
		default:
			name = when.After
			way += "runs after " + name + ", which "
		}
	}
	return ""
}
