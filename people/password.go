package people

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/waybillhq/waybill"
)

// cost is what a hash takes. The usual one is twice the time that OWASP asks
// for at this memory, which is about 65 ms.
type cost struct {
	memory uint32 // KiB
	passes uint32
	lanes  uint8
}

var usual = cost{memory: 46 << 10, passes: 2, lanes: 1}

// bound is what a stored hash may ask for: it is not to exhaust the server.
var bound = cost{memory: 64 << 10, passes: 4, lanes: 4}

const (
	saltSize = 16
	hashSize = 32
)

// hasher hashes passwords, a few at a time: each takes much memory.
type hasher struct{ slots chan struct{} }

func newHasher() hasher { return hasher{make(chan struct{}, 2)} }

// compute waits for its turn.
func (h hasher) compute(ctx context.Context, password string, salt []byte, c cost) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting to check a password: %w", ctx.Err())
	}
	defer func() { <-h.slots }()
	return argon2.IDKey([]byte(password), salt, c.passes, c.memory, c.lanes, hashSize), nil
}

// hash returns a password's PHC string.
func (h hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails
	sum, err := h.compute(ctx, password, salt, usual)
	if err != nil {
		return "", err
	}
	return phc{usual, salt, sum}.String(), nil
}

// matches reports whether phc is the hash of a password, and whether it should
// be made anew because it costs less than usual. What is no hash takes as
// long, and matches nothing.
func (h hasher) matches(ctx context.Context, stored, password string) (ok, weak bool, err error) {
	p, invalid := parsePHC(stored)
	if invalid != nil {
		p = phc{usual, make([]byte, saltSize), nil}
	}
	sum, err := h.compute(ctx, password, p.salt, p.cost)
	if err != nil || invalid != nil {
		return false, false, err
	}
	return subtle.ConstantTimeCompare(sum, p.sum) == 1, p.cost != usual, nil
}

// phc is a hash as it is stored:
// https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md
type phc struct {
	cost
	salt, sum []byte
}

func (p phc) String() string {
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.passes, p.lanes, encode(p.salt), encode(p.sum))
}

var errPHC = errors.New("this is not a hash of argon2id")

func parsePHC(s string) (p phc, err error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, errPHC
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.lanes); err != nil {
		return p, errPHC
	}
	var saltErr, sumErr error
	p.salt, saltErr = base64.RawStdEncoding.DecodeString(parts[4])
	p.sum, sumErr = base64.RawStdEncoding.DecodeString(parts[5])
	within := p.memory >= 8 && p.memory <= bound.memory && p.passes >= 1 && p.passes <= bound.passes && p.lanes >= 1 && p.lanes <= bound.lanes
	if saltErr != nil || sumErr != nil || !within || len(p.salt) < 8 || len(p.sum) != hashSize {
		return p, errPHC
	}
	return p, nil
}

// The lengths of passwords: characters at least, bytes at most.
const (
	MinPassword = 10
	MaxPassword = 1024
)

// CheckPassword refuses a password that is too easy to guess for somebody of
// that e-mail.
func CheckPassword(password, email string) error {
	name, _, _ := strings.Cut(email, "@")
	refuse := func(format string, args ...any) error {
		return waybill.Errorf(waybill.EInvalid, format, args...).At("password").WithHint("Several words that do not belong together are easy to remember and hard to guess.")
	}
	switch n := utf8.RuneCountInString(password); {
	case n < MinPassword:
		return refuse("the password has %d characters, and must have at least %d", n, MinPassword)
	case len(password) > MaxPassword:
		return refuse("the password is longer than %d bytes", MaxPassword)
	case strings.EqualFold(password, email), strings.EqualFold(password, name):
		return refuse("the password must not be the e-mail address")
	case different(password) < 4:
		return refuse("the password repeats the same few characters")
	}
	return nil
}

// different counts the characters of s that differ.
func different(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}
