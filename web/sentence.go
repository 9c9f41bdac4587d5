package web

import (
	"fmt"
	"strings"
	"time"

	"github.com/waybillhq/waybill/store"
)

// states say what is known of a row, behind its name and before the account's.
var states = map[store.State]string{
	store.Begun:    "is being sent to",
	store.Accepted: "was accepted by",
	store.Refused:  "was refused%s, and is not at",
	store.Deferred: "could not be delivered yet, and will be tried again at",
	store.InDoubt:  "is in doubt: it was sent, and nobody knows whether it was recorded by",
	store.GivenUp:  "was given up, and is not tried again at",
	store.Released: "will be sent again by the next run to",
	store.Baseline: "was there before syncing began, and was never sent to",
	store.Rekeyed:  "was accepted under another key, and the new one was not sent to",
}

// sentence says where a row is, to somebody who does not know the words of the
// product. A row that was found by a reference is called by that too.
func sentence(scope store.Scope, w words, key, reference string, e *store.Entry, c *store.Claim) string {
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
	b.WriteString(" " + what(state, e) + " " + w.vendor)
	if c != nil && state == store.Accepted {
		b.WriteString(accepted(c, w))
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
	if gone {
		b.WriteString(" It has left the model since.")
	}
	return b.String()
}

// what says what is known of a row in this state; of a refused one also when.
func what(state store.State, e *store.Entry) string {
	if state != store.Refused {
		return states[state]
	}
	at := ""
	if e != nil && !e.TriedAt.IsZero() {
		at = on(e.TriedAt)
	}
	return fmt.Sprintf(states[state], at)
}

// on is a moment in a sentence.
func on(at time.Time) string {
	return " on " + at.UTC().Format("2 January 2006 at 15:04:05 ") + time.UTC.String()
}

// accepted says when a record was accepted, and as what.
func accepted(c *store.Claim, w words) string {
	out := ""
	if !c.SettledAt.IsZero() {
		out = on(c.SettledAt)
	}
	if c.VendorID != "" {
		out += " as " + w.record + c.VendorID
	}
	return out
}
