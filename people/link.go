package people

import (
	"context"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// Setup returns the token of a link that makes the first admin, and false if
// there are people already. Every start of a server makes a new one, and the
// one before it works no more.
func (p *Reception) Setup(ctx context.Context) (waybill.Secret, bool, error) {
	people, err := p.store.ListPeople(ctx)
	if err != nil || len(people) > 0 {
		return waybill.Secret{}, false, err
	}
	token, err := p.link(ctx, store.Link{Purpose: store.Setup, Role: store.Admin}, SetupLife, store.Author{Who: "setup", Via: "start", At: p.now()})
	return token, err == nil, err
}

// Reset returns the token of a link by which a person sets a new password.
func (p *Reception) Reset(ctx context.Context, by Identity, person string) (waybill.Secret, error) {
	if err := by.May(Admin); err != nil {
		return waybill.Secret{}, err
	}
	who, err := p.store.Person(ctx, person)
	if err != nil {
		return waybill.Secret{}, err
	}
	return p.link(ctx, store.Link{Purpose: store.Reset, Email: who.Email, Person: who.ID, Role: who.Role}, ResetLife, p.author(by))
}

func (p *Reception) link(ctx context.Context, l store.Link, life time.Duration, by store.Author) (waybill.Secret, error) {
	token := newText()
	l.Hash, l.CreatedAt, l.ExpiresAt, l.CreatedBy = hash(token), by.At, by.At.Add(life), by.Who
	if err := p.store.CreateLink(ctx, l, by); err != nil {
		return waybill.Secret{}, err
	}
	return waybill.NewSecret(token), nil
}

// Link tells what a link is for, without using it; ENotFound if it does not
// work any more.
func (p *Reception) Link(ctx context.Context, token string) (store.Link, error) {
	return p.store.Link(ctx, hash(token), p.now())
}

// Joining is what somebody says of themselves who uses a link.
type Joining struct {
	Email    string // of the first admin; invitations and resets have their own
	Name     string // empty: unchanged by a reset
	Password string
}

// Join uses a link: it makes the person, or sets their password. A password
// that is refused does not use the link up.
func (p *Reception) Join(ctx context.Context, token string, j Joining) (store.Person, error) {
	l, err := p.Link(ctx, token)
	if err != nil {
		return store.Person{}, err
	}
	if l.Purpose != store.Setup {
		j.Email = l.Email
	}
	if err := checkEmail(j.Email); err != nil {
		return store.Person{}, err
	}
	if err := CheckPassword(j.Password, j.Email); err != nil {
		return store.Person{}, err
	}
	hashed, err := p.hasher.hash(ctx, j.Password) // before the transaction: it takes long
	if err != nil {
		return store.Person{}, err
	}
	by := store.Author{Who: j.Email, Via: "link", At: p.now()}
	return p.store.UseLink(ctx, hash(token), by, func(l store.Link, who store.Person) (store.Person, error) {
		return joined(l, who, j, hashed, by.At), nil
	})
}

// joined returns the person that a link makes or changes.
func joined(l store.Link, who store.Person, j Joining, hashed string, now time.Time) store.Person {
	if l.Purpose != store.Reset {
		who = store.Person{ID: newID(now), Email: j.Email, Role: l.Role, CreatedAt: now}
	}
	who.PasswordHash = hashed
	if name := strings.TrimSpace(j.Name); name != "" {
		who.Name = name
	}
	return who
}

// ChangePassword sets a person's own password. They stay signed in by the
// session of that token only. Wrong old passwords count as attempts.
func (p *Reception) ChangePassword(ctx context.Context, by Identity, old, password, session, address string) error {
	try, err := p.attempts.begin(strings.ToLower(by.Person.Email), address, p.now())
	if err != nil {
		return err
	}
	who, err := p.authenticate(ctx, by.Person.Email, old)
	if err != nil {
		return err
	}
	try.right()
	if err := CheckPassword(password, who.Email); err != nil {
		return err
	}
	if who.PasswordHash, err = p.hasher.hash(ctx, password); err != nil {
		return err
	}
	if _, err := p.store.SavePerson(ctx, who, p.author(by)); err != nil {
		return err
	}
	return p.store.DeleteSessions(ctx, who.ID, hash(session))
}
