package people_test

import (
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/store"
)

func TestSignInByOpenIDConnect(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.admin(t)
	as := func(subject, email string, verified bool) error {
		_, _, err := b.SignInAs(t.Context(), subject, email, verified, people.Browser{})
		return err
	}
	refused(t, as("issuer 1", "ada@example.com", false), waybill.EForbidden)
	refused(t, as("issuer 1", "nobody@example.com", true), waybill.EForbidden)
	refused(t, as("", "ada@example.com", true), waybill.EForbidden)
	check(t, as("issuer 1", "ada@example.com", true))
	check(t, as("issuer 1", "renamed@example.com", false))                  // by the subject from now on
	refused(t, as("issuer 2", "ada@example.com", true), waybill.EForbidden) // bound to another one
}

func TestWhoIsInvitedSignsInByOpenIDConnect(t *testing.T) {
	t.Parallel()
	b := setup(t)
	admin, _ := b.admin(t)
	token, err := b.Invite(t.Context(), admin, "bob@example.com", store.Editor)
	check(t, err)
	_, _, err = b.SignInAs(t.Context(), "issuer bob", "bob@example.com", false, people.Browser{})
	refused(t, err, waybill.EForbidden)
	_, bob, err := b.SignInAs(t.Context(), "issuer bob", "Bob@example.com", true, people.Browser{})
	check(t, err)
	if bob.Person.Role != store.Editor || bob.Person.Email != "bob@example.com" {
		t.Errorf("signed in as %+v", bob.Person)
	}
	_, err = b.Link(t.Context(), token.Reveal())
	refused(t, err, waybill.ENotFound) // it is used up
	_, again, err := b.SignInAs(t.Context(), "issuer bob", "", false, people.Browser{})
	if err != nil || again.Person.ID != bob.Person.ID {
		t.Errorf("the second time: %+v, %v", again.Person, err)
	}
}

func TestTheLastAdminWhoCanSignInStays(t *testing.T) {
	t.Parallel()
	b := setup(t)
	admin, _ := b.admin(t)
	later, err := b.store.SavePerson(t.Context(), store.Person{ID: "later", Email: "later@example.com", Role: store.Admin}, store.Author{})
	check(t, err)
	demoted := admin.Person
	demoted.Role = store.Viewer
	_, err = b.ChangePerson(t.Context(), admin, demoted)
	refused(t, err, waybill.EConflict)
	refused(t, b.RemovePerson(t.Context(), admin, admin.Person.ID, store.AnyVersion), waybill.EConflict)
	_, _, err = b.SignInAs(t.Context(), "issuer 1", later.Email, true, people.Browser{})
	check(t, err)
	check(t, b.RemovePerson(t.Context(), admin, admin.Person.ID, store.AnyVersion))
}
