package people

import (
	"context"

	"github.com/waybillhq/waybill/store"
)

// ChangePerson sets the e-mail, the name, the role and whether a person may
// sign in, all else of to is as it was. to.Version is the one that the change
// was made to.
func (p *Reception) ChangePerson(ctx context.Context, by Identity, to store.Person) (store.Person, error) {
	if err := by.May(Admin); err != nil {
		return store.Person{}, err
	}
	if err := checkEmail(to.Email); err != nil {
		return store.Person{}, err
	}
	if err := checkRole(to.Role); err != nil {
		return store.Person{}, err
	}
	who, err := p.store.Person(ctx, to.ID)
	if err != nil {
		return store.Person{}, err
	}
	who.Email, who.Name, who.Role, who.Disabled, who.Version = to.Email, to.Name, to.Role, to.Disabled, to.Version
	return p.store.SavePerson(ctx, who, p.author(by))
}

// RemovePerson removes a person of that version, or of store.AnyVersion.
func (p *Reception) RemovePerson(ctx context.Context, by Identity, id string, version int64) error {
	if err := by.May(Admin); err != nil {
		return err
	}
	return p.store.RemovePerson(ctx, id, version, p.author(by))
}

// SignOutEverywhere ends all sessions of a person but the one of the token
// except, which may be "". Others than oneself only an admin signs out.
func (p *Reception) SignOutEverywhere(ctx context.Context, by Identity, id, except string) error {
	if id != by.Person.ID {
		if err := by.May(Admin); err != nil {
			return err
		}
	}
	return p.store.DeleteSessions(ctx, id, hash(except))
}
