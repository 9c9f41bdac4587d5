package mapping

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/waybillhq/waybill"
)

// The tags of values in the binary form of a record. Spooled records live as
// long as one run, so tags may change between versions.
const (
	tagNil byte = iota
	tagFalse
	tagTrue
	tagInt
	tagFloat
	tagNumber
	tagString
	tagBytes
	tagTime
	tagDate
	tagLocal
	tagMap
	tagObject
	tagList
)

// AppendRecord appends r to b in a compact binary form that [ReadRecord]
// reads back exactly. It panics on a value that a record cannot hold.
func AppendRecord(b []byte, r waybill.Record) []byte {
	b = appendMembers(b, r.Fields)
	b = appendMembers(b, r.Custom)
	b = appendMembers(b, r.Columns)
	return appendValue(b, r.Match)
}

func appendMembers(b []byte, o waybill.Object) []byte {
	b = appendCount(b, len(o), o == nil)
	for _, m := range o {
		b = appendValue(appendText(b, m.Name), m.Value)
	}
	return b
}

// appendCount writes how many items follow, apart from whether there is a list
// at all.
func appendCount(b []byte, n int, isNil bool) []byte {
	if isNil {
		return append(b, 0)
	}
	return binary.AppendUvarint(b, uint64(n)+1)
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, tagNil)
	case bool:
		if v {
			return append(b, tagTrue)
		}
		return append(b, tagFalse)
	case int64:
		return binary.AppendVarint(append(b, tagInt), v)
	case float64:
		return binary.LittleEndian.AppendUint64(append(b, tagFloat), math.Float64bits(v))
	case json.Number:
		return appendText(append(b, tagNumber), v.String())
	case string:
		return appendText(append(b, tagString), v)
	case time.Time:
		return appendTime(append(b, tagTime), v)
	case waybill.Date:
		return appendText(append(b, tagDate), string(v))
	case waybill.LocalTime:
		return appendText(append(b, tagLocal), string(v))
	}
	return appendNested(b, v)
}

func appendNested(b []byte, v any) []byte {
	switch v := v.(type) {
	case []byte:
		return append(appendCount(append(b, tagBytes), len(v), v == nil), v...)
	case waybill.Object:
		return appendMembers(append(b, tagObject), v)
	case []any:
		b = appendCount(append(b, tagList), len(v), v == nil)
		for _, e := range v {
			b = appendValue(b, e)
		}
		return b
	case map[string]any:
		b = appendCount(append(b, tagMap), len(v), v == nil)
		for name, e := range v {
			b = appendValue(appendText(b, name), e)
		}
		return b
	}
	panic(fmt.Sprintf("mapping: a record cannot hold a %T", v))
}

// appendTime keeps the instant and the zone's offset; the zone's name is lost.
func appendTime(b []byte, t time.Time) []byte {
	_, offset := t.Zone()
	b = binary.AppendVarint(b, t.Unix())
	b = binary.AppendUvarint(b, uint64(t.Nanosecond()))
	return binary.AppendVarint(b, int64(offset))
}
