package sqlite

import (
	"strings"
	"sync"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
	"modernc.org/libc"
	_ "modernc.org/sqlite" // sets the library up for all of its users
	sqlite3 "modernc.org/sqlite/lib"
)

// busyMillis is how long a query waits for another program's lock, in
// milliseconds. In WAL mode nobody waits.
const busyMillis = 5000

// conn is one read-only connection. It is used by one goroutine, but for
// interrupt.
type conn struct {
	tls *libc.TLS

	mu sync.Mutex // interrupt against close
	db uintptr    // sqlite3*; 0 once closed
}

// connect opens a file that exists; it never creates one.
func connect(path string) (*conn, error) {
	c := &conn{tls: libc.NewTLS()}
	if err := c.open(path); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

func (c *conn) open(path string) error {
	name, err := libc.CString(path)
	if err != nil {
		return err
	}
	defer libc.Xfree(c.tls, name)
	handle := c.pointer()
	defer sqlite3.Xsqlite3_free(c.tls, handle)

	// NOMUTEX: one goroutine at a time uses the connection.
	rc := sqlite3.Xsqlite3_open_v2(c.tls, name, handle, sqlite3.SQLITE_OPEN_READONLY|sqlite3.SQLITE_OPEN_NOMUTEX, 0)
	c.db = libc.AtomicLoadPUintptr(handle)
	if rc != sqlite3.SQLITE_OK {
		return c.err(rc)
	}
	sqlite3.Xsqlite3_extended_result_codes(c.tls, c.db, 1)
	sqlite3.Xsqlite3_busy_timeout(c.tls, c.db, busyMillis)
	return c.exec("pragma query_only = 1")
}

// pointer allocates room for a pointer that SQLite sets.
func (c *conn) pointer() uintptr {
	const size = 8
	p := sqlite3.Xsqlite3_malloc(c.tls, size)
	if p == 0 {
		panic("sqlite: out of memory")
	}
	libc.AtomicStorePUintptr(p, 0)
	return p
}

func (c *conn) exec(sql string) error {
	stmt, err := c.prepareOne(sql, nil)
	if err != nil {
		return err
	}
	defer sqlite3.Xsqlite3_finalize(c.tls, stmt)
	if rc := sqlite3.Xsqlite3_step(c.tls, stmt); rc != sqlite3.SQLITE_DONE && rc != sqlite3.SQLITE_ROW {
		return c.err(rc)
	}
	return nil
}

// prepareOne compiles a statement that only reads and has none after it, and
// sets its parameters.
func (c *conn) prepareOne(sql string, values []string) (uintptr, error) {
	text, err := libc.CString(sql)
	if err != nil {
		return 0, err
	}
	defer libc.Xfree(c.tls, text)
	stmt, rest, err := c.prepare(text)
	if err != nil {
		return 0, err
	}
	if err = c.alone(stmt, rest, len(values)); err == nil {
		err = c.bind(stmt, values)
	}
	if err != nil {
		sqlite3.Xsqlite3_finalize(c.tls, stmt)
		return 0, err
	}
	return stmt, nil
}

// bind sets the parameters of a statement, as text. SQLite keeps copies.
func (c *conn) bind(stmt uintptr, values []string) error {
	for i, v := range values {
		text, err := libc.CString(v)
		if err != nil {
			return err
		}
		rc := sqlite3.Xsqlite3_bind_text(c.tls, stmt, int32(i+1), text, int32(len(v)), sqlite3.SQLITE_TRANSIENT) //nolint:gosec // there are few, and short ones
		libc.Xfree(c.tls, text)
		if rc != sqlite3.SQLITE_OK {
			return c.err(rc)
		}
	}
	return nil
}

// alone refuses a statement that would write, that has other parameters than
// are set, or that another one follows.
func (c *conn) alone(stmt, rest uintptr, parameters int) error {
	if stmt == 0 || sqlite3.Xsqlite3_stmt_readonly(c.tls, stmt) == 0 {
		return waybill.Errorf(waybill.EInvalid, "a model only reads, but its query would write")
	}
	if int(sqlite3.Xsqlite3_bind_parameter_count(c.tls, stmt)) != parameters {
		return source.ErrParameters() // they would be null
	}
	next, _, err := c.prepare(rest)
	sqlite3.Xsqlite3_finalize(c.tls, next)
	if err != nil || next != 0 {
		return waybill.Errorf(waybill.EInvalid, "a model is one statement, but there are several").
			WithHint("keep one, without anything after its semicolon")
	}
	return nil
}

// prepare compiles the first statement of a C string. The statement is 0 if
// there is none. It also returns what follows the statement.
func (c *conn) prepare(text uintptr) (stmt, rest uintptr, err error) {
	handle, tail := c.pointer(), c.pointer()
	defer sqlite3.Xsqlite3_free(c.tls, handle)
	defer sqlite3.Xsqlite3_free(c.tls, tail)
	rc := sqlite3.Xsqlite3_prepare_v2(c.tls, c.db, text, -1, handle, tail)
	if rc != sqlite3.SQLITE_OK {
		return 0, 0, c.err(rc)
	}
	return libc.AtomicLoadPUintptr(handle), libc.AtomicLoadPUintptr(tail), nil
}

// err returns what SQLite says about the code of a call that did not succeed.
func (c *conn) err(rc int32) error {
	message := "out of memory"
	if c.db != 0 {
		message = libc.GoString(sqlite3.Xsqlite3_errmsg(c.tls, c.db))
	}
	e := waybill.Errorf(waybill.EInvalid, "SQLite: %s", message)
	switch rc & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM:
		e.Code = waybill.EUnavailable
	case sqlite3.SQLITE_ERROR:
		if strings.HasPrefix(message, "no such table") {
			e.Code = waybill.ENotFound
		}
	}
	return e
}

// interrupt ends the statement that is running. Any goroutine may call it, at
// any time. It brings its own TLS because one belongs to one goroutine.
func (c *conn) interrupt() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.db == 0 {
		return
	}
	tls := libc.NewTLS()
	defer tls.Close()
	sqlite3.Xsqlite3_interrupt(tls, c.db)
}

func (c *conn) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	sqlite3.Xsqlite3_close_v2(c.tls, c.db)
	c.db = 0
	c.tls.Close()
}
