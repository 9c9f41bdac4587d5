package web_test

import (
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/people"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

// officeCases are the cases of signing in, people, tokens, secrets, settings
// and the audit.
func officeCases() map[string]call {
	return map[string]call{
		"version": {Who: "viewer", Path: "/version", Want: 200},

		"sign-in-methods":    {Who: "nobody", Path: "/auth/methods", Want: 200},
		"sign-in":            {Who: "nobody", Path: "/auth/sign-in", Body: `{"email":"Admin@example.com","password":"` + password + `"}`, Want: 200, Check: cameIn},
		"sign-out":           {Who: "viewer", Self: true, Path: "/auth/sign-out", Want: 204, Check: wentOut},
		"list-sessions":      {Who: "viewer", Self: true, Path: "/auth/sessions", Want: 200, Check: says(`"address":""`)},
		"end-session":        {Who: "viewer", Self: true, Path: "/auth/sessions/{my_session}", Want: 204},
		"end-other-sessions": {Who: "viewer", Self: true, Path: "/auth/sessions/end-others", Want: 204},
		"get-session":        {Who: "viewer", Path: "/auth/session", Want: 200, Shows: []string{"csrf"}},
		"change-password":    {Who: "viewer", Self: true, Path: "/auth/password", Body: `{"old":"` + password + `","new":"another long passphrase"}`, Want: 204},
		"get-link":           {Who: "nobody", Path: "/auth/link", Body: `{"token":"{link}"}`, Want: 200, Prepare: invited, Silent: true},
		"setup":              {Who: "nobody", Path: "/auth/setup", Body: `{"token":"{link}","email":"grace@example.com","password":"planted password of ada"}`, Want: 201, Empty: true, Prepare: started, Check: cameIn},
		"accept":             {Who: "nobody", Path: "/auth/accept", Body: `{"token":"{link}","name":"Grace","password":"` + password + `"}`, Want: 200, Prepare: invited, Check: cameIn},
		"oidc-start":         {Who: "nobody", Path: "/auth/oidc/start?return=/runs", Want: 303, Options: withProvider},
		"oidc-callback":      {Who: "nobody", Path: "/auth/oidc/callback?code={code}&state={state}", Header: map[string]string{"Cookie": "{flow}"}, Want: 303, Options: withProvider, Prepare: approved, Check: cameIn},

		"list-people":         {Who: "admin", Path: "/people?limit=2", Want: 200},
		"create-person":       {Who: "admin", Path: "/people", Body: `{"email":"grace@example.com","role":"viewer"}`, Want: 201},
		"invite-person":       {Who: "admin", Path: "/people/invitations", Body: `{"email":"grace@example.com","role":"editor"}`, Want: 201},
		"list-invitations":    {Who: "admin", Path: "/people/invitations", Want: 200, Prepare: invited, Check: says(`"email":"grace@example.com","role":"editor","invited_by":"admin@example.com"`)},
		"withdraw-invitation": {Who: "admin", Path: "/people/invitations/{invitation}", Want: 204, Prepare: invited, Check: deadLink},
		"get-person":          {Who: "admin", Path: "/people/{editor}", Want: 200},
		"change-person":       {Who: "admin", Path: "/people/{editor}", Match: "/people/{editor}", Body: `{"role":"viewer","disabled":true}`, Want: 200},
		"remove-person":       {Who: "admin", Path: "/people/{editor}", Match: "/people/{editor}", Want: 204},
		"reset-person":        {Who: "admin", Path: "/people/{editor}/reset-link", Want: 201},
		"sign-out-person":     {Who: "admin", Path: "/people/{editor}/sign-out", Want: 204},

		"list-tokens":  {Who: "viewer", Path: "/tokens?limit=1", Want: 200},
		"create-token": {Who: "viewer", Self: true, Path: "/tokens", Body: `{"name":"ci","scopes":["read"],"expires_at":"2027-01-01T00:00:00Z"}`, Want: 201, Shows: []string{"new token"}},
		"revoke-token": {Who: "viewer", Self: true, Path: "/tokens/{my_token}", Want: 204},

		"list-secrets":  {Who: "editor", Path: "/secrets", Want: 200},
		"put-secret":    {Who: "editor", Path: "/secrets/destinations.x.key", Body: `{"value":"` + kept + `"}`, Want: 204},
		"delete-secret": {Who: "editor", Path: "/secrets/planted", Want: 204},

		"get-retention": {Who: "viewer", Path: "/settings/retention", Want: 200},
		"set-retention": {Who: "admin", Path: "/settings/retention", Match: "/settings/retention", Body: `{"captures_days":7,"results_days":0}`, Want: 200},

		"list-audit": {Who: "admin", Path: "/audit?kind=person&since=2026-01-01T00:00:00Z&limit=2", Want: 200},
	}
}

// cameIn makes sure that the session which the answer sets is one.
func cameIn(w *world, a answer) {
	w.t.Helper()
	if got := w.with(a).StatusCode; got != 200 {
		w.t.Errorf("the session that was set is answered %d", got)
	}
}

// with asks who is signed in by the session that an answer sets.
func (w *world) with(a answer) answer {
	w.t.Helper()
	r := w.request("nobody", "GET", "/auth/session", "")
	for _, c := range a.Cookies() {
		if c.Name == "waybill" {
			r.AddCookie(c)
		}
	}
	return w.do(r)
}

// wentOut makes sure that the session of whoever signed out is none any more.
func wentOut(w *world, _ answer) {
	w.t.Helper()
	if got := w.get(w.who, "/auth/session").StatusCode; got != 401 {
		w.t.Errorf("after signing out the session is answered %d", got)
	}
}

// invited makes an invitation whose token is {link}, and which is called
// {invitation}.
func invited(w *world) {
	w.t.Helper()
	reception := people.New(w.office, w.clock.Now)
	admin, err := w.office.Person(w.t.Context(), w.names["admin"])
	if err != nil {
		w.t.Fatal(err)
	}
	w.link(reception.Invite(w.t.Context(), people.Identity{Person: admin, Via: "session", Right: people.Admin}, "grace@example.com", store.Editor))
	w.names["invitation"] = publicID(w.names["link"])
}

// deadLink makes sure that nobody comes in by {link}.
func deadLink(w *world, _ answer) {
	w.t.Helper()
	for path, body := range map[string]string{"/auth/link": `{"token":"{link}"}`, "/auth/accept": `{"token":"{link}","password":"` + password + `"}`} {
		if a := w.do(w.request("nobody", "POST", path, w.fill(body))); a.StatusCode != 404 {
			w.t.Errorf("%s is answered %d: %s", path, a.StatusCode, a.body)
		}
	}
}

// started makes the link of a first start, whose token is {link}.
func started(w *world) {
	w.t.Helper()
	token, _, err := people.New(w.office, w.clock.Now).Setup(w.t.Context())
	w.link(token, err)
}

func (w *world) link(token waybill.Secret, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	w.names["link"] = token.Reveal()
}

// withProvider sets up sign-in by the provider of all tests.
func withProvider(o *web.Options) {
	o.OIDC = &web.OIDC{Name: "Example ID", Issuer: theProvider().url, ClientID: "waybill", ClientSecret: waybill.NewSecret(clientSecret)}
}

// approved has the admin come back from the provider: {code} and {state} are in
// the address, and {flow} is the cookie of the beginning.
func approved(w *world) {
	w.t.Helper()
	a := w.get("nobody", "/auth/oidc/start")
	code, state := theProvider().approve(w.t, a.Header.Get("Location"), claims{"email": "admin@example.com", "email_verified": true})
	w.names["code"], w.names["state"], w.names["flow"] = code, state, strings.Split(a.Header.Get("Set-Cookie"), ";")[0]
}
