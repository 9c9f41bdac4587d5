package people_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/store"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	b := setup(t)
	admin, _ := b.admin(t)
	editor, _ := b.join(t, admin, "ed@example.com", store.Editor)
	secret, token, err := b.CreateToken(t.Context(), editor, "ci", []people.Right{people.Run}, b.clock.Now().Add(time.Hour))
	check(t, err)
	if !regexp.MustCompile(`^wb_[0-9A-Za-z]{43}$`).MatchString(secret.Reveal()) {
		t.Errorf("a token looks like %s", secret.Reveal())
	}
	who, err := b.Bearer(t.Context(), secret.Reveal())
	if err != nil || who.Person.ID != editor.Person.ID || who.Via != "token ci" || who.May(people.Run) != nil {
		t.Fatalf("got %+v, %v", who, err)
	}
	refused(t, who.May(people.Write), waybill.EForbidden)
	if seen, err := b.store.Token(t.Context(), token.ID); err != nil || !seen.UsedAt.Equal(b.clock.Now()) {
		t.Errorf("last used %v, %v", seen.UsedAt, err)
	}
	for _, bad := range []string{"", "wb_", secret.Reveal() + "x", secret.Reveal()[1:], "wb_" + secret.Reveal()} {
		_, err := b.Bearer(t.Context(), bad)
		refused(t, err, waybill.EUnauthorized)
	}
	b.clock.add(time.Hour)
	_, err = b.Bearer(t.Context(), secret.Reveal())
	refused(t, err, waybill.EUnauthorized)
}

func TestATokenMayNoMoreThanItsPerson(t *testing.T) {
	t.Parallel()
	b := setup(t)
	admin, _ := b.admin(t)
	editor, _ := b.join(t, admin, "ed@example.com", store.Editor)
	for _, c := range []struct {
		name   string
		scopes []people.Right
		want   waybill.Code
	}{{"ci", []people.Right{people.Admin}, waybill.EForbidden}, {"ci", nil, waybill.EInvalid}, {"ci", []people.Right{"all"}, waybill.EInvalid}, {" ", []people.Right{people.Read}, waybill.EInvalid}} {
		_, _, err := b.CreateToken(t.Context(), editor, c.name, c.scopes, time.Time{})
		refused(t, err, c.want)
	}
	secret, _, err := b.CreateToken(t.Context(), editor, "ci", []people.Right{people.Read, people.Write}, time.Time{})
	check(t, err)
	reading, _, err := b.CreateToken(t.Context(), editor, "reads", []people.Right{people.Read}, time.Time{})
	check(t, err)
	reader, err := b.Bearer(t.Context(), reading.Reveal())
	check(t, err)
	_, _, err = b.CreateToken(t.Context(), reader, "more", []people.Right{people.Write}, time.Time{})
	refused(t, err, waybill.EForbidden) // a token makes none that may more
	demoted := editor.Person
	demoted.Role = store.Viewer
	demoted, err = b.ChangePerson(t.Context(), admin, demoted)
	check(t, err)
	who, err := b.Bearer(t.Context(), secret.Reveal())
	check(t, err)
	refused(t, who.May(people.Run), waybill.EForbidden)
	demoted.Disabled = true
	_, err = b.ChangePerson(t.Context(), admin, demoted)
	check(t, err)
	_, err = b.Bearer(t.Context(), secret.Reveal())
	refused(t, err, waybill.EUnauthorized)
}

func TestTokensAreRevoked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	admin, _ := b.admin(t)
	editor, _ := b.join(t, admin, "ed@example.com", store.Editor)
	_, theirs, err := b.CreateToken(t.Context(), admin, "theirs", []people.Right{people.Read}, time.Time{})
	check(t, err)
	secret, mine, err := b.CreateToken(t.Context(), editor, "mine", []people.Right{people.Read}, time.Time{})
	check(t, err)
	refused(t, b.RevokeToken(t.Context(), editor, theirs.ID), waybill.EForbidden)
	check(t, b.RevokeToken(t.Context(), editor, mine.ID))
	_, err = b.Bearer(t.Context(), secret.Reveal())
	refused(t, err, waybill.EUnauthorized)
}
