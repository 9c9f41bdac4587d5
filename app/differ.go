package app

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/project"
)

// differences compares one request with what was expected of it.
func (got rehearsal) differences(want project.ExpectedRequest, e waybill.Exchange) []string {
	var diff []string
	if want.Method != "" && !strings.EqualFold(want.Method, e.Method) {
		diff = append(diff, pair("method", want.Method, e.Method)...)
	}
	path := got.path(e)
	if strings.Contains(want.Path, "://") {
		path = e.URL
	}
	if want.Path != "" && want.Path != path {
		diff = append(diff, pair("path", want.Path, path)...)
	}
	if !want.HasBody {
		return diff
	}
	body, err := waybill.ParseJSON([]byte(e.RequestBody))
	if e.RequestBody == "" {
		body, err = nil, nil
	}
	if err != nil {
		body = e.RequestBody // not JSON: compared as text
	}
	return append(diff, unequal("body", plain(want.Body), plain(body))...)
}

// path is what follows the API's base URL, percent-encoded as on the wire.
func (got rehearsal) path(e waybill.Exchange) string {
	if rest, ok := strings.CutPrefix(e.URL, got.base); ok && got.base != "" {
		return rest
	}
	u, err := url.Parse(e.URL)
	if err != nil {
		return e.URL
	}
	return u.RequestURI()
}

// plain turns objects that keep an order into ones that do not.
func plain(v any) any {
	switch v := v.(type) {
	case waybill.Object:
		m := make(map[string]any, len(v))
		for _, member := range v {
			m[member.Name] = plain(member.Value)
		}
		return m
	case map[string]any:
		m := make(map[string]any, len(v))
		for name, member := range v {
			m[name] = plain(member)
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i, e := range v {
			list[i] = plain(e)
		}
		return list
	}
	return v
}

// unequal lists where two JSON values differ. Numbers are compared exactly.
func unequal(at string, want, got any) []string {
	switch want := want.(type) {
	case map[string]any:
		if got, ok := got.(map[string]any); ok {
			return unequalMembers(at, want, got)
		}
	case []any:
		if got, ok := got.([]any); ok && len(got) == len(want) {
			var diff []string
			for i := range want {
				diff = append(diff, unequal(fmt.Sprintf("%s[%d]", at, i), want[i], got[i])...)
			}
			return diff
		}
	default:
		if sameScalar(want, got) {
			return nil
		}
	}
	return pair(at, text(want), text(got))
}

func unequalMembers(at string, want, got map[string]any) []string {
	var diff []string
	names := slices.Sorted(maps.Keys(want))
	for name := range got {
		if _, ok := want[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		w, wanted := want[name]
		g, have := got[name]
		switch {
		case !wanted:
			diff = append(diff, pair(at+"."+name, "(absent)", text(g))...)
		case !have:
			diff = append(diff, pair(at+"."+name, text(w), "(absent)")...)
		default:
			diff = append(diff, unequal(at+"."+name, w, g)...)
		}
	}
	return diff
}

// sameScalar compares values that are neither objects nor lists. A number and
// a text are never the same.
func sameScalar(want, got any) bool {
	a, okA := waybill.Text(want)
	b, okB := waybill.Text(got)
	return okA == okB && a == b && isNumber(want) == isNumber(got) && (want == nil) == (got == nil)
}

func isNumber(v any) bool {
	switch v.(type) {
	case int64, json.Number, float64:
		return true
	}
	return false
}

func pair(at, want, got string) []string {
	return []string{at + ":", "  expected " + want, "  got      " + got}
}

func text(v any) string {
	b, err := waybill.AppendJSON(nil, v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}
