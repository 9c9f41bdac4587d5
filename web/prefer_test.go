package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/waybillhq/waybill/web"
)

// What is half typed, not there or away comes as an answer to who prefers it;
// everybody else is told by the status, as ever.
func TestAProblemComesAsAnAnswerToWhoPrefersIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.send("PUT", "/sources/away", "new", `{"spec":{"type":"postgres","url":"postgres://x:x@127.0.0.1:1/x"}}`).want(t, 200, "")
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{"POST", "/schedules/preview", `{"schedule":{"cron":"0 6"}}`, 422},
		{"POST", "/models/preview", `{"name":"new","drafts":[{"kind":"model","name":"new","spec":{"source":"shop","table":"nowhere"}}]}`, 404},
		{"GET", "/sources/away/tables", "", 503},
	} {
		ask := func(prefer string) answer {
			r := w.request("editor", c.method, c.path, c.body)
			r.Header.Set("Prefer", prefer)
			return w.do(r)
		}
		plain := ask("return=minimal")
		if p := problemIn(t, plain); plain.StatusCode != c.status || plain.Header.Get("Preference-Applied") != "" {
			t.Errorf("%s %s answered %d %+v", c.method, c.path, plain.StatusCode, p)
		}
		mild := ask("return=minimal, problem-as-answer")
		if mild.StatusCode != 200 || mild.Header.Get("Preference-Applied") != "problem-as-answer" {
			t.Errorf("%s %s answered %d, preferred %q", c.method, c.path, mild.StatusCode, mild.Header.Get("Preference-Applied"))
		}
		had, has := problemIn(t, plain), decode[web.Problem](t, mild)
		if has.Status != c.status || has.Detail != had.Detail || has.Code != had.Code || has.Path != had.Path {
			t.Errorf("%s %s: answered %+v, and %+v without the preference", c.method, c.path, has, had)
		}
		for line := range strings.Lines(w.log.String()) {
			if strings.Contains(line, has.Trace) && !strings.Contains(line, fmt.Sprintf(`"status":%d,`, c.status)) {
				t.Errorf("the log says %s", line)
			}
		}
	}
	gentle := func(who, path string) int {
		r := w.request(who, http.MethodGet, path, "")
		r.Header.Set("Prefer", "problem-as-answer")
		return w.do(r).StatusCode
	}
	// Who may not is told so, and what is no problem is as it was.
	for _, c := range []struct {
		who, path string
		status    int
	}{{"nobody", "/models", 401}, {"viewer", "/people", 403}, {"viewer", "/models", 200}} {
		if got := gentle(c.who, c.path); got != c.status {
			t.Errorf("%s %s is answered %d, want %d", c.who, c.path, got, c.status)
		}
	}
}
