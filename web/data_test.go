package web_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// send sends a request as the admin; match is If-Match, or "new".
func (w *world) send(method, path, match, body string) answer {
	w.t.Helper()
	r := w.request("admin", method, path, body)
	switch match {
	case "":
	case "new":
		r.Header.Set("If-None-Match", "*")
	default:
		r.Header.Set("If-Match", match)
	}
	return w.do(r)
}

// want checks an answer's status and that it says something.
func (a answer) want(t testing.TB, status int, text string) answer {
	t.Helper()
	if a.StatusCode != status || !strings.Contains(a.body, text) {
		t.Errorf("answered %d, want %d with %s: %s", a.StatusCode, status, text, a.body)
	}
	return a
}

func decode[T any](t testing.TB, a answer) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
	return v
}

func TestWhatCameFromFilesIsChangedByForce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const path, body = "/models/orders", `{"spec":{"source":"shop","table":"orders","primary_key":"order_id"}}`
	tag := w.get("admin", path).want(t, 200, `"origin":"files"`).Header.Get("ETag")
	w.send("PUT", path, tag, body).want(t, 409, `"hint":"Change it there`)
	w.send("PUT", path+"?force=true", tag, body).want(t, 200, `"origin":"interface"`)
	w.send("PUT", path+"?force=true", tag, body).want(t, 412, "somebody else")
	w.send("PUT", path, "new", body).want(t, 412, "")
	w.send("DELETE", path+"?force=true", "*", "").want(t, 422, `"path":"syncs.orders-to-partnerize`)
	r := w.request("viewer", "GET", path, "")
	r.Header.Set("If-None-Match", w.get("admin", path).Header.Get("ETag"))
	w.do(r).want(t, 304, "")
}

func TestProblemsOfTheConfigurationHavePaths(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for spec, want := range map[string]string{
		`{"source":"nowhere","table":"t","primary_key":"id"}`: `"path":"models.new.source"`,
		`{"source":"shop","tabel":"t","primary_key":"id"}`:    `table`,
		`[1]`: `is not an object`,
		`{"source":"shop","sql_file":"/etc/shadow","primary_key":"id"}`:      `a server reads no files`,
		`{"source":"shop","table":"t","primary_key":"id","primary_key":"x"}`: `twice`,
	} {
		w.send("PUT", "/models/new", "new", `{"spec":`+spec+`}`).want(t, 422, want)
	}
	w.send("PUT", "/models/new", "new", `{"spec":{"source":"shop","table":"t","primary_key":"id"}}`).want(t, 200, `"version"`)
	w.get("admin", "/models/none").want(t, 404, `"code":"not_found"`)
}

func TestSecretsInSpecsAreKeptEncrypted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const secret = "planted literal secret"
	put := w.send("PUT", "/destinations/new", "new", `{"spec":{"type":"partnerize","user_application_key":"a","user_api_key":"`+secret+`"}}`)
	put.want(t, 200, `${secret:destinations.new.user_api_key}`)
	for _, path := range []string{"/destinations/new", "/destinations", "/export", "/audit?kind=destination", "/audit?kind=secret"} {
		if a := w.get("admin", path).want(t, 200, ""); strings.Contains(a.body, secret) {
			t.Errorf("%s shows the secret", path)
		}
	}
	draft := `{"name":"new","drafts":[{"kind":"destination","name":"new","spec":{"type":"partnerize","user_application_key":"a","user_api_key":"` + secret + `","api_url":"http://127.0.0.1:1"}}]}`
	if a := w.send("POST", "/destinations/test", "", draft).want(t, 200, `"ok":false`); strings.Contains(a.body, secret) {
		t.Errorf("the test shows the secret: %s", a.body)
	}
	if strings.Contains(w.log.String(), secret) {
		t.Error("the log shows the secret")
	}
}

func TestApply(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.get("admin", "/export").want(t, 200, "").body
	files := func(yaml, more string) string {
		b, err := json.Marshal(yaml)
		if err != nil {
			t.Fatal(err)
		}
		return `{"files":[{"name":"waybill.yaml","body":` + string(b) + `}]` + more + `}`
	}
	type applied struct{ Created, Changed, Deleted, Unchanged, Revision int64 }
	small := strings.Replace(before, "lonely:", "lonesome:", 1)
	dry := decode[applied](t, w.send("POST", "/apply", "", files(small, `,"dry_run":true`)).want(t, 200, `"action":"delete","kind":"source","name":"lonely"`))
	if dry.Created != 1 || dry.Deleted != 1 || dry.Changed != 0 {
		t.Errorf("the dry run: %+v", dry)
	}
	w.send("POST", "/apply", "", files("version: 1\nmodels:\n  orders:\n    source: nowhere\n    table: x\n    primary_key: id\n", "")).want(t, 422, `models.orders.source`)
	if after := w.get("admin", "/export").body; after != before {
		t.Errorf("a dry run and broken files have changed something:\n%s", after)
	}
	w.send("PUT", "/models/meanwhile", "new", `{"spec":{"source":"shop","table":"t","primary_key":"id"}}`).want(t, 200, "")
	w.send("POST", "/apply", "", files(small, fmt.Sprintf(`,"revision":%d`, dry.Revision))).want(t, 409, "")
	w.send("POST", "/apply", "", files(small, "")).want(t, 200, `"applied":true`)
	again := decode[applied](t, w.send("POST", "/apply", "", files(small, "")).want(t, 200, ""))
	if again.Created+again.Changed+again.Deleted != 0 {
		t.Errorf("applied again: %+v", again)
	}
	if after := w.get("admin", "/export").body; after != small {
		t.Errorf("the export is not what was applied:\n%s", after)
	}
	w.send("POST", "/apply", "", `{}`).want(t, 422, "either files or resources")
	w.send("POST", "/apply", "", `{"resources":[{"kind":"source","name":"shop","spec":{"type":"postgres","url":"${secret:sources.shop.url}"}}],"secrets":{"sources.shop.url":"postgres://a:b@localhost/x"}}`).
		want(t, 200, `"deleted":`)
	w.get("admin", "/secrets").want(t, 200, "sources.shop.url")
}
