package web

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/waybillhq/waybill/store"
)

// Acceptance is one of the times that a record was accepted.
type Acceptance struct {
	At       time.Time `json:"at" doc:"When."`
	VendorID string    `json:"vendor_id,omitempty" doc:"The vendor's own id of that record; absent if its answer lacked it."`
}

// sendings are the times that the record of a claim was sent, as far as the vendor
// may have it by them.
type sendings struct{ *store.Claim }

// again reports whether it was sent again after it was accepted.
func (s sendings) again() bool {
	n := len(s.Before)
	return n > 0 && (s.VendorID != "" || s.BegunAt.After(s.Before[n-1].At))
}

// doubted reports whether it was sent again after an attempt whose outcome nobody
// knows. What a person marked as delivered was that attempt.
func (s sendings) doubted() bool {
	marked := len(s.Before) > 0 && s.Before[0].VendorID == "" && s.Doubted.Before(s.Before[0].At)
	return !s.Doubted.IsZero() && s.BegunAt.After(s.Doubted) && !marked
}

// times is how often it was sent.
func (s sendings) times() int {
	n := len(s.Before)
	if s.doubted() {
		n++
	}
	if s.again() || s.doubted() {
		n++
	}
	return n
}

// sentBefore says, behind what is said of a row, that its record was sent and
// accepted before, or sent and never answered, and that the vendor may have all of
// them; "" if it was not.
func (k knowledge) sentBefore(said string, w words) string {
	c, state := cmp.Or(k.claim, k.held), k.state()
	if c == nil {
		return ""
	}
	s, out := sendings{c}, ""
	var times []string
	for _, a := range c.Before {
		if !k.earlier.is(a) {
			times = append(times, on(a.At)+as(a.VendorID, w))
		}
	}
	switch {
	case times == nil:
	case state != store.Accepted || s.again():
		out = " It was sent before, and accepted" + strings.Join(times, " and")
	default:
		out = " It was accepted" + strings.Join(times, " and") + " before that"
	}
	if s.doubted() && !k.doubtSaid() || k.ended() && !c.Doubted.IsZero() && c.Marked == "" && !k.doubtSaid() {
		if out != "" {
			out += "."
		}
		out += " It was sent before," + on(c.Doubted) + unknown(said)
	}
	if out == "" {
		return ""
	}
	return out + perhaps(state, s.times(), w.vendor) + "."
}

// ended reports whether a row is neither accepted nor may be on its way to that by
// an attempt that was begun.
func (k knowledge) ended() bool {
	return k.state() != store.Accepted && k.state() != store.InDoubt && k.state() != store.Begun
}

// doubtSaid reports whether what is said of a row tells already that it was sent at
// the moment of its doubt, and that nobody knows what became of that.
func (k knowledge) doubtSaid() bool {
	switch {
	case !k.ended():
		return false
	case k.state() == store.Rekeyed && k.claim != nil && !k.entry.Assumed:
		return k.claim.State != store.Accepted && k.claim.Marked == ""
	case k.claim != nil:
		return k.claim.State == store.GivenUp
	}
	return k.held.State == store.InDoubt || k.held.State == store.GivenUp
}

// as says as what a record was accepted.
func as(id string, w words) string {
	if id == "" {
		return " without an id"
	}
	return " as " + w.record + id
}

// perhaps is how often a vendor may have a record that was sent n times.
func perhaps(state store.State, n int, vendor string) string {
	switch {
	case state != store.Accepted && state != store.InDoubt || n < 2:
		return ""
	case n == 2:
		return ": " + vendor + " may have it twice"
	}
	return fmt.Sprintf(": %s may have it %d times", vendor, n)
}

// besides says, behind what is said of a row, what else was sent of it: under another
// business key, or in another campaign.
func (k knowledge) besides(said string, w words) string {
	var more strings.Builder
	for i := range k.row.Others {
		c := &k.row.Others[i]
		sent := " It was sent " + k.where(c, w) + ", too, "
		for _, a := range c.Before {
			more.WriteString(sent + "and accepted" + on(a.At) + as(a.VendorID, w) + ": " + w.vendor + " has that, too.")
		}
		switch {
		case c.State == store.Accepted && c.Marked != "":
			more.WriteString(sent + "and marked as delivered by " + c.Marked + on(c.SettledAt) + ": no answer of " + w.vendor + " says so.")
		case c.State == store.Accepted && c.Unsure:
			more.WriteString(sent + "and accepted" + on(c.SettledAt) + as(c.VendorID, w) + unsure(&c.Claim) + ".")
		case c.State == store.Accepted:
			more.WriteString(sent + "and accepted" + on(c.SettledAt) + as(c.VendorID, w) + ": " + w.vendor + " has that, too.")
		}
		if at := doubt(&c.Claim); c.State != store.Accepted && !at.IsZero() || (sendings{&c.Claim}).doubted() {
			more.WriteString(sent + strings.TrimPrefix(on(at), " ") + unknown(said+more.String()) + ".")
		}
	}
	return more.String()
}

// unknown says of what was sent that nobody knows what became of it, behind what is
// said of the row.
func unknown(said string) string {
	if strings.Contains(said, "nobody knows") {
		return ", and nobody knows of that either"
	}
	return ", and nobody knows whether that was recorded"
}

// doubt is since when the vendor may have what a claim is of, and nobody knows; zero
// if every attempt was answered.
func doubt(c *store.Claim) time.Time {
	if c.Doubted.IsZero() && (c.State == store.InDoubt || c.State == store.GivenUp) {
		return c.BegunAt
	}
	return c.Doubted
}

// where is under what a claim was sent that is not what the row is known by.
func (k knowledge) where(c *store.ClaimStory, w words) string {
	if c.BusinessKey != k.business() {
		return "as " + c.BusinessKey
	}
	return "in " + w.place(c.Scope)
}
