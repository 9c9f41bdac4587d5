package web

import (
	"context"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/queue"
	"github.com/waybillhq/waybill/store"
)

// Waiting is what the last whole run of a sync did not send, where no run is due
// that would.
type Waiting struct {
	Sync   string         `json:"sync" doc:"The sync."`
	Run    string         `json:"run" doc:"Its last run but for retries."`
	Status waybill.Status `json:"status" doc:"How it ended."`
	Vendor string         `json:"vendor" doc:"Whose platform they were to be sent to, as people call it."`
	Sent   bool           `json:"sent" doc:"Whether any row of it was accepted or is in doubt, or was worked on by a retry since."`
	Away   bool           `json:"away" doc:"Whether nothing of it was sent since the vendor could not be reached."`
	Rows   int64          `json:"rows" doc:"How many of its rows were not sent, were not by a retry since, and were not decided about."`
	Why    string         `json:"why,omitempty" doc:"The most frequent reason of these."`
}

// Released are rows that somebody said to send again, where no run is due that
// would.
type Released struct {
	Sync string `json:"sync" doc:"The sync."`
	Rows int64  `json:"rows" doc:"How many of its rows are to be sent again, without those that have left the model."`
}

// overWaiting tells what rows nobody is due to come for.
func (s *Server) overWaiting(ctx context.Context, now *progress, out *Overview) error {
	for i := range now.syncs {
		one := &now.syncs[i]
		if one.LastRun == "" || !one.unattended() {
			continue
		}
		left, err := s.leftBy(ctx, now, one)
		if err != nil {
			return err
		}
		if left.Rows > 0 {
			out.Waiting = append(out.Waiting, left)
		}
	}
	return nil
}

// goes reports whether a run of the sync goes on or waits.
func (one *Sync) goes() bool { return one.Running+one.Queued != "" }

// unattended reports whether no run of the sync goes on or comes by itself, and none
// is held, which is told for itself.
func (one *Sync) unattended() bool {
	return one.Idle != "" && one.Held == ""
}

// leftBy tells what the last whole run of a sync did not send.
func (s *Server) leftBy(ctx context.Context, now *progress, one *Sync) (Waiting, error) {
	run := now.last[one.Name]
	if !whole(&run) {
		runs, err := s.recent(ctx, now, one.Name)
		i := slices.IndexFunc(runs, func(r waybill.Run) bool { return whole(&r) })
		if err != nil || i < 0 {
			return Waiting{}, err
		}
		run = runs[i]
	}
	out := Waiting{Sync: one.Name, Run: run.ID, Status: run.Status, Vendor: one.Vendor, Sent: run.Counts.Accepted+run.Counts.InDoubt > 0, Rows: run.Counts.Deferred}
	if out.Rows == 0 {
		return out, nil
	}
	settled, decided, err := s.Store.SettledSince(ctx, run.ID)
	if err != nil {
		return out, err
	}
	out.Rows -= settled + decided // what somebody said to send again is told by itself
	out.Sent = out.Sent || settled > 0
	reasons, err := s.Store.Reasons(ctx, run.ID, store.MostReasons)
	if i := slices.IndexFunc(reasons, func(r store.Reason) bool { return r.Outcome == waybill.Deferred }); i >= 0 {
		out.Why = reasons[i].Message
	}
	out.Away = !out.Sent && out.Status != waybill.Cancelled && unreached(out.Why, one.Mode)
	return out, err
}

// unreached reports whether a row was not sent since nobody could be reached. What
// else fails time and again, such as an answer of 500, leaves inserts in doubt.
func unreached(why string, mode waybill.Mode) bool {
	signs := []string{"connection refused", "no such host", "dial ", "unreachable", "network is down"}
	return mode == waybill.Insert && strings.Contains(why, "times in a row") ||
		slices.ContainsFunc(signs, func(sign string) bool { return strings.Contains(why, sign) })
}

// whole reports whether a run has compared all of its model, and ended: what it did
// not send is all that waits. A retry reads the rows that were asked for alone, and
// what ends early says nothing of rows that it had not compared.
func whole(r *waybill.Run) bool {
	c := r.Counts
	compared := c.Unchanged+c.Added+c.Changed+c.AlreadySent+c.Skipped+c.Removed > 0
	early := r.Status == waybill.Failed || r.Status == waybill.Cancelled
	return r.Trigger != queue.Retry && !r.FinishedAt.IsZero() && (compared || !early)
}
