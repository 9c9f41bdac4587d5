package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

func person(id, email string, role store.Role) store.Person {
	return store.Person{ID: id, Email: email, Name: "N", Role: role, PasswordHash: "$argon2id$hash-of-" + id, CreatedAt: noon}
}

// staff makes two admins and a viewer.
func staff(t *testing.T, o store.Office) (ada, bob, eve store.Person) {
	t.Helper()
	for _, p := range []struct {
		to *store.Person
		is store.Person
	}{{&ada, person("1", "Ada@Example.com", store.Admin)}, {&bob, person("2", "bob@example.com", store.Admin)}, {&eve, person("3", "eve@example.com", store.Viewer)}} {
		var err error
		*p.to, err = o.SavePerson(t.Context(), p.is, by)
		ok(t, err)
	}
	return ada, bob, eve
}

func peopleFound(t *testing.T, open OpenOffice) {
	o := open(t)
	ada, _, _ := staff(t, o)
	ada.Subject, ada.Name, ada.SeenAt = "https://id.example.com 77", "Ada", noon
	changed, err := o.SavePerson(t.Context(), ada, by)
	ok(t, err)
	ok(t, o.SeePerson(t.Context(), "1", noon.Add(time.Hour)))
	for name, find := range map[string]func(store.Office) (store.Person, error){
		"id":      func(o store.Office) (store.Person, error) { return o.Person(t.Context(), "1") },
		"e-mail":  func(o store.Office) (store.Person, error) { return o.PersonByEmail(t.Context(), "aDA@example.COM") },
		"subject": func(o store.Office) (store.Person, error) { return o.PersonBySubject(t.Context(), ada.Subject) },
	} {
		p, err := find(open(t))
		want := changed
		want.SeenAt = noon.Add(time.Hour)
		if p != want || err != nil {
			t.Errorf("by %s: got %+v, want %+v, %v", name, p, want, err)
		}
	}
	_, err = o.PersonBySubject(t.Context(), "")
	refused(t, err, waybill.ENotFound)
	_, err = o.PersonByEmail(t.Context(), "nobody@example.com")
	refused(t, err, waybill.ENotFound)
	all, err := o.ListPeople(t.Context())
	if err != nil || len(all) != 3 || all[0].Email != "Ada@Example.com" || all[2].Email != "eve@example.com" {
		t.Errorf("listed %+v, %v", all, err)
	}
}

func peopleUnique(t *testing.T, open OpenOffice) {
	o := open(t)
	ada, bob, _ := staff(t, o)
	ada.Subject = "issuer 1"
	ada, err := o.SavePerson(t.Context(), ada, by)
	ok(t, err)
	_, err = o.SavePerson(t.Context(), person("9", "BOB@example.com", store.Viewer), by)
	refused(t, err, waybill.EConflict)
	bob.Subject = "issuer 1"
	_, err = o.SavePerson(t.Context(), bob, by)
	refused(t, err, waybill.EConflict)
	ada.Version--
	_, err = o.SavePerson(t.Context(), ada, by)
	refused(t, err, waybill.EConflict)
	ada.Version = 0
	_, err = o.SavePerson(t.Context(), ada, by)
	refused(t, err, waybill.EConflict)
	gone := person("8", "gone@example.com", store.Viewer)
	gone.Version = 3
	_, err = o.SavePerson(t.Context(), gone, by)
	refused(t, err, waybill.ENotFound)
	refused(t, o.RemovePerson(t.Context(), "8", store.AnyVersion, by), waybill.ENotFound)
	refused(t, o.RemovePerson(t.Context(), "3", 77, by), waybill.EConflict)
}

