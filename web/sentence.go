package web

import (
	"fmt"
	"slices"
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

// knowledge is what is known of a row: its memory, its claim, and what the last
// run made of it, where that is kept and nobody has decided since. Each may be
// nil. All that is said of a row goes by it.
type knowledge struct {
	entry *store.Entry
	claim *store.Claim
	last  *waybill.Result
}

// knowledgeOf is what a memory and a claim tell with the past of a row.
func knowledgeOf(e *store.Entry, c *store.Claim, past store.Story) knowledge {
	k := knowledge{entry: e, claim: c}
	k.last = lastOf(past, k.state())
	return k
}

// state is 0 if nothing is known.
func (k knowledge) state() store.State {
	switch {
	case k.claim != nil && (k.entry == nil || k.entry.State == store.Begun):
		return k.claim.State
	case k.entry != nil:
		return k.entry.State
	}
	return 0
}

// unconfirmed reports whether a row was accepted by an answer that lacked what
// the vendor answers on success.
func (k knowledge) unconfirmed() bool {
	return k.state() == store.Accepted && k.last != nil && k.last.Unconfirmed
}

// sentence says where a row is, to somebody who does not know the words of the
// product. A row that was found by a reference is called by that too.
func (k knowledge) sentence(scope store.Scope, w words, key, reference string) string {
	state, note, gone := k.state(), "", false
	if k.entry != nil {
		note, gone = k.entry.Note, k.entry.Gone != store.Present
	}
	if state == 0 {
		return "Nothing of " + key + " was ever sent by " + scope.Sync + "."
	}
	var b strings.Builder
	b.WriteString(key)
	var also []string
	if k.claim != nil && k.claim.BusinessKey != key {
		also = append(also, k.claim.BusinessKey)
	}
	if reference != "" {
		also = append(also, reference)
	}
	if also != nil {
		b.WriteString(" (" + strings.Join(also, ", ") + ")")
	}
	b.WriteString(" " + what(state, k.entry, k.last) + " " + w.vendor)
	if state == store.Accepted {
		b.WriteString(accepted(k.claim, k.last, w) + ", by the sync " + scope.Sync)
	} else {
		b.WriteString(" (sync " + scope.Sync + ")")
	}
	if note != "" && state != store.Accepted {
		b.WriteString(": " + strings.TrimSuffix(note, "."))
	}
	b.WriteString(".")
	if k.unconfirmed() {
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

// lastOf is what the last run made of a row in this state, unless a person decided
// since. Of an accepted one it is the last run that sent it: one that was held may
// have looked at it afterwards, and changed nothing.
func lastOf(s store.Story, state store.State) *waybill.Result {
	at := slices.IndexFunc(s.Results, func(r store.RunResult) bool {
		return state != store.Accepted || r.Outcome == waybill.Accepted
	})
	if at < 0 {
		return nil
	}
	last := &s.Results[at].Result
	if len(s.Decisions) > 0 && !s.Decisions[0].At.Before(last.At) {
		return nil
	}
	return last
}
