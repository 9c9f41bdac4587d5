package web

import (
	"context"
	"net/http"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/store"
)

// authOperations let people in and out.
func (s *Server) authOperations() {
	register(s, op{
		ID: "sign-in-methods", Method: http.MethodGet, Path: "/auth/methods", Tag: "sign-in", Who: anybody,
		Summary: "How people sign in",
	}, s.methods)
	register(s, op{
		ID: "sign-in", Method: http.MethodPost, Path: "/auth/sign-in", Tag: "sign-in", Who: anybody, Trail: byStore,
		Summary:     "Sign in by e-mail and password",
		Description: "The session is a cookie, which takes the place of the one that the browser had. After some wrong passwords the answer is 429, with Retry-After.",
	}, s.signIn)
	register(s, op{
		ID: "sign-out", Method: http.MethodPost, Path: "/auth/sign-out", Tag: "sign-in", Who: themselves, Trail: recorded("sign_out", "person", ""),
		Summary: "Sign out", Description: "Ends the browser's session.",
	}, s.signOut)
	register(s, op{
		ID: "get-session", Method: http.MethodGet, Path: "/auth/session", Tag: "sign-in", Who: reader,
		Summary: "Who is signed in", Description: "With their rights and the token against forgery that the browser's further requests need.",
	}, func(_ context.Context, c caller, _ *struct{}) (*sessionOutput, error) {
		return &sessionOutput{sessionOf(c.Identity, c.Session)}, nil
	})
	register(s, op{
		ID: "change-password", Method: http.MethodPost, Path: "/auth/password", Tag: "sign-in", Who: themselves, Trail: byStore,
		Summary: "Change one's own password", Description: "All other sessions of the person end.",
	}, s.changePassword)
	s.sessionOperations()
	s.linkOperations()
	s.oidcOperations()
}

// Methods is how people sign in.
type Methods struct {
	Password bool        `json:"password" doc:"By e-mail and password."`
	OIDC     *OIDCMethod `json:"oidc,omitempty" doc:"By OpenID Connect; absent if that is not set up."`
	Setup    bool        `json:"setup" doc:"Whether nobody is here yet: the server's log has a link that makes the first admin."`
}

// OIDCMethod is sign-in by OpenID Connect.
type OIDCMethod struct {
	Name string `json:"name" doc:"As people call the provider." example:"Google"`
	URL  string `json:"url" doc:"Where a browser is to go."`
}

type methodsOutput struct{ Body Methods }

func (s *Server) methods(ctx context.Context, _ caller, _ *struct{}) (*methodsOutput, error) {
	all, err := s.Office.ListPeople(ctx)
	if err != nil {
		return nil, err
	}
	m := Methods{Password: true, Setup: len(all) == 0}
	if s.oidc != nil {
		m.OIDC = &OIDCMethod{s.oidc.Name, Prefix + "/auth/oidc/start"}
	}
	return &methodsOutput{m}, nil
}

type signInInput struct {
	Body struct {
		Email    string `json:"email" maxLength:"254" doc:"Whose." example:"ada@example.com"`
		Password string `json:"password" maxLength:"1024" doc:"Theirs."`
	}
}

func (s *Server) signIn(ctx context.Context, c caller, in *signInInput) (*signedIn, error) {
	session, who, err := s.People.SignIn(ctx, in.Body.Email, in.Body.Password, c.browser())
	if err != nil {
		return nil, err
	}
	return s.enter(session, who), nil
}

// enter answers somebody who has come in.
func (s *Server) enter(session waybill.Secret, who people.Identity) *signedIn {
	return &signedIn{SetCookie: s.set(session), Body: sessionOf(who, session.Reveal())}
}

type signedOut struct {
	SetCookie string `header:"Set-Cookie" doc:"Ends the session."`
}

func (s *Server) signOut(ctx context.Context, c caller, _ *struct{}) (*signedOut, error) {
	if err := s.People.SignOut(ctx, c.Session); err != nil {
		return nil, err
	}
	return &signedOut{s.set(waybill.Secret{})}, nil
}

type passwordInput struct {
	Body struct {
		Old string `json:"old" maxLength:"1024" doc:"The password as it is."`
		New string `json:"new" maxLength:"1024" doc:"As it shall be: at least 10 characters."`
	}
}

func (s *Server) changePassword(ctx context.Context, c caller, in *passwordInput) (*struct{}, error) {
	return nil, s.People.ChangePassword(ctx, c.Identity, in.Body.Old, in.Body.New, c.Session, c.Address)
}

