package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

func link(hash string, purpose store.Purpose, email string) store.Link {
	return store.Link{
		Hash: []byte(hash), Purpose: purpose, Email: email, Role: store.Editor, CreatedAt: noon,
		ExpiresAt: noon.Add(24 * time.Hour), CreatedBy: by.Who,
	}
}

// invited makes the person of an invitation.
func invited(id string) func(store.Link, store.Person) (store.Person, error) {
	return func(l store.Link, _ store.Person) (store.Person, error) { return person(id, l.Email, l.Role), nil }
}

func linkOnce(t *testing.T, open OpenOffice) {
	a, b := open(t), open(t)
	staff(t, a)
	ok(t, a.CreateLink(t.Context(), link("h", store.Invite, "new@example.com"), by))
	if l, err := b.Link(t.Context(), []byte("h"), noon); err != nil || l.Role != store.Editor || l.Email != "new@example.com" || l.CreatedBy != by.Who {
		t.Errorf("got %+v, %v", l, err)
	}
	var uses []func() error
	for i, o := range []store.Office{a, b, a, b} {
		uses = append(uses, func() error {
			_, err := o.UseLink(t.Context(), []byte("h"), by, invited(fmt.Sprint("new", i)))
			return err
		})
	}
	if n := won(t, atOnce(uses...), waybill.ENotFound); n != 1 {
		t.Errorf("%d of them used the link", n)
	}
	if p, err := a.PersonByEmail(t.Context(), "new@example.com"); err != nil || p.Role != store.Editor || p.Version == 0 {
		t.Errorf("got %+v, %v", p, err)
	}
}

func linkStays(t *testing.T, open OpenOffice) {
	o := open(t)
	staff(t, o)
	ok(t, o.CreateLink(t.Context(), link("h", store.Invite, "EVE@example.com"), by))
	_, err := o.UseLink(t.Context(), []byte("h"), by, invited("9"))
	refused(t, err, waybill.EConflict) // somebody has that e-mail
	weak := errors.New("the password is too short")
	_, err = o.UseLink(t.Context(), []byte("h"), by, func(store.Link, store.Person) (store.Person, error) { return store.Person{}, weak })
	if !errors.Is(err, weak) {
		t.Errorf("got %v", err)
	}
	if _, err := o.Link(t.Context(), []byte("h"), noon); err != nil {
		t.Errorf("the link is gone: %v", err)
	}
	late := by
	late.At = noon.Add(24 * time.Hour)
	_, err = o.UseLink(t.Context(), []byte("h"), late, invited("9"))
	refused(t, err, waybill.ENotFound)
	_, err = o.Link(t.Context(), []byte("h"), late.At)
	refused(t, err, waybill.ENotFound)
}

func linkReplaced(t *testing.T, open OpenOffice) {
	o := open(t)
	for i, l := range []store.Link{
		link("old", store.Setup, ""), link("a", store.Invite, "A@example.com"),
		link("new", store.Setup, ""), link("b", store.Invite, "b@example.com"), link("a2", store.Invite, "a@EXAMPLE.com"),
	} {
		if err := o.CreateLink(t.Context(), l, by); err != nil {
			t.Fatalf("link %d: %v", i, err)
		}
	}
	for hash, want := range map[string]waybill.Code{"old": waybill.ENotFound, "new": "", "a": waybill.ENotFound, "a2": "", "b": ""} {
		if _, err := o.Link(t.Context(), []byte(hash), noon); waybill.ErrorCode(err) != want {
			t.Errorf("link %s: %v", hash, err)
		}
	}
	if l, err := o.LinkOf(t.Context(), store.Invite, "A@Example.com", noon); err != nil || string(l.Hash) != "a2" {
		t.Errorf("the link of an e-mail is %q, %v", l.Hash, err)
	}
	_, err := o.LinkOf(t.Context(), store.Reset, "a@example.com", noon)
	refused(t, err, waybill.ENotFound)
	_, err = o.LinkOf(t.Context(), store.Invite, "a@example.com", noon.Add(24*time.Hour))
	refused(t, err, waybill.ENotFound)
}

func setupOnce(t *testing.T, open OpenOffice) {
	o := open(t)
	admin := func(store.Link, store.Person) (store.Person, error) {
		return person("1", "ada@example.com", store.Admin), nil
	}
	ok(t, o.CreateLink(t.Context(), link("h", store.Setup, ""), by))
	_, err := o.UseLink(t.Context(), []byte("h"), by, admin)
	ok(t, err)
	ok(t, o.CreateLink(t.Context(), link("h2", store.Setup, ""), by))
	_, err = o.UseLink(t.Context(), []byte("h2"), by, admin)
	refused(t, err, waybill.EConflict)
}

func resetSignsOut(t *testing.T, open OpenOffice) {
	o := open(t)
	_, bob, _ := staff(t, o)
	ok(t, o.CreateSession(t.Context(), session("b", bob.ID)))
	l := link("h", store.Reset, bob.Email)
	l.Person = bob.ID
	ok(t, o.CreateLink(t.Context(), l, by))
	p, err := o.UseLink(t.Context(), []byte("h"), by, func(_ store.Link, p store.Person) (store.Person, error) {
		p.PasswordHash = "$argon2id$another"
		return p, nil
	})
	if err != nil || p.PasswordHash != "$argon2id$another" || p.Email != bob.Email || p.Version != bob.Version+1 {
		t.Errorf("got %+v, %v", p, err)
	}
	_, err = o.Session(t.Context(), []byte("b"))
	refused(t, err, waybill.ENotFound)
	ok(t, o.CreateLink(t.Context(), l, by))
	ok(t, o.RemovePerson(t.Context(), bob.ID, store.AnyVersion, by))
	_, err = o.UseLink(t.Context(), []byte("h"), by, invited("x"))
	refused(t, err, waybill.ENotFound)
}
