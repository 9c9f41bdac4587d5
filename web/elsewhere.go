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

// taken is the claim by which a row is known to be accepted, whoever's it is; nil if
// none says so.
func (k knowledge) taken() *store.Claim {
	for _, c := range []*store.Claim{k.held, k.claim} {
		if c != nil && c.State == store.Accepted {
			return c
		}
	}
	return nil
}

// by is whose word it is that a row counts as accepted, given through another row or
// sync; "" if the vendor accepted it.
func (k knowledge) by() string {
	if c := k.taken(); c != nil && (k.state() == store.Accepted && k.last == nil || k.settled()) {
		return c.Marked
	}
	return ""
}

// settled reports whether the doubt about a row was settled through another row or
// sync, which its own next run takes over.
func (k knowledge) settled() bool {
	c := k.taken()
	return k.state() == store.InDoubt && c != nil && (c == k.held || !c.SettledAt.Before(k.entry.TriedAt))
}

// through says whose row has the claim by which a row is accepted, if that is another.
func (k knowledge) through() string {
	c := k.taken()
	if c != k.held {
		return ""
	}
	return " (" + strings.TrimPrefix(k.holder(c), "the ") + ")"
}

// takenOver says of a row in doubt that was settled elsewhere what follows.
func (k knowledge) takenOver() string {
	if !k.settled() {
		return ""
	}
	return " The sync " + k.row.Scope.Sync + " has it in doubt until its next run."
}

// holder is whose row has a claim.
func (k knowledge) holder(c *store.Claim) string {
	switch {
	case c.Key == k.row.Key:
		return "the sync " + c.Sync
	case c.Sync == k.row.Scope.Sync:
		return "row " + mapping.Display(c.Key)
	}
	return "row " + mapping.Display(c.Key) + " of the sync " + c.Sync
}

// elsewhere says, behind what is said of a row, what its business key tells beside
// that: another row may have had it accepted, and the vendor may have what was given
// up.
func (k knowledge) elsewhere(w words) string {
	if k.state() == store.Accepted || k.settled() || k.state() == store.Rekeyed && k.claim != nil && !k.entry.Assumed {
		return ""
	}
	if c := k.claim; c != nil && c.State == store.GivenUp {
		if k.state() == store.InDoubt {
			return " It was sent" + on(c.BegunAt) + k.forgone(c) + "."
		}
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
		return " " + c.BusinessKey + " " + states[c.State] + " " + w.vendor + accepted(c, nil, w) + ", by " + k.holder(c) + unsure(c) + "."
	case store.Begun:
		return " " + c.BusinessKey + " is being sent by " + k.holder(c) + " since" + strings.TrimPrefix(on(c.BegunAt), " on") + ", and no answer is known yet."
	case store.InDoubt, store.GivenUp:
		if k.state() == store.InDoubt {
			return " It was sent" + on(c.BegunAt) + " by " + k.holder(c) + k.forgone(c) + "."
		}
		return " " + w.vendor + " may have " + c.BusinessKey + ": it was sent" + on(doubt(c)) + " by " + k.holder(c) + ", and nobody knows whether it was recorded."
	case store.Released:
		return " " + c.BusinessKey + " is to be sent again by " + k.holder(c) + "."
	}
	return ""
}

// forgone says of a row in doubt that what it was sent as was given up elsewhere.
func (k knowledge) forgone(c *store.Claim) string {
	if c.State != store.GivenUp {
		return ""
	}
	at := ""
	if !c.SettledAt.IsZero() {
		at = on(c.SettledAt)
	}
	return ", and was given up elsewhere" + at
}
