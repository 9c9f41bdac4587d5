package postgres

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Away reports whether an error says that the database cannot be read or
// written for now: it takes no connections, ended one, only reads, or has no
// room. Nothing is wrong with what was asked.
func Away(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return awayCode(pg.Code)
	}
	var network net.Error
	return errors.As(err, &network) || pgconn.SafeToRetry(err) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, driver.ErrBadConn)
}

// awayCode reports whether a SQLSTATE says so.
func awayCode(code string) bool {
	const connection, resources, shutdown = "08", "53", "57P"
	const prerequisite, readOnly = "55000", "25006"
	return strings.HasPrefix(code, connection) || strings.HasPrefix(code, resources) || strings.HasPrefix(code, shutdown) ||
		code == prerequisite || code == readOnly
}
