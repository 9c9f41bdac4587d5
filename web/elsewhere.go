package web

import (
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/store"
)

// shares reports whether a claim of another row is of the same thing as one of this
// scope would be. Where business keys are unique to a model or a sync, those of
// others are other things.
func (w words) shares(c store.ClaimScope) bool {
	if w.claims == (store.ClaimScope{}) || w.op == nil || w.op.Key == nil {
		return true
	}
	apart := w.op.Key.Scope == waybill.ScopeModel || w.op.Key.Scope == waybill.ScopeSync
	return c.Operation == w.claims.Operation && (!apart || c.Scope == w.claims.Scope)
}

// maybe reports whether a claim says that the vendor has its record, or may have it.
func maybe(c *store.Claim) bool { return c != nil && c.Matters() }

// perhaps reports whether anything that is known says that the vendor has the record
// of a row, or may have it.
func (k knowledge) perhaps() bool {
	return k.earlier != nil || maybe(k.claim) || maybe(k.held) || len(k.row.Others) > 0
}

// by is whose word it is that a row counts as accepted, given through another row or
// sync; "" if the vendor accepted it.
func (k knowledge) by() string {
	c := k.claim
	if k.held != nil && k.held.State == store.Accepted {
		c = k.held
	}
	if c == nil || k.last != nil || k.state() != store.Accepted {
		return ""
	}
	return c.Marked
}

// through is the sync whose row has the claim of an accepted one.
func (k knowledge) through() string {
	if k.held != nil && k.held.State == store.Accepted {
		return " (" + strings.TrimPrefix(k.holder(k.held), "the ") + ")"
	}
	return " (sync " + k.row.Scope.Sync + ")"
}

// holder is whose row has a claim.
func (k knowledge) holder(c *store.Claim) string {
	switch {
	case c.Key == k.row.Key:
		return "the sync " + c.Sync
	case c.Sync == k.row.Scope.Sync:
		return "its row " + mapping.Display(c.Key)
	}
	return "row " + mapping.Display(c.Key) + " of the sync " + c.Sync
}

// elsewhere says, behind what is said of a row, what its business key tells beside
// that: another row may have had it accepted, and the vendor may have what was given
// up.
func (k knowledge) elsewhere(w words) string {
	if k.state() == store.Accepted {
		return ""
	}
	if c := k.claim; c != nil && c.State == store.GivenUp {
		return " " + w.vendor + " may have it: it was sent" + on(doubt(c)) + ", and nobody knows whether it was recorded."
	}
	c := k.held
	if c == nil {
		return ""
	}
	switch c.State {
	case store.Accepted:
		if c.Marked != "" {
			return " " + c.BusinessKey + " was marked as delivered to " + w.vendor + " by " + c.Marked + on(c.SettledAt) + ", by " + k.holder(c) + "."
		}
		return " " + c.BusinessKey + " " + states[c.State] + " " + w.vendor + accepted(c, nil, w) + ", by " + k.holder(c) + "."
	case store.Begun:
		return " " + c.BusinessKey + " is being sent by " + k.holder(c) + " since" + strings.TrimPrefix(on(c.BegunAt), " on") + ", and no answer is known yet."
	case store.InDoubt, store.GivenUp:
		return " " + w.vendor + " may have " + c.BusinessKey + ": it was sent" + on(doubt(c)) + " by " + k.holder(c) + ", and nobody knows whether it was recorded."
	case store.Released:
		return " " + c.BusinessKey + " is to be sent again by " + k.holder(c) + "."
	}
	return ""
}
