package engine

import (
	"fmt"

	"github.com/waybillhq/waybill"
)

// history is what the brakes know of earlier runs.
type history struct {
	completed bool      // one run has completed
	sent      []float64 // rows sent by the last runs
}

// held returns why a plan waits for a person, or "".
func held(j *Job, o Options, p *planned, h history) string {
	reason, passable := brake(j, o, p, h)
	switch {
	case reason == "" || passable && o.Yes:
		return ""
	case !passable || o.Approved == nil:
		return reason
	case looked(p.counts, *o.Approved):
		return ""
	}
	return fmt.Sprintf("%s; what was approved were %d added, %d changed and %d removed rows, and by now it is more", reason, o.Approved.Added, o.Approved.Changed, o.Approved.Removed)
}

// looked reports whether no more would be done than was looked at. A model that
// has become empty is something else.
func looked(now, at waybill.Counts) bool {
	return now.Added <= at.Added && now.Changed <= at.Changed && now.Removed <= at.Removed && (now.Read == 0) == (at.Read == 0)
}

// brake returns why a plan must not be carried out without a person's word, or
// "". A resend of accepted rows takes their exact number, which --yes does not
// replace.
func brake(j *Job, o Options, p *planned, h history) (reason string, passable bool) {
	if o.ResendAccepted > 0 && o.ResendAccepted != p.known {
		return fmt.Sprintf("the ledger knows %d of these rows as accepted, not %d: to send them again use --resend-accepted %d",
			p.known, o.ResendAccepted, p.known), false
	}
	b := j.Sync.Brakes
	sends := p.sends + p.removals
	read := float64(p.counts.Read)
	switch {
	case p.empty && b.Empty == "hold":
		return "the model returned no rows (brakes.empty)", true
	case p.empty && p.removals > 0 && b.Empty != "allow":
		return fmt.Sprintf("the model returned no rows, and %d records would be removed at the vendor (brakes.empty)", p.removals), true
	case b.MaxRows != nil && sends > *b.MaxRows:
		return fmt.Sprintf("%d rows would be sent, more than %d (brakes.max_rows)", sends, *b.MaxRows), true
	case !h.completed:
		return "", true
	case b.MaxShare != nil && float64(sends) > *b.MaxShare*read:
		return fmt.Sprintf("%d of %d rows would be sent, more than %.0f %% (brakes.max_share)", sends, p.counts.Read, 100**b.MaxShare), true
	case b.NewKeys != nil && float64(p.counts.Added) > *b.NewKeys*read:
		return fmt.Sprintf("%d of %d keys are new, more than %.0f %%: did the primary key change? (brakes.new_keys)", p.counts.Added, p.counts.Read, 100**b.NewKeys), true
	case b.MaxGrowth != nil && len(h.sent) > 0 && float64(sends) > *b.MaxGrowth*mean(h.sent):
		return fmt.Sprintf("%d rows would be sent, the last runs sent %.0f on average (brakes.max_growth)", sends, mean(h.sent)), true
	}
	return "", true
}

func mean(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	return max(sum/float64(len(xs)), 1)
}

// historyRuns is how many of the last runs the brakes look at.
const historyRuns = 10

// historyOf reads what the brakes need out of earlier runs, newest first.
func historyOf(runs []waybill.Run) history {
	var h history
	for _, r := range runs {
		if r.Status != waybill.Completed && r.Status != waybill.WithRejections {
			continue
		}
		h.completed = true
		if len(h.sent) < historyRuns {
			h.sent = append(h.sent, float64(r.Counts.Accepted+r.Counts.Rejected-r.Counts.Invalid))
		}
	}
	return h
}
