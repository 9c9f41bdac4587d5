package web

import (
	"context"
	"time"

	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/store"
)

// resetBy returns who asked for the reset by which a row is remembered without
// having been sent; "" if it was none, or if that is not known.
func (w words) resetBy(ctx context.Context, scope store.Scope, e *store.Entry) (string, error) {
	if w.asked == nil || e == nil || e.State != store.Baseline || e.TriedAt.IsZero() {
		return "", nil
	}
	return w.asked(ctx, scope, e.TriedAt)
}

// resets returns who asked for the reset of a scope that began at a moment, by what
// runs were asked for with.
func resets(f Finder, asked func(ctx context.Context, run string) (queue.Item, error)) func(context.Context, store.Scope, time.Time) (string, error) {
	return func(ctx context.Context, scope store.Scope, at time.Time) (string, error) {
		runs, err := f.ListRuns(ctx, store.RunFilter{Scope: scope, Since: at, Until: at.Add(time.Microsecond), Limit: 1})
		if err != nil || len(runs) == 0 {
			return "", err
		}
		item, err := asked(ctx, runs[0].ID)
		if err != nil {
			return "", err
		}
		o, err := wishesOf(item)
		if err != nil || !o.Reset {
			return "", err
		}
		return item.By, nil
	}
}

// toldToSendNothing says which run remembered a row without sending it.
func (w words) toldToSendNothing() string {
	if w.reset == "" {
		return "a run that was told to send nothing"
	}
	return "a reset that " + w.reset + " asked for"
}
