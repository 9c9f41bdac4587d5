package people

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// wrong is the one answer to whoever is not let in by a password: it does not
// tell whether there is such a person.
func wrong() error {
	return waybill.Errorf(waybill.EUnauthorized, "the e-mail or the password is wrong").
		WithHint("An admin can send you a link to set a new password.")
}

// SignIn lets a person in by e-mail and password, and returns the token of a
// new session of the browser. After some wrong passwords its address has to wait
// (ETooMany, see [WaitOf]).
func (p *Reception) SignIn(ctx context.Context, email, password string, from Browser) (waybill.Secret, Identity, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	try, err := p.attempts.begin(email, from.Address, p.now())
	if err != nil {
		return waybill.Secret{}, Identity{}, err
	}
	who, err := p.authenticate(ctx, email, password)
	if err != nil {
		return waybill.Secret{}, Identity{}, err
	}
	try.right()
	return p.open(ctx, who, from)
}

// authenticate takes as long for somebody unknown as for a wrong password.
func (p *Reception) authenticate(ctx context.Context, email, password string) (store.Person, error) {
	var who store.Person
	if checkEmail(email) == nil {
		var err error
		who, err = p.store.PersonByEmail(ctx, email)
		if err != nil && waybill.ErrorCode(err) != waybill.ENotFound {
			return store.Person{}, err
		}
	}
	if len(password) > MaxPassword {
		password = "" // matches nothing, and costs nothing more
	}
	ok, weak, err := p.hasher.matches(ctx, who.PasswordHash, password)
	if err != nil {
		return store.Person{}, err
	}
	if !ok || who.Disabled {
		return store.Person{}, wrong()
	}
	if weak {
		return p.strengthen(ctx, who, password)
	}
	return who, nil
}

// strengthen hashes a password anew, at today's cost.
func (p *Reception) strengthen(ctx context.Context, who store.Person, password string) (store.Person, error) {
	stronger := who
	var err error
	if stronger.PasswordHash, err = p.hasher.hash(ctx, password); err != nil {
		return who, err
	}
	saved, err := p.store.SavePerson(ctx, stronger, store.Author{Who: who.Email, Via: "sign in", At: p.now()})
	if waybill.ErrorCode(err) == waybill.EConflict {
		return who, nil // somebody else changed the person meanwhile: the next time will do
	}
	return saved, err
}

// SignInAs lets in whom OpenID Connect has vouched for: by the subject, or the
// first time by an e-mail that the provider has verified, which is then bound
// to the subject and uses an invitation up that there is for it.
func (p *Reception) SignInAs(ctx context.Context, subject, email string, verified bool, from Browser) (waybill.Secret, Identity, error) {
	who, err := p.store.PersonBySubject(ctx, subject)
	if waybill.ErrorCode(err) == waybill.ENotFound && verified && subject != "" && checkEmail(email) == nil {
		who, err = p.recognise(ctx, subject, email)
	}
	if waybill.ErrorCode(err) == waybill.ENotFound || err == nil && (who.Disabled || who.Subject != subject) {
		return waybill.Secret{}, Identity{}, waybill.Errorf(waybill.EForbidden, "nobody here signs in as that account").WithHint("Ask an admin for an invitation.")
	}
	if err != nil {
		return waybill.Secret{}, Identity{}, err
	}
	return p.open(ctx, who, from)
}

// recognise gives an account to the person with its e-mail who has none, or to
// whoever is invited by that e-mail.
func (p *Reception) recognise(ctx context.Context, subject, email string) (store.Person, error) {
	by := store.Author{Who: email, Via: "sign in", At: p.now()}
	who, err := p.store.PersonByEmail(ctx, email)
	if waybill.ErrorCode(err) == waybill.ENotFound {
		l, err := p.store.LinkOf(ctx, store.Invite, email, by.At)
		if err != nil {
			return store.Person{}, err
		}
		return p.store.UseLink(ctx, l.Hash, by, func(l store.Link, _ store.Person) (store.Person, error) {
			return store.Person{ID: newID(by.At), Email: l.Email, Role: l.Role, Subject: subject, CreatedAt: by.At}, nil
		})
	}
	if err != nil || who.Subject != "" || who.Disabled {
		return who, err
	}
	who.Subject = subject
	return p.store.SavePerson(ctx, who, by)
}

// open begins a session, and ends the one before it.
func (p *Reception) open(ctx context.Context, who store.Person, from Browser) (waybill.Secret, Identity, error) {
	now, token := p.now(), newText()
	if from.Former != "" {
		if err := p.store.DeleteSession(ctx, hash(from.Former)); err != nil {
			return waybill.Secret{}, Identity{}, err
		}
	}
	s := store.Session{Hash: hash(token), Person: who.ID, CreatedAt: now, ExpiresAt: now.Add(SessionLife), SeenAt: now, Agent: from.agent(), Address: from.Address}
	err := errors.Join(p.store.CreateSession(ctx, s), p.store.SeePerson(ctx, who.ID, now),
		p.store.AppendAudit(ctx, store.AuditRecord{At: now, Who: who.Email, Via: "session", Action: "sign_in", Kind: "person", Name: who.Email}))
	if err != nil {
		return waybill.Secret{}, Identity{}, err
	}
	return waybill.NewSecret(token), Identity{who, "session", most[who.Role]}, nil
}

// Session returns who a session's token belongs to, or EUnauthorized.
func (p *Reception) Session(ctx context.Context, token string) (Identity, error) {
	s, err := p.store.Session(ctx, hash(token))
	if waybill.ErrorCode(err) == waybill.ENotFound {
		return Identity{}, signedOut()
	} else if err != nil {
		return Identity{}, err
	}
	now := p.now()
	if ended(s, now) {
		return Identity{}, errors.Join(signedOut(), p.store.DeleteSession(ctx, s.Hash))
	}
	who, err := p.who(ctx, s.Person, signedOut())
	if err != nil {
		return Identity{}, err
	}
	if now.Sub(s.SeenAt) >= seenEvery {
		if err := errors.Join(p.store.SeeSession(ctx, s.Hash, now), p.store.SeePerson(ctx, who.ID, now)); err != nil {
			return Identity{}, err
		}
	}
	return Identity{who, "session", most[who.Role]}, nil
}

// who returns a person who may come in, or the refusal.
func (p *Reception) who(ctx context.Context, id string, refusal error) (store.Person, error) {
	who, err := p.store.Person(ctx, id)
	if waybill.ErrorCode(err) == waybill.ENotFound || err == nil && who.Disabled {
		return store.Person{}, refusal
	}
	return who, err
}

func signedOut() error {
	return waybill.Errorf(waybill.EUnauthorized, "you are not signed in").WithHint("Sign in, or send a token: Authorization: Bearer %s….", TokenPrefix)
}

// SignOut ends a session.
func (p *Reception) SignOut(ctx context.Context, token string) error {
	return p.store.DeleteSession(ctx, hash(token))
}

// CSRF returns the token that a form of the session carries. Other sites can
// neither read it nor make it.
func CSRF(session string) string {
	mac := hmac.New(sha256.New, []byte(session))
	mac.Write([]byte("waybill csrf"))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// CheckCSRF refuses a request that does not carry the session's token.
func CheckCSRF(session, given string) error {
	if session == "" || !hmac.Equal([]byte(CSRF(session)), []byte(given)) {
		return waybill.Errorf(waybill.EForbidden, "this request did not come from this page").WithHint("Reload the page and try again.")
	}
	return nil
}
