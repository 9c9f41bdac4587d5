package mapping

import (
	"regexp"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/template"
)

// scope is where the names in a mapping are looked up.
type scope struct {
	element bool   // columns are members of an element of a list
	prefix  string // of the paths of errors
	typed   bool   // the operation declares fields: an empty string counts as null
}

// slot compiles the mapping of one field. It returns nil after an error.
func (c *compiler) slot(a waybill.Assign, f waybill.Field, sc scope) *slot {
	s := &slot{field: f, path: sc.prefix + "." + a.To, as: a.As, null: a.IfNull, cast: castTo(f), blank: sc.typed}
	ok := false
	switch {
	case a.Each != "" || a.Map != nil:
		ok = c.nested(s, a, sc)
	case a.Column != "":
		ok = c.column(s, a.Column, sc)
	case a.Template != "":
		ok = c.template(s, a.Template, sc)
	case a.Variable != "":
		ok = c.variable(s, a.Variable)
	case a.HasValue:
		ok = c.constant(s, a.Value)
	default:
		c.fail(s.path, "nothing is mapped to %s", a.To).hint("Name a column, or a value, template, variable or each.")
	}
	if !ok || !c.fallback(s) || !c.conversion(s) {
		return nil
	}
	return s
}

func (c *compiler) column(s *slot, name string, sc scope) bool {
	if sc.element {
		s.from = func(in *input) (any, *problem) {
			v, _ := in.element.Get(name)
			return v, nil
		}
		return true
	}
	i, ok := c.find(name, s.path)
	if !ok {
		return false
	}
	if col := c.cols[i]; !fits(col.Type, s.field.Type) && s.as == "" {
		c.warn("%s is filled from column %s, whose type is %s; it takes %s.", s.path, col.Name, col.Type, s.field.Type)
	}
	s.from = func(in *input) (any, *problem) { return in.row[i], nil }
	return true
}

// find returns the column of that name, whatever its case if that is clear.
func (c *compiler) find(name, path string) (int, bool) {
	var folded []int
	for i, col := range c.cols {
		if col.Name == name {
			return i, true
		}
		if strings.EqualFold(col.Name, name) {
			folded = append(folded, i)
		}
	}
	if len(folded) == 1 {
		return folded[0], true
	}
	if c.assume {
		c.cols = append(c.cols, waybill.Column{Name: name, Type: waybill.Any})
		return len(c.cols) - 1, true
	}
	names := make([]string, len(c.cols))
	for i, col := range c.cols {
		names[i] = col.Name
	}
	c.fail(path, "the model has no column %s", name).near(name, names, "Its columns are "+strings.Join(names, ", ")+".")
	return 0, false
}

func (c *compiler) template(s *slot, src string, sc scope) bool {
	t, err := template.Compile(src)
	if err != nil {
		c.wrap(s.path, err)
		return false
	}
	c.unknownColumns(s.path, src)
	model, sync := waybill.Object{{Name: "name", Value: c.sync.Model.Name}}, waybill.Object{{Name: "name", Value: c.sync.Name}}
	s.from = func(in *input) (any, *problem) {
		vars := template.Vars{"row": in.columns(), "sync": sync, "model": model}
		if sc.element {
			vars["element"] = in.element
		}
		text, err := t.Render(vars)
		if err != nil {
			return nil, &problem{text: err.Error()}
		}
		if strings.TrimSpace(text) == "" {
			return nil, nil
		}
		return text, nil
	}
	return true
}

var rowColumn = regexp.MustCompile(`\brow\.([A-Za-z_][A-Za-z0-9_]*)`)

// unknownColumns warns of columns in a template that the model lacks; they
// render as nothing.
func (c *compiler) unknownColumns(path, src string) {
	for _, m := range rowColumn.FindAllStringSubmatch(src, -1) {
		if !slices.ContainsFunc(c.cols, func(col waybill.Column) bool { return col.Name == m[1] }) {
			c.warn("%s: the template uses row.%s, and the model has no column %s.", path, m[1], m[1])
		}
	}
}

// variable reads a variable of the run. Digests leave it out.
func (c *compiler) variable(s *slot, name string) bool {
	s.volatile = true
	switch name {
	case "run.id":
		s.from = func(in *input) (any, *problem) { return in.vars.RunID, nil }
	case "run.started_at":
		s.from = func(in *input) (any, *problem) { return in.vars.RunStartedAt.UTC(), nil }
	case "sync.name":
		s.from = func(in *input) (any, *problem) { return in.vars.Sync, nil }
	case "model.name":
		s.from = func(in *input) (any, *problem) { return in.vars.Model, nil }
	default:
		err := c.fail(s.path, "there is no variable %s", name)
		names := []string{"run.id", "run.started_at", "sync.name", "model.name"}
		err.near(name, names, "The variables are "+strings.Join(names, ", ")+".")
		return false
	}
	return true
}

func (c *compiler) constant(s *slot, v any) bool {
	s.from = func(*input) (any, *problem) { return v, nil }
	if v == nil || s.as != "" {
		return true
	}
	if _, p := s.cast(v); p != nil {
		c.fail(s.path, "the value of %s: %s", s.field.Name, p.text)
		return false
	}
	return true
}

// fallback checks the default of a null policy.
func (c *compiler) fallback(s *slot) bool {
	switch s.null.Do {
	case waybill.OmitNull, waybill.SendNull, waybill.RejectNull:
		return true
	case waybill.UseDefault:
		v, p := s.cast(s.null.Default)
		if p != nil {
			c.fail(s.path, "the default of %s: %s", s.field.Name, p.text)
		}
		s.null.Default = v
		return p == nil
	}
	c.fail(s.path, "if_null is %s, which is none of omit, send, reject and a value", s.null.Do)
	return false
}

// fits reports whether values of a column can be what a field takes. What is
// not known fits.
func fits(column, field waybill.Type) bool {
	switch column {
	case waybill.String, waybill.Any, "":
		return true
	}
	switch field {
	case waybill.String, waybill.Email, waybill.URL:
		return column != waybill.JSON && column != waybill.Array && column != waybill.Nested
	case waybill.Int, waybill.Decimal, waybill.Float:
		return column == waybill.Int || column == waybill.Decimal || column == waybill.Float
	case waybill.Bool:
		return column == waybill.Bool || column == waybill.Int
	case waybill.DateOf, waybill.Instant:
		return column == waybill.DateOf || column == waybill.Instant || column == waybill.Local || column == waybill.Int && field == waybill.Instant
	case waybill.Array, waybill.Nested:
		return column == waybill.JSON || column == waybill.Array || column == waybill.Nested
	}
	return true
}
