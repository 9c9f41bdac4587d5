package configuration_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/vault"
)

// small is a project with one of each.
const small = `version: 1
sources:
  shop: {type: sqlite, path: /data/shop.db}
models:
  orders: {source: shop, table: orders, primary_key: id}
destinations:
  api: {type: http_request, url: "https://api.example.com", headers: {Authorization: one-token}}
syncs:
  s: {model: orders, destination: api, mode: insert, custom: {id: id, total: {column: total, if_null: reject}}}
  t: {model: orders, destination: api, mode: upsert, custom: {id: id}}
`

// smaller is small after replacements.
func smaller(t *testing.T, replace ...string) string {
	t.Helper()
	return write(t, map[string]string{"waybill.yaml": strings.NewReplacer(replace...).Replace(small)})
}

func TestADiffSaysWhatHappens(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.apply(t, smaller(t))
	for name, c := range map[string]struct {
		replace []string
		want    string
	}{
		"nothing":       {nil, ""},
		"a column":      {[]string{"column: total", "column: sum"}, "change sync s: custom.total.column"},
		"a longer form": {[]string{"custom: {id: id}", "custom: {id: {column: id}}"}, "change sync t: custom.id"},
		"a key more":    {[]string{"table: orders, primary_key: id", "table: orders, primary_key: [id, x]"}, "change model orders: primary_key"},
		"added fields":  {[]string{"custom: {id: id}", "custom: {id: id, n: n}, on_removed: delete"}, "change sync t: custom.n, on_removed"},
		"the order":     {[]string{"{id: id, total: {column: total, if_null: reject}}", "{total: {column: total, if_null: reject}, id: id}"}, "change sync s: order"},
		"a new secret":  {[]string{"one-token", "two-token"}, "change destination api: headers.Authorization"},
		"a deletion":    {[]string{"  t: {model: orders, destination: api, mode: upsert, custom: {id: id}}\n", ""}, "delete sync t: "},
		"a new name":    {[]string{"  t: {model", "  u: {model"}, "create sync u: ; delete sync t: "},
		"a comment":     {[]string{"sources:", "# a comment\n\nsources:"}, ""},
		"two syncs in another order": {[]string{
			"  s: {model", "  t: {model: orders, destination: api, mode: upsert, custom: {id: id}}\n  s: {model",
			"  t: {model: orders, destination: api, mode: upsert, custom: {id: id}}\n", "",
		}, "change sync t: order"},
	} {
		d, err := s.Plan(t.Context(), read(t, smaller(t, c.replace...)))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range d.Differences {
			if e.Action != configuration.Unchanged {
				got = append(got, string(e.Action)+" "+string(e.Kind)+" "+e.Name+": "+strings.Join(e.Paths, ", "))
			}
		}
		if s := strings.Join(got, "; "); s != c.want || d.Empty() != (c.want == "") || d.Count(configuration.Unchanged)+len(got) != len(d.Differences) {
			t.Errorf("%s: got %q, want %q", name, s, c.want)
		}
	}
}

func TestApplyMakesItSo(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.apply(t, smaller(t))
	before := s.resource(t, store.KindModel, "orders")
	s.apply(t, smaller(t, "sources:", "# moved\nsources:", "one-token", "two-token", "  t: {model", "  u: {model"))
	if r := s.resource(t, store.KindModel, "orders"); r.Version != before.Version || r.Place != "waybill.yaml:6" {
		t.Errorf("a resource that only moved: %+v", r)
	}
	if text, err := s.vault.Get(t.Context(), "destinations.api.headers.Authorization"); err != nil || text.Reveal() != "two-token" {
		t.Errorf("the secret is %q, %v", text.Reveal(), err)
	}
	if _, err := s.store.Resource(t.Context(), store.KindSync, "t"); waybill.ErrorCode(err) != waybill.ENotFound {
		t.Errorf("what the files do not have: %v", err)
	}
	s.apply(t, smaller(t, ", headers: {Authorization: one-token}", ""))
	if all, err := s.store.ListSecrets(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("a secret that nothing refers to is kept: %+v, %v", all, err)
	}
	s.apply(t, write(t, map[string]string{"waybill.yaml": "version: 1\n"}))
	if all, _, err := s.store.ListResources(t.Context(), ""); err != nil || len(all) != 0 {
		t.Errorf("an empty project left %+v, %v", all, err)
	}
}

