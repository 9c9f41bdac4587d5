package web

import (
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// refused says when a row was refused, and whether it was sent.
func (k knowledge) refused() string {
	var at time.Time
	switch {
	case k.entry != nil:
		at = k.entry.TriedAt
	case k.state() == 0:
		at = k.last.At
	}
	out := ""
	if k.invalid() {
		out = " before it was sent"
	}
	if at.IsZero() {
		return out
	}
	return out + on(at)
}

// invalid reports whether a row was last refused before it was sent. Its memory
// knows that; of one that is not remembered its last run does.
func (k knowledge) invalid() bool {
	if k.entry != nil {
		return unsent(k.entry)
	}
	return k.state() == 0 && k.last.Outcome == waybill.Rejected && k.last.Invalid
}

// unsent reports whether a remembered row was refused before it was sent: no
// vendor has refused it as it is.
func unsent(e *store.Entry) bool { return e.State == store.Refused && e.Refusals == 0 }

// absent reports whether a row that was refused is surely not at the vendor. What
// answers to a protocol alone may have recorded what it refused: there it has to be
// known that the row was never sent, which it is not of one that is sent again once
// it changes. Nor is it sure where its business key says that it was accepted, or
// may have been, nor of a record that others may have sent.
func (k knowledge) absent(w words) bool {
	return !k.perhaps() && !w.others && (!w.anybodys || k.invalid() && !k.begun && !w.changes)
}

// nowhere says of a refused row that it is not at the vendor, if that is sure.
func (k knowledge) nowhere(w words) string {
	switch {
	case k.absent(w):
		return ", and is not at " + w.vendor
	case k.invalid():
		return ""
	}
	return " by " + w.vendor
}
