package web

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/store"
)

// peopleOperations are who may sign in.
func (s *Server) peopleOperations() {
	register(s, op{ID: "list-people", Method: http.MethodGet, Path: "/people", Tag: "people", Who: admin, Summary: "List people", Description: "By e-mail."}, s.listPeople)
	register(s, op{
		ID: "create-person", Method: http.MethodPost, Path: "/people", Tag: "people", Who: admin, Trail: byStore, Status: http.StatusCreated,
		Summary: "Add a person without a password", Description: "They sign in by OpenID Connect, or set a password by a link. To have somebody choose a password themselves, invite them.",
	}, s.createPerson)
	register(s, op{ID: "get-person", Method: http.MethodGet, Path: "/people/{id}", Tag: "people", Who: admin, Summary: "Get a person"}, s.getPerson)
	register(s, op{
		ID: "change-person", Method: http.MethodPatch, Path: "/people/{id}", Tag: "people", Who: admin, Trail: byStore,
		Summary: "Change a person", Description: "What is left out stays. Who is disabled is signed out everywhere, and their tokens do not work. The last admin stays one.",
	}, s.changePerson)
	register(s, op{
		ID: "remove-person", Method: http.MethodDelete, Path: "/people/{id}", Tag: "people", Who: admin, Trail: byStore,
		Summary: "Remove a person", Description: "Their sessions end and their tokens are revoked. What they did stays in the audit. The last admin stays.",
	}, s.removePerson)
	register(s, op{
		ID: "reset-person", Method: http.MethodPost, Path: "/people/{id}/reset-link", Tag: "people", Who: admin, Trail: byStore, Status: http.StatusCreated,
		Summary: "Make a link to set a new password", Description: "It works once and for a day. The password stays until it is used.",
	}, s.reset)
	register(s, op{
		ID: "sign-out-person", Method: http.MethodPost, Path: "/people/{id}/sign-out", Tag: "people", Who: admin, Trail: recorded("sign_out", "person", "id"),
		Summary: "Sign a person out everywhere", Description: "Their tokens stay. One's own session of this request stays, too.",
	}, s.signOutPerson)
}

// Member is a person as admins see them.
type Member struct {
	Person
	Disabled    bool       `json:"disabled" doc:"They may not sign in."`
	HasPassword bool       `json:"has_password" doc:"They can sign in by e-mail and password."`
	HasOIDC     bool       `json:"has_oidc" doc:"They have signed in by OpenID Connect."`
	CreatedAt   time.Time  `json:"created_at" doc:"Since when they are here."`
	SeenAt      *time.Time `json:"seen_at,omitempty" doc:"When they last did something, to the minute; absent: never."`
}

func memberOf(p store.Person) Member {
	return Member{personOf(p), p.Disabled, p.PasswordHash != "", p.Subject != "", p.CreatedAt, moment(p.SeenAt)}
}

// moment returns a time, or nil for none.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

type memberOutput struct {
	ETag
	Body Member
}

func memberAnswer(p store.Person, err error) (*memberOutput, error) {
	if err != nil {
		return nil, err
	}
	return &memberOutput{etag(p.Version), memberOf(p)}, nil
}

type listPeopleInput struct{ Page }

type listPeopleOutput struct{ Body PageOf[Member] }

func (s *Server) listPeople(ctx context.Context, _ caller, in *listPeopleInput) (*listPeopleOutput, error) {
	all, err := s.Office.ListPeople(ctx)
	if err != nil {
		return nil, err
	}
	members := make([]Member, len(all))
	for i, p := range all {
		members[i] = memberOf(p)
	}
	key := func(m Member) string { return strings.ToLower(m.Email) }
	return &listPeopleOutput{pageOver(in.Page, members, key, func(a, b string) bool { return a < b })}, nil
}

type createPersonInput struct {
	Body struct {
		Email string `json:"email" format:"email" maxLength:"254" doc:"Unique without regard to case."`
		Name  string `json:"name,omitempty" maxLength:"200" doc:"As they call themselves."`
		Role  string `json:"role" enum:"admin,editor,viewer" doc:"What they may do."`
	}
}

