package web

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/project"
	"github.com/waybillhq/waybill/store"
)

func hitOf(h store.Hit, w words) Hit {
	out := Hit{Sync: h.Scope.Sync, Account: h.Scope.Account, Key: mapping.Display(h.Key), PrimaryKey: h.Key, FoundBy: h.By}
	if h.Entry != nil {
		out.BusinessKey, out.State = h.Entry.BusinessKey, h.Entry.State.String()
	}
	if h.Claim != nil {
		out.BusinessKey, out.VendorID, out.Run = h.Claim.BusinessKey, h.Claim.VendorID, h.Claim.Run
		if out.State == "" {
			out.State = h.Claim.State.String()
		}
	}
	out.Sentence = sentence(h.Scope, w, out.Key, h.Entry, h.Claim)
	return out
}

// words are how people call where a row goes.
type words struct {
	vendor string // whose platform it is, or the account's name
	record string // what it is there, with a space behind it; "" if that is not known
}

// wordsFor returns the words of scopes. Those of a sync that is gone are its
// account's name.
func (s *Server) wordsFor(ctx context.Context) (func(store.Scope) words, error) {
	p, _, err := s.Engine.Project(ctx)
	if err != nil {
		return nil, err
	}
	return func(scope store.Scope) words {
		w := words{vendor: scope.Account}
		i := slices.IndexFunc(p.Syncs, func(c project.Sync) bool { return c.Name == scope.Sync })
		if i < 0 {
			return w
		}
		if d, err := p.Destination(p.Syncs[i].Destination); err == nil {
			w.vendor = d.Type.Label
		}
		if o := p.Syncs[i].Operation; o != nil {
			w.record = strings.TrimSuffix(o.Name, "s") + " "
		}
		return w
	}, nil
}

// states say what is known of a row, behind its name and before the account's.
var states = map[store.State]string{
	store.Begun:    "is being sent to",
	store.Accepted: "was accepted by",
	store.Refused:  "was refused, and is not at",
	store.Deferred: "could not be delivered yet, and will be tried again at",
	store.InDoubt:  "is in doubt: it was sent, and nobody knows whether it was recorded by",
	store.GivenUp:  "was given up, and is not tried again at",
	store.Released: "will be sent again by the next run to",
	store.Baseline: "was there before syncing began, and was never sent to",
	store.Rekeyed:  "was accepted under another key, and the new one was not sent to",
}

// sentence says where a row is, to somebody who does not know the words of the
// product.
func sentence(scope store.Scope, w words, key string, e *store.Entry, c *store.Claim) string {
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
	if c != nil && c.BusinessKey != key {
		b.WriteString(" (" + c.BusinessKey + ")")
	}
	b.WriteString(" " + states[state] + " " + w.vendor)
	if c != nil && state == store.Accepted {
		b.WriteString(accepted(c, w))
	}
	b.WriteString(", by the sync " + scope.Sync)
	if note != "" && state != store.Accepted {
		b.WriteString(": " + strings.TrimSuffix(note, "."))
	}
	b.WriteString(".")
	if gone {
		b.WriteString(" It has left the model since.")
	}
	return b.String()
}

// accepted says when a record was accepted, and as what.
func accepted(c *store.Claim, w words) string {
	out := ""
	if !c.SettledAt.IsZero() {
		out = " on " + c.SettledAt.UTC().Format("2 January 2006 at 15:04:05 ") + time.UTC.String()
	}
	if c.VendorID != "" {
		out += " as " + w.record + c.VendorID
	}
	return out
}
