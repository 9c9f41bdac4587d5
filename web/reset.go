package web

import (
	"context"
	"time"

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

// resetAt returns who asked for the reset that began at a moment.
func (s *Server) resetAt(ctx context.Context, scope store.Scope, at time.Time) (string, error) {
	runs, err := s.Store.ListRuns(ctx, store.RunFilter{Scope: scope, Since: at, Until: at.Add(time.Microsecond), Limit: 1})
	if err != nil || len(runs) == 0 {
		return "", err
	}
	o, by, err := s.askedFor(ctx, runs[0].ID)
	if err != nil || !o.Reset {
		return "", err
	}
	return by, nil
}

// toldToSendNothing says which run remembered a row without sending it.
func (w words) toldToSendNothing() string {
	if w.reset == "" {
		return "a run that was told to send nothing"
	}
	return "a reset that " + w.reset + " asked for"
}
