package store

import (
	"context"
	"time"
)

// Role is what a person may do; package people says what that is.
type Role string

// The roles.
const (
	Admin  Role = "admin"
	Editor Role = "editor"
	Viewer Role = "viewer"
)

// Person is somebody who may sign in.
type Person struct {
	ID           string
	Email        string // unique without regard to case
	Name         string
	Role         Role
	PasswordHash string // a PHC string; "" if there is no password. Never in an audit record
	Subject      string // of OpenID Connect: issuer and subject, unique; "" if none
	Disabled     bool
	CreatedAt    time.Time
	SeenAt       time.Time // zero: never
	Version      int64     // new with every change but those of SeenAt; the store sets it
}

// People is who may sign in. At any time but before the first person there is
// an admin who can: who is not disabled and has a password or a subject. What
// would end that is an EConflict, decided in the transaction.
type People interface {
	// ListPeople returns everybody by e-mail.
	ListPeople(ctx context.Context) ([]Person, error)

	// Person returns a person by id, or ENotFound.
	Person(ctx context.Context, id string) (Person, error)

	// PersonByEmail returns a person by e-mail without regard to case, or
	// ENotFound.
	PersonByEmail(ctx context.Context, email string) (Person, error)

	// PersonBySubject returns a person by a subject that is not empty, or
	// ENotFound.
	PersonBySubject(ctx context.Context, subject string) (Person, error)

	// SavePerson creates the person if Version is 0, and replaces the one of
	// that id and version otherwise. An e-mail or subject that somebody else
	// has, or another version, is an EConflict. A person who becomes disabled
	// loses their sessions. It returns the person with the new version.
	SavePerson(ctx context.Context, p Person, by Author) (Person, error)

	// RemovePerson removes a person of that version (or AnyVersion) with their
	// sessions; their tokens are revoked and stay in the list.
	RemovePerson(ctx context.Context, id string, version int64, by Author) error

	// SeePerson records when a person was last seen.
	SeePerson(ctx context.Context, id string, at time.Time) error
}

// Session is a browser that is signed in.
type Session struct {
	Hash      []byte // SHA-256 of its token
	Person    string // id
	CreatedAt time.Time
	ExpiresAt time.Time
	SeenAt    time.Time
	Agent     string // what the browser calls itself
	Address   string // where it signed in from
}

// Sessions is who is signed in. Sessions leave no audit records by themselves.
type Sessions interface {
	CreateSession(ctx context.Context, s Session) error

	// Session returns a session, expired ones too, or ENotFound.
	Session(ctx context.Context, hash []byte) (Session, error)

	// ListSessions returns those of a person, last seen first, expired ones too.
	ListSessions(ctx context.Context, person string) ([]Session, error)

	// SeeSession records when a session was last seen.
	SeeSession(ctx context.Context, hash []byte, at time.Time) error

	// DeleteSession ends a session, if there is one.
	DeleteSession(ctx context.Context, hash []byte) error

	// DeleteSessions ends all sessions of a person but the one of the hash
	// except, which may be nil.
	DeleteSessions(ctx context.Context, person string, except []byte) error

	// PruneSessions deletes sessions that had expired at now, or were last seen
	// before idle.
	PruneSessions(ctx context.Context, now, idle time.Time) error
}
