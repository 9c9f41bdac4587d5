//go:build cgo && !no_duckdb

package duckdb

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/source"
)

// columnType is how a column is read.
type columnType struct {
	is       waybill.Type
	convert  source.Convert
	selected string // the expression to select instead of the column; "" if none
}

// typeOf returns how a column is read. JSON is selected as text, because the
// driver would decode its numbers as floats; what contains JSON, or has maps
// whose keys are nested, is selected as JSON text.
func typeOf(info duckdb.TypeInfo, native, column string) columnType {
	switch {
	case native == "JSON":
		return columnType{is: waybill.JSON, convert: source.As(parseJSON), selected: column + "::varchar"}
	case strings.Contains(native, "JSON") && !isScalar(info), hasNestedKeys(info):
		return columnType{is: kindOf(info.InternalType()), convert: source.As(parseJSON), selected: "to_json(" + column + ")::varchar"}
	}
	return columnType{is: kindOf(info.InternalType()), convert: converter(info)}
}

func isScalar(info duckdb.TypeInfo) bool {
	switch info.InternalType() {
	case duckdb.TYPE_LIST, duckdb.TYPE_ARRAY, duckdb.TYPE_STRUCT, duckdb.TYPE_MAP, duckdb.TYPE_UNION:
		return false
	}
	return true
}

// hasNestedKeys reports whether there is a map in a type whose keys the driver
// cannot compare.
func hasNestedKeys(info duckdb.TypeInfo) bool {
	switch d := info.Details().(type) {
	case *duckdb.ListDetails:
		return hasNestedKeys(d.Child)
	case *duckdb.ArrayDetails:
		return hasNestedKeys(d.Child)
	case *duckdb.MapDetails:
		return !isScalar(d.Key) || kindOf(d.Key.InternalType()) == waybill.Bytes || hasNestedKeys(d.Value)
	case *duckdb.StructDetails:
		for _, e := range d.Entries {
			if hasNestedKeys(e.Info()) {
				return true
			}
		}
	case *duckdb.UnionDetails:
		for _, m := range d.Members {
			if hasNestedKeys(m.Type) {
				return true
			}
		}
	}
	return false
}

func kindOf(t duckdb.Type) waybill.Type {
	switch t {
	case duckdb.TYPE_BOOLEAN:
		return waybill.Bool
	case duckdb.TYPE_TINYINT, duckdb.TYPE_SMALLINT, duckdb.TYPE_INTEGER, duckdb.TYPE_BIGINT, duckdb.TYPE_HUGEINT,
		duckdb.TYPE_UTINYINT, duckdb.TYPE_USMALLINT, duckdb.TYPE_UINTEGER, duckdb.TYPE_UBIGINT, duckdb.TYPE_UHUGEINT, duckdb.TYPE_BIGNUM:
		return waybill.Int
	case duckdb.TYPE_FLOAT, duckdb.TYPE_DOUBLE:
		return waybill.Float
	case duckdb.TYPE_DECIMAL:
		return waybill.Decimal
	case duckdb.TYPE_BLOB, duckdb.TYPE_GEOMETRY:
		return waybill.Bytes
	case duckdb.TYPE_DATE:
		return waybill.DateOf
	case duckdb.TYPE_TIMESTAMP, duckdb.TYPE_TIMESTAMP_S, duckdb.TYPE_TIMESTAMP_MS, duckdb.TYPE_TIMESTAMP_NS:
		return waybill.Local
	case duckdb.TYPE_TIMESTAMP_TZ:
		return waybill.Instant
	case duckdb.TYPE_LIST, duckdb.TYPE_ARRAY:
		return waybill.Array
	case duckdb.TYPE_STRUCT, duckdb.TYPE_MAP:
		return waybill.JSON
	case duckdb.TYPE_UNION:
		return waybill.Any
	}
	return waybill.String
}

