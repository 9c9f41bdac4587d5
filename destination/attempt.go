package destination

import (
	"context"
	"errors"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/transport"
)

// Answer says what one attempt at one record led to.
type Answer struct {
	Outcome waybill.Outcome

	// Retry says that the record should be tried again within the run, no
	// sooner than Wait from now. Free: without counting this attempt.
	Retry bool
	Wait  time.Duration
	Free  bool

	// Stop is set if the run has to stop; Outage if nothing more should be
	// sent although the run has not failed.
	Stop   error
	Outage bool

	// Stopped is set if it was not sent because the run is ending.
	Stopped bool

	// Planned is set in a plan: the request was recorded instead of sent.
	Planned bool

	Message     string
	VendorID    string
	Unconfirmed bool
	Warnings    []string
}

// Repeatable reports whether sending a record twice is harmless. Invariant 5
// hangs on it: an insert that the vendor cannot deduplicate is not.
func Repeatable(m waybill.Mode) bool { return m != waybill.Insert }

// Attempt sends one record once and says what became of it.
func (op *Operation) Attempt(ctx context.Context, c *Client, r waybill.Record) Answer {
	receipt, err := op.Send(ctx, c, r)
	return Judge(c.Sync.Mode, receipt, err)
}

// AttemptRemoval deletes or clears the record of a removed row, once.
func (op *Operation) AttemptRemoval(ctx context.Context, c *Client, how waybill.Removal, r waybill.Record) Answer {
	receipt, err := op.Remove(ctx, c, how, r)
	a := Judge(waybill.Mirror, receipt, err) // deleting twice is harmless
	if a.Outcome == waybill.Accepted {
		a.Outcome = waybill.Deleted
	}
	return a
}

// AttemptBatch sends records in one request and says what became of each.
func (op *Operation) AttemptBatch(ctx context.Context, c *Client, rs []waybill.Record) []Answer {
	answers := make([]Answer, len(rs))
	replies, err := op.SendBatch(ctx, c, rs)
	if err == nil && len(replies) != len(rs) {
		err = Doubt("%d records were sent and %d answered", len(rs), len(replies))
	}
	for i := range rs {
		if err != nil {
			answers[i] = Judge(c.Sync.Mode, Receipt{}, err)
			continue
		}
		answers[i] = Judge(c.Sync.Mode, replies[i].Receipt, replies[i].Err)
	}
	return answers
}

// Judge turns what Send returned into an answer.
func Judge(mode waybill.Mode, receipt Receipt, err error) Answer {
	if err == nil {
		return Answer{
			Outcome:     waybill.Accepted,
			VendorID:    receipt.VendorID,
			Unconfirmed: receipt.Unconfirmed != "",
			Message:     receipt.Unconfirmed,
			Warnings:    receipt.Warnings,
		}
	}
	e, ok := errors.AsType[*Error](err)
	if !ok {
		e = &Error{Unsure: true, Err: err} // nothing is known, so assume the worst
	}
	a := Answer{Outcome: waybill.Deferred, Message: e.Error(), Wait: e.After, Free: e.Free, Outage: e.Outage, VendorID: receipt.VendorID}
	switch {
	case errors.Is(err, transport.ErrPlanned):
		a.Planned = true
	case errors.Is(err, transport.ErrStopped):
		a.Stopped = true
	case e.Disposition == Stop:
		a.Stop = e
	case e.Disposition == Never:
		a.Outcome = waybill.Rejected
	case e.Unsure && !Repeatable(mode):
		a.Outcome = waybill.InDoubt
	default:
		a.Retry = !e.Outage
	}
	return a
}
