// Package mapping turns rows into records.
//
// [Compile] checks a sync's mapping against the operation's fields and the
// model's columns, once; [Compiled.Map] then maps one row after the other. It
// is pure: it reads no clock and no state, so one row gives one record, and a
// plan shows every refusal without asking a vendor.
//
// The package also knows how keys are written ([Encode]), what makes two
// records equal ([Digest]) and how records are kept on disk during a run
// ([AppendRecord]).
package mapping

import (
	"strings"
	"time"

	"github.com/waybillhq/waybill"
)

// Vars are the variables of a run. They do not take part in digests.
type Vars struct {
	RunID        string
	RunStartedAt time.Time
	Sync, Model  string
}

// Compiled is a mapping that is ready for rows. It may be used by several
// goroutines at once.
type Compiled struct {
	op      *waybill.Operation
	sync    waybill.Sync
	columns []string

	fields   []*slot  // in the order the operation declares them
	custom   []*slot  // in the order of the mapping
	missing  []string // refusals of required fields that nothing is mapped to
	key      []int    // the columns of the primary key
	currency *slot    // what amounts are converted with; nil if none is
	match    *slot    // the match column as the match field takes it; nil if there is none
	apart    bool     // the match field itself receives something else
	ident    string   // the field that identifies records of upserts, or ""
	lower    bool     // ident compares without case
	volatile bool     // some value comes from a variable of the run
	whole    bool     // records keep the row's columns

	warnings []string
}

// Mapped is what became of one row. It may share memory with the row.
type Mapped struct {
	// Key is the encoded primary key; NullKey is set instead if a column of
	// it is null or cannot be written as text.
	Key     string
	NullKey bool

	Record waybill.Record
	Digest Digest

	// BusinessKey is what makes two inserts the same to the vendor, as sent:
	// the key field, or the match value, or the primary key's parts joined by
	// a comma. It is "" if it is null or the operation has none.
	BusinessKey string

	// Ident is the value that an upsert finds its record by, in lower case if
	// it is an email address; "" if there is none.
	Ident string

	// Refusal says why the row may not be sent, "" if it may; RefusedField
	// names the field. A value that was refused is in Record as the row has
	// it.
	Refusal      string
	RefusedField string

	in input // scratch
}

// Warnings returns what a person should know of a mapping that is valid, e.g.
// that no item is mapped. They are sentences.
func (c *Compiled) Warnings() []string { return c.warnings }

// Map maps one row, with values in the order of the columns given to Compile.
func (c *Compiled) Map(row waybill.Row, v Vars) Mapped {
	var m Mapped
	c.MapTo(&m, row, v)
	return m
}

// MapTo is Map into m, whose memory it uses again: what m held before is lost.
func (c *Compiled) MapTo(m *Mapped, row waybill.Row, v Vars) {
	*m = Mapped{
		Record: waybill.Record{Fields: m.Record.Fields[:0], Custom: m.Record.Custom[:0]},
		in:     input{c: c, row: row, vars: v, object: m.in.object[:0]},
	}
	m.Key, m.NullKey = c.primaryKey(row)
	m.Record.Fields = c.fill(m, m.Record.Fields, c.fields)
	m.Record.Custom = c.fill(m, m.Record.Custom, c.custom)
	c.refuse(m)
	c.identify(m, &m.in)
	if c.whole {
		m.Record.Columns = m.in.columns()
	}
	m.Digest = digest(c.stable(m.Record), m.Refusal)
}

// fill evaluates slots in order and keeps the first problem.
func (c *Compiled) fill(m *Mapped, o waybill.Object, slots []*slot) waybill.Object {
	for _, s := range slots {
		v, set, p := s.value(&m.in)
		if p != nil {
			m.refuse(p)
		}
		if set {
			o = append(o, waybill.Member{Name: s.field.Name, Value: v})
		}
	}
	return o
}

// refuse notes why the row may not be sent, unless a reason is known already.
func (m *Mapped) refuse(p *problem) {
	if m.Refusal == "" {
		m.Refusal, m.RefusedField = p.String(), p.field
	}
}

// refuse checks what concerns several fields or fields without a mapping.
func (c *Compiled) refuse(m *Mapped) {
	if m.Refusal != "" {
		return
	}
	for _, name := range c.missing {
		f, _ := c.op.Field(name)
		m.refuse(required(f).under(name))
	}
	for _, group := range c.op.OneOf {
		if p := oneOf(group, m.Record.Fields); p != nil {
			m.refuse(p)
		}
	}
}

// oneOf checks that exactly one field of a group has a value.
func oneOf(group []string, fields waybill.Object) *problem {
	var have []string
	for _, name := range group {
		if v, _ := fields.Get(name); v != nil {
			have = append(have, name)
		}
	}
	names := strings.Join(group, ", ")
	switch len(have) {
	case 0:
		return &problem{field: group[0], text: "exactly one of " + names + " is required; the row has none", whole: true}
	case 1:
		return nil
	}
	return &problem{field: have[1], text: "exactly one of " + names + " is required; the row has " + strings.Join(have, " and "), whole: true}
}

func (c *Compiled) primaryKey(row waybill.Row) (key string, null bool) {
	b := append(make([]byte, 0, 24), '[')
	for i, column := range c.key {
		if i > 0 {
			b = append(b, ',')
		}
		var ok bool
		if b, ok = appendPart(b, row[column]); !ok {
			return "", true
		}
	}
	return string(append(b, ']')), false
}

// identify sets what the record is known by at the vendor.
func (c *Compiled) identify(m *Mapped, in *input) {
	var match any
	if c.match != nil {
		v, _, p := c.match.value(in)
		if p != nil {
			m.refuse(p)
		}
		match = v
		if c.apart {
			m.Record.Match = v
		}
	}
	if c.sync.Mode == waybill.Insert {
		m.BusinessKey = c.businessKey(m, match)
		return
	}
	if c.match == nil && c.ident != "" {
		match, _ = m.Record.Fields.Get(c.ident)
	}
	m.Ident, _ = waybill.Text(match)
	if c.lower {
		m.Ident = strings.ToLower(m.Ident)
	}
}

func (c *Compiled) businessKey(m *Mapped, match any) string {
	k := c.op.Key
	switch {
	case k == nil:
		return ""
	case k.Field != "":
		return m.Record.Fields.Text(k.Field)
	case k.Match && c.match != nil:
		text, _ := waybill.Text(match)
		return text
	case m.NullKey:
		return ""
	}
	return Display(m.Key)
}

// stable returns the record without what comes from variables of the run.
func (c *Compiled) stable(r waybill.Record) waybill.Record {
	if c.volatile {
		r.Fields = stable(r.Fields, c.fields)
		r.Custom = stable(r.Custom, c.custom)
	}
	return r
}
