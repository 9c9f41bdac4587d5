package store

import (
	"context"
	"time"
)

// Purpose is what a link is for.
type Purpose string

// The purposes.
const (
	Setup  Purpose = "setup"  // makes the first admin
	Invite Purpose = "invite" // makes a person
	Reset  Purpose = "reset"  // sets a person's password
)

// Link is a link that works once.
type Link struct {
	Hash      []byte // SHA-256 of its token
	Purpose   Purpose
	Email     string // whom it is for; "" of a setup link
	Role      Role   // of the person that an invitation makes
	Person    string // id, of a reset
	CreatedAt time.Time
	ExpiresAt time.Time
	CreatedBy string
}

// Links are one-time links.
type Links interface {
	// CreateLink keeps a link, instead of those there were of its purpose for
	// its e-mail.
	CreateLink(ctx context.Context, l Link, by Author) error

	// Link returns a link without using it, or ENotFound if there is none or it
	// had expired at now.
	Link(ctx context.Context, hash []byte, now time.Time) (Link, error)

	// LinkOf returns the link of a purpose for an e-mail, or ENotFound if there is
	// none or it had expired at now.
	LinkOf(ctx context.Context, purpose Purpose, email string, now time.Time) (Link, error)

	// ListLinks returns the links of a purpose that had not expired at now, by
	// e-mail.
	ListLinks(ctx context.Context, purpose Purpose, now time.Time) ([]Link, error)

	// WithdrawLink deletes a link, or returns ENotFound if there is none or it
	// had expired at by.At. Of one who withdraws a link and one who uses it at
	// once one gets it.
	WithdrawLink(ctx context.Context, hash []byte, by Author) error

	// UseLink takes a link and saves the person that make returns, as
	// SavePerson does, in one transaction: of several who use a link at once
	// one gets it, and the others ENotFound. make is given the link and, of a
	// reset, the person; if it or the saving fails the link stays. It must
	// neither call the store nor take long. A setup link is refused, with
	// EConflict, once there is a person. After a reset the person's sessions
	// are gone.
	UseLink(ctx context.Context, hash []byte, by Author, make func(Link, Person) (Person, error)) (Person, error)
}
