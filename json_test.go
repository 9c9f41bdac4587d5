package waybill_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/waybillhq/waybill"
)

func TestTextSurvivesJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ -~\x00-\x1f"\\\\é日\x{2028}]*`)).Draw(t, "text")
		b, err := waybill.AppendJSON(nil, text)
		if err != nil {
			t.Fatal(err)
		}
		var got string
		if err := json.Unmarshal(b, &got); err != nil || got != text {
			t.Fatalf("%q became %s and then %q, %v", text, b, got, err)
		}
	})
}

func TestJSONIsExact(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 5, 3, 12, 0, 0, 5, time.FixedZone("", 7200))
	for want, v := range map[string]any{
		`9223372036854775807`:                   int64(9223372036854775807),
		`123456789012345678901.000000001`:       json.Number("123456789012345678901.000000001"),
		`0.1`:                                   0.1,
		"\"<&>\\u0001\uFFFD\\n\"":               "<&>\x01\xff\n",
		`"2026-05-03T12:00:00.000000005+02:00"`: noon,
		`{"b":1,"a":[null,true]}`:               waybill.Object{{Name: "b", Value: int64(1)}, {Name: "a", Value: []any{nil, true}}},
		`{"a":1,"b":2}`:                         map[string]any{"b": int64(2), "a": int64(1)},
		`"•••"`:                                 waybill.NewSecret("hidden"),
	} {
		if got, err := waybill.AppendJSON(nil, v); err != nil || string(got) != want {
			t.Errorf("got %s, %v, want %s", got, err, want)
		}
	}
	if _, err := waybill.AppendJSON(nil, struct{}{}); err == nil {
		t.Error("a value that no row can have was written")
	}
}

func TestParseJSONIsExact(t *testing.T) {
	t.Parallel()
	const text = `{"big":9007199254740993,"amount":1.10,"huge":92233720368547758079,"list":[1e2]}`
	v, err := waybill.ParseJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	got, err := waybill.AppendJSON(nil, v)
	if want := `{"amount":1.10,"big":9007199254740993,"huge":92233720368547758079,"list":[1e2]}`; err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	if _, err := waybill.ParseJSON([]byte(`{} {}`)); err == nil {
		t.Error("two values passed for one")
	}
}

func TestARunThatGoesOnHasNoEnd(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal(waybill.Run{ID: "R"})
	if err != nil || strings.Contains(string(b), "finished_at") {
		t.Errorf("%s, %v", b, err)
	}
}
