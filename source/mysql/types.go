package mysql

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
)

// columnsOf returns the columns of rows and how their values are converted.
func columnsOf(rows driver.Rows) ([]waybill.Column, []source.Convert) {
	names := rows.Columns()
	columns, converts := make([]waybill.Column, len(names)), make([]source.Convert, len(names))
	for i, name := range names {
		columns[i].Name = name
		if typed, ok := rows.(driver.RowsColumnTypeDatabaseTypeName); ok {
			columns[i].Native = typed.ColumnTypeDatabaseTypeName(i)
		}
		columns[i].Type, converts[i] = typeOf(columns[i].Native)
	}
	return columns, converts
}

// typeOf returns the type of a column that the driver calls name. There are no
// booleans: TINYINT(1) and BOOLEAN are the integers 0 and 1.
func typeOf(name string) (waybill.Type, source.Convert) {
	switch strings.TrimPrefix(name, "UNSIGNED ") {
	case "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT", "YEAR":
		return waybill.Int, integer
	case "BIT":
		return waybill.Int, source.As(bits)
	case "DECIMAL":
		return waybill.Decimal, source.As(decimal)
	case "FLOAT", "DOUBLE":
		return waybill.Float, float
	case "DATE":
		return waybill.DateOf, source.As(date)
	case "DATETIME":
		return waybill.Local, source.As(local)
	case "TIMESTAMP":
		return waybill.Instant, source.As(instant)
	case "JSON":
		return waybill.JSON, source.As(waybill.ParseJSON)
	case "BINARY", "VARBINARY", "TINYBLOB", "BLOB", "MEDIUMBLOB", "LONGBLOB", "GEOMETRY", "VECTOR":
		return waybill.Bytes, nil
	case "NULL":
		return waybill.Any, nil
	}
	return waybill.String, source.As(text)
}

func integer(v any) (any, error) {
	if n, ok := v.(uint64); ok {
		return source.Uint(n), nil
	}
	return v, nil
}

// bits returns BIT(n) as the number it is.
func bits(raw []byte) (any, error) {
	var n uint64
	for _, b := range raw {
		n = n<<8 | uint64(b)
	}
	return source.Uint(n), nil
}

func decimal(raw []byte) (any, error) { return json.Number(raw), nil }

func float(v any) (any, error) {
	if f, ok := v.(float32); ok {
		return source.Float32(f), nil
	}
	return v, nil
}

func text(raw []byte) (any, error) { return string(raw), nil }

// zeroDate is what MySQL keeps for a date that is not known.
const zeroDate = "0000-00-00"

func date(raw []byte) (any, error) {
	text := string(raw)
	if text == zeroDate {
		return nil, nil
	}
	return waybill.Date(text), complete(text)
}

func local(raw []byte) (any, error) {
	text := string(raw)
	if strings.HasPrefix(text, zeroDate) {
		return nil, nil
	}
	day, clock, _ := strings.Cut(text, " ")
	return waybill.LocalTime(day + "T" + clock), complete(text)
}

// instant reads a TIMESTAMP, which is in UTC because the session is.
func instant(raw []byte) (any, error) {
	text := string(raw)
	if strings.HasPrefix(text, zeroDate) {
		return nil, nil
	}
	t, err := time.Parse(time.DateTime, text)
	if err != nil {
		return nil, fmt.Errorf("%s is not a time", text)
	}
	return t, nil
}

// complete refuses dates such as 2024-00-00, which MySQL allows.
func complete(text string) error {
	if len(text) < len(zeroDate) || text[:4] == "0000" || text[5:7] == "00" || text[8:10] == "00" {
		return fmt.Errorf("%s is not a whole date", text)
	}
	return nil
}
