package mysql

import (
	"errors"
	"net"

	"github.com/go-sql-driver/mysql"
	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
)

// The errors that mean more than a wrong query:
// https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html and
// https://mariadb.com/kb/en/mariadb-error-code-reference/.
const (
	tooManyConnections = 1040
	databaseDenied     = 1044
	accessDenied       = 1045
	unknownDatabase    = 1049
	serverShutdown     = 1053
	tableDenied        = 1142
	noSuchTable        = 1146
	lockTimeout        = 1205
	queryTimeout       = 3024 // MySQL
	statementTimeout   = 1969 // MariaDB
)

// explain turns an error of the server, or of connecting to it, into one for
// people.
func explain(err error) error {
	if network, ok := errors.AsType[*net.OpError](err); ok {
		return &waybill.Error{Code: waybill.EUnavailable, Message: "connecting to MySQL", Err: network}
	}
	answer, ok := errors.AsType[*mysql.MySQLError](err)
	if !ok {
		return err
	}
	e := waybill.Errorf(waybill.EInvalid, "MySQL: %s", answer.Message)
	switch answer.Number {
	case noSuchTable:
		e.Code = waybill.ENotFound
	case unknownDatabase:
		e.Code, e.Hint = waybill.ENotFound, "check the database's name in `url`"
	case accessDenied, databaseDenied:
		e.Code, e.Hint = waybill.EUnauthorized, "check the user and the password in `url`"
	case tableDenied:
		e.Code = waybill.EUnauthorized
	case tooManyConnections, serverShutdown, lockTimeout:
		e.Code = waybill.EUnavailable
	case queryTimeout, statementTimeout:
		e.Code, e.Err = waybill.EUnavailable, source.ErrTimeout
	}
	return e
}
