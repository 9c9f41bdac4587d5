package mapping

import (
	"slices"

	"github.com/waybillhq/waybill"
)

// nested compiles each and map: every element of a list, or the row itself,
// becomes an object.
func (c *compiler) nested(s *slot, a waybill.Assign, sc scope) bool {
	if !c.takesObjects(s, a) {
		return false
	}
	inner := sc
	inner.prefix = s.path + ".map"
	inner.element = sc.element || a.Each != ""
	slots, ok := c.elementSlots(s.field, a.Map, inner)
	if !ok {
		return false
	}
	s.members = slots
	s.cast = castAny // the members are cast already
	for _, m := range slots {
		c.nestedVolatile = c.nestedVolatile || m.volatile
	}
	if a.Each == "" {
		s.from = func(in *input) (any, *problem) { return build(in, slots) }
		return true
	}
	list := &slot{field: s.field, path: s.path}
	if !c.column(list, a.Each, sc) {
		return false
	}
	s.from = func(in *input) (any, *problem) { return buildEach(in, list.from, slots) }
	return true
}

// takesObjects checks that the field can hold what each and map build.
func (c *compiler) takesObjects(s *slot, a waybill.Assign) bool {
	want := waybill.Array
	if a.Each == "" {
		want = waybill.Nested
	}
	if t := s.field.Type; t != want && t != waybill.Any {
		c.fail(s.path, "%s takes %s, not %s", s.field.Name, t, map[waybill.Type]string{waybill.Array: "a list", waybill.Nested: "an object"}[want])
		return false
	}
	if a.Each != "" && len(a.Map) == 0 {
		c.fail(s.path, "each has no map").hint("Say under map which member of the element fills which field.")
		return false
	}
	return true
}

// elementSlots compiles the members of an object in the order of the mapping.
func (c *compiler) elementSlots(f waybill.Field, m waybill.Mapping, sc scope) ([]*slot, bool) {
	free := f.Type == waybill.Any || (len(f.Fields) == 0)
	var slots []*slot
	ok := true
	for _, a := range m {
		member, known := fieldOf(f.Fields, a.To)
		switch {
		case known:
		case free || f.Custom:
			if !c.free(sc.prefix+"."+a.To, a.To) {
				ok = false
				continue
			}
			member = waybill.Field{Name: a.To, Type: waybill.Any}
		default:
			c.fail(sc.prefix+"."+a.To, "%s has no member %s", f.Name, a.To).near(a.To, names(f.Fields), "")
			ok = false
			continue
		}
		if slices.ContainsFunc(slots, func(s *slot) bool { return s.field.Name == member.Name }) {
			c.fail(sc.prefix+"."+a.To, "%s is mapped twice", member.Name)
			ok = false
			continue
		}
		s := c.slot(a, member, sc)
		if s == nil {
			ok = false
			continue
		}
		slots = append(slots, s)
	}
	return slots, c.requiredMembers(f, slots, sc) && ok
}

func (c *compiler) requiredMembers(f waybill.Field, slots []*slot, sc scope) bool {
	ok := true
	for _, member := range f.Fields {
		mapped := slices.ContainsFunc(slots, func(s *slot) bool { return s.field.Name == member.Name })
		if member.Required && !member.PerRow && !mapped {
			c.fail(sc.prefix+"."+member.Name, "%s is required in %s and not mapped", member.Name, f.Name).hint("Map a column, a value or a template to it.")
			ok = false
		}
	}
	return ok
}

func fieldOf(fields []waybill.Field, name string) (waybill.Field, bool) {
	i := slices.IndexFunc(fields, func(f waybill.Field) bool { return f.Name == name || slices.Contains(f.Aliases, name) })
	if i < 0 {
		return waybill.Field{}, false
	}
	return fields[i], true
}

// buildEach makes an object of every element of a list; nil of an empty one.
func buildEach(in *input, from origin, slots []*slot) (any, *problem) {
	raw, p := from(in)
	if p != nil || raw == nil {
		return nil, p
	}
	list, p := listOf(raw)
	if p != nil || len(list) == 0 {
		return nil, p
	}
	in.columns() // once, not for each element
	out := make([]any, len(list))
	for i, e := range list {
		o, ok := objectOf(e)
		if !ok {
			return nil, wrong(e, "is not an object").in(i)
		}
		element := *in
		element.element = o
		if out[i], p = build(&element, slots); p != nil {
			return nil, p.in(i)
		}
		if out[i] == nil {
			out[i] = waybill.Object{}
		}
	}
	return out, nil
}

// build makes one object; nil if none of its members has a value.
func build(in *input, slots []*slot) (any, *problem) {
	o := make(waybill.Object, 0, len(slots))
	for _, s := range slots {
		v, set, p := s.value(in)
		if p != nil {
			return nil, p
		}
		if set {
			o = append(o, waybill.Member{Name: s.field.Name, Value: v})
		}
	}
	if len(o) == 0 {
		return nil, nil
	}
	return o, nil
}
