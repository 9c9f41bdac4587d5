package postgres_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/internal/testserver"
	"github.com/waybillhq/waybill/store"
	"github.com/waybillhq/waybill/store/postgres"
)

// connect connects to a database as a person with SQL would.
func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	return conn
}

// ask returns the one value that a query answers with.
func ask[T any](t *testing.T, conn *pgx.Conn, query string) (v T) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), query).Scan(&v); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}

func TestSeveralProcessesMigrateAtOnce(t *testing.T) {
	t.Parallel()
	url := testserver.Postgres(t)
	var all sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		all.Go(func() {
			s, err := postgres.Open(t.Context(), url)
			if errs[i] = err; err == nil {
				errs[i] = s.Close()
			}
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if n := ask[int](t, connect(t, url), `SELECT count(*) FROM waybill_version WHERE version_id = 1`); n != 1 {
		t.Errorf("migrated %d times", n)
	}
}

func TestReadOnly(t *testing.T) {
	t.Parallel()
	url := testserver.Postgres(t)
	if _, err := postgres.OpenReadOnly(t.Context(), url); !errors.Is(err, postgres.ErrEmpty) || waybill.ErrorCode(err) != waybill.ENotFound {
		t.Fatalf("a state that is not there: %v", err)
	}
	db := connect(t, url)
	const tables = `SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace`
	if n := ask[int](t, db, tables); n != 0 {
		t.Errorf("%d things were made", n)
	}
	scope := store.Scope{Account: "a", Sync: "s"}
	if _, err := open(t, url).Commit(t.Context(), store.Batch{Scope: scope, Entries: []store.Entry{{Key: `["1"]`, State: store.Accepted}}}); err != nil {
		t.Fatal(err)
	}
	r, err := postgres.OpenReadOnly(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // it was only read
	n := 0
	for _, err := range r.Memory(t.Context(), scope) {
		if n++; err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.Claims(t.Context(), store.ClaimScope{Account: "new"}, []string{"x"}); err != nil || n != 1 {
		t.Errorf("%d rows, %v", n, err)
	}
	for what, err := range map[string]error{
		"a run":    r.SaveRun(t.Context(), waybill.Run{ID: "R"}, 0),
		"a cancel": r.Cancel(t.Context(), "R"),
		"a lease":  func() error { _, err := r.Lock(t.Context(), "s"); return err }(),
		"a batch": func() error {
			_, err := r.Commit(t.Context(), store.Batch{Scope: scope, Forget: []string{`["1"]`}})
			return err
		}(),
	} {
		if err == nil || !strings.Contains(err.Error(), "read-only transaction") {
			t.Errorf("%s was written: %v", what, err)
		}
	}
}

func TestOtherVersions(t *testing.T) {
	t.Parallel()
	url := testserver.Postgres(t)
	open(t, url)
	db := connect(t, url)
	if _, err := db.Exec(t.Context(), `INSERT INTO waybill_version (version_id, is_applied) VALUES (99, true)`); err != nil {
		t.Fatal(err)
	}
	for name, open := range openers {
		if _, err := open(t.Context(), url); waybill.ErrorCode(err) != waybill.EConflict || !strings.Contains(err.Error(), "99") {
			t.Errorf("%s: a newer state: %v", name, err)
		}
	}
	if _, err := db.Exec(t.Context(), `DELETE FROM waybill_version WHERE version_id > 0`); err != nil {
		t.Fatal(err)
	}
	if _, err := postgres.Open(t.Context(), url); waybill.ErrorCode(err) != waybill.EInvalid {
		t.Errorf("tables of something else: %v", err)
	}
}

func TestASchemaOfItsOwn(t *testing.T) {
	t.Parallel()
	base := testserver.Postgres(t)
	db := connect(t, base)
	if _, err := db.Exec(t.Context(), `CREATE SCHEMA sales; CREATE TABLE public.runs (id int)`); err != nil {
		t.Fatal(err)
	}
	_, err := postgres.Open(t.Context(), base)
	if waybill.ErrorCode(err) != waybill.EInvalid || !strings.Contains(err.Error(), "runs") {
		t.Errorf("a schema of something else was taken: %v", err)
	}
	s := open(t, base+"&search_path=sales")
	if runs, err := s.ListRuns(t.Context(), store.RunFilter{}); err != nil || len(runs) != 0 {
		t.Errorf("%v, %v", runs, err)
	}
	if _, err := postgres.Open(t.Context(), base+"&search_path=nowhere"); waybill.ErrorCode(err) != waybill.EInvalid {
		t.Errorf("a schema that is not there: %v", err)
	}
	if n := ask[int](t, db, `SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace`); n != 1 {
		t.Errorf("%d things in the other's schema", n)
	}
}

func TestAPasswordIsNotRepeated(t *testing.T) {
	t.Parallel()
	const secret = "p4ss-w0rd"
	server, err := url.Parse(testserver.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	server.User = url.UserPassword("nobody", secret)
	for _, u := range []string{
		server.String(),
		"postgres://ada:" + secret + "@127.0.0.1:1/db",
		"postgres://ada:" + secret + "%zz@127.0.0.1:1/db",
		"postgres://ada:" + secret + " @[::1/db?sslmode=no",
		"postgres://ada@127.0.0.1:1/db?password=" + secret,
	} {
		for name, open := range openers {
			_, err := open(t.Context(), u)
			if err == nil {
				t.Fatalf("%s was opened", u)
			}
			if text := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(text, secret) {
				t.Errorf("%s: the error repeats the password: %s", name, text)
			}
		}
	}
}

func TestTheLedgerCanBeReadWithSQL(t *testing.T) {
	t.Parallel()
	url := testserver.Postgres(t)
	s := open(t, url)
	b := store.Batch{Run: "R", Scope: store.Scope{Account: "shop", Sync: "orders"}, Claims: store.ClaimScope{Account: "shop", Operation: "conversions"}}
	if err := s.SaveRun(t.Context(), waybill.Run{ID: "R", Sync: "orders", Account: "shop", Status: waybill.Running}, 0); err != nil {
		t.Fatal(err)
	}
	begins := b
	begins.Begin = []store.Begin{{Key: `["1"]`, BusinessKey: "O-1"}, {Key: `["2"]`, BusinessKey: "\x00\xff"}}
	settles := b
	settles.Settle = []store.Settle{{BusinessKey: "O-1", State: store.Accepted, Request: "POST é", Answer: "200"}, {BusinessKey: "\x00\xff", State: store.Accepted, Request: "\x00", Answer: "200"}}
	for _, b := range []store.Batch{begins, settles} {
		if _, err := s.Commit(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	db := connect(t, url)
	got := ask[string](t, db, `SELECT concat_ws('|', account, operation, state, sync, primary_key, run, request, answer) FROM ledger WHERE business_key = 'O-1'`)
	if got != `shop|conversions|accepted|orders|["1"]|R|POST é|200` {
		t.Error(got)
	}
	if got := ask[string](t, db, `SELECT request FROM ledger WHERE primary_key = '["2"]'`); got != `\000` {
		t.Error(got)
	}
}
