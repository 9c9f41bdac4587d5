package waybill

import "log/slog"

// mask is what a secret looks like wherever it is printed.
const mask = "•••"

// Secret is text that must not be shown (invariant 12). It prints, logs and encodes as •••;
// only [Secret.Reveal] returns it, for a request that is about to be signed.
type Secret struct{ text string }

// NewSecret returns text as a secret.
func NewSecret(text string) Secret { return Secret{text} }

// Reveal returns the text itself.
func (s Secret) Reveal() string { return s.text }

// String returns •••, or nothing for an empty secret.
func (s Secret) String() string {
	if s.text == "" {
		return ""
	}
	return mask
}

// GoString keeps the text out of %#v.
func (s Secret) GoString() string { return s.String() }

// LogValue keeps the text out of logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText keeps the text out of every encoding.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