// converter returns how values of a type are converted; nil keeps them.
func converter(info duckdb.TypeInfo) source.Convert {
	switch t := info.InternalType(); t {
	case duckdb.TYPE_DECIMAL:
		return source.As(decimal)
	case duckdb.TYPE_DATE:
		return source.As(source.Day)
	case duckdb.TYPE_TIMESTAMP_TZ:
		return source.As(source.Instant)
	case duckdb.TYPE_TIME:
		return formatted("15:04:05.999999")
	case duckdb.TYPE_TIME_TZ:
		return formatted("15:04:05.999999-07:00")
	case duckdb.TYPE_UUID:
		return uuid
	case duckdb.TYPE_INTERVAL:
		return source.As(interval)
	case duckdb.TYPE_LIST, duckdb.TYPE_ARRAY, duckdb.TYPE_STRUCT, duckdb.TYPE_MAP, duckdb.TYPE_UNION:
		return nested(info)
	default:
		switch kindOf(t) {
		case waybill.Local:
			return source.As(source.Wall)
		case waybill.Int, waybill.Float:
			return number
		}
	}
	return scalar
}

// scalar takes what remains as it is, but for bits inside of nested values.
func scalar(v any) (any, error) {
	if bit, ok := v.(duckdb.Bit); ok {
		return bit.String(), nil
	}
	return v, nil
}

func parseJSON(text string) (any, error) { return waybill.ParseJSON([]byte(text)) }

// formatted returns a Convert of times of day to text.
func formatted(layout string) source.Convert {
	return source.As(func(t time.Time) (any, error) { return t.Format(layout), nil })
}

func number(v any) (any, error) {
	switch v := v.(type) {
	case int8:
		return int64(v), nil
	case int16:
		return int64(v), nil
	case int32:
		return int64(v), nil
	case uint8:
		return int64(v), nil
	case uint16:
		return int64(v), nil
	case uint32:
		return int64(v), nil
	case uint64:
		return source.Uint(v), nil
	case *big.Int:
		return source.Integer(v.String()), nil
	case float32:
		return source.Float32(v), nil
	}
	return v, nil
}

// decimal returns all digits of a decimal, trailing zeros included.
func decimal(d duckdb.Decimal) (any, error) {
	digits, sign := d.Value.String(), ""
	if d.Value.Sign() < 0 {
		digits, sign = digits[1:], "-"
	}
	scale := int(d.Scale)
	if scale == 0 {
		return json.Number(sign + digits), nil
	}
	if len(digits) <= scale {
		digits = strings.Repeat("0", scale-len(digits)+1) + digits
	}
	point := len(digits) - scale
	return json.Number(sign + digits[:point] + "." + digits[point:]), nil
}

func uuid(v any) (any, error) {
	var u duckdb.UUID
	if err := u.Scan(v); err != nil {
		return nil, err
	}
	return u.String(), nil
}

// interval returns the parts that an interval has, as DuckDB writes them.
func interval(i duckdb.Interval) (any, error) {
	var parts []string
	add := func(n int32, one string) {
		switch n {
		case 0:
		case 1, -1:
			parts = append(parts, fmt.Sprint(n, " ", one))
		default:
			parts = append(parts, fmt.Sprint(n, " ", one, "s"))
		}
	}
	add(i.Months/12, "year")
	add(i.Months%12, "month")
	add(i.Days, "day")
	if i.Micros != 0 || len(parts) == 0 {
		parts = append(parts, clock(i.Micros))
	}
	return strings.Join(parts, " "), nil
}

// clock writes microseconds as 15:04:05, with a fraction if there is one.
func clock(micros int64) string {
	sign := ""
	if micros < 0 {
		sign, micros = "-", -micros
	}
	seconds := micros / 1e6
	text := fmt.Sprintf("%s%02d:%02d:%02d", sign, seconds/3600, seconds/60%60, seconds%60)
	if fraction := micros % 1e6; fraction != 0 {
		text += strings.TrimRight(fmt.Sprintf(".%06d", fraction), "0")
	}
	return text
}
