package mapping

import (
	"slices"

	"github.com/waybillhq/waybill"
)

// input is what the values of one record, or of one element of its lists, come
// from.
type input struct {
	c       *Compiled
	row     waybill.Row
	vars    Vars
	element waybill.Object // of a list, inside Map
	object  waybill.Object // the row with its names, once it is needed
}

// columns returns the row with its names, for templates.
func (in *input) columns() waybill.Object {
	if len(in.object) == 0 {
		for i, v := range in.row {
			in.object = append(in.object, waybill.Member{Name: in.c.columns[i], Value: v})
		}
	}
	return in.object
}

// origin reads the raw value of a field.
type origin func(in *input) (any, *problem)

// slot fills one field of a record or of an element.
type slot struct {
	field    waybill.Field // its Name is what the record uses
	path     string        // in the project, for errors
	from     origin
	as       waybill.Conversion
	cast     caster
	null     waybill.NullPolicy
	blank    bool    // an empty string counts as null
	volatile bool    // comes from a variable of the run
	members  []*slot // of the objects that Map builds
}

// value returns what the record receives, and whether it receives anything.
// With a problem it returns the value that was refused.
func (s *slot) value(in *input) (v any, set bool, p *problem) {
	v, set, p = s.evaluate(in)
	if p != nil {
		p.under(s.field.Name)
	}
	return v, set, p
}

func (s *slot) evaluate(in *input) (v any, set bool, p *problem) {
	raw, p := s.from(in)
	if p != nil {
		return raw, raw != nil, p
	}
	if raw = s.orNull(raw); raw == nil {
		return s.ifNull()
	}
	v = raw
	if s.as != "" {
		if v, p = s.convert(raw, in); p != nil {
			return raw, true, p
		}
	}
	if v, p = s.cast(v); p != nil {
		return raw, true, p
	}
	if v == nil {
		return s.ifNull()
	}
	return v, true, nil
}

// orNull turns an empty string into null where the operation has no use for it.
func (s *slot) orNull(v any) any {
	if text, ok := v.(string); ok && text == "" && s.blank {
		return nil
	}
	return v
}

// ifNull applies the null policy.
func (s *slot) ifNull() (v any, set bool, p *problem) {
	switch s.null.Do {
	case waybill.UseDefault:
		return s.null.Default, true, nil
	case waybill.RejectNull:
		return nil, false, required(s.field)
	}
	if s.field.Required && !s.field.PerRow {
		return nil, false, required(s.field)
	}
	return nil, s.null.Do == waybill.SendNull, nil
}

// required words the refusal of a row that lacks a value.
func required(f waybill.Field) *problem {
	if f.Missing != "" {
		return &problem{text: f.Missing, whole: true}
	}
	return &problem{text: f.Name + " is required", whole: true}
}

// stable returns o without the members that come from variables of the run.
func stable(o waybill.Object, slots []*slot) waybill.Object {
	out := make(waybill.Object, 0, len(o))
	for _, m := range o {
		i := slices.IndexFunc(slots, func(s *slot) bool { return s.field.Name == m.Name })
		if i >= 0 && slots[i].volatile {
			continue
		}
		if i >= 0 && slots[i].members != nil {
			m.Value = stableNested(m.Value, slots[i].members)
		}
		out = append(out, m)
	}
	return out
}

func stableNested(v any, slots []*slot) any {
	switch v := v.(type) {
	case waybill.Object:
		return stable(v, slots)
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = stableNested(e, slots)
		}
		return out
	}
	return v
}
