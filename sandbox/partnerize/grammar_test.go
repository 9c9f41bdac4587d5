package partnerize_test

import (
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/waybillhq/waybill/sandbox/partnerize"
)

type params = []partnerize.Param

func TestParsePath(t *testing.T) {
	t.Parallel()
	basket := params{{"campaign", "10l176"}, {"clickref", "def456"}}
	bag := params{{"category", "bag"}, {"value", "10"}}
	book := params{{"category", "book"}, {"value", "40"}}
	two := []params{bag, book}
	for _, test := range []struct {
		name, raw string
		params    params
		items     []params
		problems  int
	}{
		{"no items", "campaign:10l176/clickref:def456", basket, nil, 0},
		{"one slash before the items", "campaign:10l176/clickref:def456/[category:bag/value:10][category:book/value:40]", basket, two, 0},
		{"no slash before the items", "campaign:10l176/clickref:def456[category:bag/value:10][category:book/value:40]", basket, two, 0},
		{"slashes before and inside", "campaign:10l176/clickref:def456/[/category:bag/value:10]/[/category:book/value:40]", basket, two, 0},
		{"slashes at the ends", "campaign:10l176/clickref:def456/[category:bag/value:10/][category:book/value:40/]/", basket, two, 0},
		{"items first", "[category:bag/value:10]campaign:10l176/clickref:def456", basket, []params{bag}, 0},
		{"items in the middle", "campaign:10l176/[category:bag/value:10]/clickref:def456", basket, []params{bag}, 0},
		{"encoded brackets", "campaign:10l176/clickref:def456/%5Bcategory:bag/value:10%5D%5bcategory:book/value:40%5d", basket, two, 0},
		{"mixed brackets", "campaign:10l176/clickref:def456/[category:bag/value:10%5D", basket, []params{bag}, 0},
		{"empty values", "clickref:/voucher:/", params{{"clickref", ""}, {"voucher", ""}}, nil, 0},
		{"colons in a value", "conversion_time:2026-03-01 12:00:00", params{{"conversion_time", "2026-03-01 12:00:00"}}, nil, 0},
		{"a slash in a value", "category:Vegan EPA/DHA", params{{"category", "Vegan EPA"}}, nil, 1},
		{"an item that is not closed", "[category:bag/value:10", nil, []params{bag}, 1},
		{"an item inside another", "[category:bag/value:10[category:book/value:40]", nil, two, 1},
		{"a bracket too many", "campaign:10l176]/clickref:def456", basket, nil, 1},
		{"an empty item", "campaign:10l176/[]/clickref:def456", basket, nil, 1},
		{"no name", ":x", nil, nil, 1},
		{"nothing", "", nil, nil, 0},
	} {
		got := partnerize.ParsePath(test.raw, partnerize.Decoding{})
		if !reflect.DeepEqual(got.Params, test.params) || !reflect.DeepEqual(got.Items, test.items) || len(got.Problems) != test.problems {
			t.Errorf("%s: %+v, want %v %v and %d problems", test.name, got, test.params, test.items, test.problems)
		}
	}
}

// strict encodes everything but unreserved characters.
func strict(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}

func TestValuesArriveAsTheyWere(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"/", ":", "%", "&", "+", "'", "®", "é", "日本", "%2F", "a b", "?", "#", "\\", "\"<>", "a:b/c", "\xff"} {
		got := partnerize.ParsePath("[sku:"+strict(value)+"]", partnerize.Decoding{PlusIsSpace: true})
		if want := []params{{{"sku", value}}}; !reflect.DeepEqual(got.Items, want) {
			t.Errorf("%q arrives as %v", value, got)
		}
	}
}

func TestDecoding(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		raw  string
		d    partnerize.Decoding
		want string
	}{
		{"a:b+c", partnerize.Decoding{}, "b+c"},
		{"a:b+c", partnerize.Decoding{PlusIsSpace: true}, "b c"},
		{"a:b%2Bc", partnerize.Decoding{PlusIsSpace: true}, "b+c"},
		{"a:b%2Fc%3Ad", partnerize.Decoding{}, "b/c:d"},
		{"a:b%2fc", partnerize.Decoding{SplitEncoded: true}, "b"},
		{"a:100%", partnerize.Decoding{}, "100%"},
		{"a:%zz%4", partnerize.Decoding{}, "%zz%4"},
		{"a:%2525", partnerize.Decoding{}, "%25"},
	} {
		got := partnerize.ParsePath(test.raw, test.d)
		if len(got.Params) != 1 || got.Params[0].Value != test.want {
			t.Errorf("%q with %+v is %+v, want %q", test.raw, test.d, got.Params, test.want)
		}
	}
}

// FuzzParsePath holds two promises: no path breaks the parser, and what is
// written by the rules arrives.
func FuzzParsePath(f *testing.F) {
	f.Add("campaign:10l176/[category:bag/value:10]", "a/b:c%é")
	f.Add("[[[]]]::://%5B%5d%", "日本+")
	f.Add("%5bcategory:x%5", "\x00\xff")
	f.Fuzz(func(t *testing.T, raw, value string) {
		for _, d := range []partnerize.Decoding{{}, {PlusIsSpace: true}, {SplitEncoded: true}} {
			for _, item := range partnerize.ParsePath(raw, d).Items {
				if len(item) == 0 {
					t.Errorf("%q has an item of nothing", raw)
				}
			}
		}
		if strings.ContainsAny(value, "[]") {
			t.Skip("brackets are always structural")
		}
		got := partnerize.ParsePath("conversionref:"+strict(value)+"/[sku:"+strict(value)+"]", partnerize.Decoding{})
		if got.Params[0].Value != value || got.Items[0][0].Value != value || len(got.Problems) > 0 {
			t.Errorf("%q arrives as %+v", value, got)
		}
	})
}
