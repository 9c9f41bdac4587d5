package web

import (
	"fmt"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// states say what is known of a row, behind its name and before the account's.
var states = map[store.State]string{
	store.Begun:    "is being sent to",
	store.Accepted: "was accepted by",
	store.Refused:  "was refused%s, and is not at", // how and when
	store.Deferred: "could not be delivered yet, and will be tried again at",
	store.InDoubt:  "is in doubt: it was sent, and nobody knows whether it was recorded by",
	store.GivenUp:  "was given up, and is not tried again at",
	store.Released: "will be sent again by the next run to",
	store.Baseline: "was there before syncing began, and was never sent to",
	store.Rekeyed:  "was accepted under another key, and the new one was not sent to",
}

// sentence says where a row is, to somebody who does not know the words of the
// product. A row that was found by a reference is called by that too. What the
// last run made of the row is told where nothing else knows it; nil if it is not
// kept, or was decided about since.
func sentence(scope store.Scope, w words, key, reference string, e *store.Entry, c *store.Claim, last *waybill.Result) string {
	state, note, gone := store.State(0), "", false
	if e != nil {
		state, note, gone = e.State, e.Note, e.Gone != store.Present
	}
	if c != nil && (e == nil || e.State == store.Begun) {
		state = c.State
	}
	if state == 0 {
		return "Nothing of " + key + " was ever sent by " + scope.Sync + "."
	}
	var b strings.Builder
	b.WriteString(key)
	var also []string
	if c != nil && c.BusinessKey != key {
		also = append(also, c.BusinessKey)
	}
	if reference != "" {
		also = append(also, reference)
	}
	if also != nil {
		b.WriteString(" (" + strings.Join(also, ", ") + ")")
	}
	b.WriteString(" " + what(state, e, last) + " " + w.vendor)
	if state == store.Accepted {
		b.WriteString(accepted(c, last, w))
	}
	if state == store.Accepted {
		b.WriteString(", by the sync " + scope.Sync)
	} else {
		b.WriteString(" (sync " + scope.Sync + ")")
	}
	if note != "" && state != store.Accepted {
		b.WriteString(": " + strings.TrimSuffix(note, "."))
	}
	b.WriteString(".")
	if state == store.Accepted && last != nil && last.Unconfirmed {
		b.WriteString(" It was not confirmed: the answer lacked what it has on success.")
	}
	if gone {
		b.WriteString(" It has left the model since.")
	}
	return b.String()
}

// what says what is known of a row in this state; of a refused one also when,
// and whether it was sent.
func what(state store.State, e *store.Entry, last *waybill.Result) string {
	if state != store.Refused {
		return states[state]
	}
	at := ""
	if e != nil && !e.TriedAt.IsZero() {
		at = on(e.TriedAt)
	}
	if last != nil && last.Outcome == waybill.Rejected && last.Invalid {
		at = " before it was sent" + at
	}
	return fmt.Sprintf(states[state], at)
}

// on is a moment in a sentence.
func on(at time.Time) string {
	return " on " + at.UTC().Format("2 January 2006 at 15:04:05 ") + time.UTC.String()
}

// accepted says when a record was accepted, and as what. Records that may be
// repeated have no claim: of these the last run knows it.
func accepted(c *store.Claim, last *waybill.Result, w words) string {
	var at time.Time
	id := ""
	switch {
	case c != nil:
		at, id = c.SettledAt, c.VendorID
	case last != nil && last.Outcome == waybill.Accepted:
		at, id = last.At, last.VendorID
	}
	out := ""
	if !at.IsZero() {
		out = on(at)
	}
	if id != "" {
		out += " as " + w.record + id
	}
	return out
}

// lastOf is what the last run made of a row, unless a person decided since.
func lastOf(s store.Story) *waybill.Result {
	if len(s.Results) == 0 {
		return nil
	}
	last := &s.Results[0].Result
	if len(s.Decisions) > 0 && !s.Decisions[0].At.Before(last.At) {
		return nil
	}
	return last
}
