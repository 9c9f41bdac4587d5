package mapping

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/internal/near"
)

// compiler collects what is wrong with a mapping.
type compiler struct {
	op       *waybill.Operation
	sync     waybill.Sync
	cols     []waybill.Column
	errs     []error
	warnings []string

	nestedVolatile bool
	assume         bool // that every column that is named exists
}

// Compile checks a sync's mapping against the operation's fields and the
// model's columns. Its errors, all of them joined, are *waybill.Error with a
// path such as syncs.orders.mapping.country.
func Compile(op *waybill.Operation, s waybill.Sync, cols []waybill.Column) (*Compiled, error) {
	c := &compiler{op: op, sync: s, cols: cols}
	out := &Compiled{op: op, sync: s, whole: len(op.Fields) == 0}
	for _, col := range cols {
		out.columns = append(out.columns, col.Name)
	}
	c.primaryKey(out)
	c.mapping(out)
	c.custom(out)
	c.matching(out)
	c.required(out)
	if len(c.errs) > 0 {
		return nil, errors.Join(c.errs...)
	}
	c.finish(out)
	return out, nil
}

// Check checks what can be checked of a mapping without the model's columns:
// fields, required ones, values and templates. Its errors are as those of
// [Compile].
func Check(op *waybill.Operation, s waybill.Sync) error {
	c := &compiler{op: op, sync: s, assume: true}
	var out Compiled
	c.mapping(&out)
	c.custom(&out)
	c.matching(&out)
	c.required(&out)
	return errors.Join(c.errs...)
}

func (c *compiler) path(part string) string { return "syncs." + c.sync.Name + "." + part }

// fail notes a problem; what it returns takes a hint.
func (c *compiler) fail(path, format string, args ...any) complaint {
	err := waybill.Errorf(waybill.EInvalid, format, args...).At(path)
	c.errs = append(c.errs, err)
	return complaint{err}
}

// complaint is a problem that has been noted.
type complaint struct{ err *waybill.Error }

func (c complaint) hint(format string, args ...any) { c.err.Hint = fmt.Sprintf(format, args...) }

// near names the nearest candidate, or says otherwise what to do.
func (c complaint) near(name string, candidates []string, otherwise string) {
	c.err.Hint = otherwise
	if found := near.Names(name, candidates); len(found) > 0 {
		c.err.Hint = "Did you mean " + found[0] + "?"
	}
}

// wrap adds an error of another package, with its hint.
func (c *compiler) wrap(path string, err error) {
	out := c.fail(path, "%s", err)
	if e, ok := errors.AsType[*waybill.Error](err); ok {
		out.err.Hint = e.Hint
	}
}

func (c *compiler) warn(format string, args ...any) {
	c.warnings = append(c.warnings, fmt.Sprintf(format, args...))
}

func names(fields []waybill.Field) []string {
	var out []string
	for _, f := range fields {
		out = append(append(out, f.Name), f.Aliases...)
	}
	return out
}

func (c *compiler) primaryKey(out *Compiled) {
	if len(c.sync.Model.PrimaryKey) == 0 {
		c.fail("models."+c.sync.Model.Name+".primary_key", "the model has no primary key")
	}
	for _, name := range c.sync.Model.PrimaryKey {
		if i, ok := c.find(name, "models."+c.sync.Model.Name+".primary_key"); ok {
			out.key = append(out.key, i)
		}
	}
}

// mapping compiles the declared fields, in the order of their declaration.
func (c *compiler) mapping(out *Compiled) {
	assigned := map[string]waybill.Assign{}
	for _, a := range c.sync.Mapping {
		f, ok := c.op.Field(a.To)
		path := c.path("mapping." + a.To)
		if !ok {
			c.unknownField(path, a.To)
			continue
		}
		if first, twice := assigned[f.Name]; twice {
			c.fail(path, "%s is mapped twice", f.Name).hint("%s and %s are the same field.", first.To, a.To)
			continue
		}
		assigned[f.Name] = a
	}
	for _, f := range c.op.Fields {
		a, ok := assigned[f.Name]
		if !ok {
			continue
		}
		if s := c.slot(a, f, scope{prefix: c.path("mapping"), typed: true}); s != nil {
			out.fields = append(out.fields, s)
		}
	}
}

