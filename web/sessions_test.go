package web_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/waybillhq/waybill/web"
)

// sessionID is how the session of a role is called.
func sessionID(role string) string { return publicID(sessionText(role)) }

// publicID is how a session or a link is called, by its token.
func publicID(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// TestSomebodySeesAndEndsTheirOwnSessions signs a person in by two browsers more.
func TestSomebodySeesAndEndsTheirOwnSessions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	enter := func(agent string) (cookie, csrf string) {
		r := w.request("nobody", http.MethodPost, "/auth/sign-in", `{"email":"viewer@example.com","password":"`+password+`"}`)
		r.Header.Set("User-Agent", agent)
		a := w.do(r)
		var s web.Session
		if err := json.Unmarshal([]byte(a.body), &s); err != nil || a.StatusCode != http.StatusOK {
			t.Fatalf("%d, %v: %s", a.StatusCode, err, a.body)
		}
		cookie, _, _ = strings.Cut(a.Header.Get("Set-Cookie"), ";")
		return cookie, s.CSRF
	}
	phone, _ := enter("Phone/1.0 (日本\xff)")
	laptop, csrf := enter(strings.Repeat("x", 400))
	as := func(cookie, csrf, method, path string) answer {
		r := w.request("nobody", method, path, "")
		r.Header.Set("Cookie", cookie)
		r.Header.Set("X-CSRF-Token", csrf)
		return w.do(r)
	}
	listed := func(cookie string) (open []web.OpenSession) {
		a := as(cookie, "", http.MethodGet, "/auth/sessions")
		var body struct{ Items []web.OpenSession }
		if err := json.Unmarshal([]byte(a.body), &body); err != nil || a.StatusCode != http.StatusOK {
			t.Fatalf("%d, %v: %s", a.StatusCode, err, a.body)
		}
		return body.Items
	}
	open := listed(laptop)
	if len(open) != 3 {
		t.Fatalf("got %+v", open)
	}
	var mine, phones, seeded web.OpenSession
	for _, o := range open {
		switch {
		case o.Current:
			mine = o
		case o.ID == sessionID("viewer"):
			seeded = o
		default:
			phones = o
		}
	}
	if len(mine.Agent) != 300 || mine.Address != "127.0.0.1" || phones.Agent != "Phone/1.0 (日本)" || seeded.Agent != "" {
		t.Errorf("mine %+v, the phone's %+v, the first %+v", mine, phones, seeded)
	}
	if a := w.do(w.request("editor", http.MethodDelete, "/auth/sessions/"+phones.ID, "")); a.StatusCode != http.StatusNotFound {
		t.Errorf("somebody else's: %d", a.StatusCode)
	}
	if a := as(laptop, csrf, http.MethodDelete, "/auth/sessions/"+phones.ID); a.StatusCode != http.StatusNoContent {
		t.Errorf("ending one: %d %s", a.StatusCode, a.body)
	}
	if a := as(phone, "", http.MethodGet, "/auth/session"); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("the phone is still signed in: %d", a.StatusCode)
	}
	if a := as(laptop, csrf, http.MethodPost, "/auth/sessions/end-others"); a.StatusCode != http.StatusNoContent {
		t.Errorf("ending the others: %d %s", a.StatusCode, a.body)
	}
	if left := listed(laptop); len(left) != 1 || !left[0].Current {
		t.Errorf("left are %+v", left)
	}
	if a := w.get("editor", "/auth/session"); a.StatusCode != http.StatusOK {
		t.Errorf("somebody else was signed out: %d", a.StatusCode)
	}
}
