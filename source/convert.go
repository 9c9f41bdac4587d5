package source

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/waybillhq/waybill"
)

// Convert turns a value of a driver, never nil, into one of package waybill's,
// exactly.
type Convert func(v any) (any, error)

// As returns a Convert for values of one type of a driver. Any other is an
// error, not a panic: drivers change.
func As[T any](convert func(T) (any, error)) Convert {
	return func(v any) (any, error) {
		t, ok := v.(T)
		if !ok {
			return nil, fmt.Errorf("a %T was not expected", v)
		}
		return convert(t)
	}
}

// DriverCursor is a Cursor over the rows of a database/sql driver, without
// database/sql in between: that takes a lock for every row and copies every
// value once more.
type DriverCursor struct {
	Rows     driver.Rows
	Cols     []waybill.Column
	Converts []Convert // by column; nil keeps the value
	OnClose  func() error

	values []driver.Value
}

// Columns returns the columns.
func (c *DriverCursor) Columns() []waybill.Column { return c.Cols }

// Next fills row; see Cursor.
func (c *DriverCursor) Next(row waybill.Row) error {
	if c.values == nil {
		c.values = make([]driver.Value, len(c.Cols))
	}
	if err := c.Rows.Next(c.values); err != nil {
		return err
	}
	for i, v := range c.values {
		convert := c.Converts[i]
		if convert == nil || v == nil {
			row[i] = v
			continue
		}
		converted, err := convert(v)
		if err != nil {
			return InColumn(c.Cols[i].Name, err)
		}
		row[i] = converted
	}
	return nil
}

// Close ends the query.
func (c *DriverCursor) Close() error { return c.OnClose() }

// InColumn says in which column a value was that could not be converted.
func InColumn(name string, err error) error {
	e := waybill.Errorf(waybill.EInvalid, "column %q", name)
	e.Err = err
	return e
}

// Uint returns n as an int64, or as a json.Number if it is too large.
func Uint(n uint64) any {
	if n <= math.MaxInt64 {
		return int64(n)
	}
	return json.Number(strconv.FormatUint(n, 10))
}

// Integer returns the integer that text is as an int64, or as a json.Number if
// it is too large.
func Integer(text string) any {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	return json.Number(text)
}

// Float32 returns the float64 that is written the same: 1.1 stays 1.1, which
// the nearest float64 of the float32 is not.
func Float32(f float32) float64 {
	text := strconv.FormatFloat(float64(f), 'g', -1, 32)
	exact, _ := strconv.ParseFloat(text, 64) // of what was just formatted
	return exact
}

// Day returns the calendar date of t.
func Day(t time.Time) (any, error) {
	if err := inRange(t); err != nil {
		return nil, err
	}
	return waybill.Date(t.Format(time.DateOnly)), nil
}

// Wall returns the date and time of day of t, without its zone.
func Wall(t time.Time) (any, error) {
	if err := inRange(t); err != nil {
		return nil, err
	}
	return waybill.LocalTime(t.Format("2006-01-02T15:04:05.999999999")), nil
}

// Instant returns t in UTC.
func Instant(t time.Time) (any, error) {
	if err := inRange(t); err != nil {
		return nil, err
	}
	return t.UTC(), nil
}

// inRange refuses what has no place in a four-digit year, which infinity is
// among.
func inRange(t time.Time) error {
	if y := t.Year(); y < 1 || y > 9999 {
		return fmt.Errorf("the date is not within the years 1 to 9999")
	}
	return nil
}
