package portable

import (
	"context"
	"time"

	"github.com/waybillhq/waybill/store"
)

const sessionColumns = `SELECT hash, person, created_at, expires_at, seen_at, agent, address FROM sessions`

func scanSession(row func(...any) error) (store.Session, error) {
	var s store.Session
	var created, expires, seen int64
	err := row(&s.Hash, &s.Person, &created, &expires, &seen, &s.Agent, &s.Address)
	s.CreatedAt, s.ExpiresAt, s.SeenAt = fromMicros(created), fromMicros(expires), fromMicros(seen)
	return s, err
}

// CreateSession implements store.Sessions.
func (o *Office) CreateSession(ctx context.Context, s store.Session) error {
	return o.write(ctx, `INSERT INTO sessions (hash, person, created_at, expires_at, seen_at, agent, address) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		s.Hash, s.Person, micros(s.CreatedAt), micros(s.ExpiresAt), micros(s.SeenAt), s.Agent, s.Address)
}

// Session implements store.Sessions.
func (o *Office) Session(ctx context.Context, hash []byte) (store.Session, error) {
	return must[store.Session](missing("there is no such session"))(one(ctx, o.read, scanSession,
		sessionColumns+` WHERE hash = $1`, hash))
}

// ListSessions implements store.Sessions.
func (o *Office) ListSessions(ctx context.Context, person string) ([]store.Session, error) {
	return list(ctx, o.read, scanSession, sessionColumns+` WHERE person = $1 ORDER BY seen_at DESC, created_at DESC, hash`, person)
}

// SeeSession implements store.Sessions.
func (o *Office) SeeSession(ctx context.Context, hash []byte, at time.Time) error {
	return o.write(ctx, `UPDATE sessions SET seen_at = $1 WHERE hash = $2`, micros(at), hash)
}

// DeleteSession implements store.Sessions.
func (o *Office) DeleteSession(ctx context.Context, hash []byte) error {
	return o.write(ctx, `DELETE FROM sessions WHERE hash = $1`, hash)
}

// DeleteSessions implements store.Sessions.
func (o *Office) DeleteSessions(ctx context.Context, person string, except []byte) error {
	if except == nil {
		except = []byte{}
	}
	return o.write(ctx, `DELETE FROM sessions WHERE person = $1 AND hash <> $2`, person, except)
}

// PruneSessions implements store.Sessions.
func (o *Office) PruneSessions(ctx context.Context, now, idle time.Time) error {
	return o.write(ctx, `DELETE FROM sessions WHERE expires_at <= $1 OR seen_at < $2`, micros(now), micros(idle))
}
