package people_test

import (
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/sqlite"
)

const good = "a long password"

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

type bundle struct {
	*people.Reception
	store store.Office
	clock *clock
}

func setup(t *testing.T) bundle {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "waybill.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	c := &clock{now: time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)}
	return bundle{people.New(s.Office(), c.Now), s.Office(), c}
}

// admin makes the first admin and signs in.
func (b bundle) admin(t *testing.T) (people.Identity, string) {
	t.Helper()
	link, first, err := b.Setup(t.Context())
	if err != nil || !first {
		t.Fatalf("setup: %v, %v", first, err)
	}
	if _, err := b.Join(t.Context(), link.Reveal(), people.Joining{Email: "ada@example.com", Name: "Ada", Password: good}); err != nil {
		t.Fatal(err)
	}
	return b.signIn(t, "ada@example.com")
}

func (b bundle) signIn(t *testing.T, email string) (people.Identity, string) {
	t.Helper()
	token, who, err := b.SignIn(t.Context(), email, good, people.Browser{Address: "192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	return who, token.Reveal()
}

// join makes a person of a role and signs in.
func (b bundle) join(t *testing.T, by people.Identity, email string, role store.Role) (people.Identity, string) {
	t.Helper()
	link, err := b.Invite(t.Context(), by, email, role)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Join(t.Context(), link.Reveal(), people.Joining{Email: "ignored@example.com", Password: good}); err != nil {
		t.Fatal(err)
	}
	return b.signIn(t, email)
}

func refused(t *testing.T, err error, code waybill.Code) {
	t.Helper()
	if waybill.ErrorCode(err) != code {
		t.Fatalf("got %v, want an error of code %s", err, code)
	}
}

func TestTheFirstAdminComesByALink(t *testing.T) {
	t.Parallel()
	b := setup(t)
	old, _, err := b.Setup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	link, first, err := b.Setup(t.Context())
	if err != nil || !first {
		t.Fatal(first, err)
	}
	ada := people.Joining{Email: "ada@example.com", Password: good}
	_, err = b.Join(t.Context(), old.Reveal(), ada)
	refused(t, err, waybill.ENotFound)
	_, err = b.Join(t.Context(), link.Reveal(), people.Joining{Email: "ada@example.com", Password: "short"})
	refused(t, err, waybill.EInvalid)
	_, err = b.Join(t.Context(), link.Reveal(), people.Joining{Email: "no address", Password: good})
	refused(t, err, waybill.EInvalid)
	who, err := b.Join(t.Context(), link.Reveal(), ada)
	if err != nil || who.Role != store.Admin {
		t.Fatalf("got %+v, %v", who, err)
	}
	_, err = b.Join(t.Context(), link.Reveal(), ada)
	refused(t, err, waybill.ENotFound)
	if _, first, err := b.Setup(t.Context()); first || err != nil {
		t.Errorf("a second start makes another link: %v", err)
	}
}

func TestLinksExpire(t *testing.T) {
	t.Parallel()
	b := setup(t)
	link, _, err := b.Setup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.clock.add(people.SetupLife)
	_, err = b.Join(t.Context(), link.Reveal(), people.Joining{Email: "ada@example.com", Password: good})
	refused(t, err, waybill.ENotFound)
}

func TestTheRightsOfRoles(t *testing.T) {
	t.Parallel()
	b := setup(t)
	admin, _ := b.admin(t)
	editor, _ := b.join(t, admin, "ed@example.com", store.Editor)
	viewer, _ := b.join(t, admin, "vi@example.com", store.Viewer)
	for _, c := range []struct {
		who people.Identity
		may string
	}{{admin, "read run write admin"}, {editor, "read run write"}, {viewer, "read"}} {
		for _, right := range append(people.Rights[:], "everything") {
			err := c.who.May(right)
			if want := strings.Contains(" "+c.may+" ", " "+string(right)+" "); want != (err == nil) {
				t.Errorf("%s may %s: %v", c.who.Person.Role, right, err)
			}
			if err != nil {
				refused(t, err, waybill.EForbidden)
			}
		}
	}
	_, err := b.Invite(t.Context(), editor, "x@example.com", store.Admin)
	refused(t, err, waybill.EForbidden)
	_, err = b.Invitations(t.Context(), editor)
	refused(t, err, waybill.EForbidden)
	refused(t, b.Withdraw(t.Context(), editor, "any"), waybill.EForbidden)
	_, err = b.Reset(t.Context(), viewer, admin.Person.ID)
	refused(t, err, waybill.EForbidden)
	promoted := viewer.Person
	promoted.Role = store.Admin
	_, err = b.ChangePerson(t.Context(), viewer, promoted)
	refused(t, err, waybill.EForbidden)
	refused(t, b.RemovePerson(t.Context(), editor, viewer.Person.ID, store.AnyVersion), waybill.EForbidden)
	refused(t, b.SignOutEverywhere(t.Context(), editor, viewer.Person.ID, ""), waybill.EForbidden)
	_, err = b.Invite(t.Context(), admin, "x@example.com", "owner")
	refused(t, err, waybill.EInvalid)
	_, err = b.Invite(t.Context(), admin, "ED@example.com", store.Viewer)
	refused(t, err, waybill.EConflict)
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(t *testing.T, b bundle, who people.Identity, token string){
		"signed out":   func(t *testing.T, b bundle, _ people.Identity, token string) { check(t, b.SignOut(t.Context(), token)) },
		"idle":         func(_ *testing.T, b bundle, _ people.Identity, _ string) { b.clock.add(people.SessionIdle) },
		"signed again": func(t *testing.T, b bundle, who people.Identity, token string) { again(t, b, who, token) },
		"too old": func(t *testing.T, b bundle, _ people.Identity, token string) {
			for range 5 {
				b.clock.add(people.SessionLife / 5)
				_, _ = b.Session(t.Context(), token)
			}
		},
		"disabled": func(t *testing.T, b bundle, who people.Identity, _ string) {
			admin, _ := b.signIn(t, "ada@example.com")
			who.Person.Disabled = true
			_, err := b.ChangePerson(t.Context(), admin, who.Person)
			check(t, err)
		},
		"removed": func(t *testing.T, b bundle, who people.Identity, _ string) {
			admin, _ := b.signIn(t, "ada@example.com")
			check(t, b.RemovePerson(t.Context(), admin, who.Person.ID, store.AnyVersion))
		},
		"reset": func(t *testing.T, b bundle, who people.Identity, _ string) {
			admin, _ := b.signIn(t, "ada@example.com")
			link, err := b.Reset(t.Context(), admin, who.Person.ID)
			check(t, err)
			_, err = b.Join(t.Context(), link.Reveal(), people.Joining{Password: "another password"})
			check(t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			admin, _ := b.admin(t)
			who, token := b.join(t, admin, "ed@example.com", store.Editor)
			b.clock.add(people.SessionIdle - time.Hour)
			if got, err := b.Session(t.Context(), token); err != nil || got.Person.ID != who.Person.ID || got.Via != "session" {
				t.Fatalf("got %+v, %v", got, err)
			}
			b.clock.add(2 * time.Hour) // it was used, so it is not idle
			got, err := b.Session(t.Context(), token)
			check(t, err)
			end(t, b, got, token)
			_, err = b.Session(t.Context(), token)
			refused(t, err, waybill.EUnauthorized)
		})
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// again signs in with the browser that has the token already.
func again(t *testing.T, b bundle, who people.Identity, token string) {
	t.Helper()
	fresh, _, err := b.SignIn(t.Context(), who.Person.Email, good, people.Browser{Address: "192.0.2.1", Former: token})
	if err != nil || fresh.Reveal() == token {
		t.Fatalf("the session was not replaced: %v", err)
	}
	_, err = b.Session(t.Context(), fresh.Reveal())
	check(t, err)
}

func TestCSRF(t *testing.T) {
	t.Parallel()
	token := people.CSRF("session-a")
	check(t, people.CheckCSRF("session-a", token))
	for _, bad := range [][2]string{{"session-b", token}, {"session-a", ""}, {"session-a", "session-a"}, {"", people.CSRF("")}} {
		refused(t, people.CheckCSRF(bad[0], bad[1]), waybill.EForbidden)
	}
}

func TestAPasswordIsChanged(t *testing.T) {
	t.Parallel()
	b := setup(t)
	who, here := b.admin(t)
	_, elsewhere := b.signIn(t, "ada@example.com")
	change := func(old, password string) error {
		return b.ChangePassword(t.Context(), who, old, password, here, "192.0.2.1")
	}
	refused(t, change("not the old one", "another password"), waybill.EUnauthorized)
	refused(t, change(good, "ada@example.com"), waybill.EInvalid)
	check(t, change(good, "another password"))
	_, err := b.Session(t.Context(), here)
	check(t, err)
	_, err = b.Session(t.Context(), elsewhere)
	refused(t, err, waybill.EUnauthorized)
	_, _, err = b.SignIn(t.Context(), "ada@example.com", good, people.Browser{Address: "192.0.2.1"})
	refused(t, err, waybill.EUnauthorized)
	_, _, err = b.SignIn(t.Context(), "ADA@example.com ", "another password", people.Browser{Address: "192.0.2.1"})
	check(t, err)
}

func TestTheAuditTellsWhoSignedIn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.admin(t)
	records, err := b.store.ListAudit(t.Context(), store.AuditFilter{Action: "sign_in"})
	if err != nil || len(records) != 1 || records[0].Who != "ada@example.com" {
		t.Errorf("got %+v, %v", records, err)
	}
}