// linkOperations are what links that work once are used by.
func (s *Server) linkOperations() {
	register(s, op{
		ID: "get-link", Method: http.MethodPost, Path: "/auth/link", Tag: "sign-in", Who: anybody, Trail: changesNothing,
		Summary: "What a link is for", Description: "It is not used up by asking.",
	}, s.link)
	register(s, op{
		ID: "setup", Method: http.MethodPost, Path: "/auth/setup", Tag: "sign-in", Who: anybody, Trail: byStore, Status: http.StatusCreated,
		Summary: "Make the first admin", Description: "With the token of the link that the server's first start has printed. Signs them in.",
	}, s.setup)
	register(s, op{
		ID: "accept", Method: http.MethodPost, Path: "/auth/accept", Tag: "sign-in", Who: anybody, Trail: byStore,
		Summary: "Use an invitation, or set a new password", Description: "With the token of a link that an admin has made. Signs the person in.",
	}, s.accept)
}

// LinkURL is where a link's token is used: the page asks what it is for. A
// fragment is not sent to servers, so that no log has it.
func LinkURL(publicURL string, token waybill.Secret) string {
	return publicURL + "/link#" + token.Reveal()
}

// Link is a link that works once.
type Link struct {
	Token     string    `json:"token" doc:"Shown this once."`
	URL       string    `json:"url" doc:"What to send to the person."`
	ExpiresAt time.Time `json:"expires_at" doc:"It works until then."`
}

// LinkPurpose is what a link is for.
type LinkPurpose struct {
	Purpose   string    `json:"purpose" enum:"setup,invite,reset" doc:"What it does: make the first admin, make a person, or set a password."`
	Email     string    `json:"email,omitempty" doc:"Whom it is for."`
	Role      string    `json:"role,omitempty" enum:"admin,editor,viewer" doc:"Of the person."`
	ExpiresAt time.Time `json:"expires_at" doc:"It works until then."`
}

type linkInput struct {
	Body struct {
		Token string `json:"token" minLength:"1" maxLength:"200" doc:"The link's."`
	}
}

type linkOutput struct{ Body LinkPurpose }

func (s *Server) link(ctx context.Context, _ caller, in *linkInput) (*linkOutput, error) {
	l, err := s.People.Link(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	return &linkOutput{LinkPurpose{Purpose: string(l.Purpose), Email: l.Email, Role: string(l.Role), ExpiresAt: l.ExpiresAt}}, nil
}

type setupInput struct {
	Body struct {
		Token    string `json:"token" minLength:"1" maxLength:"200" doc:"The link's."`
		Email    string `json:"email" maxLength:"254" doc:"Of the admin."`
		Name     string `json:"name,omitempty" maxLength:"200" doc:"Of the admin."`
		Password string `json:"password" maxLength:"1024" doc:"At least 10 characters."`
	}
}

func (s *Server) setup(ctx context.Context, c caller, in *setupInput) (*signedIn, error) {
	b := in.Body
	return s.join(ctx, c, b.Token, people.Joining{Email: b.Email, Name: b.Name, Password: b.Password}, true)
}

type acceptInput struct {
	Body struct {
		Token    string `json:"token" minLength:"1" maxLength:"200" doc:"The link's."`
		Name     string `json:"name,omitempty" maxLength:"200" doc:"As they call themselves; a new password alone leaves it as it was."`
		Password string `json:"password" maxLength:"1024" doc:"At least 10 characters."`
	}
}

func (s *Server) accept(ctx context.Context, c caller, in *acceptInput) (*signedIn, error) {
	return s.join(ctx, c, in.Body.Token, people.Joining{Name: in.Body.Name, Password: in.Body.Password}, false)
}

// join uses a link, for the setup or for all else, and signs in whom it is for.
func (s *Server) join(ctx context.Context, c caller, token string, j people.Joining, setup bool) (*signedIn, error) {
	l, err := s.People.Link(ctx, token)
	if err != nil {
		return nil, err
	}
	if (l.Purpose == store.Setup) != setup {
		return nil, waybill.Errorf(waybill.ENotFound, "this link is for something else").WithHint("It is used by POST %s/auth/setup if it makes the first admin, else by /auth/accept.", Prefix)
	}
	who, err := s.People.Join(ctx, token, j)
	if err != nil {
		return nil, err
	}
	session, id, err := s.People.SignIn(ctx, who.Email, j.Password, c.browser())
	if err != nil {
		return nil, err
	}
	return s.enter(session, id), nil
}
