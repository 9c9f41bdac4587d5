package web

import (
	"net/http"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/store"
)

// The names of the session's cookie. A browser takes the first one only by TLS,
// from this host, for all of it.
const (
	secureCookie = "__Host-waybill"
	plainCookie  = "waybill"
)

func (s *Server) cookie() string {
	if s.Secure {
		return secureCookie
	}
	return plainCookie
}

// set returns the cookie that keeps a session; "" ends it.
func (s *Server) set(session waybill.Secret) string {
	c := http.Cookie{Name: s.cookie(), Value: session.Reveal(), Path: "/", Secure: s.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode} //nolint:gosec // G124: without TLS, on the same machine, browsers would not send a secure one
	c.MaxAge = int(people.SessionLife.Seconds())
	if c.Value == "" {
		c.MaxAge = -1
	}
	return c.String()
}

// Person is somebody who may sign in.
type Person struct {
	ID    string `json:"id" doc:"Never changes."`
	Email string `json:"email" format:"email" doc:"Unique without regard to case."`
	Name  string `json:"name" doc:"As they call themselves."`
	Role  string `json:"role" enum:"admin,editor,viewer" doc:"What they may do."`
}

func personOf(p store.Person) Person {
	return Person{ID: p.ID, Email: p.Email, Name: p.Name, Role: string(p.Role)}
}

// Session is who is signed in.
type Session struct {
	Person Person         `json:"person" doc:"Who it is."`
	Via    string         `json:"via" doc:"How: session, or the name of a token."`
	Rights []people.Right `json:"rights" enum:"read,run,write,admin" doc:"What they may do."`
	CSRF   string         `json:"csrf_token,omitempty" doc:"To be sent as X-CSRF-Token with what changes something. Only of a browser's session."`
}

type sessionOutput struct{ Body Session }

// signedIn is the answer to who comes in: their session, as a cookie.
type signedIn struct {
	SetCookie string `header:"Set-Cookie" doc:"The session."`
	Body      Session
}

// sessionOf tells who an identity is.
func sessionOf(who people.Identity, token string) Session {
	out := Session{Person: personOf(who.Person), Via: who.Via, Rights: []people.Right{}}
	for _, r := range people.Rights {
		if who.May(r) == nil {
			out.Rights = append(out.Rights, r)
		}
	}
	if token != "" {
		out.CSRF = people.CSRF(token)
	}
	return out
}
