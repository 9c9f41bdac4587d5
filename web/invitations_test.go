package web_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/web"
)

// openInvitations are those that the API lists, and what it wrote.
func (w *world) openInvitations() ([]web.Invitation, string) {
	w.t.Helper()
	a := w.get("token admin", "/people/invitations").want(w.t, 200, "")
	return decode[struct{ Items []web.Invitation }](w.t, a).Items, a.body
}

// TestAnInvitationIsListedWhileItIsOpen makes and replaces some.
func TestAnInvitationIsListedWhileItIsOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, body := w.openInvitations(); !strings.Contains(body, `"items":[]`) {
		t.Errorf("before any there are %s", body)
	}
	invite := func(email, role string) string {
		return decode[web.Link](t, w.send("POST", "/people/invitations", "", `{"email":"`+email+`","role":"`+role+`"}`).want(t, 201, "")).Token
	}
	old := invite("Grace@example.com", "admin")
	w.clock.Add(time.Hour)
	grace, bob := invite("grace@EXAMPLE.com", "viewer"), invite("bob@example.com", "editor")
	open, body := w.openInvitations()
	if len(open) != 2 || open[0].Email != "bob@example.com" || open[1].ID != publicID(grace) {
		t.Fatalf("listed are %+v", open)
	}
	if g := open[1]; g.Role != "viewer" || g.InvitedBy != "admin@example.com" || !g.CreatedAt.Equal(noon.Add(time.Hour)) || !g.ExpiresAt.Equal(noon.Add(time.Hour+people.InviteLife)) {
		t.Errorf("listed is %+v", g)
	}
	for _, token := range []string{old, grace, bob} {
		sum := sha256.Sum256([]byte(token))
		for _, secret := range []string{token, hex.EncodeToString(sum[:]), base64.RawURLEncoding.EncodeToString(sum[:]), base64.StdEncoding.EncodeToString(sum[:])} {
			if strings.Contains(body, secret) {
				t.Errorf("the list shows %s", secret)
			}
		}
	}
	w.send("DELETE", "/people/invitations/"+publicID(old), "", "").want(t, 404, "not open any more") // another took its place
	w.do(w.request("nobody", "POST", "/auth/accept", `{"token":"`+bob+`","password":"`+password+`"}`)).want(t, 200, "")
	if open, _ := w.openInvitations(); len(open) != 1 {
		t.Errorf("after one was used, listed are %+v", open)
	}
	w.clock.Add(people.InviteLife)
	w.do(w.request("token admin", "DELETE", "/people/invitations/"+publicID(grace), "")).want(t, 404, "not open any more")
	if open, _ := w.openInvitations(); len(open) != 0 {
		t.Errorf("after their time, listed are %+v", open)
	}
}

// TestAWithdrawnInvitationIsDead withdraws one of two.
func TestAWithdrawnInvitationIsDead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withProvider)
	invited(w)
	w.send("POST", "/people/invitations", "", `{"email":"bob@example.com","role":"viewer"}`).want(t, 201, "")
	w.send("DELETE", "/people/invitations/nosuch", "", "").want(t, 404, "not open any more")
	w.send("DELETE", w.fill("/people/invitations/{invitation}"), "", "").want(t, 204, "")
	deadLink(w, answer{})
	if a := come(w, theProvider(), claims{"sub": "9", "email": "grace@example.com", "email_verified": true}); len(a.Cookies()) > 0 && w.with(a).StatusCode == 200 {
		t.Error("who was not invited any more came in by the provider")
	}
	w.send("DELETE", w.fill("/people/invitations/{invitation}"), "", "").want(t, 404, "not open any more")
	if open, _ := w.openInvitations(); len(open) != 1 || open[0].Email != "bob@example.com" {
		t.Errorf("left are %+v", open)
	}
	w.get("admin", "/audit?kind=link&action=withdraw").want(t, 200, `"name":"grace@example.com"`)
}
