package web

import (
	"context"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Earlier is what is known of a record that was accepted before what became of
// its row last.
type Earlier struct {
	Sent        bool       `json:"sent" doc:"Whether it was accepted. Otherwise it was remembered without being sent, by a run that was told to send nothing."`
	At          *time.Time `json:"at,omitempty" doc:"When it was accepted, if that is kept."`
	Run         string     `json:"run,omitempty" doc:"The run that sent it."`
	VendorID    string     `json:"vendor_id,omitempty" doc:"The vendor's own id of the record."`
	Unconfirmed bool       `json:"unconfirmed" doc:"Accepted, but the answer lacked what the vendor answers on success."`
	By          string     `json:"by,omitempty" doc:"Who marked it as delivered, if it counts as accepted by a person's word."`
}

// earlierOf is what was accepted of a row that is not known as accepted now, or
// nil: an upsert whose change was refused, say, is at the vendor as it was.
func earlierOf(e *store.Entry, c *store.Claim, past store.Story) *Earlier {
	if e == nil || e.State == store.Accepted || e.State == store.Rekeyed {
		return nil
	}
	had := !e.Digest.IsZero() && e.State != store.Baseline
	if had || e.State == store.Baseline {
		if out := acceptedIn(past, e.BusinessKey); out != nil {
			return out
		}
	}
	switch {
	case c != nil && c.State == store.Accepted:
		return &Earlier{Sent: true, At: moment(c.SettledAt), Run: c.Run, VendorID: c.VendorID, Unconfirmed: c.Unsure, By: c.Marked}
	case had:
		return &Earlier{Sent: !e.Assumed}
	}
	return nil
}

// acceptedIn finds in the past of a row how it was accepted last, as what it is
// called by.
func acceptedIn(past store.Story, business string) *Earlier {
	var out *Earlier
	at := time.Time{}
	for _, r := range past.Results {
		if r.Outcome == waybill.Deleted {
			break
		}
		if r.Outcome == waybill.Accepted && (r.BusinessKey == business || r.BusinessKey == "" || business == "") {
			at = r.At
			out = &Earlier{Sent: true, At: moment(at), Run: r.Run, VendorID: r.VendorID, Unconfirmed: r.Unconfirmed}
			break
		}
	}
	for _, d := range past.Decisions {
		if d.Verdict == store.Delivered && d.At.After(at) {
			return &Earlier{Sent: true, At: moment(d.At), By: d.By}
		}
	}
	return out
}

// is reports whether a record that was accepted earlier was so by this. Moments are
// told in seconds.
func (x *Earlier) is(a store.Acceptance) bool {
	return x != nil && x.At != nil && x.VendorID == a.VendorID && x.At.Truncate(time.Second).Equal(a.At.Truncate(time.Second))
}

// clause says of a row that something of it was accepted earlier.
func (x *Earlier) clause(scope store.Scope, w words) string {
	of := " (sync " + scope.Sync + ")"
	at := ""
	if x.At != nil {
		at = on(*x.At)
	}
	as := ""
	if x.VendorID != "" {
		as = " as " + w.record + x.VendorID
	}
	switch {
	case !x.Sent:
		return "was remembered without being sent" + of
	case x.At == nil:
		return "was accepted by " + w.vendor + " before" + of
	case x.By != "":
		return "was marked as delivered to " + w.vendor + " by " + x.By + at + of + ", who alone says so"
	case x.Unconfirmed:
		return "was accepted by " + w.vendor + at + as + of + ", and not confirmed: the answer lacked what it has on success"
	}
	return "is at " + w.vendor + as + ", as it was accepted" + at + of
}

// since says what became of a row that was accepted earlier.
func (k knowledge) since(w words) string {
	change, it := "Its change", "It"
	if !k.earlier.Sent {
		change = "It"
	} else if k.claim != nil && (k.invalid() || k.state() == store.Deferred) {
		change = "What was to be sent of it since"
	} else if k.claim != nil {
		change = "What was sent of it since"
	} else if !k.entry.Tried.IsZero() {
		it = change
	}
	note := why(k.state(), k.note())
	switch k.state() {
	case store.Refused:
		return change + " was refused" + k.refused() + note + "."
	case store.Deferred:
		return change + " was not delivered" + k.comes(", and waits for the next run") + note + "."
	case store.GivenUp:
		if k.entry.NewKey != "" {
			return k.renamed() + ", and was given up as that" + note + "."
		}
		return it + " was given up" + note + "."
	case store.Released:
		return it + k.comes(" will be sent again by the next run") + "."
	case store.InDoubt:
		return change + " is in doubt: it was sent, and nobody knows whether it was recorded" + note + "."
	case store.Baseline:
		return "Since then it " + k.remembered(w, "") + note + "."
	}
	if k.claim != nil {
		change = "It"
	}
	return change + " is being sent" + k.underway() + "."
}

// comes is what is said of a row that is still in the model.
func (k knowledge) comes(text string) string {
	if !k.gone {
		return text
	}
	if k.state() == store.Released {
		return " was to be sent again"
	}
	return ""
}

// remembered says when a row was remembered without being sent.
func (k knowledge) remembered(w words, to string) string {
	at, unless := "", ""
	if k.entry != nil && !k.entry.TriedAt.IsZero() {
		at = on(k.entry.TriedAt)
	}
	if w.changes {
		unless = " unless it changes"
	}
	return "was remembered without being sent" + at + " (by " + w.toldToSendNothing() + "), and is not sent" + to + unless
}

// goneFrom reports whether a row has left its model as far as runs have seen: by
// its memory, or where nothing is remembered of it, because a later run had all of
// the model and not this row.
func goneFrom(ctx context.Context, f Finder, scope store.Scope, e *store.Entry, c *store.Claim, past store.Story) (bool, error) {
	if e != nil || c != nil || len(past.Results) == 0 {
		return e != nil && e.Gone != store.Present, nil
	}
	last := past.Results[0]
	if last.Outcome == waybill.Deleted {
		return true, nil
	}
	runs, err := f.ListRuns(ctx, store.RunFilter{Scope: scope, Since: last.At, Statuses: []waybill.Status{waybill.Completed, waybill.WithRejections}, Limit: retries})
	for i := range runs {
		if r := &runs[i]; whole(r) && r.ID != last.Run && r.StartedAt.After(last.At) {
			return true, nil
		}
	}
	return false, err
}
