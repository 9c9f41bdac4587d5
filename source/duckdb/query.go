//go:build cgo && !no_duckdb

package duckdb

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
)

// Query runs a statement; see source.Driver. DuckDB computes the whole result
// before the first row, and keeps it, in its own memory.
func (db *database) Query(ctx context.Context, sql string, where ...waybill.Where) (source.Cursor, error) {
	if err := shadowed(sql, db.dir); err != nil {
		return nil, err
	}
	if db.reach != nil {
		return db.confined(ctx, sql, where)
	}
	return db.query(ctx, sql, where)
}

// confined runs a statement in an instance of its own, which reads only what is
// in reach: what that is cannot be changed later.
func (db *database) confined(ctx context.Context, sql string, where []waybill.Where) (source.Cursor, error) {
	files, err := inReach(*db.reach, db.dir, sql)
	if err != nil {
		return nil, err
	}
	one, err := newDatabase(ctx, db.path, db.dir, files)
	if err != nil {
		return nil, explain(err)
	}
	cursor, err := one.query(ctx, sql, where)
	if err != nil {
		return nil, errors.Join(err, one.Close())
	}
	end := cursor.OnClose
	cursor.OnClose = func() error { return errors.Join(end(), one.Close()) }
	return cursor, nil
}

func (db *database) query(ctx context.Context, sql string, where []waybill.Where) (*source.DriverCursor, error) {
	conn, err := db.connect(ctx)
	if err != nil {
		return nil, explain(err)
	}
	cursor, err := query(ctx, conn, sql, where)
	if err != nil {
		_ = conn.Close() // the first error is the one that matters
		return nil, explain(err)
	}
	return cursor, nil
}

func (db *database) connect(ctx context.Context) (*duckdb.Conn, error) {
	conn, err := db.connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	if db.use != "" {
		if err := execute(ctx, conn, db.use); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	return conn.(*duckdb.Conn), nil //nolint:forcetypeassert // the driver's own type
}

func query(ctx context.Context, conn *duckdb.Conn, sql string, where []waybill.Where) (*source.DriverCursor, error) {
	if err := alone(ctx, conn, sql); err != nil {
		return nil, err
	}
	stmt, err := prepare(ctx, conn, sql, 0)
	if err != nil {
		return nil, err
	}
	columns, err := describe(ctx, conn, stmt, sql)
	var args []driver.NamedValue
	if err == nil && (columns.rewritten() || len(where) > 0) {
		err = stmt.Close()
		if err == nil {
			sql, args = filter(columns.rewrite(sql), where)
			stmt, err = prepare(ctx, conn, sql, len(args))
		}
	}
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(ctx, args)
	if err != nil {
		return nil, errors.Join(err, stmt.Close())
	}
	return &source.DriverCursor{
		Rows: rows, Cols: columns.columns, Converts: columns.converts,
		OnClose: func() error { return errors.Join(rows.Close(), stmt.Close(), conn.Close()) },
	}, nil
}

// filter adds conditions to a query that was rewritten.
func filter(sql string, where []waybill.Where) (string, []driver.NamedValue) {
	if len(where) == 0 {
		return sql, nil
	}
	conditions, values := dialect.Conditions(where)
	args := make([]driver.NamedValue, len(values))
	for i, v := range values {
		args[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	return sql + " as filtered where " + conditions, args
}

// prepare compiles a statement that only reads and has so many parameters.
func prepare(ctx context.Context, conn *duckdb.Conn, sql string, parameters int) (*duckdb.Stmt, error) {
	prepared, err := conn.PrepareContext(ctx, sql)
	if err != nil {
		return nil, err
	}
	stmt := prepared.(*duckdb.Stmt) //nolint:forcetypeassert // the driver's own type
	kind, err := stmt.StatementType()
	if err == nil && kind != duckdb.STATEMENT_TYPE_SELECT {
		err = waybill.Errorf(waybill.EInvalid, "a model only reads, but its query would write")
	}
	if err == nil && stmt.NumInput() != parameters {
		err = source.ErrParameters()
	}
	if err != nil {
		return nil, errors.Join(err, stmt.Close())
	}
	return stmt, nil
}

// parsed asks DuckDB's parser about a text without running it. The driver
// itself would run all statements but the last one when it prepares.
const parsed = `with parsed as (select json_serialize_sql(?::varchar) as j)
select j->>'error', j->>'error_type', j->>'error_message', json_array_length(j, '$.statements') from parsed`

// alone refuses anything but one statement that reads.
func alone(ctx context.Context, conn *duckdb.Conn, sql string) error {
	rows, err := conn.QueryContext(ctx, parsed, []driver.NamedValue{{Ordinal: 1, Value: sql}})
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // it only parsed
	const failed, kind, message, statements = 0, 1, 2, 3
	answer := make([]driver.Value, len(rows.Columns()))
	if err := rows.Next(answer); err != nil {
		return err
	}
	switch {
	case answer[failed] == "true" && answer[kind] == "not implemented":
		return waybill.Errorf(waybill.EInvalid, "a model is one statement that only reads").
			WithHint("keep one SELECT, without anything after its semicolon; PIVOT needs its columns listed with IN")
	case answer[failed] == "true":
		return waybill.Errorf(waybill.EInvalid, "DuckDB: %v", answer[message])
	case answer[statements] != uint64(1):
		return waybill.Errorf(waybill.EInvalid, "a model is one statement, but there are several").
			WithHint("keep one, without anything after its semicolon")
	}
	return nil
}

// described are the columns of a statement.
type described struct {
	columns  []waybill.Column
	converts []source.Convert
	selected []string // the expression that reads the column; "" for itself
}

// describe asks for the columns twice: the statement knows the structure of
// nested types, and DESCRIBE which of them are JSON.
func describe(ctx context.Context, conn *duckdb.Conn, stmt *duckdb.Stmt, sql string) (*described, error) {
	natives, err := nativeTypes(ctx, conn, sql)
	if err != nil {
		return nil, err
	}
	d := &described{}
	for i, native := range natives {
		name, err := stmt.ColumnName(i)
		if err != nil {
			return nil, err
		}
		info, err := stmt.ColumnTypeInfo(i)
		if err != nil {
			return nil, err
		}
		t := typeOf(info, native, dialect.Identifier(name))
		d.columns = append(d.columns, waybill.Column{Name: name, Type: t.is, Native: native})
		d.converts = append(d.converts, t.convert)
		d.selected = append(d.selected, t.selected)
	}
	return d, nil
}

// nativeTypes returns the types of a statement's columns as DuckDB writes them.
func nativeTypes(ctx context.Context, conn *duckdb.Conn, sql string) ([]string, error) {
	rows, err := conn.QueryContext(ctx, "select column_type from (describe from query("+literal(sql)+"))", nil)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // it only described
	var natives []string
	value := make([]driver.Value, 1)
	for {
		err := rows.Next(value)
		if errors.Is(err, io.EOF) {
			return natives, nil
		}
		if err != nil {
			return nil, err
		}
		native, _ := value[0].(string)
		natives = append(natives, native)
	}
}

func (d *described) rewritten() bool { return strings.Join(d.selected, "") != "" }

// rewrite returns the query that reads the columns as they are selected.
func (d *described) rewrite(sql string) string {
	list := make([]string, len(d.columns))
	for i, c := range d.columns {
		list[i] = dialect.Identifier(c.Name)
		if d.selected[i] != "" {
			list[i] = d.selected[i] + " as " + list[i]
		}
	}
	return "select " + strings.Join(list, ", ") + " from query(" + literal(sql) + ")"
}