func (c *compiler) unknownField(path, name string) {
	err := c.fail(path, "%s has no field %s", c.op.Name, name)
	known := names(c.op.Fields)
	otherwise := "Its fields are " + strings.Join(known, ", ") + "."
	if c.op.Custom {
		otherwise = "Put a name of your own under custom: instead of mapping:."
	}
	err.near(name, known, otherwise)
}

// custom compiles further names, in the order of the mapping.
func (c *compiler) custom(out *Compiled) {
	sc := scope{prefix: c.path("custom"), typed: len(c.op.Fields) > 0}
	if len(c.sync.Custom) > 0 && !c.op.Custom {
		c.fail(c.path("custom"), "%s takes no further fields", c.op.Name).hint("Its fields are %s.", strings.Join(names(c.op.Fields), ", "))
		return
	}
	for _, a := range c.sync.Custom {
		path := sc.prefix + "." + a.To
		if slices.ContainsFunc(out.custom, func(s *slot) bool { return s.field.Name == a.To }) {
			c.fail(path, "%s is mapped twice", a.To)
			continue
		}
		if _, ok := c.op.Field(a.To); ok {
			c.fail(path, "%s is a field of %s", a.To, c.op.Name).hint("Put it under mapping:.")
			continue
		}
		if !c.free(path, a.To) {
			continue
		}
		if s := c.slot(a, waybill.Field{Name: a.To, Type: waybill.Any}, sc); s != nil {
			out.custom = append(out.custom, s)
		}
	}
}

// free reports whether a person may use a name beyond those that are declared.
func (c *compiler) free(path, name string) bool {
	if pattern := c.op.CustomNames; pattern != "" && !regexp.MustCompile(pattern).MatchString(name) {
		c.fail(path, "%q cannot be the name of a custom field: it does not match %s", name, pattern)
		return false
	}
	if slices.ContainsFunc(c.op.Reserved, func(r string) bool { return strings.EqualFold(r, name) }) {
		c.fail(path, "%s is a name that the vendor uses itself", name).hint("Choose another name.")
		return false
	}
	return true
}

// required checks that what must be mapped is.
func (c *compiler) required(out *Compiled) {
	mapped := func(name string) bool {
		return slices.ContainsFunc(out.fields, func(s *slot) bool { return s.field.Name == name }) || c.tried(name)
	}
	for _, f := range c.op.Fields {
		switch {
		case !f.Required || mapped(f.Name):
		case f.PerRow:
			out.missing = append(out.missing, f.Name)
		default:
			c.fail(c.path("mapping."+f.Name), "%s is required and not mapped", f.Name).hint("Map a column, a value or a template to it.")
		}
	}
	for _, group := range c.op.OneOf {
		if !slices.ContainsFunc(group, mapped) {
			c.fail(c.path("mapping"), "exactly one of %s is required, and none is mapped", strings.Join(group, ", ")).hint("Map one of them.")
		}
	}
}

// tried reports whether a field is mapped, be it wrongly.
func (c *compiler) tried(name string) bool {
	return slices.ContainsFunc(c.sync.Mapping, func(a waybill.Assign) bool {
		f, ok := c.op.Field(a.To)
		return ok && f.Name == name
	})
}

// finish notes what Map needs to know of the whole.
func (c *compiler) finish(out *Compiled) {
	for _, s := range slices.Concat(out.fields, out.custom) {
		if s.field.Name == currencyField {
			out.currency = s
		}
		out.volatile = out.volatile || s.volatile || c.nestedVolatile
	}
	c.items(out)
	out.warnings = c.warnings
}

// items warns of a sync that maps no item where the operation takes some: the
// vendor's rule is per row, so it is no error to save it.
func (c *compiler) items(out *Compiled) {
	isItem := func(name string) bool { return strings.HasPrefix(name, "item") }
	if slices.ContainsFunc(c.op.Fields, func(f waybill.Field) bool { return f.Name == "items" }) &&
		!slices.ContainsFunc(out.fields, func(s *slot) bool { return isItem(s.field.Name) }) {
		c.warn("%s maps no item: every row will be refused, as each %s needs one.", c.sync.Name, strings.TrimSuffix(c.op.Name, "s"))
	}
}
