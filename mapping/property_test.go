package mapping_test

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
)

// anyValue draws a value of any kind.
func anyValue(depth int) *rapid.Generator[any] {
	kinds := []*rapid.Generator[any]{
		rapid.Just[any](nil),
		rapid.Bool().AsAny(),
		rapid.Int64().AsAny(),
		rapid.Float64().Filter(func(f float64) bool { return !math.IsNaN(f) }).AsAny(),
		rapid.Map(rapid.StringMatching(`-?[1-9][0-9]{0,30}\.[0-9]{1,9}`), func(s string) any { return json.Number(s) }),
		rapid.String().AsAny(),
		rapid.SliceOf(rapid.Byte()).AsAny(),
		rapid.Custom(drawTime).AsAny(),
		rapid.Map(rapid.String(), func(s string) any { return waybill.Date(s) }),
		rapid.Map(rapid.String(), func(s string) any { return waybill.LocalTime(s) }),
	}
	if depth > 0 {
		kinds = append(kinds,
			rapid.MapOfN(rapid.String(), anyValue(depth-1), 0, 3).AsAny(),
			rapid.SliceOfN(anyValue(depth-1), 0, 3).AsAny(),
			object(depth-1).AsAny())
	}
	return rapid.OneOf(kinds...)
}

func drawTime(t *rapid.T) time.Time {
	at := time.Unix(rapid.Int64Range(-1<<40, 1<<40).Draw(t, "s"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")).UTC()
	if offset := rapid.IntRange(-14, 14).Draw(t, "offset"); offset != 0 {
		return at.In(time.FixedZone("", offset*3600))
	}
	return at
}

func object(depth int) *rapid.Generator[waybill.Object] {
	return rapid.Custom(func(t *rapid.T) waybill.Object {
		names := rapid.SliceOfNDistinct(rapid.String(), 0, 5, rapid.ID[string]).Draw(t, "names")
		o := waybill.Object{}
		for _, n := range names {
			o = append(o, waybill.Member{Name: n, Value: anyValue(depth).Draw(t, "value")})
		}
		return o
	})
}

func TestCodecKeepsEveryRecord(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := waybill.Record{Fields: object(2).Draw(t, "fields"), Custom: object(2).Draw(t, "custom"), Match: anyValue(0).Draw(t, "match")}
		b := append(mapping.AppendRecord(nil, want), "rest"...)
		var got waybill.Record
		rest, err := mapping.ReadRecord(b, &got)
		if err != nil || string(rest) != "rest" || !same(reflect.ValueOf(got), reflect.ValueOf(want)) {
			t.Fatalf("%v, rest %q\ngot  %#v\nwant %#v", err, rest, got, want)
		}
		for cut := range len(b) - len("rest") {
			if _, err := mapping.ReadRecord(b[:cut], &got); err == nil {
				t.Fatalf("a record cut to %d bytes was read", cut)
			}
		}
	})
}

// same is reflect.DeepEqual but for zones, of which only the offset counts.
func same(a, b reflect.Value) bool {
	return reflect.DeepEqual(zoned(a.Interface()), zoned(b.Interface()))
}

func zoned(v any) any {
	switch v := v.(type) {
	case waybill.Record:
		return []any{zoned(v.Fields), zoned(v.Custom), v.Columns == nil, zoned(v.Match)}
	case time.Time:
		return "time " + v.Format(time.RFC3339Nano)
	case waybill.Object:
		var out waybill.Object
		for _, m := range v {
			out = append(out, waybill.Member{Name: m.Name, Value: zoned(m.Value)})
		}
		return out
	case []any:
		out := []any{}
		for _, e := range v {
			out = append(out, zoned(e))
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for n, e := range v {
			out[n] = zoned(e)
		}
		return out
	}
	return v
}

func TestKeysAreInjective(t *testing.T) {
	t.Parallel()
	parts := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{`"`, `","`, `\`, ",", "<", "1"})), 1, 3)
	rapid.Check(t, func(t *rapid.T) {
		a, b := parts.Draw(t, "a"), parts.Draw(t, "b")
		encode := func(texts []string) string {
			values := make([]any, len(texts))
			for i := range texts {
				values[i] = texts[i]
			}
			key, ok := mapping.Encode(values)
			if !ok {
				t.Fatalf("%q has no key", texts)
			}
			return key
		}
		ka, kb := encode(a), encode(b)
		if (ka == kb) != slices.Equal(a, b) {
			t.Fatalf("%q and %q are %s and %s", a, b, ka, kb)
		}
		if !slices.Equal(mapping.Decode(ka), a) {
			t.Fatalf("%s decodes to %q, want %q", ka, mapping.Decode(ka), a)
		}
	})
}

func TestACastOfTheKeyRekeysNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "n")
		text := strconv.FormatInt(n, 10)
		want, _ := mapping.Encode([]any{n})
		for _, v := range []any{text, json.Number(text), json.Number(text + ".00")} {
			if got, ok := mapping.Encode([]any{v}); !ok || got != want {
				t.Fatalf("%T %v has the key %s, want %s", v, v, got, want)
			}
		}
	})
}

func TestDisplay(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{`["a"]`: "a", `["a","b"]`: "a,b", `["a\"b"]`: `a"b`, `[""]`: "", `["x\\"]`: `x\`, "plain": "plain"} {
		if got := mapping.Display(key); got != want {
			t.Errorf("%s is shown as %q, want %q", key, got, want)
		}
	}
}

func FuzzReadRecord(f *testing.F) {
	f.Add(mapping.AppendRecord(nil, waybill.Record{Fields: waybill.Object{{Name: "a", Value: []any{int64(1), nil, "x"}}}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		var r waybill.Record
		if _, err := mapping.ReadRecord(b, &r); err != nil {
			return
		}
		var again waybill.Record
		if _, err := mapping.ReadRecord(mapping.AppendRecord(nil, r), &again); err != nil {
			t.Fatalf("what was read cannot be written and read again: %v", err)
		}
	})
}
