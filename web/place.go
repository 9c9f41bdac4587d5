package web

import (
	"context"

	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/store"
)

// Place is where rows are told of beside a server, which says the same of them.
type Place struct {
	Project *project.Project
	Env     project.Env // of its variables; nil: they are not known

	// Asked returns what a run was asked for with, and by whom; nil: nobody knows.
	Asked func(ctx context.Context, run string) (queue.Item, error)
}

// words are those of a scope.
func (p Place) words(f Finder, scope store.Scope) words {
	w := wordsOf(p.Project, scope)
	if p.Asked != nil {
		w.asked = resets(f, p.Asked)
	}
	sync, err := p.Project.Sync(scope.Sync)
	if err != nil || w.op == nil || p.Env == nil {
		return w
	}
	if resolved, err := sync.Resolve(p.Env); err == nil {
		w.claims, _ = engine.Claims(resolved, w.op)
	}
	return w
}