func (s *Server) createPerson(ctx context.Context, c caller, in *createPersonInput) (*memberOutput, error) {
	now := s.now()
	p := store.Person{Email: in.Body.Email, Name: strings.TrimSpace(in.Body.Name), Role: store.Role(in.Body.Role), CreatedAt: now}
	p.ID = ulid.MustNew(ulid.Timestamp(now), rand.Reader).String()
	return memberAnswer(s.Office.SavePerson(ctx, p, s.author(c)))
}

type newLink struct{ Body Link }

// linkAnswer shows a link's token, this once.
func (s *Server) linkAnswer(token waybill.Secret, life time.Duration, err error) (*newLink, error) {
	if err != nil {
		return nil, err
	}
	return &newLink{Link{Token: token.Reveal(), URL: LinkURL(s.public.String(), token), ExpiresAt: s.now().Add(life)}}, nil
}

type personInput struct {
	ID string `path:"id" maxLength:"64" doc:"The person's."`
}

func (s *Server) reset(ctx context.Context, c caller, in *personInput) (*newLink, error) {
	token, err := s.People.Reset(ctx, c.Identity, in.ID)
	return s.linkAnswer(token, people.ResetLife, err)
}

func (s *Server) getPerson(ctx context.Context, _ caller, in *personInput) (*memberOutput, error) {
	return memberAnswer(s.Office.Person(ctx, in.ID))
}

func (s *Server) signOutPerson(ctx context.Context, c caller, in *personInput) (*struct{}, error) {
	if _, err := s.Office.Person(ctx, in.ID); err != nil {
		return nil, err
	}
	return nil, s.People.SignOutEverywhere(ctx, c.Identity, in.ID, c.Session)
}

// personVersion is for [Match.guard].
func (s *Server) personVersion(id string) func(context.Context) (int64, error) {
	return func(ctx context.Context) (int64, error) {
		p, err := s.Office.Person(ctx, id)
		return p.Version, err
	}
}

type changePersonInput struct {
	Match
	ID   string `path:"id" maxLength:"64" doc:"The person's."`
	Body struct {
		Email    *string `json:"email,omitempty" format:"email" maxLength:"254" doc:"Unique without regard to case."`
		Name     *string `json:"name,omitempty" maxLength:"200" doc:"As they call themselves."`
		Role     *string `json:"role,omitempty" enum:"admin,editor,viewer" doc:"What they may do."`
		Disabled *bool   `json:"disabled,omitempty" doc:"Whether they may not sign in."`
	}
}

func (s *Server) changePerson(ctx context.Context, c caller, in *changePersonInput) (*memberOutput, error) {
	var saved store.Person
	err := in.guard(ctx, s.personVersion(in.ID), func(expect int64) error {
		to, err := s.Office.Person(ctx, in.ID)
		if err != nil {
			return err
		}
		if expect != store.AnyVersion {
			to.Version = expect
		}
		in.patch(&to)
		saved, err = s.People.ChangePerson(ctx, c.Identity, to)
		return err
	})
	return memberAnswer(saved, err)
}

// patch changes what the request names.
func (in *changePersonInput) patch(p *store.Person) {
	set(&p.Email, in.Body.Email)
	set(&p.Name, in.Body.Name)
	set(&p.Disabled, in.Body.Disabled)
	if in.Body.Role != nil {
		p.Role = store.Role(*in.Body.Role)
	}
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

type removePersonInput struct {
	Match
	ID string `path:"id" maxLength:"64" doc:"The person's."`
}

func (s *Server) removePerson(ctx context.Context, c caller, in *removePersonInput) (*struct{}, error) {
	return nil, in.guard(ctx, s.personVersion(in.ID), func(expect int64) error {
		return s.People.RemovePerson(ctx, c.Identity, in.ID, expect)
	})
}
