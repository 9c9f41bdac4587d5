package web_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/web"
)

// triedBefore has the connections of the sample be tested before they were changed.
func triedBefore(w *world) {
	w.t.Helper()
	for kind, name := range map[store.Kind]string{store.KindSource: "shop", store.KindDestination: "partnerize"} {
		err := w.office.KeepTrial(w.t.Context(), store.Trial{Kind: kind, Name: name, Notes: []byte(`[{"level":"error","message":"no such file"}]`), At: noon, By: "admin@example.com"})
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// connection returns a connection as its list has it.
func (w *world) connection(section, name string) web.Connection {
	w.t.Helper()
	a := w.get("viewer", "/"+section)
	var body struct{ Items []web.Connection }
	if err := json.Unmarshal([]byte(a.body), &body); err != nil {
		w.t.Fatalf("%v: %s", err, a.body)
	}
	for _, c := range body.Items {
		if c.Name == name {
			return c
		}
	}
	w.t.Fatalf("there is no %s: %s", name, a.body)
	return web.Connection{}
}

// TestTheLastTestOfASourceIsKept tests a source that works, changes it, tests it
// again when it does not, and deletes it.
func TestTheLastTestOfASourceIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tag := func() string { return w.get("editor", "/sources/lonely").Header.Get("ETag") }
	send := func(method, path, body string) answer {
		t.Helper()
		r := w.request("editor", method, path, body)
		r.Header.Set("If-Match", "*")
		a := w.do(r)
		if a.StatusCode >= http.StatusBadRequest {
			t.Fatalf("%s %s: %d %s", method, path, a.StatusCode, a.body)
		}
		return a
	}
	if a := w.get("viewer", "/sources/lonely/test"); a.StatusCode != http.StatusNotFound || w.connection("sources", "lonely").LastTest != nil {
		t.Errorf("before any test: %d %s", a.StatusCode, a.body)
	}
	before := tag()
	send(http.MethodPost, "/sources/lonely/test", "")
	last := w.connection("sources", "lonely").LastTest
	if last == nil || last.By != "editor@example.com" || !last.At.Equal(noon) || last.Changed || len(last.Notes) == 0 {
		t.Errorf("after a test: %+v", last)
	}
	if now := tag(); now != before {
		t.Errorf("the version was %s and is %s", before, now)
	}
	send(http.MethodPut, "/sources/lonely", `{"spec":{"type":"sqlite","path":"nowhere.db"}}`)
	if last := w.connection("sources", "lonely").LastTest; last == nil || !last.Changed {
		t.Errorf("after a change: %+v", last)
	}
	w.clock.Add(time.Minute)
	send(http.MethodPost, "/sources/lonely/test", "")
	last = w.connection("sources", "lonely").LastTest
	if last == nil || last.Changed || last.OK || !strings.Contains(last.Notes[0].Message, "nowhere.db") || !last.At.Equal(noon.Add(time.Minute)) {
		t.Errorf("after a test of what does not work: %+v", last)
	}
	send(http.MethodDelete, "/sources/lonely", "")
	r := w.request("editor", http.MethodPut, "/sources/lonely", `{"spec":{"type":"sqlite","path":"lonely.db"}}`)
	r.Header.Set("If-None-Match", "*")
	if a := w.do(r); a.StatusCode != http.StatusOK || w.connection("sources", "lonely").LastTest != nil {
		t.Errorf("made anew: %d %+v", a.StatusCode, w.connection("sources", "lonely").LastTest)
	}
}

// TestASecretThatIsTypedAnewOutdatesATest tests a destination whose spec says the
// same afterwards. What a test says holds no secret.
func TestASecretThatIsTypedAnewOutdatesATest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	put := func(key string) {
		t.Helper()
		r := w.request("editor", http.MethodPut, "/destinations/mine", `{"spec":{"type":"partnerize","user_application_key":"a","user_api_key":"`+key+`","api_url":"${PARTNERIZE_URL}"}}`)
		r.Header.Set("If-Match", w.get("editor", "/destinations/mine").Header.Get("ETag"))
		if r.Header.Get("If-Match") == "" {
			r.Header.Set("If-None-Match", "*")
		}
		if a := w.do(r); a.StatusCode != http.StatusOK {
			t.Fatalf("%d %s", a.StatusCode, a.body)
		}
	}
	put("planted-wrong-key")
	if a := w.do(w.request("editor", http.MethodPost, "/destinations/mine/test", `{"operations":["conversions"]}`)); a.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	if last := w.connection("destinations", "mine").LastTest; last != nil {
		t.Errorf("a test of a part is taken for one of all: %+v", last)
	}
	if a := w.do(w.request("editor", http.MethodPost, "/destinations/mine/test", `{}`)); a.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	last := w.connection("destinations", "mine").LastTest
	if last == nil || last.OK || last.Changed || strings.Contains(last.Notes[0].Message, "planted") {
		t.Fatalf("got %+v", last)
	}
	w.clock.Add(time.Minute)
	put("planted-other-key")
	if last := w.connection("destinations", "mine").LastTest; last == nil || !last.Changed {
		t.Errorf("after another key: %+v", last)
	}
}
