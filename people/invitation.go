package people

import (
	"context"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Invitation is one that is open: somebody can join by its link.
type Invitation struct {
	store.Link
	ID string // tells it from others, those to the same e-mail too; it opens nothing
}

// Invite returns the token of a link by which somebody joins with that e-mail
// and role.
func (p *Reception) Invite(ctx context.Context, by Identity, email string, role store.Role) (waybill.Secret, error) {
	if err := by.May(Admin); err != nil {
		return waybill.Secret{}, err
	}
	if err := checkEmail(email); err != nil {
		return waybill.Secret{}, err
	}
	if err := checkRole(role); err != nil {
		return waybill.Secret{}, err
	}
	switch _, err := p.store.PersonByEmail(ctx, email); {
	case err == nil:
		return waybill.Secret{}, waybill.Errorf(waybill.EConflict, "%s is here already", email).At("email").WithHint("Change their role, or send them a link to set a new password.")
	case waybill.ErrorCode(err) != waybill.ENotFound:
		return waybill.Secret{}, err
	}
	return p.link(ctx, store.Link{Purpose: store.Invite, Email: email, Role: role}, InviteLife, p.author(by))
}

// Invitations returns those that are open, by e-mail.
func (p *Reception) Invitations(ctx context.Context, by Identity) ([]Invitation, error) {
	if err := by.May(Admin); err != nil {
		return nil, err
	}
	links, err := p.store.ListLinks(ctx, store.Invite, p.now())
	open := make([]Invitation, len(links))
	for i, l := range links {
		open[i] = Invitation{Link: l, ID: publicID(l.Hash)}
	}
	return open, err
}

// Withdraw ends an open invitation by its ID; ENotFound if there is none, as
// after its link was used or another took its place.
func (p *Reception) Withdraw(ctx context.Context, by Identity, id string) error {
	open, err := p.Invitations(ctx, by)
	if err != nil {
		return err
	}
	for _, o := range open {
		if o.ID == id {
			err := p.store.WithdrawLink(ctx, o.Hash, p.author(by))
			if waybill.ErrorCode(err) == waybill.ENotFound {
				return notOpen() // somebody else was faster
			}
			return err
		}
	}
	return notOpen()
}

func notOpen() error {
	return waybill.Errorf(waybill.ENotFound, "this invitation is not open any more").
		WithHint("Its link was used, withdrawn or replaced by another, or is too old: list the people and the invitations again.")
}
