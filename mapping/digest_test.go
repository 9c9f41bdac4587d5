package mapping_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
)

// digestOf maps v as the only further field of an operation that takes
// anything.
func digestOf(t interface {
	Helper()
	Fatal(args ...any)
}, v any, v2 mapping.Vars,
) mapping.Digest {
	t.Helper()
	s := syncOf(nil)
	s.Custom = waybill.Mapping{{To: "v", Column: "v", IfNull: waybill.NullPolicy{Do: waybill.SendNull}}, {To: "run", Variable: "run.id"}}
	c, err := mapping.Compile(open(), s, []waybill.Column{{Name: "id"}, {Name: "v"}})
	if err != nil {
		t.Fatal(err)
	}
	return c.Map(waybill.Row{int64(1), v}, v2).Digest
}

func TestDigestTellsKindsApart(t *testing.T) {
	t.Parallel()
	seen := map[mapping.Digest]any{}
	values := []any{
		nil, "", false, true, int64(0), int64(1), "0", "1", "false", "null", []byte("1"),
		[]any{},
		[]any{nil},
		[]any{[]any{}},
		map[string]any{},
		map[string]any{"a": nil},
		map[string]any{"a": int64(1)},
		waybill.Date("1"), waybill.LocalTime("1"),
		[]any{"a", "b"},
		[]any{"ab"},
		time.Unix(1, 0), time.Unix(1, 1), json.Number("0.5"),
	}
	for _, v := range values {
		d := digestOf(t, v, vars)
		if other, ok := seen[d]; ok {
			t.Errorf("%#v and %#v have one digest", v, other)
		}
		seen[d] = v
		if d[0] != 1 {
			t.Errorf("version %d", d[0])
		}
	}
}

func TestDigestIgnoresWhatIsNotSent(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	for _, pair := range [][2]any{
		{int64(10), json.Number("10.0")},
		{int64(10), 10.0},
		{json.Number("1e1"), json.Number("10")},
		{at, at.In(time.FixedZone("", 7200))},
		{map[string]any{"a": int64(1), "b": json.Number("2.50")}, map[string]any{"b": json.Number("2.5"), "a": json.Number("1.0")}},
	} {
		if digestOf(t, pair[0], vars) != digestOf(t, pair[1], vars) {
			t.Errorf("%#v and %#v differ", pair[0], pair[1])
		}
	}
	other := vars
	other.RunID = "R2"
	if digestOf(t, "x", vars) != digestOf(t, "x", other) {
		t.Error("the digest depends on the run")
	}
}

func TestVariablesInsideElementsAreLeftOut(t *testing.T) {
	t.Parallel()
	s := syncOf(waybill.Mapping{column("key", "id"), {To: "items", Each: "l", Map: waybill.Mapping{
		column("category", "c"), {To: "deep", Map: waybill.Mapping{{To: "run", Variable: "run.id"}}},
	}}})
	c, err := mapping.Compile(orders(), s, []waybill.Column{{Name: "id"}, {Name: "l"}})
	if err != nil {
		t.Fatal(err)
	}
	row, other := waybill.Row{"K1", `[{"c":"a"}]`}, vars
	other.RunID = "R2"
	a, b := c.Map(row, vars), c.Map(row, other)
	if a.Digest != b.Digest {
		t.Error("the digest depends on the run")
	}
	if got, want := asJSON(t, b.Record.Fields), `{"key":"K1","items":[{"category":"a","deep":{"run":"R2"}}]}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestDigestIgnoresTheOrderOfCustomFieldsAndUnmappedColumns(t *testing.T) {
	t.Parallel()
	digest := func(m waybill.Mapping, row waybill.Row) mapping.Digest {
		s := syncOf(nil)
		s.Custom = m
		c, err := mapping.Compile(open(), s, []waybill.Column{{Name: "id"}, {Name: "x"}, {Name: "y"}, {Name: "unmapped"}})
		if err != nil {
			t.Fatal(err)
		}
		return c.Map(row, vars).Digest
	}
	a := digest(waybill.Mapping{column("x", "x"), column("y", "y")}, waybill.Row{int64(1), "1", "2", "3"})
	b := digest(waybill.Mapping{column("y", "y"), column("x", "x")}, waybill.Row{int64(1), "1", "2", "4"})
	if a != b {
		t.Error("the digests differ")
	}
	if a == digest(waybill.Mapping{column("x", "y"), column("y", "x")}, waybill.Row{int64(1), "1", "2", "3"}) {
		t.Error("names do not count")
	}
}

func TestARefusalIsPartOfTheDigest(t *testing.T) {
	t.Parallel()
	s := syncOf(waybill.Mapping{column("key", "id"), column("kind", "v")})
	digest := func(v any) mapping.Digest { return mustMap(t, orders(), s, rowOf("id", "K1", "v", v)).Digest }
	if digest("a") == digest("b") || digest("a") == digest(nil) {
		t.Error("a refused value does not count")
	}
}

// TestDigestEqualIffJSONEqual holds the digest against what would be sent.
func TestDigestEqualIffJSONEqual(t *testing.T) {
	t.Parallel()
	values := rapid.OneOf(rapid.Int64Range(-2, 2).AsAny(), rapid.SampledFrom([]any{nil, true, false, "", "a", "1", json.Number("1.5")}))
	lists := rapid.SliceOfN(values, 0, 3)
	rapid.Check(t, func(t *rapid.T) {
		a, b := lists.Draw(t, "a"), lists.Draw(t, "b")
		ja, _ := waybill.AppendJSON(nil, a)
		jb, _ := waybill.AppendJSON(nil, b)
		if (string(ja) == string(jb)) != (digestOf(t, a, vars) == digestOf(t, b, vars)) {
			t.Fatalf("%s and %s", ja, jb)
		}
	})
}
