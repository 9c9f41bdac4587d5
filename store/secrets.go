package store

import (
	"context"
	"time"
)

// Secret is a secret as it is kept: encrypted. Package vault reads and writes
// what is inside.
type Secret struct {
	Name       string
	KeyID      string // which key it is encrypted with
	Ciphertext []byte
	UpdatedAt  time.Time // the store sets it and UpdatedBy
	UpdatedBy  string
}

// Secrets is what is encrypted. Its audit records tell names, never content.
type Secrets interface {
	// ListSecrets returns all secrets by name.
	ListSecrets(ctx context.Context) ([]Secret, error)

	// Secret returns one secret, or ENotFound.
	Secret(ctx context.Context, name string) (Secret, error)

	// PutSecret creates or replaces a secret.
	PutSecret(ctx context.Context, s Secret, by Author) error

	// DeleteSecret deletes a secret; ENotFound if there is none.
	DeleteSecret(ctx context.Context, name string, by Author) error

	// ReplaceSecrets replaces the key and the ciphertext of every secret by
	// what each returns, in one transaction that no other writer of secrets can
	// come between, and returns how many there are. If each fails, nothing is
	// changed. It must not call the store.
	ReplaceSecrets(ctx context.Context, by Author, each func(Secret) (Secret, error)) (int, error)
}
