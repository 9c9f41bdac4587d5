package people

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// CreateToken makes a token of the API for whom by is. The token itself is
// shown this once. A scope includes those below it; none may exceed the role.
// expires is zero for a token that holds until it is revoked.
func (p *Reception) CreateToken(ctx context.Context, by Identity, name string, scopes []Right, expires time.Time) (waybill.Secret, store.Token, error) {
	now := p.now()
	if err := checkToken(by, name, scopes, expires, now); err != nil {
		return waybill.Secret{}, store.Token{}, err
	}
	token := newToken()
	t := store.Token{ID: newID(now), Name: name, Hash: hash(token), Person: by.Person.ID, CreatedAt: now, ExpiresAt: expires}
	for _, s := range scopes {
		t.Scopes = append(t.Scopes, string(s))
	}
	if err := p.store.CreateToken(ctx, t, p.author(by)); err != nil {
		return waybill.Secret{}, store.Token{}, err
	}
	return waybill.NewSecret(token), t, nil
}

func checkToken(by Identity, name string, scopes []Right, expires, now time.Time) error {
	const longest = 100
	switch {
	case strings.TrimSpace(name) == "" || len(name) > longest || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }):
		return waybill.Errorf(waybill.EInvalid, "a token needs a name of at most %d characters", longest).At("name").WithHint("Say what uses it, such as ci.")
	case len(scopes) == 0:
		return waybill.Errorf(waybill.EInvalid, "a token needs a scope").At("scopes").WithHint("It is one or more of read, run, write and admin.")
	case !expires.IsZero() && !expires.After(now):
		return waybill.Errorf(waybill.EInvalid, "the token would have expired already").At("expires")
	}
	for _, s := range scopes {
		if rank(s) < 0 {
			return waybill.Errorf(waybill.EInvalid, "there is no scope %q", s).At("scopes").WithHint("It is one or more of read, run, write and admin.")
		}
		if err := by.May(s); err != nil {
			return err
		}
	}
	return nil
}

// Bearer returns who a token of the API belongs to, or EUnauthorized. What it
// may do is the least of its scopes and of its person's role.
func (p *Reception) Bearer(ctx context.Context, token string) (Identity, error) {
	if !strings.HasPrefix(token, TokenPrefix) {
		return Identity{}, refusedToken("does not begin with " + TokenPrefix)
	}
	t, err := p.store.TokenByHash(ctx, hash(token))
	if waybill.ErrorCode(err) == waybill.ENotFound {
		return Identity{}, refusedToken("is not known")
	} else if err != nil {
		return Identity{}, err
	}
	now := p.now()
	switch {
	case !t.RevokedAt.IsZero():
		return Identity{}, refusedToken("was revoked")
	case !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt):
		return Identity{}, refusedToken("expired on " + t.ExpiresAt.Format(time.DateOnly))
	}
	who, err := p.who(ctx, t.Person, refusedToken("belongs to somebody who may not sign in"))
	if err != nil {
		return Identity{}, err
	}
	if now.Sub(t.UsedAt) >= seenEvery {
		if err := p.store.SeeToken(ctx, t.ID, now); err != nil {
			return Identity{}, err
		}
	}
	return Identity{who, "token " + t.Name, lesser(most[who.Role], greatest(t.Scopes))}, nil
}

// greatest returns the greatest of scopes.
func greatest(scopes []string) Right {
	for _, r := range slices.Backward(Rights[:]) {
		if slices.Contains(scopes, string(r)) {
			return r
		}
	}
	return ""
}

func refusedToken(why string) error {
	return waybill.Errorf(waybill.EUnauthorized, "the token %s", why).WithHint("Make one under Settings › Tokens and send it: Authorization: Bearer %s….", TokenPrefix)
}

// RevokeToken ends a token: one's own, or as an admin anybody's.
func (p *Reception) RevokeToken(ctx context.Context, by Identity, id string) error {
	t, err := p.store.Token(ctx, id)
	if err != nil {
		return err
	}
	if t.Person != by.Person.ID {
		if err := by.May(Admin); err != nil {
			return fmt.Errorf("revoking the token of somebody else: %w", err)
		}
	}
	return p.store.RevokeToken(ctx, id, p.author(by))
}
