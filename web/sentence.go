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

// knowledge is what is known of a row: its memory, its claim, what the last run
// made of it, where that is kept and nobody has decided since, and by whose word
// it counts as accepted, if not by the vendor's. Each may be nil. All that is said
// of a row goes by it.
type knowledge struct {
	entry *store.Entry
	claim *store.Claim
	last  *waybill.Result
	word  *store.Decision
}

// knowledgeOf is what a memory and a claim tell with the past of a row.
func knowledgeOf(e *store.Entry, c *store.Claim, past store.Story) knowledge {
	k := knowledge{entry: e, claim: c}
	k.last = lastOf(past, k.state())
	if len(past.Decisions) > 0 && k.marked(past.Decisions[0]) {
		k.word = &past.Decisions[0]
	}
	return k
}

// marked reports whether a row is known to be accepted by this decision, the last
// one about it, alone: no run had it accepted since.
func (k knowledge) marked(d store.Decision) bool {
	return d.Verdict == store.Delivered && k.state() == store.Accepted && k.last == nil &&
		(k.claim == nil || !k.claim.SettledAt.After(d.At))
}

// state is 0 if nothing is remembered.
func (k knowledge) state() store.State { return store.Known(k.entry, k.claim) }

// unconfirmed reports whether a row was accepted by an answer that lacked what
// the vendor answers on success.
func (k knowledge) unconfirmed() bool {
	return k.state() == store.Accepted && k.last != nil && k.last.Unconfirmed
}

// sentence says where a row is, to somebody who does not know the words of the
// product. A row that was found by a reference is called by that too.
func (k knowledge) sentence(scope store.Scope, w words, key, reference string) string {
	if k.state() == 0 && k.last == nil {
		return "Nothing of " + key + " was ever sent by " + scope.Sync + "."
	}
	said := k.called(key, reference) + k.became(scope, w)
	if k.unconfirmed() {
		said += " It was not confirmed: the answer lacked what it has on success."
	}
	said += SentBefore(said, k.claim, k.state(), w.vendor, w.record)
	if k.entry != nil && k.entry.Gone != store.Present {
		return said + " It has left the model since."
	}
	if k.waits() && w.idle != "" {
		said += " It waits for the next run, and none is due: " + w.idle + "."
	}
	return said
}

// waits reports whether a row is to be sent by the next run.
func (k knowledge) waits() bool {
	switch k.state() {
	case store.Deferred, store.Released:
		return true
	case 0:
		return k.last != nil && k.last.Outcome == waybill.Deferred
	}
	return false
}

// called is a row's key, and what else it goes by.
func (k knowledge) called(key, reference string) string {
	var also []string
	switch {
	case k.claim != nil && k.claim.BusinessKey != key:
		also = append(also, k.claim.BusinessKey)
	case k.state() == 0 && k.last.BusinessKey != "" && k.last.BusinessKey != key:
		also = append(also, k.last.BusinessKey) // a run alone knows it
	}
	if reference != "" {
		also = append(also, reference)
	}
	if strings.TrimSpace(key) != key {
		key = "“" + key + "”" // or nobody sees what is at its ends
	}
	if also == nil {
		return key
	}
	return key + " (" + strings.Join(also, ", ") + ")"
}

// became says what became of a row, and why. Nobody takes a person's word for the
// vendor's answer.
func (k knowledge) became(scope store.Scope, w words) string {
	state, of := k.state(), " (sync "+scope.Sync+")"
	switch {
	case state == 0:
		return " " + unremembered(k.last, w, scope)
	case k.word != nil:
		return " was marked as delivered to " + w.vendor + " by " + k.word.By + on(k.word.At) + of + why(state, k.word.Reason) +
			". That is their word: no answer of " + w.vendor + " says so."
	case state == store.Accepted:
		return " " + states[state] + " " + w.vendor + accepted(k.claim, k.last, w) + ", by the sync " + scope.Sync + "."
	}
	note := ""
	if k.entry != nil {
		note = k.entry.Note
	}
	said := what(state, k.entry, k.last)
	if state == store.Deferred && w.idle != "" {
		said = "could not be delivered yet to"
	}
	return " " + said + " " + w.vendor + of + why(state, note) + "."
}

// unremembered says what a run made of a row of which nothing is remembered: it
// did not get to it, or was held before it, or the row was deleted.
func unremembered(r *waybill.Result, w words, scope store.Scope) string {
	of := " (sync " + scope.Sync + ")"
	switch r.Outcome {
	case waybill.Deferred:
		return "was not sent to " + w.vendor + of + why(0, strings.TrimPrefix(r.Message, "not sent: ")) + "."
	case waybill.Rejected:
		return "was refused before it was sent" + on(r.At) + ", and is not at " + w.vendor + of + why(0, r.Message) + "."
	case waybill.Deleted:
		return "was deleted at " + w.vendor + on(r.At) + of + "."
	case waybill.InDoubt:
		return states[store.InDoubt] + " " + w.vendor + of + why(store.InDoubt, r.Message) + "."
	case waybill.Accepted:
	}
	return states[store.Accepted] + " " + w.vendor + accepted(nil, r, w) + ", by the sync " + scope.Sync + "."
}

// short is what is known of a row in a few words; "" if nothing is.
func (k knowledge) short() string {
	switch {
	case k.state() != 0:
		return k.state().String()
	case k.last != nil:
		return ended[k.last.Outcome]
	}
	return ""
}

// ended are the words of rows of which a run alone knows.
var ended = map[waybill.Outcome]string{
	waybill.Deferred: "not sent",
	waybill.Rejected: "refused",
	waybill.Deleted:  "deleted",
	waybill.InDoubt:  "in doubt",
	waybill.Accepted: "accepted",
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

// why is the note of a row, and of one in doubt what it means.
func why(state store.State, note string) string {
	if state == store.InDoubt {
		if meaning := store.Meaning(waybill.InDoubt, note); meaning != "" {
			return ". " + strings.TrimSuffix(meaning, ".")
		}
	}
	if note == "" {
		return ""
	}
	return ": " + strings.TrimSuffix(note, ".")
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
