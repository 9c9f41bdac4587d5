// Package vault keeps secrets encrypted in the state, with keys that are not in
// it: they come from the environment or from a file.
//
// A secret is encrypted by AES-256-GCM with a nonce of its own, and bound to
// its name: a ciphertext that somebody puts under another name cannot be read.
// Of several keys the first encrypts and all decrypt, which is what makes it
// possible to change keys: see docs/server/secrets.md.
package vault

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Vault reads and writes secrets. It may be used by several goroutines.
type Vault struct {
	secrets store.Secrets
	ids     []string // of the keys, in their order
	seals   map[string]cipher.AEAD
}

// New returns the vault of a store. Without keys it works for as long as no
// secret is asked of it.
func New(secrets store.Secrets, keys []Key) (*Vault, error) {
	v := &Vault{secrets: secrets, seals: map[string]cipher.AEAD{}}
	for _, k := range keys {
		block, err := aes.NewCipher(k.secret[:])
		if err != nil {
			return nil, fmt.Errorf("opening the vault: %w", err)
		}
		seal, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, fmt.Errorf("opening the vault: %w", err)
		}
		if !slices.Contains(v.ids, k.id) {
			v.ids = append(v.ids, k.id)
		}
		v.seals[k.id] = seal
	}
	return v, nil
}

// bound is the associated data of a secret: what it is and its name.
func bound(name string) []byte { return []byte("waybill secret\x00" + name) }

// Seal returns a secret encrypted under its name, to be put into a store. It
// fails with EInvalid if there is no key.
func (v *Vault) Seal(name string, s waybill.Secret) (store.Secret, error) {
	if len(v.ids) == 0 {
		return store.Secret{}, waybill.Errorf(waybill.EInvalid, "there is no key to encrypt secrets with").At(name).
			WithHint("Set %s to what `waybill key` prints, and keep it outside of the state; or name the secret by a variable, ${NAME}.", Variable)
	}
	key := v.ids[0]
	text := v.seals[key].Seal(nil, nil, []byte(s.Reveal()), bound(name)) //nolint:gosec // it makes its own random nonce
	return store.Secret{Name: name, KeyID: key, Ciphertext: text}, nil
}

// Open returns what is inside a secret of a store.
func (v *Vault) Open(s store.Secret) (waybill.Secret, error) {
	seal, ok := v.seals[s.KeyID]
	if !ok {
		return waybill.Secret{}, v.locked(s)
	}
	text, err := seal.Open(nil, nil, s.Ciphertext, bound(s.Name))
	if err != nil {
		return waybill.Secret{}, waybill.Errorf(waybill.EInternal, "the secret %s was damaged, or put there under another name", s.Name).
			WithHint("Set it again.")
	}
	return waybill.NewSecret(string(text)), nil
}

// locked says which key is missing.
func (v *Vault) locked(s store.Secret) error {
	e := waybill.Errorf(waybill.EInvalid, "the secret %s is encrypted with the key %s, which is not here", s.Name, s.KeyID)
	if len(v.ids) == 0 {
		return e.WithHint("No key is set: %s or %s must hold it.", Variable, FileVariable)
	}
	return e.WithHint("The keys here are %s: add that key behind them in %s, or set the secret again.", strings.Join(v.ids, ", "), Variable)
}

// Get returns a secret, or ENotFound.
func (v *Vault) Get(ctx context.Context, name string) (waybill.Secret, error) {
	s, err := v.secrets.Secret(ctx, name)
	if err != nil {
		return waybill.Secret{}, err
	}
	return v.Open(s)
}

// Put sets a secret.
func (v *Vault) Put(ctx context.Context, name string, s waybill.Secret, by store.Author) error {
	sealed, err := v.Seal(name, s)
	if err != nil {
		return err
	}
	return v.secrets.PutSecret(ctx, sealed, by)
}

// Check reports, all joined, the secrets that cannot be read with the keys
// that are here.
func (v *Vault) Check(ctx context.Context) error {
	all, err := v.secrets.ListSecrets(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, s := range all {
		if _, err := v.Open(s); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Rotate encrypts every secret anew with the first key, in one transaction, and
// returns how many there are. If one cannot be read nothing is changed.
func (v *Vault) Rotate(ctx context.Context, by store.Author) (int, error) {
	return v.secrets.ReplaceSecrets(ctx, by, func(s store.Secret) (store.Secret, error) {
		text, err := v.Open(s)
		if err != nil {
			return s, err
		}
		return v.Seal(s.Name, text)
	})
}
