package store

import (
	"context"
	"time"
)

// Token is a token of the API.
type Token struct {
	ID        string
	Name      string
	Hash      []byte // SHA-256 of the token; never in an audit record
	Person    string // id of whose it is
	Scopes    []string
	CreatedAt time.Time
	ExpiresAt time.Time // zero: never
	UsedAt    time.Time // zero: never
	RevokedAt time.Time // zero: it holds
}

// Tokens are the tokens of the API. They are never deleted.
type Tokens interface {
	CreateToken(ctx context.Context, t Token, by Author) error

	// TokenByHash returns a token, expired and revoked ones too, or ENotFound.
	TokenByHash(ctx context.Context, hash []byte) (Token, error)

	// Token returns a token by its id, or ENotFound.
	Token(ctx context.Context, id string) (Token, error)

	// ListTokens returns the tokens of a person, or all for "", newest first.
	ListTokens(ctx context.Context, person string) ([]Token, error)

	// RevokeToken ends a token; one that is revoked stays so, without a further
	// audit record. ENotFound if there is none.
	RevokeToken(ctx context.Context, id string, by Author) error

	// SeeToken records when a token was last used.
	SeeToken(ctx context.Context, id string, at time.Time) error
}
