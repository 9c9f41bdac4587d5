package source

import (
	"slices"
	"strconv"
	"strings"

	"github.com/waybillhq/waybill"
)

// Dialect is what differs between the SQL of two kinds of source.
type Dialect struct {
	// Quote encloses identifiers, and is doubled inside them: " or `.
	Quote byte

	// Reads lists the words, in lower case, that a statement that reads may
	// begin with. What such a statement might still write, the driver and the
	// server's read-only mode refuse.
	Reads []string

	// Nested says that comments may hold comments, as in PostgreSQL.
	Nested bool

	// Hash says that # begins a comment, and -- only before a space, and that
	// /*! is no comment: MySQL.
	Hash bool

	// Numbered says that parameters are $1, $2, and so on; else each is a ?.
	Numbered bool

	// Probe is a cheap query that fails unless the database can be read.
	Probe string
}

// Standard lists the words that a reading statement begins with everywhere.
func Standard() []string { return []string{"select", "with", "values", "table"} }

// Table returns the query that reads a whole table.
func (d Dialect) Table(name string) string {
	parts := Parts(name)
	for i := range parts {
		parts[i] = d.Identifier(parts[i])
	}
	return "select * from " + strings.Join(parts, ".")
}

// Identifier returns name quoted.
func (d Dialect) Identifier(name string) string {
	q := string(d.Quote)
	return q + strings.ReplaceAll(name, q, q+q) + q
}

// Filter returns the query of those rows of another that fulfil where, and the
// values of its parameters. What a query may end with, such as a semicolon, is
// cut off; a comment behind one makes the filtered query an error.
func (d Dialect) Filter(sql string, where []waybill.Where) (filtered string, values []string) {
	if len(where) == 0 {
		return sql, nil
	}
	// The line's end keeps a comment that the query ends with off the parenthesis.
	conditions, values := d.Conditions(where)
	return "select * from (" + strings.TrimRight(sql, "; \t\r\n") + "\n) as filtered where " + conditions, values
}

// Conditions returns where as SQL about rows that are called filtered, and the
// values of its parameters. A name alone that is no column would be a text to
// SQLite.
func (d Dialect) Conditions(where []waybill.Where) (sql string, values []string) {
	conditions := make([]string, len(where))
	for i, w := range where {
		parameter := "?"
		if d.Numbered {
			parameter = "$" + strconv.Itoa(i+1)
		}
		conditions[i] = "filtered." + d.Identifier(w.Column) + " = " + parameter
		values = append(values, w.Value)
	}
	return strings.Join(conditions, " and "), values
}

// Parts splits a dotted name: sales.orders has two parts. A part in double
// quotes may hold dots, and quotes that are doubled; quotes elsewhere are part
// of the name.
func Parts(name string) []string {
	var parts []string
	for {
		part, rest, more := cutPart(name)
		parts = append(parts, part)
		if !more {
			return parts
		}
		name = rest
	}
}

// cutPart returns the first part of a dotted name and what follows its dot.
func cutPart(name string) (part, rest string, more bool) {
	if !strings.HasPrefix(name, `"`) {
		return strings.Cut(name, ".")
	}
	for i := 1; i < len(name); i++ {
		switch {
		case name[i] != '"':
		case strings.HasPrefix(name[i:], `""`):
			i++
		case i+1 == len(name) || name[i+1] == '.':
			part = strings.ReplaceAll(name[1:i], `""`, `"`)
			return part, strings.TrimPrefix(name[i+1:], "."), i+1 < len(name)
		default:
			return strings.Cut(name, ".")
		}
	}
	return strings.Cut(name, ".")
}

// JoinParts is the reverse of Parts, with every part quoted.
func JoinParts(parts []string) string {
	quoted := make([]string, len(parts))
	for i, p := range parts {
		quoted[i] = `"` + strings.ReplaceAll(p, `"`, `""`) + `"`
	}
	return strings.Join(quoted, ".")
}

// check refuses what does not begin like a statement that reads.
func (d Dialect) check(sql string) *waybill.Error {
	word := d.firstWord(sql)
	switch {
	case word == "":
		return waybill.Errorf(waybill.EInvalid, "the query is empty")
	case !slices.Contains(d.Reads, word):
		return waybill.Errorf(waybill.EInvalid, "a model only reads, but its query begins with %s", strings.ToUpper(word)).
			WithHint("begin it with SELECT or WITH")
	}
	return nil
}

// firstWord returns the word that a statement begins with, in lower case; the
// first character if it is no letter; "" if there is nothing but comments.
func (d Dialect) firstWord(sql string) string {
	sql = d.skip(sql)
	end := strings.IndexFunc(sql, func(r rune) bool { return (r|' ' < 'a' || r|' ' > 'z') && r != '_' })
	switch {
	case end > 0:
		sql = sql[:end]
	case end == 0:
		sql = sql[:1]
	}
	return strings.ToLower(sql)
}

// skip returns sql without the spaces, comments and opening parentheses that
// it begins with.
func (d Dialect) skip(sql string) string {
	for {
		sql = strings.TrimLeft(sql, " \t\r\n\f\v(\ufeff")
		switch {
		case d.isLineComment(sql):
			_, sql, _ = strings.Cut(sql, "\n")
		case strings.HasPrefix(sql, "/*") && !d.isCode(sql):
			sql = d.afterComment(sql[2:])
		default:
			return sql
		}
	}
}

func (d Dialect) isLineComment(sql string) bool {
	if !d.Hash {
		return strings.HasPrefix(sql, "--")
	}
	return strings.HasPrefix(sql, "#") || sql == "--" ||
		(strings.HasPrefix(sql, "--") && strings.ContainsRune(" \t\r\n", rune(sql[2])))
}

// isCode reports whether a comment is one that MySQL or MariaDB executes.
func (d Dialect) isCode(sql string) bool {
	return d.Hash && (strings.HasPrefix(sql, "/*!") || strings.HasPrefix(sql, "/*M!"))
}

// afterComment returns what follows the end of a comment.
func (d Dialect) afterComment(sql string) string {
	for depth := 1; depth > 0; {
		end := strings.Index(sql, "*/")
		if end < 0 {
			return ""
		}
		if open := strings.Index(sql, "/*"); d.Nested && open >= 0 && open < end {
			depth, sql = depth+1, sql[open+2:]
			continue
		}
		depth, sql = depth-1, sql[end+2:]
	}
	return sql
}
