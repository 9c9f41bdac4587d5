package web_test

import (
	"net/http"
	"strings"
	"testing"
)

// What is not text is refused: databases refuse it later, or keep something else.
func TestWhatIsNotTextIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const model = `{"spec":{"source":"shop","sql":"select %s a","primary_key":"a"}}`
	for _, c := range []struct{ method, path, body string }{
		{"PUT", "/models/%ff", strings.Replace(model, "%s", "1", 1)},
		{"GET", "/models/a%00b", ""},
		{"GET", "/syncs?q=%ff", ""},
		{"GET", "/syncs?q=a%00b", ""},
		{"GET", "/syncs?q=%zz", ""},
		{"PUT", "/models/new", strings.Replace(model, "%s", "\xff\xfe", 1)},
		{"PUT", "/models/new", strings.Replace(model, "%s", `\u0000`, 1)},
		{"PUT", "/models/new", strings.Replace(model, "%s", `\ud800`, 1)},
		{"PUT", "/models/new", strings.Replace(model, "%s", `\udc00\ud800`, 1)},
	} {
		r := w.request("admin", c.method, c.path, c.body)
		if c.method == "PUT" {
			r.Header.Set("If-None-Match", "*")
		}
		if p := problemIn(t, w.do(r)); p.Status != 400 || p.Code != "invalid" || !strings.Contains(p.Detail, "is not text") || p.Hint == "" {
			t.Errorf("%s %s %q is answered %+v", c.method, c.path, c.body, p)
		}
	}
	r := w.request("admin", "POST", "/syncs/lonely/runs", "{}")
	r.Header.Set("Idempotency-Key", "\xff")
	if p := problemIn(t, w.do(r)); p.Status != 400 {
		t.Errorf("a key that is not text is answered %+v", p)
	}
	for _, text := range []string{`\\u0000`, `\ud83d\ude00`, `ä`} {
		w.send("PUT", "/models/new", "new", strings.Replace(model, "%s", text, 1)).want(t, 200, "")
		w.send("DELETE", "/models/new", "*", "").want(t, 204, "")
	}
}

func TestNamesThatNeedEscaping(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const body = `{"spec":{"source":"shop","table":"orders","primary_key":"order_id"}}`
	for _, name := range []string{"%25", "a%3Bb", "a:b", "%C3%A4", "a+b", "a%3Fb", "..."} {
		w.send("PUT", "/models/"+name, "new", body).want(t, 200, "")
		w.get("viewer", "/models/"+name).want(t, 200, `"origin":"interface"`)
		w.send("DELETE", "/models/"+name, "*", "").want(t, 204, "")
	}
	for _, name := range []string{"%2E%2E", "%2E"} {
		a := w.send("PUT", "/models/"+name, "new", body)
		if problemIn(t, a); a.StatusCode != 422 && a.StatusCode != 404 {
			t.Errorf("the name %s is answered %d %s", name, a.StatusCode, a.body)
		}
	}
}

func TestPathsThatAreNotPlain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range []string{"//models", "/models//", "/models/./orders", "/models/../models", "/models/"} {
		if p := problemIn(t, w.get("admin", path)); p.Status != http.StatusNotFound || p.Hint == "" {
			t.Errorf("%s is answered %+v", path, p)
		}
	}
}

func TestProblemsOfParametersHavePathsForPeople(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	long := strings.Repeat("x", 256)
	r := w.request("admin", "POST", "/syncs/lonely/runs", "{}")
	r.Header.Set("Idempotency-Key", long)
	for path, a := range map[string]answer{
		"limit":           w.get("admin", "/people?limit=501"),
		"name":            w.get("admin", "/models/"+long),
		"Idempotency-Key": w.do(r),
		"scopes[1]":       w.do(w.request("admin", "POST", "/tokens", `{"name":"x","scopes":["read",7]}`)),
	} {
		if p := problemIn(t, a); p.Path != path || p.Hint == "" {
			t.Errorf("want the path %s and a hint: %+v", path, p)
		}
	}
}

func TestPreconditions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const body = `{"spec":{"source":"shop","table":"orders","primary_key":"order_id"}}`
	w.send("PUT", "/models/new", "*", body).want(t, 412, "there is nothing to change")
	r := w.request("admin", "PUT", "/models/orders?force=true", body)
	r.Header.Set("If-Match", "*")
	r.Header.Set("If-None-Match", "*")
	w.do(r).want(t, 412, "")
}

func TestWishesAreOptional(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.send("POST", "/syncs/lonely/runs", "", "").want(t, 202, `"new":true`)
}

func TestWhatIsUsedIsNotDeleted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.send("DELETE", "/sources/shop?force=true", "*", "").want(t, 422, "source `shop` is used by model `customers`, in source")
}

func TestASyncTellsHowItGoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.get("viewer", "/syncs/lonely").want(t, 200, `"next_runs":["2026-11-21T12:15:00Z"`).want(t, 200, `"schedule":"every 15 minutes"`)
	if a.Header.Get("ETag") == "" {
		t.Error("it has no ETag")
	}
}
