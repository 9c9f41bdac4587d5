package mapping

import (
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
)

// castArray takes lists, and text that is a list in JSON. An empty list counts
// as null.
func castArray(f waybill.Field) caster {
	if len(f.Fields) == 0 {
		return castList
	}
	element := castObject(f)
	return func(v any) (any, *problem) {
		list, p := listOf(v)
		if p != nil || len(list) == 0 {
			return nil, p
		}
		out := make([]any, len(list))
		for i, e := range list {
			if out[i], p = element(e); p != nil {
				return nil, p.in(i)
			}
		}
		return out, nil
	}
}

// castList takes a list of anything.
func castList(v any) (any, *problem) {
	list, p := listOf(v)
	if p != nil || len(list) == 0 {
		return nil, p
	}
	return list, nil
}

// listOf returns the list that a value is or is written as; nil for none.
func listOf(v any) ([]any, *problem) {
	parsed, p := parsed(v)
	if p != nil || parsed == nil {
		return nil, p
	}
	list, ok := parsed.([]any)
	if !ok {
		return nil, wrong(v, "is not a list")
	}
	return list, nil
}

// parsed reads text as JSON and leaves other values as they are.
func parsed(v any) (any, *problem) {
	text, ok := v.(string)
	if b, binary := v.([]byte); binary {
		text, ok = string(b), true
	}
	if !ok {
		return v, nil
	}
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	out, err := waybill.ParseJSON([]byte(text))
	if err != nil {
		return nil, wrong(v, "is not JSON")
	}
	return out, nil
}

// castObject takes objects, and text that is an object in JSON. If the field
// declares members they are cast too, and others are allowed only if it says
// so.
func castObject(f waybill.Field) caster {
	casters := make([]caster, len(f.Fields))
	for i, member := range f.Fields {
		casters[i] = castTo(member)
	}
	return func(v any) (any, *problem) {
		value, p := parsed(v)
		if p != nil || (value == nil && v != nil) {
			return nil, p
		}
		o, ok := objectOf(value)
		if !ok {
			return nil, wrong(v, "is not an object")
		}
		if len(f.Fields) == 0 {
			return value, nil
		}
		return castMembers(f, casters, o)
	}
}

// objectOf returns the members of an object, those of a JSON column by name.
func objectOf(v any) (waybill.Object, bool) {
	switch v := v.(type) {
	case waybill.Object:
		return v, true
	case map[string]any:
		o := members(v)
		slices.SortFunc(o, byName)
		return o, true
	}
	return nil, false
}

func castMembers(f waybill.Field, casters []caster, o waybill.Object) (any, *problem) {
	out := make(waybill.Object, 0, len(o))
	for i, member := range f.Fields {
		v, p := castMember(member, casters[i], o)
		if p != nil {
			return nil, p.under(member.Name)
		}
		if v != nil {
			out = append(out, waybill.Member{Name: member.Name, Value: v})
		}
	}
	for _, m := range o {
		switch {
		case declared(f.Fields, m.Name):
		case !f.Custom:
			return nil, &problem{field: m.Name, text: "there is no such member"}
		case m.Value != nil && m.Value != "":
			out = append(out, m)
		}
	}
	return out, nil
}

func castMember(f waybill.Field, cast caster, o waybill.Object) (any, *problem) {
	v, _ := o.Get(f.Name)
	for _, alias := range f.Aliases {
		if v == nil {
			v, _ = o.Get(alias)
		}
	}
	if v != nil && v != "" {
		out, p := cast(v)
		if p != nil || out != nil {
			return out, p
		}
	}
	if f.Required && !f.PerRow {
		return nil, required(f)
	}
	return nil, nil
}

func declared(fields []waybill.Field, name string) bool {
	return slices.ContainsFunc(fields, func(f waybill.Field) bool {
		return f.Name == name || slices.Contains(f.Aliases, name)
	})
}
