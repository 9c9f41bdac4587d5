package source_test

import (
	"context"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
)

// driver is a source.Driver in memory, for what no real one does on request.
type driver struct {
	columns []waybill.Column
	err     error         // of Query
	next    error         // of the first Next
	closed  chan struct{} // closed by the cursor's Close
}

func (d *driver) Query(context.Context, string, ...waybill.Where) (source.Cursor, error) {
	return d, d.err
}
func (d *driver) Columns() []waybill.Column { return d.columns }
func (d *driver) Next(waybill.Row) error    { return d.next }

func (d *driver) Close() error {
	if d.closed != nil {
		close(d.closed)
	}
	return nil
}

var standard = source.Dialect{Quote: '"', Reads: source.Standard()}

func newDB(t *testing.T, d *driver, settings source.Settings) *source.DB {
	t.Helper()
	db, err := source.New(source.Config{Name: "shop", Settings: settings}, d, standard)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// Rows of which only the columns were read end with the timeout at the latest.
func TestUnreadRowsAreClosed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &driver{closed: make(chan struct{}), next: io.EOF}
		rows, err := newDB(t, d, source.Settings{"timeout": "1m"}).Query(t.Context(), "select 1")
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		<-d.closed
		if took := time.Since(start); took != time.Minute {
			t.Errorf("they were closed after %s, want 1m", took)
		}
		for _, err := range rows.All() {
			if err == nil || !strings.Contains(err.Error(), "longer than 1m") {
				t.Errorf("got %v, want that it took longer than 1m", err)
			}
		}
	})
}

func TestTimeoutSetting(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{"": 10 * time.Minute, "90s": 90 * time.Second, "0s": 0, "-1s": 0, "soon": 0} {
		got, err := source.Config{Name: "shop", Settings: source.Settings{"timeout": text}}.Timeout()
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("%q: got %s and %v", text, got, err)
		}
		if err != nil && !strings.HasPrefix(err.Error(), "sources.shop.timeout: ") {
			t.Errorf("%q: the error does not name its place: %v", text, err)
		}
	}
}

// A driver's error may carry the whole URL, its password, or the password as
// it is encoded there.
func TestErrorsCarryNoPassword(t *testing.T) {
	t.Parallel()
	const url = "postgres://ann:p%40ss%2Fword@host/db"
	for _, text := range []string{"dial " + url, "password p@ss/word is wrong", "parsing p%40ss%2Fword"} {
		for _, cause := range []error{errors.New(text), &waybill.Error{Code: waybill.EUnavailable, Message: text, Hint: text, Err: errors.New(text)}} {
			db := newDB(t, &driver{err: cause}, source.Settings{"url": waybill.NewSecret(url)})
			_, err := db.Query(t.Context(), "select 1")
			e, ok := errors.AsType[*waybill.Error](err)
			if !ok || !strings.Contains(err.Error(), "•••") {
				t.Fatalf("got %v, want the error, masked", err)
			}
			for err := error(e); err != nil; err = errors.Unwrap(err) {
				if s := err.Error() + e.Hint; strings.Contains(s, "p@ss") || strings.Contains(s, "p%40ss") {
					t.Errorf("the error shows the password: %s", s)
				}
			}
		}
	}
}

// A short password must not mask the words around it.
func TestShortPasswords(t *testing.T) {
	t.Parallel()
	const url = "postgres://ann:ab@host/db"
	db := newDB(t, &driver{err: errors.New("about //ann:ab@host")}, source.Settings{"url": waybill.NewSecret(url)})
	if _, err := db.Query(t.Context(), "select 1"); !strings.Contains(err.Error(), "about //ann•••host") {
		t.Errorf("got %v", err)
	}
}

func TestParts(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"orders":               {"orders"},
		"sales.orders":         {"sales", "orders"},
		`"a.b".c`:              {"a.b", "c"},
		`"say ""hi""".x`:       {`say "hi"`, "x"},
		`or"der`:               {`or"der`},
		`"half`:                {`"half`},
		`"a"b`:                 {`"a"b`},
		"":                     {""},
		"a.":                   {"a", ""},
		`db."my schema"."t.t"`: {"db", "my schema", "t.t"},
	} {
		if got := source.Parts(name); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
		if got := source.Parts(source.JoinParts(want)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: joined and split again it is %q", name, got)
		}
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	mysql := source.Dialect{Quote: '`'}
	if got, want := mysql.Table("a`b.\"c.d\""), "select * from `a``b`.`c.d`"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := standard.Table(`a"b`), `select * from "a""b"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A statement is known by its first word, behind whatever comments its dialect
// has.
func TestFirstWord(t *testing.T) {
	t.Parallel()
	tests := []struct {
		dialect source.Dialect
		sql     string
		reads   bool
	}{
		{standard, "select 1", true},
		{standard, "\ufeff\n ( (SELECT 1))", true},
		{standard, "-- x\n/* y */with a as (select 1) select * from a", true},
		{standard, "selective", false},
		{standard, "/* select", false},
		{standard, "-- select 1", false},
		{standard, "1", false},
		{standard, "/* /* */ select */ delete", true},
		{source.Dialect{Reads: source.Standard(), Nested: true}, "/* /* */ select */ delete", false},
		{source.Dialect{Reads: source.Standard(), Hash: true}, "# x\nselect 1", true},
		{source.Dialect{Reads: source.Standard(), Hash: true}, "--select\nselect 1", false},
		{source.Dialect{Reads: source.Standard(), Hash: true}, "-- x\nselect 1", true},
		{source.Dialect{Reads: source.Standard(), Hash: true}, "/*! delete from x */ select 1", false},
		{source.Dialect{Reads: source.Standard(), Hash: true}, "--", false},
		{source.Dialect{Reads: source.Standard(), Hash: true}, "", false},
	}
	for _, test := range tests {
		db, err := source.New(source.Config{}, &driver{next: io.EOF}, test.dialect)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Query(t.Context(), test.sql); (err == nil) != test.reads {
			t.Errorf("%q: got %v", test.sql, err)
		}
	}
}
