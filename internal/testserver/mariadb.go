package testserver

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/go-sql-driver/mysql"
)

var mariadb = server{
	variable: "WAYBILL_TEST_MYSQL",
	binary:   func() (string, error) { return find("mariadbd", "/usr/sbin", "/usr/libexec") },
	user:     "mysql",
	launch:   launchMariaDB,
}

// MySQL returns the DSN, in the form of the Go driver, of a new, empty database
// on MariaDB, or on whatever WAYBILL_TEST_MYSQL names in that form.
func MySQL(t testing.TB) string {
	t.Helper()
	base := mariadb.start(t)
	name := databaseName()
	if err := execMySQL(t.Context(), base, "create database "+name+" character set utf8mb4"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := execMySQL(context.Background(), base, "drop database "+name); err != nil {
			t.Error(err)
		}
	})
	config, err := mysql.ParseDSN(base)
	if err != nil {
		t.Fatal(err)
	}
	config.DBName = name
	return config.FormatDSN()
}

func execMySQL(ctx context.Context, dsn, statement string) error {
	config, err := mysql.ParseDSN(dsn)
	if err != nil {
		return err
	}
	config.Logger = &mysql.NopLogger{}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return err
	}
	db := sql.OpenDB(connector)
	defer db.Close() //nolint:errcheck // what was asked is done
	_, err = db.ExecContext(ctx, statement)
	return err
}

func launchMariaDB(ctx context.Context, s *server) error {
	install, err := find("mariadb-install-db", "/usr/bin")
	if err != nil {
		return err
	}
	mariadbd, err := s.binary()
	if err != nil {
		return err
	}
	data := filepath.Join(s.dir, "data")
	out, err := s.command(ctx, install, "--no-defaults", "--datadir="+data, "--skip-test-db",
		"--auth-root-authentication-method=normal").CombinedOutput()
	if err != nil {
		return fmt.Errorf("mariadb-install-db: %w:\n%s", err, out)
	}
	socket := filepath.Join(s.dir, "socket")
	s.url = "root@unix(" + socket + ")/mysql"
	ready := func(ctx context.Context) error { return execMySQL(ctx, s.url, "select 1") }
	return s.serve(ctx, ready, mariadbd, "--no-defaults", "--datadir="+data, "--socket="+socket,
		"--pid-file="+filepath.Join(s.dir, "pid"), "--skip-networking", "--innodb-flush-log-at-trx-commit=0",
		"--innodb-flush-method=nosync", "--max-connections=200")
}