func lastAdmin(t *testing.T, open OpenOffice) {
	o := open(t)
	_, err := o.SavePerson(t.Context(), person("0", "first@example.com", store.Viewer), by)
	refused(t, err, waybill.EConflict)
	ada, bob, _ := staff(t, o)
	bob.Disabled = true
	_, err = o.SavePerson(t.Context(), bob, by)
	ok(t, err)
	demoted, disabled := ada, ada
	demoted.Role, disabled.Disabled = store.Editor, true
	for _, p := range []store.Person{demoted, disabled} {
		_, err := o.SavePerson(t.Context(), p, by)
		refused(t, err, waybill.EConflict)
	}
	refused(t, o.RemovePerson(t.Context(), ada.ID, ada.Version, by), waybill.EConflict)
	if p, err := o.Person(t.Context(), ada.ID); p != ada || err != nil {
		t.Errorf("the last admin was changed: %+v, %v", p, err)
	}
}

// lastAdminWhoCan counts only those who can come in.
func lastAdminWhoCan(t *testing.T, open OpenOffice) {
	o := open(t)
	ada, err := o.SavePerson(t.Context(), person("1", "ada@example.com", store.Admin), by)
	ok(t, err)
	invited := person("2", "invited@example.com", store.Admin)
	invited.PasswordHash = ""
	invited, err = o.SavePerson(t.Context(), invited, by)
	ok(t, err)
	ok(t, o.CreateLink(t.Context(), link("another", store.Invite, "other@example.com"), by))
	demoted, disabled, emptied := ada, ada, ada
	demoted.Role, disabled.Disabled, emptied.PasswordHash = store.Editor, true, ""
	for _, p := range []store.Person{demoted, disabled, emptied} {
		_, err := o.SavePerson(t.Context(), p, by)
		refused(t, err, waybill.EConflict)
	}
	refused(t, o.RemovePerson(t.Context(), ada.ID, ada.Version, by), waybill.EConflict)
	invited.Subject = "https://id.example.com 78"
	_, err = o.SavePerson(t.Context(), invited, by)
	ok(t, err)
	ok(t, o.RemovePerson(t.Context(), ada.ID, ada.Version, by))
}

func lastAdminRace(t *testing.T, open OpenOffice) {
	a, b := open(t), open(t)
	last, err := a.SavePerson(t.Context(), person("0", "0@example.com", store.Admin), by)
	ok(t, err)
	for i := range 20 {
		id := fmt.Sprint(i + 1)
		next, err := a.SavePerson(t.Context(), person(id, id+"@example.com", store.Admin), by)
		ok(t, err)
		errs := atOnce(
			func() error { return a.RemovePerson(t.Context(), last.ID, last.Version, by) },
			func() error { return b.RemovePerson(t.Context(), next.ID, next.Version, by) },
		)
		if n := won(t, errs, waybill.EConflict); n != 1 {
			t.Fatalf("%d of both admins went", n)
		}
		if errs[0] == nil {
			last = next
		}
	}
}

func session(hash, person string) store.Session {
	return store.Session{Hash: []byte(hash), Person: person, CreatedAt: noon, ExpiresAt: noon.Add(time.Hour), SeenAt: noon}
}

func leaving(t *testing.T, open OpenOffice) {
	o := open(t)
	_, bob, eve := staff(t, o)
	ok(t, errors.Join(o.CreateSession(t.Context(), session("b", bob.ID)), o.CreateSession(t.Context(), session("e", eve.ID))))
	ok(t, o.CreateToken(t.Context(), store.Token{ID: "T", Name: "ci", Hash: []byte("t"), Person: bob.ID}, by))
	ok(t, o.RemovePerson(t.Context(), bob.ID, store.AnyVersion, by))
	eve.Disabled = true
	_, err := o.SavePerson(t.Context(), eve, by)
	ok(t, err)
	for _, hash := range []string{"b", "e"} {
		_, err := o.Session(t.Context(), []byte(hash))
		refused(t, err, waybill.ENotFound)
	}
	if token, err := o.TokenByHash(t.Context(), []byte("t")); err != nil || !token.RevokedAt.Equal(noon) {
		t.Errorf("the token of who was removed: %+v, %v", token, err)
	}
}

