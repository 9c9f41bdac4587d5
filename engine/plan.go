package engine

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/transport"
)

// Plan is what a run would do. Nothing was sent and no state was changed.
type Plan struct {
	Sync     string         `json:"sync"`
	Counts   waybill.Counts `json:"counts"`
	Sends    int64          `json:"sends"`    // rows that would be sent
	Removals int64          `json:"removals"` // rows that would be deleted or cleared

	// Known is how many rows of the model the ledger knows as accepted. Of
	// inserts, --resend-accepted of a full resync takes this number.
	Known int64 `json:"known_accepted"`

	// Withheld is how many of them a full resync does not send again, because
	// their number was not named.
	Withheld int64 `json:"withheld,omitempty"`

	// Rekeyed is how many more rows of the model were accepted under another business
	// key than they have now: they are not sent as that unless a person says so.
	Rekeyed int64 `json:"rekeyed,omitempty"`

	// Untried is how many of the rejected rows the run would not try: they were
	// refused earlier, and it is not their turn, or somebody gave them up. The
	// others would be refused before they are sent.
	Untried int64 `json:"untried,omitempty"`

	// Held is why the run would be held, or "".
	Held string `json:"held,omitempty"`

	Warnings []string  `json:"warnings,omitempty"`
	Rows     []PlanRow `json:"rows"` // the first rows with something to tell

	// Reasons are why rows would be refused or not tried, over all of them, the
	// most frequent first: up to [store.MostReasons].
	Reasons []PlanReason `json:"reasons,omitempty"`
}

// PlanReason is why rows would be refused before they are sent, or not tried.
type PlanReason struct {
	Message string `json:"message"`
	Rows    int64  `json:"rows"`
	Untried bool   `json:"untried,omitempty"`
}

// PlanRow is one row of a plan.
type PlanRow struct {
	Key         string          `json:"key"` // encoded
	BusinessKey string          `json:"business_key,omitempty"`
	Kind        waybill.Kind    `json:"kind"`
	Outcome     waybill.Outcome `json:"outcome,omitempty"` // where it is known without sending
	Message     string          `json:"message,omitempty"`
	Meaning     string          `json:"meaning,omitempty"` // of a row in doubt: the message in plain words
	Untried     bool            `json:"untried,omitempty"` // rejected, and by an earlier run

	// Requests are those that would be made. The last one is the write; where
	// an answer decides what follows, it is what follows from that answer.
	Requests []waybill.Exchange `json:"requests,omitempty"`
}

// Plan says what a run would do: the whole of reading, mapping and comparing,
// and the requests of the first limit rows. The job's transport must be one
// that plans, so that nothing is written at the vendor; the store may be one
// that only reads.
func (e *Engine) Plan(ctx context.Context, j *Job, o Options, limit int) (*Plan, error) {
	run := waybill.Run{ID: newID(e.now()), Sync: j.Sync.Name, Account: j.Sync.Account, StartedAt: e.now()}
	held, err := e.identity(ctx, j, o)
	if err != nil {
		return nil, err
	}
	p, err := e.prepare(ctx, j, o, run, true, func(Stage, int64) {})
	if err != nil {
		return nil, err
	}
	defer p.planned.Close()
	if held == "" {
		held, _ = brake(j, o, p.planned, p.history)
	}
	plan := &Plan{
		Sync: j.Sync.Name, Counts: p.counts, Sends: p.sends, Removals: p.removals, Known: p.known, Rekeyed: p.rekeyed,
		Untried: p.counts.Rejected - p.counts.Invalid, Held: held, Warnings: p.warnings, Rows: []PlanRow{},
	}
	if _, claimed := j.claims(); claimed && o.FullResync && o.ResendAccepted == 0 {
		plan.Withheld = p.known
	}
	if plan.Sends > 0 {
		if err := verify(ctx, j); blocks(err) {
			plan.Warnings = append(plan.Warnings, "the run would stop: "+explain(err))
		}
	}
	return plan, e.planRows(ctx, j, p.planned, plan, limit)
}

// planRows adds the first rows of the work, and why rows of all of it would be
// refused or not tried.
func (e *Engine) planRows(ctx context.Context, j *Job, p *planned, plan *Plan, limit int) error {
	client := destination.NewClient(j.Destination, j.Operation, j.destinationSync(), j.Transport)
	defer client.Close()
	why, refused := map[PlanReason]int64{}, int64(0)
	defer func() { plan.Reasons = frequent(why) }()
	for raw, err := range p.work.All() {
		full := len(plan.Rows) >= limit
		if err != nil || full && refused >= p.counts.Rejected {
			return err
		}
		it := &item{}
		if err := it.decode(raw); err != nil {
			return err
		}
		if it.Outcome == waybill.Rejected {
			refused++
			reason := PlanReason{Message: it.Message, Untried: !it.Invalid}
			if _, known := why[reason]; known || len(why) < store.MostReasons {
				why[reason]++
			}
		}
		if it.Do == note || full {
			continue
		}
		row, err := planRow(ctx, j, client, it)
		if err != nil {
			return err
		}
		plan.Rows = append(plan.Rows, row)
	}
	return nil
}

// frequent are reasons in the order of their numbers.
func frequent(why map[PlanReason]int64) []PlanReason {
	var found []PlanReason
	for reason, rows := range why {
		reason.Rows = rows
		found = append(found, reason)
	}
	slices.SortFunc(found, func(a, b PlanReason) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Message, b.Message))
	})
	return found
}

func planRow(ctx context.Context, j *Job, client *destination.Client, it *item) (PlanRow, error) {
	row := PlanRow{Key: it.Key, BusinessKey: it.Business, Kind: it.Kind}
	row.became(it.Outcome, it.Message)
	if it.Do == report {
		row.Untried = it.Outcome == waybill.Rejected && !it.Invalid
		return row, nil
	}
	if err := it.read(j); err != nil {
		return row, err
	}
	rec := &transport.Recorder{}
	a := attemptOnce(transport.WithRecorder(ctx, rec), j, client, it)
	row.Requests = rec.Exchanges()
	switch {
	case ctx.Err() != nil:
		return row, ctx.Err()
	case a.Planned:
	case a.Stop != nil:
		return row, errors.Join(a.Stop)
	default: // a look-up settled it
		row.became(a.Outcome, a.Message)
	}
	return row, nil
}

// became says what would become of the row, and why.
func (r *PlanRow) became(o waybill.Outcome, message string) {
	r.Outcome, r.Message, r.Meaning = o, message, store.Meaning(o, message)
}

// attemptOnce makes one attempt at one row.
func attemptOnce(ctx context.Context, j *Job, client *destination.Client, it *item) destination.Answer {
	if it.Do == remove {
		return j.Operation.AttemptRemoval(ctx, client, j.removal(), it.record)
	}
	if j.Operation.SendBatch != nil {
		return j.Operation.AttemptBatch(ctx, client, []waybill.Record{it.record})[0]
	}
	return j.Operation.Attempt(ctx, client, it.record)
}
