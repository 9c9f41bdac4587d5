package web

import (
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

// SentBefore says, behind what is said of a row, that its record was accepted
// before it was sent again, and that the vendor may have all of them; "" if it was
// not. Nothing is said twice of a row that is not accepted now. A record is called
// as record says, with a space behind it; "" if that is not known.
func SentBefore(said string, c *store.Claim, state store.State, vendor, record string) string {
	if c == nil {
		return ""
	}
	var times []string
	for _, a := range c.Before {
		at := on(a.At)
		if state != store.Accepted && strings.Contains(said, at) {
			continue
		}
		as := " without an id"
		if a.VendorID != "" {
			as = " as " + record + a.VendorID
		}
		times = append(times, at+as)
	}
	if times == nil {
		return ""
	}
	return " It was sent before, and accepted" + strings.Join(times, " and") + perhaps(state, len(c.Before)+1, vendor) + "."
}

// perhaps is how often a vendor may have a record that was sent n times.
func perhaps(state store.State, n int, vendor string) string {
	switch {
	case state != store.Accepted && state != store.InDoubt:
		return ""
	case n == 2:
		return ": " + vendor + " may have it twice"
	}
	return fmt.Sprintf(": %s may have it %d times", vendor, n)
}
