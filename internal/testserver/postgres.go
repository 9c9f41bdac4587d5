package testserver

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
)

var postgres = server{
	variable: "WAYBILL_TEST_POSTGRES",
	binary:   func() (string, error) { return find("initdb", "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin") },
	user:     "postgres",
	launch:   launchPostgres,
}

// Postgres returns the URL of a new, empty PostgreSQL database.
func Postgres(t testing.TB) string {
	t.Helper()
	base := postgres.start(t)
	name := databaseName()
	if err := execPostgres(t.Context(), base, "create database "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := execPostgres(context.Background(), base, "drop database "+name+" with (force)"); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// PostgresGone takes a database of [Postgres] away: its connections end, and it
// takes no new ones until it is back.
func PostgresGone(t testing.TB, at string) (back func()) {
	t.Helper()
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	name := pgx.Identifier{u.Path[1:]}.Sanitize()
	do := func(sql string) {
		t.Helper()
		if err := execPostgres(t.Context(), postgres.url, sql); err != nil {
			t.Fatal(err)
		}
	}
	do("alter database " + name + " allow_connections false")
	do("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + u.Path[1:] + "'")
	return func() { do("alter database " + name + " allow_connections true") }
}

// StartPostgres returns the URL of a new, empty database for programs that are
// no tests, such as the benchmarks, and what ends the server if it was started
// for that. It fails if no server is named and none is installed.
func StartPostgres(ctx context.Context) (at string, stop func(), err error) {
	if err := postgres.run(); err != nil {
		return "", nil, err
	}
	u, err := url.Parse(postgres.url)
	if err != nil {
		return "", nil, err
	}
	u.Path = "/" + databaseName()
	if err := execPostgres(ctx, postgres.url, "create database "+u.Path[1:]); err != nil {
		postgres.stop()
		return "", nil, err
	}
	return u.String(), func() {
		_ = execPostgres(context.Background(), postgres.url, "drop database "+u.Path[1:]+" with (force)") // it may be somebody's server
		postgres.stop()
	}, nil
}

func execPostgres(ctx context.Context, url, sql string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx) //nolint:errcheck // what was asked is done
	_, err = conn.Exec(ctx, sql)
	return err
}

func launchPostgres(ctx context.Context, s *server) error {
	initdb, err := s.binary()
	if err != nil {
		return err
	}
	data := filepath.Join(s.dir, "data")
	out, err := s.command(ctx, initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync").CombinedOutput()
	if err != nil {
		return fmt.Errorf("initdb: %w:\n%s", err, out)
	}
	s.url = "postgres://postgres@/postgres?host=" + url.QueryEscape(s.dir)
	ready := func(ctx context.Context) error { return execPostgres(ctx, s.url, "select 1") }
	return s.serve(ctx, ready, filepath.Join(filepath.Dir(initdb), "postgres"), "-D", data, "-k", s.dir,
		"-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200")
}
