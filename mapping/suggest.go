package mapping

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
)

// Sample is what is known of a model for which a mapping is suggested.
type Sample struct {
	Columns    []waybill.Column
	PrimaryKey []string
	Rows       []waybill.Row // the first ones; what speaks against a column is seen in them
}

// Suggest returns what a person would map at sight, in the order of the fields:
// columns that are called like a field, then those that are called as columns
// with its values usually are, then the primary key for what makes a record
// unique. Each column is used once. Nothing is guessed by what is only similar:
// these are fields that money follows.
func Suggest(op *waybill.Operation, from Sample) waybill.Mapping {
	s := &suggester{fields: op.Fields, from: from, found: map[string]waybill.Assign{}, used: map[string]bool{}}
	s.all(func(f waybill.Field) []string { return append([]string{f.Name, f.Label}, f.Aliases...) }, false)
	s.all(synonyms, true)
	s.lists()
	s.identity(op)
	for _, group := range op.OneOf {
		s.oneOf(group)
	}
	var m waybill.Mapping
	for _, f := range op.Fields {
		if a, ok := s.found[f.Name]; ok {
			m = append(m, a)
		}
	}
	return m
}

// meanings are what columns with values of a format are called, whatever the
// field is.
var meanings = map[waybill.Format][]string{
	waybill.Currency: {"currency_code", "currency_iso", "iso_currency", "order_currency", "ccy"},
	waybill.Country:  {"country_code", "country_iso", "iso_country", "billing_country", "shipping_country", "billing_country_code", "shipping_country_code"},
}

// synonyms are the names of columns for a field, the likeliest first.
func synonyms(f waybill.Field) []string {
	return append(slices.Clone(f.Synonyms), meanings[f.Format]...)
}

// suggester looks for columns.
type suggester struct {
	fields []waybill.Field
	from   Sample
	found  map[string]waybill.Assign // by field
	used   map[string]bool           // columns
}

// all takes for each field the first column that has one of its names. Where a
// name is no more than likely, the values must not speak against it.
func (s *suggester) all(names func(waybill.Field) []string, likely bool) {
	for _, f := range s.fields {
		for _, name := range names(f) {
			for i, col := range s.from.Columns {
				if _, ok := s.found[f.Name]; !ok && name != "" && plain(name) == plain(col.Name) {
					s.take(f, i, likely)
				}
			}
		}
	}
}

// take suggests a column for a field, if it can hold what the field takes.
func (s *suggester) take(f waybill.Field, at int, likely bool) {
	col := s.from.Columns[at]
	if s.used[col.Name] || !fits(col.Type, f.Type) {
		return
	}
	a := waybill.Assign{To: f.Name, Column: col.Name}
	ok := true
	switch {
	case f.Type == waybill.Array && len(f.Fields) > 0:
		a, ok = s.list(f, at, 1)
	case f.Format == waybill.Minor:
		a.As, ok = s.unit(at, likely)
	case likely:
		ok = s.some(at, castTo(f))
	}
	if ok {
		s.found[f.Name], s.used[col.Name] = a, true
	}
}

// some reports whether a column has a value that can be cast, or no value at all
// in the rows that are known.
func (s *suggester) some(at int, cast caster) bool {
	values := s.values(at)
	return len(values) == 0 || slices.ContainsFunc(values, func(v any) bool {
		_, p := cast(v)
		return p == nil
	})
}

// values are those of a column that are there.
func (s *suggester) values(at int) (values []any) {
	for _, row := range s.from.Rows {
		if row[at] != nil && row[at] != "" {
			values = append(values, row[at])
		}
	}
	return values
}

// unit says how an amount becomes one of minor units. Whole numbers may be either:
// they are taken only where the name says what they are.
func (s *suggester) unit(at int, likely bool) (as waybill.Conversion, ok bool) {
	col, pointed := s.from.Columns[at], false
	for _, v := range s.values(at) {
		if _, ok := decimal(v); !ok {
			return "", false
		}
		text, _ := v.(string)
		number, _ := v.(json.Number)
		pointed = pointed || strings.Contains(text+number.String(), ".")
	}
	minor := slices.ContainsFunc([]string{"cents", "minor", "minorunits", "pence"}, func(end string) bool { return strings.HasSuffix(plain(col.Name), end) })
	switch {
	case minor:
		return "", !pointed
	case pointed || col.Type == waybill.Decimal || col.Type == waybill.Float:
		return waybill.MinorUnits, true
	}
	return "", !likely
}

// lists takes for a field whose elements have members a column whose lists have
// at least two of them, whatever it is called.
func (s *suggester) lists() {
	for _, f := range s.fields {
		if _, ok := s.found[f.Name]; ok || f.Type != waybill.Array || len(f.Fields) < 2 {
			continue
		}
		for at, col := range s.from.Columns {
			if a, ok := s.list(f, at, 2); ok && !s.used[col.Name] && fits(col.Type, f.Type) {
				s.found[f.Name], s.used[col.Name] = a, true
				break
			}
		}
	}
}

// list maps the elements of a column of lists, if at least so many of the members
// are found in them.
func (s *suggester) list(f waybill.Field, at, least int) (waybill.Assign, bool) {
	elements := s.elements(at)
	m := Suggest(&waybill.Operation{Fields: f.Fields}, elements)
	return waybill.Assign{To: f.Name, Each: s.from.Columns[at].Name, Map: m}, len(m) >= least
}

// elements are those of the lists of a column, as rows.
func (s *suggester) elements(at int) (out Sample) {
	var all []waybill.Object
	for _, v := range s.values(at) {
		list, _ := listOf(v)
		for _, e := range list {
			o, _ := objectOf(e)
			all = append(all, o)
			for _, m := range o {
				if !slices.ContainsFunc(out.Columns, func(c waybill.Column) bool { return c.Name == m.Name }) {
					out.Columns = append(out.Columns, waybill.Column{Name: m.Name, Type: waybill.Any})
				}
			}
		}
	}
	for _, o := range all {
		row := make(waybill.Row, len(out.Columns))
		for i, c := range out.Columns {
			row[i], _ = o.Get(c.Name)
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// identity takes the primary key for the field that makes a record unique, if
// nothing goes by its name.
func (s *suggester) identity(op *waybill.Operation) {
	name := ""
	switch {
	case op.Key != nil:
		name = op.Key.Field
	case len(op.Match) > 0:
		name = op.Match[0]
	}
	f, ok := op.Field(name)
	if _, found := s.found[f.Name]; !ok || found || len(s.from.PrimaryKey) != 1 {
		return
	}
	for i, col := range s.from.Columns {
		if strings.EqualFold(col.Name, s.from.PrimaryKey[0]) {
			s.take(f, i, true)
		}
	}
}

// oneOf leaves only the first of fields of which exactly one is set.
func (s *suggester) oneOf(group []string) {
	set := false
	for _, f := range s.fields {
		if _, ok := s.found[f.Name]; !ok || !slices.Contains(group, f.Name) {
			continue
		}
		if set {
			delete(s.found, f.Name)
		}
		set = true
	}
}

// plain returns the letters and digits of a name in lower case.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("_- .", r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
}
