package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

func problemIn(t *testing.T, a answer) (p web.Problem) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), &p); err != nil || a.Header.Get("Content-Type") != "application/problem+json" {
		t.Fatalf("this is no problem: %s %v %q", a.Header.Get("Content-Type"), err, a.body)
	}
	if p.Status != a.StatusCode || p.Trace == "" || p.Trace != a.Header.Get("X-Trace-Id") || p.Title == "" || p.Detail == "" || p.Type != "/api/docs#problem-"+p.Code {
		t.Errorf("the problem is not whole: %d %+v", a.StatusCode, p)
	}
	return p
}

func TestWhatIsWrongWithARequestIsAProblem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		code               string
		where              string // of the first fault
	}{
		"nothing is there":        {"GET", "/nothing", "", 404, "not_found", ""},
		"the method is another":   {"PUT", "/people", "", 405, "invalid", ""},
		"no such person":          {"GET", "/people/nobody", "", 404, "not_found", ""},
		"not JSON":                {"POST", "/tokens", `{"name":`, 400, "invalid", "#"},
		"a field of another type": {"POST", "/tokens", `{"name":"x","scopes":["read",7]}`, 422, "invalid", "#/scopes/1"},
		"a field that is missing": {"POST", "/tokens", `{"name":"x"}`, 422, "invalid", "#"},
		"a field that is unknown": {"POST", "/tokens", `{"name":"x","scopes":["read"],"more":1}`, 422, "invalid", "#/more"},
		"a parameter too large":   {"GET", "/people?limit=501", "", 422, "invalid", "query limit"},
		"an unknown parameter":    {"GET", "/people?offset=3", "", 422, "invalid", "query offset"},
		"a page that is none":     {"GET", "/audit?after=x", "", 422, "invalid", ""},
		"a password too short":    {"POST", "/auth/password", `{"old":"` + password + `","new":"short"}`, 422, "invalid", ""},
		"a wrong old password":    {"POST", "/auth/password", `{"old":"wrong","new":"another long passphrase"}`, 422, "unauthorized", ""},
		"a body too large":        {"POST", "/tokens", `{"name":"` + strings.Repeat("x", 1<<20) + `","scopes":["read"]}`, 413, "invalid", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := problemIn(t, w.do(w.request("admin", c.method, c.path, c.body)))
			var where string
			if len(p.Errors) > 0 {
				where = p.Errors[0].Pointer + p.Errors[0].Parameter
			}
			if p.Status != c.status || p.Code != c.code || where != c.where {
				t.Errorf("answered %+v", p)
			}
		})
	}
}

func TestOnlyJSONIsTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.request("admin", "POST", "/tokens", `name=x`)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if p := problemIn(t, w.do(r)); p.Status != http.StatusUnsupportedMediaType {
		t.Errorf("answered %+v", p)
	}
}

func TestAMethodThatIsNotThereNamesThoseThatAre(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if a := w.do(w.request("admin", "PUT", "/people", "")); a.Header.Get("Allow") != "GET, HEAD, POST" {
		t.Errorf("Allow: %s", a.Header.Get("Allow"))
	}
	if a := w.do(w.request("admin", "HEAD", "/people", "")); a.StatusCode != 200 || a.body != "" {
		t.Errorf("HEAD is answered %d %q", a.StatusCode, a.body)
	}
}

// broken is an office whose database is away.
type broken struct{ store.Office }

func (broken) ListPeople(_ context.Context) ([]store.Person, error) {
	return nil, errors.New("dial tcp 10.0.0.7:5432: connection refused")
}

func (broken) ListSecrets(_ context.Context) ([]store.Secret, error) { panic("a bug at 0xdeadbeef") }

func TestWhatIsWrongInsideIsLoggedAndNotTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *web.Options) { o.Office = broken{o.Office} })
	for path, secret := range map[string]string{"/people": "10.0.0.7", "/secrets": "0xdeadbeef"} {
		a := w.get("admin", path)
		p := problemIn(t, a)
		if p.Status != 500 || p.Code != "internal" || strings.Contains(a.body, secret) {
			t.Errorf("%s is answered %s", path, a.body)
		}
		if logged := w.log.String(); !strings.Contains(logged, secret) || !strings.Contains(logged, p.Trace) {
			t.Errorf("the log has neither what happened nor the trace: %s", logged)
		}
	}
}

