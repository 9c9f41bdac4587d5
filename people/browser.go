package people

import (
	"context"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// mostAgent is how much is kept of what a browser calls itself, in bytes.
const mostAgent = 300

// Browser is what a person comes in by.
type Browser struct {
	Address string // where its requests come from
	Agent   string // what it calls itself
	Former  string // the token of the session that it had, which ends; "" if it had none
}

// OpenSession is a session as its person sees it.
type OpenSession struct {
	store.Session
	ID      string // tells it from others; it opens nothing
	Current bool   // whether it is the one that asks
}

// Sessions returns the sessions of somebody that have not ended, last used
// first. token is that of the session that asks, or "".
func (p *Reception) Sessions(ctx context.Context, who Identity, token string) ([]OpenSession, error) {
	all, err := p.store.ListSessions(ctx, who.Person.ID)
	if err != nil {
		return nil, err
	}
	now, mine := p.now(), publicID(hash(token))
	var open []OpenSession
	for _, s := range all {
		if !ended(s, now) {
			id := publicID(s.Hash)
			open = append(open, OpenSession{Session: s, ID: id, Current: id == mine})
		}
	}
	return open, nil
}

// EndSession ends one of somebody's own sessions, by its ID.
func (p *Reception) EndSession(ctx context.Context, who Identity, id string) error {
	all, err := p.store.ListSessions(ctx, who.Person.ID)
	if err != nil {
		return err
	}
	for _, s := range all {
		if publicID(s.Hash) == id {
			return p.store.DeleteSession(ctx, s.Hash)
		}
	}
	return waybill.Errorf(waybill.ENotFound, "there is no such session").WithHint("It may have ended by itself: list the sessions again.")
}

// ended reports whether a session is over, by its age or because it was not used.
func ended(s store.Session, now time.Time) bool {
	return !now.Before(s.ExpiresAt) || now.Sub(s.SeenAt) >= SessionIdle
}

// agent is what is kept of what a browser calls itself.
func (b Browser) agent() string {
	text := strings.ToValidUTF8(strings.ReplaceAll(b.Agent, "\x00", ""), "")
	return strings.ToValidUTF8(text[:min(mostAgent, len(text))], "")
}
