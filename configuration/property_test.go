package configuration_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/store"
)

// words are texts that YAML, JSON or variables could take for something else.
var words = rapid.OneOf(
	rapid.SampledFrom(awkwardTexts),
	rapid.StringN(1, 12, -1),
).Filter(func(s string) bool { return !strings.Contains(s, "${") && strings.TrimSpace(s) != "" })

var awkwardTexts = []string{
	"yes", "NO", "on", "true", "null", "~", "010", "1.10", "0x1F", ".5", "1e3", "-0", "2026-01-01", "- a", "a: b", "#x", "a #b", "&a", "*a", "!x",
	"%x", "@x", "`x`", "{a}", "[a]", "|", ">", "'", `"`, `\`, "=", "<<", "?", "a\nb", "a\nb\n", "a\n\n\nb\n\n", "\na", " a", "a ", "\ta", "a\t", "a\r\nb", "a \nb",
	"é", "日本語", "😀", "\u2028", "\ufeff", "\u0085", "\x7f", "\x01", "$x", "$$", "{{ row.x }}", strings.Repeat("long text with spaces ", 20), "---", "...", "a\n---\nb",
	"\t\nA", " \nA", "\n\n", "a\n b\n  c", "a\n\tb", "a\n\n", "a\u2028b\n", "a\n\x01", "a\x00b",
}

// Each of them alone, since the property meets few of them.
func TestAwkwardTextsGoRound(t *testing.T) {
	t.Parallel()
	var list []any
	for _, s := range awkwardTexts {
		list = append(list, s, waybill.Object{{Name: "plain", Value: s}}, waybill.Object{{Name: s, Value: "x"}})
	}
	spec, err := waybill.AppendJSON(nil, waybill.Object{{Name: "sync", Value: "t"}, {Name: "row", Value: waybill.Object{{Name: "x", Value: list}}}, {Name: "expect", Value: waybill.Object{{Name: "refused", Value: "x"}}}})
	if err != nil {
		t.Fatal(err)
	}
	set := read(t, smaller(t))
	file, err := configuration.Export(append(set.Resources, store.Resource{Kind: store.KindTest, Name: "texts", Spec: spec}))
	if err != nil {
		t.Fatal(err)
	}
	set = read(t, write(t, map[string]string{"waybill.yaml": string(file)}))
	if got := string(set.Resources[len(set.Resources)-1].Spec); got != string(spec) {
		t.Errorf("got\n%s\nwant\n%s", got, spec)
	}
}

var name = rapid.StringMatching(`[a-z][a-z0-9_-]{0,8}`)

// value is any value of a spec.
func value(depth int) *rapid.Generator[any] {
	kinds := []*rapid.Generator[any]{
		rapid.Custom(func(t *rapid.T) any { return words.Draw(t, "text") }),
		rapid.Custom(func(t *rapid.T) any { return rapid.Int64().Draw(t, "int") }),
		rapid.Custom(func(t *rapid.T) any { return rapid.Bool().Draw(t, "bool") }),
		rapid.Just[any](nil), rapid.Just[any](""),
		rapid.SampledFrom([]any{json.Number("1.10"), json.Number("-0"), json.Number("12345678901234567890123"), json.Number("0.000")}),
	}
	if depth > 0 {
		kinds = append(kinds, rapid.Custom(func(t *rapid.T) any { return rapid.SliceOfN(value(depth-1), 0, 3).Draw(t, "list") }),
			rapid.Custom(func(t *rapid.T) any { return object(words, value(depth-1)).Draw(t, "object") }))
	}
	return rapid.OneOf(kinds...)
}

// object has any keys, in any order.
func object[V any](key *rapid.Generator[string], value *rapid.Generator[V]) *rapid.Generator[waybill.Object] {
	return rapid.Custom(func(t *rapid.T) waybill.Object {
		o := waybill.Object{}
		for _, k := range rapid.SliceOfNDistinct(key, 0, 4, rapid.ID).Draw(t, "keys") {
			o = append(o, waybill.Member{Name: k, Value: value.Draw(t, "value")})
		}
		return o
	})
}

// assign fills a field in one of its forms.
var assign = rapid.Custom(func(t *rapid.T) any {
	switch rapid.IntRange(0, 3).Draw(t, "form") {
	case 0:
		return words.Draw(t, "column")
	case 1:
		return waybill.Object{{Name: "column", Value: words.Draw(t, "column")}, {Name: "if_null", Value: waybill.Object{{Name: "value", Value: words.Draw(t, "default")}}}}
	case 2:
		return waybill.Object{{Name: "value", Value: value(2).Draw(t, "value")}}
	}
	return waybill.Object{{Name: "template", Value: "{{ row.x }}" + strings.NewReplacer("{", "", "}", "", "%", "").Replace(words.Draw(t, "template"))}}
})

func some(t *rapid.T, what string, most int) []string {
	return rapid.SliceOfNDistinct(name, 1, most, rapid.ID).Draw(t, what)
}

// resources are a project with references that lead somewhere.
func resources(t *rapid.T) []store.Resource {
	var all []store.Resource
	add := func(kind store.Kind, name string, spec waybill.Object) {
		b, err := waybill.AppendJSON(nil, spec)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, store.Resource{Kind: kind, Name: name, Spec: b})
	}
	sources, models, destinations := some(t, "sources", 2), some(t, "models", 3), some(t, "destinations", 3)
	for _, n := range sources {
		add(store.KindSource, n, waybill.Object{{Name: "type", Value: "sqlite"}, {Name: "path", Value: "/data/" + words.Draw(t, "path")}})
	}
	for _, n := range models {
		how := rapid.SampledFrom([]string{"sql", "table"}).Draw(t, "how")
		add(store.KindModel, n, waybill.Object{
			{Name: "source", Value: rapid.SampledFrom(sources).Draw(t, "source")},
			{Name: how, Value: words.Draw(t, how)},
			{Name: "primary_key", Value: words.Draw(t, "key")},
		})
	}
	for _, n := range destinations {
		add(store.KindDestination, n, waybill.Object{
			{Name: "type", Value: "http_request"},
			{Name: "url", Value: "https://api.example.com/" + n},
			{Name: "headers", Value: object(rapid.StringMatching(`X-[A-Z.%+]{3}`), words).Draw(t, "headers")},
			{Name: "account", Value: words.Draw(t, "account")},
		})
	}
	var syncs []string
	for _, n := range some(t, "syncs", 4) {
		syncs = append(syncs, n)
		add(store.KindSync, n, waybill.Object{
			{Name: "model", Value: rapid.SampledFrom(models).Draw(t, "model")},
			{Name: "destination", Value: rapid.SampledFrom(destinations).Draw(t, "destination")},
			{Name: "mode", Value: rapid.SampledFrom([]string{"insert", "upsert"}).Draw(t, "mode")},
			{Name: "custom", Value: append(object(name, assign).Draw(t, "custom"), waybill.Member{Name: "ID", Value: "id"})},
		})
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "tests") {
		add(store.KindTest, fmt.Sprint(i, words.Draw(t, "test")), waybill.Object{
			{Name: "sync", Value: rapid.SampledFrom(syncs).Draw(t, "sync")},
			{Name: "row", Value: object(words, value(2)).Draw(t, "row")},
			{Name: "expect", Value: waybill.Object{{Name: "refused", Value: words.Draw(t, "refused")}}},
		})
	}
	return all
}

// What a person writes comes back as it was, to the byte, and stays: out of a
// file, into a server, and out of it, with every text a project can hold.
func TestEveryProjectGoesRound(t *testing.T) {
	t.Parallel()
	s := serve(t)
	rapid.Check(t, func(rt *rapid.T) {
		all := resources(rt)
		file, err := configuration.Export(all)
		if err != nil {
			rt.Fatal(err)
		}
		dir := write(t, map[string]string{"waybill.yaml": string(file)})
		set := readRapid(rt, dir, file)
		if len(set.Resources) != len(all) {
			rt.Fatalf("%d resources of %d:\n%s", len(set.Resources), len(all), file)
		}
		for i, r := range set.Resources {
			if want := string(all[i].Spec); r.Kind != store.KindDestination && string(r.Spec) != want || r.Name != all[i].Name {
				rt.Fatalf("%s %s is\n%s\nand was\n%s\nin\n%s", r.Kind, r.Name, r.Spec, want, file)
			}
		}
		roundTrip(t, s, dir)
	})
}

func readRapid(t *rapid.T, dir string, file []byte) configuration.Set {
	set, err := configuration.FromProject(dir, catalogue())
	if err != nil {
		t.Fatalf("%v\n%s", err, file)
	}
	return set
}
