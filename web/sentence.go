package web

import (
	"slices"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/store"
)

// states say what is known of a row, behind its name and before the account's.
var states = map[store.State]string{
	store.Begun:    "is being sent to",
	store.Accepted: "was accepted by",
	store.Deferred: "was not delivered, and waits for the next run to send it to",
	store.InDoubt:  "is in doubt: it was sent, and nobody knows whether it was recorded by",
	store.GivenUp:  "was given up, and is not tried again at",
	store.Released: "will be sent again by the next run to",
}

// sentence says where a row is, to somebody who does not know the words of the
// product. A row that was found by a reference is called by that too.
func (t told) sentence(found mention) string {
	k, w, key := t.knowledge, t.words, mapping.Display(t.row.Key)
	if k.state() == 0 && k.last == nil {
		return "Nothing of " + key + " was ever sent by " + k.row.Scope.Sync + "."
	}
	if k.undeleted() {
		return k.called(key, found) + k.stays(k.row.Scope, w) + found.note
	}
	said := k.called(key, found) + k.became(k.row.Scope, w) + k.elsewhere(w) + k.calledNow()
	if k.unconfirmed() {
		said += " It was not confirmed: the answer lacked what it has on success."
	}
	said += k.sentBefore(said, w)
	said += k.besides(said, w) + found.note
	if d := k.spared(t.past); d != nil {
		return said + kept(d, w)
	}
	if k.gone {
		return said + k.left()
	}
	if k.waits() && w.idle != "" {
		said += " It waits for the next run, and none is due: the sync " + w.idle + "."
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

// left says of a row that has left the model what follows for one that is not at
// the vendor as it should be.
func (k knowledge) left() string {
	switch {
	case k.last != nil && k.last.Outcome == waybill.Deleted && k.state() == 0:
		return ""
	case k.state() == store.Accepted || k.state() == store.InDoubt || k.state() == store.Begun:
		return " It has left the model since."
	}
	return " It has left the model since: no run sends it unless it comes back."
}

// called is a row's key, and what else it goes by.
func (k knowledge) called(key string, found mention) string {
	var also []string
	if b := k.business(); b != "" && b != key {
		also = append(also, b)
	}
	if found.named && found.text != key && found.text != k.business() {
		also = append(also, found.as+" "+found.text)
	}
	if key == "" {
		key = "The row with an empty key" // or the sentence begins with nothing
	} else if strings.TrimSpace(key) != key {
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
		return " " + k.unremembered(w, scope)
	case state == store.Rekeyed:
		return " " + k.rekeyed(scope, w)
	case k.word != nil:
		return " was marked as delivered to " + w.vendor + " by " + k.word.By + on(k.word.At) + of + why(state, k.word.Reason) +
			". That is their word: no answer of " + w.vendor + " says so."
	case k.by() != "":
		return " was marked as delivered to " + w.vendor + " by " + k.by() + on(k.taken().SettledAt) + k.through() + ". That is their word: no answer of " + w.vendor + " says so." + k.takenOver()
	case k.settled() || state == store.Accepted && k.last == nil && k.held != nil && k.taken() == k.held:
		return " " + states[store.Accepted] + " " + w.vendor + accepted(k.taken(), nil, w) + ", by " + k.holder(k.taken()) + unsure(k.taken()) + "." + k.takenOver()
	case state == store.Accepted:
		return " " + states[state] + " " + w.vendor + k.accepted(w) + ", by the sync " + scope.Sync + "."
	}
	if k.earlier != nil {
		return " " + k.earlier.clause(scope, w) + ". " + k.since(w)
	}
	return " " + k.what(w) + of + why(state, k.note()) + "."
}

// note is why a row is in its state; of a baseline, what it was before.
func (k knowledge) note() string {
	if k.entry == nil || k.state() == store.Begun || k.state() == store.InDoubt && k.held != nil { // what it was before says nothing of that
		return ""
	}
	if r := k.last; k.entry.Note == "" && k.state() == store.Baseline && r != nil && r.Outcome == waybill.Rejected {
		return "it was refused before: " + r.Message
	}
	return k.entry.Note
}

// unremembered says what a run made of a row of which nothing is remembered: it
// did not get to it, or was held before it, or the row was deleted.
func (k knowledge) unremembered(w words, scope store.Scope) string {
	r, of := k.last, " (sync "+scope.Sync+")"
	switch r.Outcome {
	case waybill.Deferred:
		sent := "sent"
		if r.Attempts > 0 {
			sent = "delivered"
		}
		return "was not " + sent + " to " + w.vendor + of + why(0, strings.TrimPrefix(r.Message, "not sent: ")) + "."
	case waybill.Rejected:
		return "was refused" + k.refused() + k.nowhere(w) + of + why(0, r.Message) + "."
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

// what says what is known of a row in its state, at whom; of a refused one also
// when, and whether it was sent.
func (k knowledge) what(w words) string {
	switch state := k.state(); {
	case state == store.Refused:
		return "was refused" + k.refused() + k.nowhere(w)
	case state == store.Baseline:
		return k.remembered(w, " to "+w.vendor)
	case state == store.Deferred && (k.gone || w.idle != ""): // what follows is said behind
		return "was not delivered to " + w.vendor
	case state == store.Released && k.gone:
		return "was to be sent again to " + w.vendor
	case state == store.Released && k.held != nil && k.held.State == store.Accepted:
		return "was to be sent again to " + w.vendor
	case state == store.Begun:
		return states[state] + " " + w.vendor + k.underway()
	case state == store.GivenUp && (k.claim != nil && k.claim.State == store.GivenUp || k.held != nil && k.held.State == store.GivenUp):
		return "was given up, and is not sent again to " + w.vendor
	default:
		return states[state] + " " + w.vendor
	}
}

// underway says since when a row is being sent.
func (k knowledge) underway() string {
	since := ""
	if k.claim != nil && !k.claim.BegunAt.IsZero() {
		since = " since" + strings.TrimPrefix(on(k.claim.BegunAt), " on")
	}
	return since + ", and no answer is known yet"
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

// accepted says when a row was accepted, and as what. One that was not confirmed
// remembers when that was.
func (k knowledge) accepted(w words) string {
	if out := accepted(k.claim, k.last, w); out != "" || k.entry == nil || !k.entry.Unconfirmed() {
		return out
	}
	return on(k.entry.TriedAt)
}

// accepted says when a record was accepted, and as what. Records that may be
// repeated have no claim: of these the last run knows it.
func accepted(c *store.Claim, last *waybill.Result, w words) string {
	var at time.Time
	id := ""
	switch {
	case c != nil && c.State == store.Accepted:
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
	spared := state == store.Accepted && len(s.Decisions) > 0 && s.Decisions[0].Verdict == store.GiveUp
	if len(s.Decisions) > 0 && !spared && !s.Decisions[0].At.Before(last.At) {
		return nil
	}
	return last
}
