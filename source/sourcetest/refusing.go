package sourcetest

import (
	"errors"
	"strings"
	"testing"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
)

// keep is the table that must stay as it is.
var keep = []string{"create table keep (id integer)", "insert into keep values (1), (2)"}

// kept asserts that nothing was written.
func kept(t *testing.T, src waybill.Source, after string) {
	t.Helper()
	_, rows := Read(t, src, "select * from keep order by id")
	equal(t, "the table after "+after, rows, []waybill.Row{{int64(1)}, {int64(2)}})
}

func writes(t *testing.T, s Subject) {
	src := s.Open(t, nil, keep...)
	for _, sql := range append([]string{
		"insert into keep values (3)",
		"update keep set id = 0",
		"delete from keep",
		"drop table keep",
		"alter table keep add column x integer",
		"create table other (id integer)",
		"create view v as select 1 as x",
		"/* select */ delete from keep",
		"-- select\ndelete from keep",
		"(delete from keep)",
		"commit",
		"begin",
		"",
		" -- nothing",
	}, s.Writes...) {
		err := fails(t, src, sql)
		if err.Code != waybill.EInvalid {
			t.Errorf("%s: got %v (%s), want it refused as invalid", sql, err, err.Code)
		}
		kept(t, src, sql)
	}
}

func several(t *testing.T, s Subject) {
	src := s.Open(t, nil, keep...)
	for _, sql := range []string{
		"select 1 as a; select 2 as b",
		"select 1 as a; delete from keep",
		"select ';' as a; delete from keep",
		"select 1 as a /* ; */; -- ;\n delete from keep",
		"select 1 as a; this is no sql",
	} {
		if err := fails(t, src, sql); err.Code != waybill.EInvalid {
			t.Errorf("%s: got %v (%s), want it refused as invalid", sql, err, err.Code)
		}
		kept(t, src, sql)
	}
}

func semicolon(t *testing.T, s Subject) {
	src := s.Open(t, nil)
	for _, sql := range []string{"select ';' as a;", " select ';' as a ; \n", "-- first\nselect ';' as a -- last", "/* first */ (select ';' as a)"} {
		if sql[0] == '/' && s.Quote == `"` && s.Schema == "" {
			continue // SQLite has no statement in parentheses
		}
		_, rows := Read(t, src, sql)
		equal(t, sql, rows, []waybill.Row{{";"}})
	}
}

func parameters(t *testing.T, s Subject) {
	src := s.Open(t, nil)
	for _, sql := range []string{"select ? as x", "select $1 as x", "select :x as x"} {
		if err := fails(t, src, sql); err.Code != waybill.EInvalid {
			t.Errorf("%s: got %v (%s), want it refused as invalid", sql, err, err.Code)
		}
	}
}

func missingTable(t *testing.T, s Subject) {
	src := s.Open(t, nil)
	for _, sql := range []string{"select * from no_such_table", src.Table("no_such_table")} {
		err := fails(t, src, sql)
		if err.Code != waybill.ENotFound || !strings.Contains(err.Error(), "no_such_table") {
			t.Errorf("got %v (%s), want that no_such_table was not found", err, err.Code)
		}
	}
}

func mistake(t *testing.T, s Subject) {
	err := fails(t, s.Open(t, nil), "select no_such_column from (select 1 as id) t")
	if !strings.Contains(err.Error(), "no_such_column") {
		t.Errorf("got %v, want an error that names the column", err)
	}
}

// NoSecret asserts that a source with this setting, which cannot be reached,
// says so without the secret.
func NoSecret(t *testing.T, kind source.Kind, settings source.Settings, secret string) {
	t.Helper()
	src, err := kind.Open(t.Context(), source.Config{Name: "shop", Dir: t.TempDir(), Settings: settings})
	if err == nil {
		defer src.Close() //nolint:errcheck // it was never connected
		err = src.Ping(t.Context())
	}
	e, ok := errors.AsType[*waybill.Error](err)
	if !ok {
		t.Fatalf("got %v, want a *waybill.Error", err)
	}
	if text := e.Error() + e.Hint; strings.Contains(text, secret) {
		t.Errorf("the error shows the secret: %s", text)
	}
	for err := error(e); err != nil; err = errors.Unwrap(err) {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("a wrapped error shows the secret: %s", err)
		}
	}
}
