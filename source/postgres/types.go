package postgres

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/waybillhq/waybill"
)

// read turns the text of a value, which is overwritten later, into a value.
type read func(text []byte) (any, error)

// columnType is what is known about the type of a column.
type columnType struct {
	name string
	is   waybill.Type
	read read
}

// typesOf returns the types of fields, asking the server for what they are
// called and which of them are arrays.
func typesOf(ctx context.Context, conn *pgconn.PgConn, fields []pgconn.FieldDescription) ([]columnType, error) {
	known := catalog{pgtype.NewMap()}
	types := make([]columnType, len(fields))
	elements := map[uint32]uint32{}
	for i, f := range fields {
		types[i] = known.byOID(f.DataTypeOID)
		types[i].name = known.nameOf(f.DataTypeOID)
		if types[i].name == "" {
			elements[f.DataTypeOID] = 0
		}
	}
	if len(elements) == 0 {
		return types, nil
	}
	names, err := lookUp(ctx, conn, elements)
	if err != nil {
		return nil, err
	}
	for i, f := range fields {
		if name, ok := names[f.DataTypeOID]; ok {
			types[i].name = name
		}
		if element := elements[f.DataTypeOID]; element != 0 {
			types[i] = columnType{name: types[i].name, is: waybill.Array, read: arrayOf(known.byOID(element).read)}
		}
	}
	return types, nil
}

// lookUp names the types that are not PostgreSQL's own, such as enums, and
// fills in the types of elements of those that are arrays.
func lookUp(ctx context.Context, conn *pgconn.PgConn, elements map[uint32]uint32) (map[uint32]string, error) {
	oids := make([]string, 0, len(elements))
	for oid := range elements {
		oids = append(oids, strconv.FormatUint(uint64(oid), 10))
	}
	sql := "select oid, format_type(oid, null), case when typcategory = 'A' then typelem else 0 end from pg_type where oid in (" +
		strings.Join(oids, ",") + ")"
	result := conn.ExecParams(ctx, sql, nil, nil, nil, nil).Read()
	if result.Err != nil {
		return nil, result.Err
	}
	names := map[uint32]string{}
	for _, row := range result.Rows {
		oid, element := parseOID(row[0]), parseOID(row[2])
		names[oid], elements[oid] = string(row[1]), element
	}
	return names, nil
}

func parseOID(text []byte) uint32 {
	n, _ := strconv.ParseUint(string(text), 10, 32) // what the server calls an oid
	return uint32(n)
}

// catalog is the types that every PostgreSQL has.
type catalog struct{ *pgtype.Map }

// nameOf returns the name of a type that every PostgreSQL has, or "".
func (c catalog) nameOf(oid uint32) string {
	t, ok := c.TypeForOID(oid)
	if !ok {
		return ""
	}
	if strings.HasPrefix(t.Name, "_") {
		return t.Name[1:] + "[]"
	}
	return t.Name
}

// byOID returns how values of a type are read. Types that are not listed, such
// as money, interval, inet and enums, are text.
func (c catalog) byOID(oid uint32) columnType {
	switch oid {
	case pgtype.BoolOID:
		return columnType{is: waybill.Bool, read: readBool}
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID, pgtype.OIDOID, pgtype.XIDOID, pgtype.CIDOID:
		return columnType{is: waybill.Int, read: readInt}
	case pgtype.Float4OID, pgtype.Float8OID:
		return columnType{is: waybill.Float, read: readFloat}
	case pgtype.NumericOID:
		return columnType{is: waybill.Decimal, read: readNumeric}
	case pgtype.ByteaOID:
		return columnType{is: waybill.Bytes, read: readBytes}
	case pgtype.DateOID:
		return columnType{is: waybill.DateOf, read: readDate}
	case pgtype.TimestampOID:
		return columnType{is: waybill.Local, read: readLocal}
	case pgtype.TimestamptzOID:
		return columnType{is: waybill.Instant, read: readInstant}
	case pgtype.JSONOID, pgtype.JSONBOID:
		return columnType{is: waybill.JSON, read: waybill.ParseJSON}
	}
	if t, ok := c.TypeForOID(oid); ok {
		if array, ok := t.Codec.(*pgtype.ArrayCodec); ok {
			return columnType{is: waybill.Array, read: arrayOf(c.byOID(array.ElementType.OID).read)}
		}
	}
	return columnType{is: waybill.String, read: readText}
}

func readText(text []byte) (any, error) { return string(text), nil }

func readBool(text []byte) (any, error) { return string(text) == "t", nil }

func readInt(text []byte) (any, error) { return strconv.ParseInt(string(text), 10, 64) }

func readFloat(text []byte) (any, error) { return strconv.ParseFloat(string(text), 64) }

// readNumeric keeps a number's text. NaN and the infinities, which numeric
// allows, are no amounts of anything.
func readNumeric(text []byte) (any, error) {
	if c := text[len(text)-1]; c < '0' || c > '9' {
		return nil, fmt.Errorf("%s is not a number", text)
	}
	return json.Number(text), nil
}

func readBytes(text []byte) (any, error) {
	digits, ok := strings.CutPrefix(string(text), `\x`)
	if !ok {
		return nil, fmt.Errorf("binary data is not in hexadecimal")
	}
	return hex.DecodeString(digits)
}

// readDate takes 2006-01-02. Years beyond four digits, BC and infinity have no
// such form.
func readDate(text []byte) (any, error) {
	if len(text) != len(time.DateOnly) {
		return nil, outOfRange(text)
	}
	return waybill.Date(text), nil
}

// readLocal takes 2006-01-02 15:04:05 with an optional fraction.
func readLocal(text []byte) (any, error) {
	const date = len(time.DateOnly)
	if len(text) < len(time.DateTime) || text[date] != ' ' || text[len(text)-1] == 'C' {
		return nil, outOfRange(text)
	}
	text[date] = 'T'
	return waybill.LocalTime(text), nil
}

// readInstant takes 2006-01-02 15:04:05+00 with an optional fraction, which is
// in UTC because the session is.
func readInstant(text []byte) (any, error) {
	t, err := time.Parse("2006-01-02 15:04:05Z07", string(text))
	if err != nil {
		return nil, outOfRange(text)
	}
	return t.UTC(), nil
}

func outOfRange(text []byte) error {
	return fmt.Errorf("%s is not within the years 1 to 9999", text)
}
