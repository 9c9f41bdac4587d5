package web

import (
	"context"
	"slices"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// knowledge is what is known of a row: its memory, its claim, what the last run
// made of it, where that is kept and nobody has decided since, and by whose word
// it counts as accepted, if not by the vendor's; and what was accepted of it before
// that. Each may be nil. All that is said of a row goes by it.
type knowledge struct {
	row     store.Hit // of it the scope, the key and what was sent
	entry   *store.Entry
	claim   *store.Claim // its own
	held    *store.Claim // that of another row that has its business key
	last    *waybill.Result
	word    *store.Decision
	earlier *Earlier
	gone    bool // from its model, as far as runs have seen
	begun   bool // a request of it was begun once
	latest  time.Time
}

// told is what is known of a row, and the words to say it in.
type told struct {
	knowledge
	words words
	past  store.Story
}

// tellAll reads what has become of rows that were found, for all who say where they are.
func tellAll(ctx context.Context, f Finder, say func(store.Scope) words, found []store.Hit) ([]told, error) {
	pasts, err := f.Pasts(ctx, found)
	if err != nil {
		return nil, err
	}
	out := make([]told, len(found))
	for i, h := range found {
		if out[i], err = tellOne(ctx, f, say(h.Scope), h, pasts[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// tellOne tells of one row whose past is known.
func tellOne(ctx context.Context, f Finder, w words, h store.Hit, past store.Story) (told, error) {
	gone, err := goneFrom(ctx, f, h.Scope, h.Entry, h.Claim, past)
	if err == nil {
		w.reset, err = w.resetBy(ctx, h.Scope, h.Entry)
	}
	return told{knowledgeOf(h, w, past, gone), w, past}, err
}

// knowledgeOf is what a memory and a claim tell with the past of a row.
func knowledgeOf(h store.Hit, w words, past store.Story, gone bool) knowledge {
	k := knowledge{row: h, entry: h.Entry, gone: gone, begun: h.Claim != nil}
	switch {
	case h.Claim == nil:
	case h.Claim.Own:
		k.claim = h.Claim
	case w.shares(h.Claims):
		k.held = h.Claim
	}
	k.earlier = earlierOf(k.entry, k.claim, past)
	k.last = lastOf(past, k.state())
	if len(past.Decisions) > 0 && k.marked(past.Decisions[0]) {
		k.word = &past.Decisions[0]
	}
	k.latest = k.latestOf(past)
	return k
}

// marked reports whether a row is known to be accepted by this decision, the last
// one about it, alone: no run had it accepted since.
func (k knowledge) marked(d store.Decision) bool {
	return d.Verdict == store.Delivered && k.state() == store.Accepted && k.last == nil &&
		(k.claim == nil || !k.claim.SettledAt.After(d.At)) && (k.held == nil || k.held.State != store.Accepted || k.held.Marked != "")
}

// state is 0 if nothing is remembered.
func (k knowledge) state() store.State { return store.Known(k.entry, k.claim) }

// unconfirmed reports whether a row was accepted by an answer that lacked what
// the vendor answers on success.
func (k knowledge) unconfirmed() bool {
	return k.state() == store.Accepted && (k.last != nil && k.last.Unconfirmed || k.entry != nil && k.entry.Unconfirmed())
}

// business is what the vendor knows a row by; "" if nothing does.
func (k knowledge) business() string {
	switch {
	case k.claim != nil:
		return k.claim.BusinessKey
	case k.entry != nil:
		return k.entry.BusinessKey
	case k.last != nil:
		return k.last.BusinessKey // a run alone knows it
	}
	return ""
}

// latestOf is when the last thing happened to a row that is known of it.
func (k knowledge) latestOf(past store.Story) time.Time {
	var at []time.Time
	if k.entry != nil {
		at = append(at, k.entry.TriedAt)
	}
	for _, c := range []*store.Claim{k.claim, k.held} {
		if c != nil && (c == k.claim || k.state() == store.Accepted) {
			at = append(at, c.BegunAt, c.SettledAt)
		}
	}
	if len(past.Results) > 0 {
		at = append(at, past.Results[0].At)
	}
	if len(past.Decisions) > 0 {
		at = append(at, past.Decisions[0].At)
	}
	if len(at) == 0 {
		return time.Time{}
	}
	return slices.MaxFunc(at, time.Time.Compare)
}
