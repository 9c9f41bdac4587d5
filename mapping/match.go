package mapping

import (
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
)

// matching compiles the pair that finds the existing record. If the match
// field is not mapped it receives the match column.
func (c *compiler) matching(out *Compiled) {
	m := c.sync.Match
	if m == nil {
		if c.sync.Mode != waybill.Insert && len(c.op.Match) > 0 {
			f, _ := c.op.Field(c.op.Match[0])
			out.ident, out.lower = f.Name, f.Type == waybill.Email
		}
		return
	}
	f, declared := c.matchField(m.Field)
	if f.Name == "" {
		return
	}
	s := c.slot(waybill.Assign{To: m.Field, Column: m.Column}, f, scope{prefix: c.path("match"), typed: len(c.op.Fields) > 0})
	if s == nil {
		return
	}
	i, _ := c.find(m.Column, s.path)
	if !fits(c.cols[i].Type, f.Type) {
		c.fail(s.path, "the type of column %s is %s, and %s takes %s", m.Column, c.cols[i].Type, f.Name, f.Type)
		return
	}
	s.field.Required = false // a null finds nothing; whether that is refused is not for the match to say
	out.match, out.lower = s, f.Type == waybill.Email
	c.fillMatch(out, s, declared)
}

// matchField returns the field that the match names.
func (c *compiler) matchField(name string) (f waybill.Field, declared bool) {
	path := c.path("match." + name)
	f, declared = c.op.Field(name)
	if key := c.op.Key; c.sync.Mode == waybill.Insert && key != nil && key.Field != "" {
		if f.Name != key.Field {
			c.fail(path, "%s are told apart by %s, not by %s", c.op.Name, key.Field, name).hint("Match on %s, or leave match out.", key.Field)
			return waybill.Field{}, false
		}
		return f, true
	}
	switch {
	case declared && (c.op.AnyMatch || slices.Contains(c.op.Match, f.Name)):
		return f, true
	case !declared && c.op.AnyMatch && c.op.Custom:
		return waybill.Field{Name: name, Type: waybill.Any}, false
	case len(c.op.Match) == 0 && !c.op.AnyMatch:
		c.fail(path, "%s are not matched", c.op.Name).hint("Leave match out.")
	default:
		c.fail(path, "%s cannot be matched on %s", c.op.Name, name).near(name, c.op.Match, "They can be matched on "+strings.Join(c.op.Match, ", ")+".")
	}
	return waybill.Field{}, false
}

// fillMatch gives the match field the match column unless it is mapped. What
// is mapped otherwise is a new value for it, and the match goes apart.
func (c *compiler) fillMatch(out *Compiled, s *slot, declared bool) {
	mapping := c.sync.Custom
	if declared {
		mapping = c.sync.Mapping
	}
	for _, a := range mapping {
		f, _ := c.op.Field(a.To)
		if a.To != s.field.Name && f.Name != s.field.Name {
			continue
		}
		if c.sync.Mode == waybill.Insert && a.Column != "" && !strings.EqualFold(a.Column, c.sync.Match.Column) {
			c.fail(s.path, "%s is filled from column %s and matched on %s", s.field.Name, a.Column, c.sync.Match.Column).hint("Match on the column that is sent, or leave match out.")
			return
		}
		out.apart = c.sync.Mode != waybill.Insert && (!strings.EqualFold(a.Column, c.sync.Match.Column) || a.As != "")
		return
	}
	if c.sync.Mode == waybill.Insert && (c.op.Key == nil || c.op.Key.Field != s.field.Name) || len(c.op.Fields) == 0 {
		return
	}
	filled := *s
	filled.field, _ = c.op.Field(s.field.Name)
	if !declared {
		filled.field = s.field
		out.custom = append(out.custom, &filled)
		return
	}
	out.fields = append(out.fields, &filled)
	slices.SortStableFunc(out.fields, func(a, b *slot) int { return c.position(a) - c.position(b) })
}

func (c *compiler) position(s *slot) int {
	return slices.IndexFunc(c.op.Fields, func(f waybill.Field) bool { return f.Name == s.field.Name })
}