func TestApplyingNothingWritesNothing(t *testing.T) {
	t.Parallel()
	s, dir := serve(t), smaller(t)
	s.apply(t, dir)
	before, err := s.store.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.apply(t, dir)
	if after, _ := s.store.Revision(t.Context()); after != before {
		t.Errorf("the revision went from %d to %d", before, after)
	}
}

// What does not load changes nothing, whoever made it: the set is taken apart
// and put together wrongly, as a client might.
func TestABrokenSetChangesNothing(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.apply(t, smaller(t))
	before, revision := s.export(t), must(s.store.Revision(t.Context()))
	for name, c := range map[string]struct {
		damage func(*configuration.Set)
		path   string
	}{
		"a model is missing":       {func(set *configuration.Set) { set.Resources = append(set.Resources[:1], set.Resources[2:]...) }, "syncs.s.model"},
		"an unknown key":           {spec(3, `"mode":"insert"`, `"mode":"insert","mood":1`), "syncs.s.mood"},
		"a wrong mapping":          {spec(3, `"if_null":"reject"`, `"if_null":"refuse"`), "syncs.s.custom.total.if_null"},
		"a secret that is nowhere": {spec(2, "${secret:destinations.api.headers.Authorization}", "${secret:nowhere}"), "destinations.api.headers.Authorization"},
		"a file of the server's":   {spec(1, `"table":"orders"`, `"sql_file":"/etc/passwd"`), "models.orders.sql_file"},
		"no JSON":                  {spec(1, `{`, `{{`), ""},
		"a key twice":              {spec(1, `{`, `{"source":"shop",`), ""},
	} {
		set := read(t, smaller(t))
		c.damage(&set)
		_, err := s.Apply(t.Context(), set, store.AnyVersion, by)
		e, ok := errors.AsType[*waybill.Error](err)
		if !ok || e.Code != waybill.EInvalid || e.Path != c.path {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if after := s.export(t); after != before || must(s.store.Revision(t.Context())) != revision {
		t.Errorf("something was changed")
	}
}

func spec(i int, old, new string) func(*configuration.Set) {
	return func(set *configuration.Set) {
		set.Resources[i].Spec = []byte(strings.Replace(string(set.Resources[i].Spec), old, new, 1))
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestWhatWasSeenIsWhatIsApplied(t *testing.T) {
	t.Parallel()
	s, set := serve(t), read(t, smaller(t))
	seen := must(s.Plan(t.Context(), set))
	must(s.Apply(t.Context(), read(t, smaller(t, "  t: {model", "  u: {model")), store.AnyVersion, by))
	_, err := s.Apply(t.Context(), set, seen.Revision, by)
	if waybill.ErrorCode(err) != waybill.EConflict {
		t.Errorf("got %v", err)
	}
	must(s.Apply(t.Context(), set, must(s.Plan(t.Context(), set)).Revision, by))
}

func TestSecretsNeedAKey(t *testing.T) {
	t.Parallel()
	s := serve(t)
	locked := configuration.New(s.store, must(vault.New(s.store, nil)), catalogue(), s.dir)
	_, err := locked.Apply(t.Context(), read(t, smaller(t)), store.AnyVersion, by)
	if e, ok := errors.AsType[*waybill.Error](err); !ok || e.Code != waybill.EInvalid || !strings.Contains(e.Hint, "WAYBILL_KEY") {
		t.Errorf("got %v", err)
	}
	must(locked.Apply(t.Context(), read(t, smaller(t, "one-token", `"${TOKEN}"`)), store.AnyVersion, by))
	s.apply(t, smaller(t))
	p, _, err := locked.Project(t.Context()) // it loads: secrets are read when they are needed
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Destinations[0].Settings(nil)
	if e, ok := errors.AsType[*waybill.Error](err); !ok || e.Code != waybill.EInvalid || !strings.HasPrefix(e.Path, "destinations.api:") || !strings.Contains(e.Hint, "WAYBILL_KEY") {
		t.Errorf("got %v", err)
	}
}

func TestTheKeysAreHidden(t *testing.T) {
	t.Parallel()
	env := configuration.Guard(func(string) (string, bool) { return "x", true })
	for name, want := range map[string]bool{"WAYBILL_KEY": false, "WAYBILL_KEY_FILE": false, "WAYBILL_STATE": false, "WAYBILL_OIDC_CLIENT_SECRET": false, "TOKEN": true} {
		if _, ok := env(name); ok != want {
			t.Errorf("%s: %v", name, ok)
		}
	}
}
