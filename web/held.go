package web

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/queue"
)

type approveInput struct {
	RunID
	Body *RunOptions
}

type discardInput struct {
	RunID
	Body *Discarding
}

// Discarding says why a held run is given up.
type Discarding struct {
	Reason string `json:"reason,omitempty" maxLength:"500" doc:"Why; it is kept with the run."`
}

// heldOperations decide about runs that wait for approval.
func (s *Server) heldOperations() {
	o := op{Method: http.MethodPost, Tag: "runs", Who: runner}
	approve := o
	approve.ID, approve.Path, approve.Summary, approve.Trail = "approve-run", "/runs/{id}/approve", "Run what is held", recorded("approve", "run", "id")
	approve.Status = http.StatusAccepted
	approve.Description = "A new run passes the brakes, with the options of the one that is held and those given here, " +
		"unless by then more rows would be sent than were held, or its sync, model or destination was changed: then it is held again. A run is approved once."
	register(s, approve, s.approve)
	discard := o
	discard.ID, discard.Path, discard.Summary, discard.Trail = "discard-run", "/runs/{id}/discard", "Give up what is held", recorded("discard", "run", "id")
	discard.Description = "Nothing of it is sent; the next run compares anew."
	register(s, discard, func(ctx context.Context, c caller, in *discardInput) (*output[Run], error) {
		r, err := s.held(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		reason := ""
		if in.Body != nil {
			reason = in.Body.Reason
		}
		r.Discard(c.Person.Email, reason)
		return &output[Run]{runOf(r, s.now())}, s.Store.SaveRun(ctx, r, 0)
	})
}

// approve asks for the run that a held one would have been.
func (s *Server) approve(ctx context.Context, c caller, in *approveInput) (*output[Ticket], error) {
	r, err := s.held(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	asked, _, err := s.askedFor(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	asked.add(wished(in.Body))
	asked.Approved, asked.Basis = &r.Counts, r.Basis
	if err := s.noneWaits(ctx, r.Sync); err != nil {
		return nil, err
	}
	t, err := s.trigger(ctx, c, queue.Request{Sync: r.Sync, Trigger: triggerOf(c), Key: "approval of " + r.ID}, *asked)
	if err != nil {
		return nil, err
	}
	r.Approve(c.Person.Email, t.Body.Run)
	return t, s.Store.SaveRun(ctx, r, 0)
}

// noneWaits fails while a run of a sync waits: whoever asks for one is given
// that, which brakes may hold again.
func (s *Server) noneWaits(ctx context.Context, sync string) error {
	items, err := s.Queue.List(ctx)
	for _, i := range items {
		if i.Sync == sync && i.Status == waybill.Queued {
			return waybill.Errorf(waybill.EConflict, "run %s of %s waits already, which brakes may hold again", i.Run, sync).
				WithHint("cancel that one, or approve again when it has ended")
		}
	}
	return err
}

// held returns a run that waits for approval.
func (s *Server) held(ctx context.Context, id string) (waybill.Run, error) {
	r, err := s.Store.Run(ctx, id)
	if err == nil && r.Status != waybill.Held {
		err = waybill.Errorf(waybill.EConflict, "run %s is not held: it is %s", r.ID, r.Status)
	}
	return r, err
}

// askedFor returns what a run was asked for with, and by whom. Of runs that no
// queue handed out nothing is kept.
func (s *Server) askedFor(ctx context.Context, run string) (*RunOptions, string, error) {
	item, err := s.Queue.Item(ctx, run)
	if err != nil {
		return &RunOptions{}, "", err
	}
	o, err := wishesOf(item)
	return o, item.By, err
}

// wishesOf are the options that a run was asked for with.
func wishesOf(item queue.Item) (*RunOptions, error) {
	o := &RunOptions{}
	if len(item.Options) == 0 {
		return o, nil
	}
	return o, json.Unmarshal(item.Options, o)
}
