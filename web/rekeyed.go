package web

import (
	"cmp"

	"github.com/waybillhq/waybill/store"
)

// rekeyed says of a row that has another business key than the one that it was sent
// with, what became of that one, and that nobody sends the other.
func (k knowledge) rekeyed(scope store.Scope, w words) string {
	of := " (sync " + scope.Sync + ")"
	rest := " " + k.renamed() + ", and is not sent as that unless somebody says so."
	switch {
	case k.entry.Assumed:
		return "was remembered without being sent" + of + "." + rest
	case k.claim != nil && k.claim.Marked != "":
		return "was marked as delivered to " + w.vendor + " by " + k.claim.Marked + on(k.claim.SettledAt) + of +
			". That is their word: no answer of " + w.vendor + " says so." + rest
	}
	if c := k.claim; c != nil && c.State != store.Accepted {
		return "was sent to " + w.vendor + on(doubt(c)) + of + ", and nobody knows whether it was recorded." + rest
	}
	if !k.entry.Unsure.IsZero() {
		rest = " It was not confirmed: the answer lacked what it has on success." + rest
	}
	return "was accepted by " + w.vendor + accepted(k.claim, nil, w) + ", by the sync " + scope.Sync + "." + rest
}

// renamed says what such a row is called now.
func (k knowledge) renamed() string {
	return "It is " + cmp.Or(k.entry.NewKey, "called otherwise") + " in the model now"
}
