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

	// Own says that the row that is told of holds it. Only stories and searches tell.
	Own bool

	// Doubted is when an attempt began whose outcome nobody knows; kept for ever,
	// also where it was decided about, sent again or accepted since. Zero: every
	// attempt was answered.
	Doubted time.Time

	// Marked is who marked it as delivered; "" unless it counts as accepted by that
	// person's word. Only stories and searches tell.
	Marked string

	// Unsure says that it counts as accepted by an answer that lacked what the vendor
	// answers on success, and that nobody has decided since. Only stories and searches
	// tell.
	Unsure bool

	// Before is when it was accepted before it was sent again, oldest first: the
	// vendor may have each. Only stories and searches tell.
	Before []Acceptance
}

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

// Same reports whether both are of one business key in one place.
func (c *ClaimStory) Same(other *ClaimStory) bool {
	return c.BusinessKey == other.BusinessKey && c.Scope == other.Scope
}

// Claimed chooses the claim by which a row is known: the one that it is called by,
// unless another one of those that it took is on its way. The others are those that
// the vendor has or may have. Former may have the one that the row is called by.
func Claimed(called *ClaimStory, former []ClaimStory) (claim *ClaimStory, others []ClaimStory) {
	claim = called
	for i := range former {
		if c := &former[i]; c.State == Begun && (claim == nil || claim.State != Begun || claim.BegunAt.Before(c.BegunAt)) {
			claim = c
		}
	}
	if called != nil && called.Own && !slices.ContainsFunc(former, func(c ClaimStory) bool { return c.Same(called) }) {
		former = append(slices.Clone(former), *called)
	}
	for _, c := range former {
		if (claim == nil || !c.Same(claim)) && c.Matters() {
			others = append(others, c)
		}
	}
	return claim, others
}

// ClaimedIn is where the claim is that a decision about the row is of: the row's own,
// or where it is configured to be claimed now, if anything still says that. What is
// decided of a rekeyed row is of the key that it would be claimed by now.
func (s *Story) ClaimedIn(configured ClaimScope) ClaimScope {
	if s.Claim != nil && configured == (ClaimScope{}) {
		return s.Claim.Scope
	}
	if s.Claim == nil || !s.Claim.Own || s.Entry == nil || s.Entry.State == Rekeyed {
		return configured
	}
	return s.Claim.Scope
}

// Matters reports whether the vendor has or may have what the claim is of.
func (c *Claim) Matters() bool {
	return c.State != Refused && c.State != Deferred && c.State != Released || !c.Doubted.IsZero() || len(c.Before) > 0
}

// AddBefore adds an acceptance of before the claim was sent again, unless the
// vendor had but one record for both: it gave them one id.
func (c *Claim) AddBefore(a Acceptance) {
	same := func(b Acceptance) bool { return b.VendorID == a.VendorID }
	if a.VendorID == "" || a.VendorID != c.VendorID && !slices.ContainsFunc(c.Before, same) {
		c.Before = append(c.Before, a)
	}
}
