// Package people decides who comes in and what they may do: passwords,
// sessions, tokens of the API, one-time links, and the rights of roles. It
// keeps nothing but how often somebody tried a wrong password; the rest is in
// the store.
//
// Of a session, a token and a link the store has SHA-256 only. They are random
// and long, so that no slow hash is needed; passwords are hashed by argon2id.
package people

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"net/mail"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// How long things hold.
const (
	SessionLife = 30 * 24 * time.Hour
	SessionIdle = 7 * 24 * time.Hour // a session that is not used for so long ends
	SetupLife   = 24 * time.Hour     // of the link that makes the first admin
	InviteLife  = 7 * 24 * time.Hour
	ResetLife   = 24 * time.Hour
	seenEvery   = time.Minute // what was seen is not written more often
)

// Store is what people needs of the state.
type Store interface {
	store.People
	store.Sessions
	store.Tokens
	store.Links
	store.Audit
}

// Reception lets people in. It may be used by several goroutines; a server has
// one, since it counts wrong passwords and bounds how many are hashed at once.
type Reception struct {
	store    Store
	now      func() time.Time
	hasher   hasher
	attempts *attempts
}

// New returns a reception. now tells the time.
func New(s Store, now func() time.Time) *Reception {
	return &Reception{store: s, now: func() time.Time { return now().UTC() }, hasher: newHasher(), attempts: newAttempts()}
}

// tokenBytes is how much chance a session, a token and a link hold.
const tokenBytes = 32

func random() []byte {
	b := make([]byte, tokenBytes)
	_, _ = rand.Read(b) // never fails
	return b
}

// newID returns the id of a new person or token.
func newID(now time.Time) string { return ulid.MustNew(ulid.Timestamp(now), rand.Reader).String() }

// newText returns a new session's or link's token.
func newText() string { return base64.RawURLEncoding.EncodeToString(random()) }

// TokenPrefix tells a token of the API from other secrets, for people and
// scanners.
const TokenPrefix = "wb_"

// tokenDigits is how many digits of base 62 tokenBytes take.
const tokenDigits = 43

// newToken returns a new token of the API.
func newToken() string {
	digits := new(big.Int).SetBytes(random()).Text(62)
	return TokenPrefix + strings.Repeat("0", tokenDigits-len(digits)) + digits
}

// hash is how a session, a token and a link are known to the store. Looking a
// hash up tells nothing by its time: nobody can choose its beginning.
func hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// publicID is what a session or a link is called by those who may see it. It is
// a part of the hash, which is no secret: the token cannot be found from it.
func publicID(hash []byte) string {
	const bytes = 12
	return base64.RawURLEncoding.EncodeToString(hash[:min(bytes, len(hash))])
}

// checkEmail refuses what is no e-mail address.
func checkEmail(email string) error {
	const most = 254 // RFC 5321
	a, err := mail.ParseAddress(email)
	if err != nil || a.Address != email || len(email) > most || strings.ContainsAny(email, " \"\x00") {
		return waybill.Errorf(waybill.EInvalid, "this is not an e-mail address").At("email").WithHint("Write it like ada@example.com.")
	}
	return nil
}
