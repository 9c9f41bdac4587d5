package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
)

// grace is how much longer than ours the server's timeout is. Ours ends the
// query; the server's is for when we are gone.
const grace = time.Second

// prepare begins a transaction that can only read, with text formats that are
// exact and the same everywhere. It is SQL, and not parameters of the
// connection, because poolers such as PgBouncer refuse those.
func prepare(ctx context.Context, conn *pgconn.PgConn, timeout time.Duration) error {
	_, err := conn.Exec(ctx, fmt.Sprintf(`begin transaction read only;
set local statement_timeout = %d;
set local timezone = 'UTC';
set local datestyle = 'ISO, YMD';
set local extra_float_digits = 3`, (timeout+grace).Milliseconds())).ReadAll()
	return err
}

// The SQLSTATEs that mean more than a wrong query:
// https://www.postgresql.org/docs/current/errcodes-appendix.html.
const (
	undefinedTable   = "42P01"
	undefinedSchema  = "3F000"
	undefinedCatalog = "3D000"
	queryCanceled    = "57014"
	badPassword      = "28P01"
	badAuthorization = "28000"
	noPrivilege      = "42501"
)

// explain turns an error of PostgreSQL, or of connecting to it, into one for
// people.
func explain(err error) error {
	if connect, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return unreachable(connect)
	}
	pg, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return err
	}
	e := waybill.Errorf(waybill.EInvalid, "PostgreSQL: %s", pg.Message)
	e.Hint = pg.Hint
	switch pg.Code {
	case undefinedTable, undefinedSchema:
		e.Code = waybill.ENotFound
	case noPrivilege:
		e.Code = waybill.EUnauthorized
	case queryCanceled:
		e.Code, e.Err = waybill.EUnavailable, source.ErrTimeout
	}
	// Classes of what is not the query's fault: 08 connection, 53 resources,
	// 57 an operator's doing, 58 the system, XX internal.
	switch pg.Code[:2] {
	case "08", "53", "57", "58", "XX":
		e.Code = waybill.EUnavailable
	}
	return e
}

func unreachable(err *pgconn.ConnectError) error {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return &waybill.Error{Code: waybill.EUnavailable, Message: "connecting to PostgreSQL", Err: errors.Unwrap(err)}
	}
	e := waybill.Errorf(waybill.EUnavailable, "connecting to PostgreSQL: %s", pg.Message)
	switch pg.Code {
	case badPassword, badAuthorization:
		e.Code, e.Hint = waybill.EUnauthorized, "check the user and the password in `url`"
	case undefinedCatalog:
		e.Code, e.Hint = waybill.ENotFound, "check the database's name in `url`"
	}
	return e
}
