package mapping

import (
	"strings"

	"github.com/waybillhq/waybill"
)

// Suggest returns mappings of fields to columns whose names are alike, in the
// order of the fields. Each column is used once; what is only similar is used
// after what is equal.
func Suggest(op *waybill.Operation, cols []waybill.Column) waybill.Mapping {
	found := map[string]string{} // field → column
	used := map[string]bool{}
	for _, alike := range []func(field, column string) bool{
		func(f, c string) bool { return plain(f) == plain(c) },
		func(f, c string) bool { return stem(f) != "" && stem(f) == stem(c) },
	} {
		for _, f := range op.Fields {
			for _, col := range cols {
				if found[f.Name] == "" && !used[col.Name] && likeAny(f, col.Name, alike) && fits(col.Type, f.Type) {
					found[f.Name], used[col.Name] = col.Name, true
				}
			}
		}
	}
	var m waybill.Mapping
	for _, f := range op.Fields {
		if column := found[f.Name]; column != "" {
			m = append(m, waybill.Assign{To: f.Name, Column: column})
		}
	}
	return m
}

func likeAny(f waybill.Field, column string, alike func(field, column string) bool) bool {
	for _, name := range append([]string{f.Name, f.Label}, f.Aliases...) {
		if name != "" && alike(name, column) {
			return true
		}
	}
	return false
}

// plain returns the letters and digits of a name in lower case.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// stem is a plain name without the word for "identifier" at its end, which
// people and vendors choose differently.
func stem(name string) string {
	s := plain(name)
	for _, suffix := range []string{"reference", "ref", "key", "id", "code", "number"} {
		if rest, ok := strings.CutSuffix(s, suffix); ok {
			return rest
		}
	}
	return s
}
