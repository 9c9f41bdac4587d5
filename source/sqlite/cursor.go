package sqlite

import (
	"io"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// cursor is a source.Cursor. SQLite decides the type of each value, not of a
// column, so each is kept as it is stored.
type cursor struct {
	conn    *conn
	stmt    uintptr // sqlite3_stmt*
	stop    func() bool
	columns []waybill.Column
	bools   []bool // by column: declared BOOLEAN
}

var _ source.Cursor = (*cursor)(nil)

func newCursor(c *conn, stmt uintptr, stop func() bool) *cursor {
	n := int(sqlite3.Xsqlite3_column_count(c.tls, stmt))
	cur := &cursor{conn: c, stmt: stmt, stop: stop, columns: make([]waybill.Column, n), bools: make([]bool, n)}
	for i := range n {
		native := libc.GoString(sqlite3.Xsqlite3_column_decltype(c.tls, stmt, int32(i)))
		typ := typeOf(native)
		cur.bools[i] = typ == waybill.Bool
		cur.columns[i] = waybill.Column{
			Name:   libc.GoString(sqlite3.Xsqlite3_column_name(c.tls, stmt, int32(i))),
			Type:   typ,
			Native: native,
		}
	}
	return cur
}

// Columns returns the columns.
func (c *cursor) Columns() []waybill.Column { return c.columns }

// Next fills row; see source.Cursor.
func (c *cursor) Next(row waybill.Row) error {
	switch rc := sqlite3.Xsqlite3_step(c.conn.tls, c.stmt); rc {
	case sqlite3.SQLITE_ROW:
	case sqlite3.SQLITE_DONE:
		return io.EOF
	default:
		return c.conn.err(rc)
	}
	for i := range row {
		row[i] = c.value(int32(i))
	}
	return nil
}

func (c *cursor) value(i int32) any {
	tls := c.conn.tls
	switch sqlite3.Xsqlite3_column_type(tls, c.stmt, i) {
	case sqlite3.SQLITE_INTEGER:
		n := sqlite3.Xsqlite3_column_int64(tls, c.stmt, i)
		if c.bools[i] && (n == 0 || n == 1) {
			return n == 1
		}
		return n
	case sqlite3.SQLITE_FLOAT:
		return sqlite3.Xsqlite3_column_double(tls, c.stmt, i)
	case sqlite3.SQLITE_TEXT:
		p := sqlite3.Xsqlite3_column_text(tls, c.stmt, i)
		return string(c.bytes(p, i))
	case sqlite3.SQLITE_BLOB:
		p := sqlite3.Xsqlite3_column_blob(tls, c.stmt, i)
		return append([]byte{}, c.bytes(p, i)...)
	}
	return nil
}

// bytes returns SQLite's own memory at p, which the next step overwrites.
func (c *cursor) bytes(p uintptr, i int32) []byte {
	n := int(sqlite3.Xsqlite3_column_bytes(c.conn.tls, c.stmt, i))
	if p == 0 || n == 0 {
		return nil
	}
	return libc.GoBytes(p, n)
}

// Close ends the query and its connection.
func (c *cursor) Close() error {
	c.stop()
	sqlite3.Xsqlite3_finalize(c.conn.tls, c.stmt)
	c.conn.close()
	return nil
}

// typeOf returns the type that a column was declared with. The names come
// first that SQLite's rules of affinity know nothing of, then those rules:
// https://sqlite.org/datatype3.html, section 3.1.
func typeOf(declared string) waybill.Type {
	name, _, _ := strings.Cut(strings.ToUpper(declared), "(")
	switch strings.TrimSpace(name) {
	case "":
		return waybill.Any
	case "BOOLEAN", "BOOL":
		return waybill.Bool
	case "DATE":
		return waybill.DateOf
	case "DATETIME", "TIMESTAMP":
		return waybill.Local
	case "JSON":
		return waybill.String
	}
	contains := func(s string) bool { return strings.Contains(name, s) }
	switch {
	case contains("INT"):
		return waybill.Int
	case contains("CHAR"), contains("CLOB"), contains("TEXT"):
		return waybill.String
	case contains("BLOB"):
		return waybill.Bytes
	case contains("REAL"), contains("FLOA"), contains("DOUB"):
		return waybill.Float
	case contains("DEC"), contains("NUM"):
		return waybill.Decimal
	}
	return waybill.Any
}