func TestAStateThatIsAwayIsUnavailable(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *web.Options) {
		o.Office = broken{o.Office}
		o.Away = func(err error) bool { return strings.Contains(err.Error(), "connection refused") }
	})
	a := w.get("admin", "/people")
	p := problemIn(t, a)
	if p.Status != 503 || p.Code != "unavailable" || p.Hint == "" || a.Header.Get("Retry-After") == "" || strings.Contains(a.body, "10.0.0.7") {
		t.Errorf("answered %s", a.body)
	}
	if logged := w.log.String(); !strings.Contains(logged, "10.0.0.7") {
		t.Errorf("the log does not have what happened: %s", logged)
	}
}

func TestATraceGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
	for header, want := range map[string]bool{"00-" + trace + "-00f067aa0ba902b7-01": true, "00-" + trace[:30] + "\"x-00f067aa0ba902b7-01": false, "": false} {
		r := w.request("nobody", "GET", "/version", "")
		r.Header.Set("Traceparent", header)
		if p := problemIn(t, w.do(r)); (p.Trace == trace) != want || len(p.Trace) != len(trace) {
			t.Errorf("traceparent %q leads to the trace %q", header, p.Trace)
		}
	}
}

// What somebody typed wrong may be a password: it is not repeated.
func TestWhatWasSentIsNotRepeated(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withProvider)
	for _, c := range [][2]string{
		{"/auth/sign-in", `{"email":"admin@example.com","password":["` + password + `"]}`},
		{"/auth/sign-in", `{"email":"admin@example.com","passwort":"` + password + `","password":""}`},
		{"/auth/sign-in", `{"email":"` + password + `","password":"` + password + `"}`},
		{"/auth/sign-in", `"` + password + `"`},
		{"/auth/sign-in", password},
		{"/auth/accept", `{"token":"` + sessionText("admin") + `","password":"` + password + `"}`},
		{"/auth/setup", `{"token":"` + sessionText("admin") + `","email":"x","password":"` + password + `"}`},
		{"/auth/password", `{"old":"` + password + `","new":"` + password[:9] + `"}`},
		{"/tokens", `{"name":"x","scopes":["` + tokenText("admin") + `"]}`},
		{"/nothing?token=" + tokenText("admin"), `{}`},
		{"/people?token=" + tokenText("admin"), `{}`},
	} {
		a := w.do(w.request("admin", "POST", c[0], c[1]))
		if a.StatusCode < 400 || a.StatusCode >= 500 {
			t.Errorf("%s %s is answered %d", c[0], c[1], a.StatusCode)
		}
		w.checkSecrets(a, nil)
	}
	r := w.request("admin", "PUT", "/secrets/"+strings.Repeat("x", 400), `{"value":"`+kept+`"}`)
	w.checkSecrets(w.do(r), nil)
	r = w.request("nobody", "GET", "/people", "")
	r.Header.Set("Authorization", "Basic "+tokenText("admin"))
	w.checkSecrets(w.do(r), nil)
	w.checkSecrets(w.get("nobody", "/auth/oidc/callback?code="+tokenText("admin")+"&state=x"), nil)
}

func TestALimitIsToldInWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, c := range []struct{ path, body, said string }{
		{"/runs/nosuch/discard", `{"reason":"` + strings.Repeat("ß", 501) + `"}`, "too long: it takes at most 500 characters"},
		{"/runs/1/discard", `{}`, "too short: it takes at least 4 characters"},
		{"/syncs/preview-row", `{"sync":"a","index":100}`, "too large: it is at most 99"},
	} {
		if p := problemIn(t, w.do(w.request("admin", "POST", c.path, c.body))); p.Status != 422 || p.Detail != c.said {
			t.Errorf("POST %s answered %d %q, want %q", c.path, p.Status, p.Detail, c.said)
		}
	}
}
