package web

import (
	"context"
	"net/http"
	"time"

	"github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/store"
)

// invitationOperations are who was invited and has not come yet.
func (s *Server) invitationOperations() {
	register(s, op{
		ID: "list-invitations", Method: http.MethodGet, Path: "/people/invitations", Tag: "people", Who: admin,
		Summary: "List open invitations", Description: "All by whose link somebody can join, by e-mail. The links themselves are not shown: only a digest of them is kept.",
	}, s.listInvitations)
	register(s, op{
		ID: "invite-person", Method: http.MethodPost, Path: "/people/invitations", Tag: "people", Who: admin, Trail: byStore, Status: http.StatusCreated,
		Summary: "Invite a person", Description: "The answer is a link to send to them, which works once and for seven days. A new invitation takes the place of the one before.",
	}, s.invite)
	register(s, op{
		ID: "withdraw-invitation", Method: http.MethodDelete, Path: "/people/invitations/{id}", Tag: "people", Who: admin, Trail: byStore, Blind: "an invitation never changes, and a new one to the same e-mail has another id",
		Summary: "Withdraw an invitation", Description: "Its link is dead at once. Whoever has joined by it already stays: see `remove-person`.",
	}, s.withdrawInvitation)
}

// Invitation is one that is open, but for its link.
type Invitation struct {
	ID        string    `json:"id" doc:"To withdraw it by. Nobody can come in by it."`
	Email     string    `json:"email" doc:"Whom it is for, in lower case."`
	Role      string    `json:"role" enum:"admin,editor,viewer" doc:"What they will be allowed."`
	InvitedBy string    `json:"invited_by" doc:"The e-mail of who made it."`
	CreatedAt time.Time `json:"created_at" doc:"When it was made."`
	ExpiresAt time.Time `json:"expires_at" doc:"Its link works until then."`
}

func (s *Server) listInvitations(ctx context.Context, c caller, _ *struct{}) (*list[Invitation], error) {
	open, err := s.People.Invitations(ctx, c.Identity)
	items := make([]Invitation, len(open))
	for i, o := range open {
		items[i] = Invitation{ID: o.ID, Email: o.Email, Role: string(o.Role), InvitedBy: o.CreatedBy, CreatedAt: o.CreatedAt, ExpiresAt: o.ExpiresAt}
	}
	return listOf(items), err
}

type inviteInput struct {
	Body struct {
		Email string `json:"email" format:"email" maxLength:"254" doc:"Whom."`
		Role  string `json:"role" enum:"admin,editor,viewer" doc:"What they will be allowed."`
	}
}

func (s *Server) invite(ctx context.Context, c caller, in *inviteInput) (*newLink, error) {
	token, err := s.People.Invite(ctx, c.Identity, in.Body.Email, store.Role(in.Body.Role))
	return s.linkAnswer(token, people.InviteLife, err)
}

type withdrawInput struct {
	ID string `path:"id" maxLength:"64" doc:"The invitation's."`
}

func (s *Server) withdrawInvitation(ctx context.Context, c caller, in *withdrawInput) (*struct{}, error) {
	return nil, s.People.Withdraw(ctx, c.Identity, in.ID)
}
