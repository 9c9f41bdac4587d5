package web

import (
	"context"
	"net/http"
	"time"
)

// OpenSession is one of the browsers that somebody is signed in by.
type OpenSession struct {
	ID        string    `json:"id" doc:"To end it by. Nobody can come in by it."`
	Current   bool      `json:"current" doc:"Whether it is the one that asks."`
	Agent     string    `json:"agent" doc:"What the browser calls itself; empty if that is not known."`
	Address   string    `json:"address" doc:"Where it signed in from; empty if that is not known."`
	CreatedAt time.Time `json:"created_at" doc:"When it signed in."`
	SeenAt    time.Time `json:"seen_at" doc:"When it was last used, to the minute."`
	ExpiresAt time.Time `json:"expires_at" doc:"When it ends at the latest."`
}

type sessionInput struct {
	ID string `path:"id" maxLength:"64" doc:"The session's."`
}

// sessionOperations show people where they are signed in, and end that.
func (s *Server) sessionOperations() {
	register(s, op{
		ID: "list-sessions", Method: http.MethodGet, Path: "/auth/sessions", Tag: "sign-in", Who: themselves,
		Summary: "List one's own sessions", Description: "Those that have not ended, last used first.",
	}, func(ctx context.Context, c caller, _ *struct{}) (*list[OpenSession], error) {
		open, err := s.People.Sessions(ctx, c.Identity, c.Session)
		items := make([]OpenSession, len(open))
		for i, o := range open {
			items[i] = OpenSession{ID: o.ID, Current: o.Current, Agent: o.Agent, Address: o.Address, CreatedAt: o.CreatedAt, SeenAt: o.SeenAt, ExpiresAt: o.ExpiresAt}
		}
		return listOf(items), err
	})
	register(s, op{
		ID: "end-session", Method: http.MethodDelete, Path: "/auth/sessions/{id}", Tag: "sign-in", Who: themselves, Trail: recorded("end_session", "person", ""),
		Blind: "the only change of a session is its end", Summary: "End one of one's own sessions", Description: "Whoever uses that browser has to sign in again.",
	}, func(ctx context.Context, c caller, in *sessionInput) (*struct{}, error) {
		return nil, s.People.EndSession(ctx, c.Identity, in.ID)
	})
	register(s, op{
		ID: "end-other-sessions", Method: http.MethodPost, Path: "/auth/sessions/end-others", Tag: "sign-in", Who: themselves, Trail: recorded("sign_out", "person", ""),
		Summary: "Sign out everywhere else", Description: "Ends one's own sessions, but for the one that asks.",
	}, func(ctx context.Context, c caller, _ *struct{}) (*struct{}, error) {
		return nil, s.People.SignOutEverywhere(ctx, c.Identity, c.Person.ID, c.Session)
	})
}
