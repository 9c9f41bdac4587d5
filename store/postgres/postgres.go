// Package postgres keeps the state in a PostgreSQL database, for any number of
// machines. What one of them may do alone, such as running a sync, it does
// under a lease with a fence: a worker that was stopped, or cut off, and wakes
// up after another took over cannot write any more.
//
// Connections are PostgreSQL's own, or a pooler's that keeps sessions.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/capture"
)

// Store is a state in a PostgreSQL database: in the schema that comes first in
// the search path.
type Store struct {
	pool     *pgxpool.Pool
	db       *sql.DB       // the same connections, for what is in SQL for every store
	clock    *pgxpool.Pool // of what must not wait behind the work: leases and rates
	clocks   clocks
	packer   *capture.Packer
	holder   string // names this process to people
	readOnly bool

	scopes store.Numbers // of store.Scope and store.ClaimScope
	runs   store.Numbers // by their ids
}

var _ store.Store = (*Store)(nil)

const (
	example = "postgres://user:password@host:5432/database?sslmode=verify-full"

	// connectTimeout ends attempts to connect, unless the URL says otherwise.
	connectTimeout = 30 * time.Second

	// clockConns is how many more there are for what must not wait.
	clockConns = 4

	// leastConns is how many connections the pool may open at least, unless the
	// URL says pool_max_conns.
	leastConns = 20 // of which the queue takes 5, and one for each run and delivery
)

// Open opens the state in the database that url names, migrating it as needed.
// Several processes may do so at once.
func Open(ctx context.Context, url string) (*Store, error) {
	s, err := open(ctx, url, false)
	if err != nil {
		return nil, err
	}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(s.unusable(err), s.Close())
	}
	return s, nil
}

// OpenReadOnly opens the state without changing anything (invariant 8): its
// transactions cannot write. It fails with [ErrEmpty] if there is no state yet.
func OpenReadOnly(ctx context.Context, url string) (*Store, error) {
	s, err := open(ctx, url, true)
	if err != nil {
		return nil, err
	}
	if err := s.checkVersion(ctx); err != nil {
		return nil, errors.Join(s.unusable(err), s.Close())
	}
	return s, nil
}

func open(ctx context.Context, url string, readOnly bool) (*Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		// The parser's own error may quote parts of the URL.
		return nil, waybill.Errorf(waybill.EInvalid, "the URL of the state cannot be read").At("state").
			WithHint("write it like %s, with special characters of the password percent-encoded", example)
	}
	configure(config, readOnly)
	packer, err := capture.NewPacker()
	if err != nil {
		return nil, err
	}
	s := &Store{packer: packer, readOnly: readOnly, holder: holder()}
	if s.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, s.unusable(err)
	}
	s.db = stdlib.OpenDBFromPool(s.pool)
	clock := config.Copy()
	clock.MaxConns, clock.MinConns = clockConns, 0
	if s.clock, err = pgxpool.NewWithConfig(ctx, clock); err != nil {
		return nil, s.unusable(err)
	}
	if err := s.check(ctx); err != nil {
		return nil, errors.Join(s.unusable(err), s.Close())
	}
	return s, nil
}

// holder names this process.
func holder() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown host"
	}
	return fmt.Sprintf("process %d on %s", os.Getpid(), host)
}

func configure(c *pgxpool.Config, readOnly bool) {
	if c.ConnConfig.ConnectTimeout == 0 {
		c.ConnConfig.ConnectTimeout = connectTimeout
	}
	if c.ConnConfig.RuntimeParams["application_name"] == "" {
		c.ConnConfig.RuntimeParams["application_name"] = "waybill"
	}
	c.MaxConns = max(c.MaxConns, leastConns)
	settings := fmt.Sprintf(session, idleInTransaction.Milliseconds())
	if readOnly {
		settings += "; set default_transaction_read_only = on"
	}
	c.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.PgConn().Exec(ctx, settings).ReadAll()
		return err
	}
}

// idleInTransaction is how long the server waits for a process that stopped
// between two statements of a transaction: a lease that it holds there must be
// free when its term is over.
const idleInTransaction = 3 * time.Second

// session is what every connection sets. It is SQL, and not parameters of the
// connection, because poolers such as PgBouncer refuse those. A commit waits
// for the disk (invariant 2), whatever the server's default is. Every query here
// is meant to follow an index, in its order: without statistics, as in a first
// run, the planner would read whole tables for each group of rows instead, and
// keep a plan that was made while they were small. For the same reason rows are
// found by LATERAL or ON CONFLICT, and not by joins.
const session = `set synchronous_commit = on; set plan_cache_mode = force_custom_plan; set jit = off;
	set enable_sort = off; set idle_in_transaction_session_timeout = %d`

// check refuses databases that cannot hold every text.
func (s *Store) check(ctx context.Context) error {
	var encoding string
	var schema *string
	if err := s.pool.QueryRow(ctx, `SELECT current_setting('server_encoding'), current_schema()`).Scan(&encoding, &schema); err != nil {
		return err
	}
	if encoding != "UTF8" {
		return waybill.Errorf(waybill.EInvalid, "the database's encoding is %s: a state needs UTF8", encoding).
			WithHint("create another one: CREATE DATABASE waybill ENCODING 'UTF8' TEMPLATE template0")
	}
	if schema == nil {
		return waybill.Errorf(waybill.EInvalid, "the schema that the URL names by search_path is not there").
			WithHint("create it: CREATE SCHEMA …")
	}
	return nil
}

// Close closes the connections. Runs must have ended.
func (s *Store) Close() error {
	err := s.db.Close()
	s.clock.Close()
	s.pool.Close()
	return errors.Join(err, s.packer.Close())
}

// place is where the state is, without who reads it.
func (s *Store) place() string {
	c := s.pool.Config().ConnConfig
	return fmt.Sprintf("postgres://%s:%d/%s", c.Host, c.Port, c.Database)
}

// unusable turns an error of opening the state into one for people. Neither
// has the password: pgx never repeats it.
func (s *Store) unusable(err error) error {
	if e, ok := errors.AsType[*waybill.Error](err); ok {
		if e.Path == "" {
			e.Path = s.place()
		}
		return err
	}
	e := &waybill.Error{
		Code: waybill.EUnavailable, Message: "the state cannot be used", Path: s.place(), Err: err,
		Hint: "check that the server runs, and the host, the database and the user in `state:`",
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && (pg.Code == badPassword || pg.Code == badAuthorization) {
		e.Code, e.Hint = waybill.EUnauthorized, "check the user and the password in `state:`"
	}
	return e
}

// The SQLSTATEs that mean more than a bug:
// https://www.postgresql.org/docs/current/errcodes-appendix.html.
const (
	badPassword      = "28P01"
	badAuthorization = "28000"
	deadlock         = "40P01"
	notSerializable  = "40001"
)

// undone reports whether the server undid a transaction because of another one,
// so that it can simply be done again.
func undone(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pg.Code == deadlock || pg.Code == notSerializable)
}
