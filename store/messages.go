package store

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/waybillhq/waybill"
)

// ErrMore comes last, with a result of which only the key is set, when a search
// has looked at as much as it was asked to: more may be behind that key.
var ErrMore = errors.New("the search goes on behind here")

// MostMessages is up to how many different messages of a run are looked through
// by themselves, instead of row by row: usually many rows have one of a few.
const MostMessages = 200

// Outcomes are those whose rows are worth a look: all but accepted come with a
// message, and some accepted ones too.
var Outcomes = [...]waybill.Outcome{waybill.Rejected, waybill.Deferred, waybill.InDoubt, waybill.Deleted, waybill.Accepted}

// ByKind reports whether a page of rows is asked for by kind or by outcome alone.
// One index has them in order for each of the pairs of [ResultFilter.Pairs].
func (f ResultFilter) ByKind() bool {
	of := f.Kind != "" || f.Outcome == waybill.Accepted
	return of && f.Limit > 0 && f.Key == "" && f.Message == "" && f.Reason == "" && !f.Unconfirmed
}

// Pairs are the kinds and outcomes that a filter selects. New rows that were
// accepted are not among them: plain reports whether it selects these too. They
// are looked for one by one, up to [ResultFilter.Plain] of them.
func (f ResultFilter) Pairs() (kinds, outcomes []string, plain bool) {
	for _, k := range waybill.Kinds {
		for _, o := range Outcomes {
			switch selected := (f.Kind == "" || f.Kind == k) && (f.Outcome == "" || f.Outcome == o); {
			case !selected:
			case k == waybill.Added && o == waybill.Accepted:
				plain = true
			default:
				kinds, outcomes = append(kinds, string(k)), append(outcomes, string(o))
			}
		}
	}
	return kinds, outcomes, plain
}

// Plain is how many rows are looked at for new ones that were accepted: it takes
// less than looking for a message in them.
func (f ResultFilter) Plain() int { return 4 * f.Look }

// ReasonOf is what tells the reasons of results apart: the beginning of the
// message. It has none if it is plainly accepted.
func ReasonOf(r *waybill.Result) (reason string, ok bool) {
	if r.Outcome == waybill.Accepted && !r.Unconfirmed && !r.Invalid {
		return "", false
	}
	reason, n := r.Message, 0
	for i := range r.Message {
		if n == ReasonLength {
			return r.Message[:i], true
		}
		n++
	}
	return reason, true
}

// Message is one of the different messages of a run, as far as an index has it.
type Message struct {
	Outcome waybill.Outcome
	Reason  string
}

// FoundMessage is a message that was found. One that is open may have the text in what
// is cut off: its rows are looked at one by one.
type FoundMessage struct {
	Message
	Open bool
}

// Messages returns the different messages of a run, up to one more than
// MostMessages. Ask returns up to limit reasons of an outcome.
func Messages(ask func(o waybill.Outcome, limit int) ([]string, error)) (all []Message, err error) {
	for _, o := range Outcomes {
		reasons, err := ask(o, MostMessages+1-len(all))
		if err != nil {
			return nil, err
		}
		for _, r := range reasons {
			all = append(all, Message{o, r})
		}
	}
	return all, nil
}

// Saying selects the messages that have text in them or in their [Meaning], or
// may have it in what is cut off.
func Saying(all []Message, text string) (found []FoundMessage) {
	for _, m := range all {
		says := Says(m.Reason, text) || Says(Meaning(m.Outcome, m.Reason), text)
		if cut := utf8.RuneCountInString(m.Reason) == ReasonLength; says || cut {
			found = append(found, FoundMessage{m, !says})
		}
	}
	return found
}

// Says reports whether a message has text in it, without regard to case.
func Says(message, text string) bool {
	return strings.Contains(strings.ToLower(message), strings.ToLower(text))
}

// KeyRange returns the encoded primary keys whose first column begins with text:
// those from low on and before high.
func KeyRange(text string) (low, high []byte) {
	low = []byte(strings.TrimSuffix(EncodedKey(text), `"]`))
	if len(low) == 0 {
		return low, low // no key is like that
	}
	high = append(high, low...)
	high[len(high)-1]++ // the last byte of UTF-8 or of an escape is never 255
	return low, high
}
