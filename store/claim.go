package store

import (
	"slices"
	"time"
)

// Claim is the memory of one business key.
type Claim struct {
	BusinessKey string
	State       State
	Sync        string // whose row it was
	Key         string // that row's primary key, encoded
	Run         string
	VendorID    string
	BegunAt     time.Time
	SettledAt   time.Time // zero while begun

	// Before is when it was accepted before it was sent again, oldest first: the
	// vendor may have each. Only stories and searches tell.
	Before []Acceptance
}

// Of reports whether a claim is that of a row, and not of another one that has its
// business key.
func (c *Claim) Of(scope Scope, key string) bool { return c.Sync == scope.Sync && c.Key == key }

// ClaimStory is a claim with where it holds and its receipts.
type ClaimStory struct {
	Claim
	Scope    ClaimScope
	Receipts []Receipt // newest first
}

// Receipt is a request and its answer as they are kept for ever.
type Receipt struct {
	At              time.Time
	Request, Answer string
}

// Acceptance is one of the times that a record was accepted, by the vendor or by
// a person's word.
type Acceptance struct {
	At       time.Time
	VendorID string // "" if the vendor's answer lacked it
}

// AddBefore adds an acceptance of before the claim was sent again, unless the
// vendor had but one record for both: it gave them one id.
func (c *Claim) AddBefore(a Acceptance) {
	same := func(b Acceptance) bool { return b.VendorID == a.VendorID }
	if a.VendorID == "" || a.VendorID != c.VendorID && !slices.ContainsFunc(c.Before, same) {
		c.Before = append(c.Before, a)
	}
}
