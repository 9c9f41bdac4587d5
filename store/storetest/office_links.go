package storetest

import (
	"errors"
	"fmt"
	"strings"
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

func linksListed(t *testing.T, open OpenOffice) {
	o := open(t)
	listed := func(purpose store.Purpose, now time.Time) (emails string) {
		for _, l := range must(o.ListLinks(t.Context(), purpose, now)) {
			emails += l.Email + " "
		}
		return emails
	}
	if got := listed(store.Invite, noon); got != "" {
		t.Errorf("nobody was invited, and listed are %s", got)
	}
	short := link("b", store.Invite, "bob@example.com")
	short.ExpiresAt = noon.Add(time.Hour)
	for _, l := range []store.Link{
		link("z", store.Invite, "Zoe@example.com"), short, link("a", store.Invite, "ann@example.com"),
		link("r", store.Reset, "eve@example.com"), link("s", store.Setup, ""),
	} {
		ok(t, o.CreateLink(t.Context(), l, by))
	}
	for _, c := range []struct {
		purpose store.Purpose
		now     time.Time
		want    string
	}{
		{store.Invite, noon, "ann@example.com bob@example.com zoe@example.com "},
		{store.Invite, short.ExpiresAt.Add(-time.Second), "ann@example.com bob@example.com zoe@example.com "},
		{store.Invite, short.ExpiresAt, "ann@example.com zoe@example.com "},
		{store.Invite, noon.Add(24 * time.Hour), ""},
		{store.Reset, noon, "eve@example.com "},
	} {
		if got := listed(c.purpose, c.now); got != c.want {
			t.Errorf("%s at %v: listed are %s, want %s", c.purpose, c.now, got, c.want)
		}
	}
	first := must(open(t).ListLinks(t.Context(), store.Invite, noon))[0]
	if want := link("a", store.Invite, "ann@example.com"); string(first.Hash) != "a" || first.Role != want.Role || first.CreatedBy != by.Who || !first.CreatedAt.Equal(noon) || !first.ExpiresAt.Equal(want.ExpiresAt) {
		t.Errorf("got %+v", first)
	}
}

func linkWithdrawn(t *testing.T, open OpenOffice) {
	o := open(t)
	staff(t, o)
	ok(t, o.CreateLink(t.Context(), link("hash-of-a", store.Invite, "A@example.com"), by))
	ok(t, o.CreateLink(t.Context(), link("b", store.Invite, "b@example.com"), by))
	ok(t, o.WithdrawLink(t.Context(), []byte("hash-of-a"), by))
	_, err := open(t).Link(t.Context(), []byte("hash-of-a"), noon)
	refused(t, err, waybill.ENotFound)
	_, err = o.LinkOf(t.Context(), store.Invite, "a@example.com", noon)
	refused(t, err, waybill.ENotFound)
	_, err = o.UseLink(t.Context(), []byte("hash-of-a"), by, invited("9"))
	refused(t, err, waybill.ENotFound)
	if left := must(o.ListLinks(t.Context(), store.Invite, noon)); len(left) != 1 || left[0].Email != "b@example.com" {
		t.Errorf("left are %+v", left)
	}
	refused(t, o.WithdrawLink(t.Context(), []byte("hash-of-a"), by), waybill.ENotFound)
	late := by
	late.At = noon.Add(24 * time.Hour)
	refused(t, o.WithdrawLink(t.Context(), []byte("b"), late), waybill.ENotFound)
	records := must(o.ListAudit(t.Context(), store.AuditFilter{Action: "withdraw"}))
	if len(records) != 1 || records[0].Kind != "link" || records[0].Name != "a@example.com" || records[0].Who != by.Who || records[0].After != nil {
		t.Fatalf("recorded %+v", records)
	}
	if told := string(records[0].Before); !strings.Contains(told, `"role":"editor"`) || !strings.Contains(told, `"purpose":"invite"`) || strings.Contains(told, "hash") {
		t.Errorf("the audit tells %s", told)
	}
}

// linkWithdrawnRace has a link be withdrawn by some while others use it.
func linkWithdrawnRace(t *testing.T, open OpenOffice) {
	a, b := open(t), open(t)
	staff(t, a)
	for i := range 10 {
		id := fmt.Sprint("new", i)
		ok(t, a.CreateLink(t.Context(), link(id, store.Invite, id+"@example.com"), by))
		errs := atOnce(
			func() error { return a.WithdrawLink(t.Context(), []byte(id), by) },
			func() error { _, err := b.UseLink(t.Context(), []byte(id), by, invited(id)); return err },
			func() error { return b.WithdrawLink(t.Context(), []byte(id), by) },
		)
		if n := won(t, errs, waybill.ENotFound); n != 1 {
			t.Fatalf("%d of three had the link", n)
		}
		if _, err := a.Person(t.Context(), id); (err == nil) != (errs[1] == nil) {
			t.Fatalf("using the link: %v; the person: %v", errs[1], err)
		}
	}
}