func sessions(t *testing.T, open OpenOffice) {
	o := open(t)
	for _, hash := range []string{"a", "b", "c", "\x00\xff"} {
		ok(t, o.CreateSession(t.Context(), session(hash, "1")))
	}
	ok(t, o.CreateSession(t.Context(), session("other", "2")))
	later := noon.Add(30 * time.Minute)
	ok(t, o.SeeSession(t.Context(), []byte("\x00\xff"), later))
	s, err := open(t).Session(t.Context(), []byte("\x00\xff"))
	if err != nil || !s.SeenAt.Equal(later) || s.Person != "1" || !s.ExpiresAt.Equal(noon.Add(time.Hour)) || !s.CreatedAt.Equal(noon) {
		t.Errorf("got %+v, %v", s, err)
	}
	left := func() (n int) {
		for _, hash := range []string{"a", "b", "c", "\x00\xff", "other"} {
			if _, err := o.Session(t.Context(), []byte(hash)); err == nil {
				n++
			}
		}
		return n
	}
	ok(t, o.DeleteSession(t.Context(), []byte("a")))
	ok(t, o.DeleteSession(t.Context(), []byte("a")))
	if n := left(); n != 4 {
		t.Errorf("%d sessions after one ended", n)
	}
	ok(t, o.DeleteSessions(t.Context(), "1", []byte("\x00\xff")))
	if n := left(); n != 2 {
		t.Errorf("%d sessions after all of a person's but one ended", n)
	}
	ok(t, o.PruneSessions(t.Context(), noon, noon.Add(time.Minute)))
	if n := left(); n != 1 {
		t.Errorf("%d sessions after the idle ones ended", n)
	}
	ok(t, o.PruneSessions(t.Context(), noon.Add(time.Hour), time.Time{}))
	if n := left(); n != 0 {
		t.Errorf("%d sessions after their time", n)
	}
	ok(t, o.CreateSession(t.Context(), session("a", "1")))
	ok(t, o.DeleteSessions(t.Context(), "1", nil))
	if n := left(); n != 0 {
		t.Errorf("%d sessions after all of a person's ended", n)
	}
}

func tokens(t *testing.T, open OpenOffice) {
	o := open(t)
	want := store.Token{
		ID: "T1", Name: "ci", Hash: []byte("\x00hash"), Person: "1", Scopes: []string{"read", "run"},
		CreatedAt: noon, ExpiresAt: noon.Add(time.Hour),
	}
	ok(t, o.CreateToken(t.Context(), want, by))
	ok(t, o.CreateToken(t.Context(), store.Token{ID: "T2", Name: "later", Hash: []byte("h2"), Person: "2", CreatedAt: noon.Add(time.Second)}, by))
	ok(t, o.SeeToken(t.Context(), "T1", noon.Add(time.Minute)))
	got, err := open(t).TokenByHash(t.Context(), want.Hash)
	if err != nil || got.ID != "T1" || len(got.Scopes) != 2 || got.Scopes[1] != "run" || !got.UsedAt.Equal(noon.Add(time.Minute)) ||
		!got.ExpiresAt.Equal(want.ExpiresAt) || !got.RevokedAt.IsZero() {
		t.Errorf("got %+v, %v", got, err)
	}
	if all := must(o.ListTokens(t.Context(), "")); len(all) != 2 || all[0].ID != "T2" {
		t.Errorf("listed %+v", all)
	}
	if mine := must(o.ListTokens(t.Context(), "1")); len(mine) != 1 {
		t.Errorf("listed %+v", mine)
	}
	again := by
	again.At = noon.Add(time.Hour)
	ok(t, o.RevokeToken(t.Context(), "T1", by))
	ok(t, o.RevokeToken(t.Context(), "T1", again))
	if token := must(o.Token(t.Context(), "T1")); !token.RevokedAt.Equal(noon) {
		t.Errorf("revoked at %v", token.RevokedAt)
	}
	if records := must(o.ListAudit(t.Context(), store.AuditFilter{Action: "revoke"})); len(records) != 1 {
		t.Errorf("%d records of one revocation", len(records))
	}
	refused(t, o.RevokeToken(t.Context(), "none", by), waybill.ENotFound)
	_, err = o.TokenByHash(t.Context(), []byte("none"))
	refused(t, err, waybill.ENotFound)
}
