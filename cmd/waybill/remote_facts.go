package main

import (
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/engine"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

// runFrom is a run as a server tells it.
func runFrom(r web.Run) waybill.Run {
	return waybill.Run{
		ID: r.ID, Sync: r.Sync, Account: r.Account, Trigger: r.Trigger, Status: r.Status, Counts: r.Counts,
		StartedAt: at(r.StartedAt), FinishedAt: at(r.FinishedAt), Error: r.Error, Warnings: r.Warnings,
	}
}

// at is a moment that may not have been.
func at(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

func resultFrom(r web.Row) waybill.Result {
	return waybill.Result{
		Key: r.PrimaryKey, BusinessKey: r.BusinessKey, Kind: r.Kind, Outcome: r.Outcome, Message: r.Message, Attempts: r.Attempts,
		VendorID: r.VendorID, Unconfirmed: r.Unconfirmed, Invalid: r.Invalid, At: r.At,
	}
}

func storyFrom(s web.Story) store.Story {
	var out store.Story
	if e := s.Entry; e != nil {
		out.Entry = &store.Entry{Key: s.PrimaryKey, State: stateFrom(e.State), BusinessKey: e.BusinessKey, Refusals: e.Refusals, TriedAt: at(e.TriedAt), Note: e.Note}
		if e.Gone {
			out.Entry.Gone = store.Left
		}
	}
	if s.Claim != nil {
		claim := claimFrom(s.Claim)
		out.Claim = &claim
	}
	for i := range s.Others {
		out.Others = append(out.Others, claimFrom(&s.Others[i]))
	}
	for _, r := range s.Results {
		out.Results = append(out.Results, store.RunResult{Run: r.Run, Result: resultFrom(r.Row)})
	}
	for _, d := range s.Decisions {
		out.Decisions = append(out.Decisions, store.Decision{Verdict: d.Verdict, Reason: d.Reason, By: d.By, At: d.At})
	}
	return out
}

func claimFrom(c *web.Claim) store.ClaimStory {
	out := store.ClaimStory{
		Claim: store.Claim{
			BusinessKey: c.BusinessKey, State: stateFrom(c.State), Sync: c.Sync, Run: c.Run, VendorID: c.VendorID,
			BegunAt: c.BegunAt, SettledAt: at(c.SettledAt), Unsure: c.Unconfirmed, Marked: c.MarkedBy, Doubted: at(c.DoubtedAt),
		},
		Scope: store.ClaimScope{Account: c.Account, Operation: c.Operation, Scope: c.Scope},
	}
	for _, a := range c.Before {
		out.Before = append(out.Before, store.Acceptance(a))
	}
	for _, r := range c.Receipts {
		out.Receipts = append(out.Receipts, store.Receipt(r))
	}
	return out
}

// stateFrom is a state by its words.
func stateFrom(text string) store.State {
	for s := store.Begun; s <= store.Rekeyed; s++ {
		if s.String() == text {
			return s
		}
	}
	return 0
}

// wishesOf are the options of a run as the API takes them.
func wishesOf(o engine.Options) web.RunOptions {
	return web.RunOptions{
		FullResync: o.FullResync, Reset: o.Reset, Yes: o.Yes, SameAccount: o.SameAccount, ResendAccepted: o.ResendAccepted, Approved: o.Approved, Retry: o.Retry,
	}
}

// progressFrom is how far a run at a server is.
func progressFrom(r web.Run) engine.Progress {
	p := engine.Progress{Run: r.ID, Stage: engine.Reading, Counts: r.Counts, Done: r.Read}
	switch {
	case r.Status == waybill.Queued:
		p.Stage, p.Done = waiting, 0
	case r.Total > 0:
		p.Stage, p.Done, p.Total = engine.Sending, r.Done, r.Total
	}
	return p
}

// waiting is the stage of a run that a server has not begun yet.
const waiting engine.Stage = "waiting"
