package mapping

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/waybillhq/waybill"
)

// digestVersion is the first byte of every digest. Whoever changes what goes
// into a digest raises it: rows are then rehashed without being sent.
const digestVersion = 1

// Digest identifies the content of a mapped record: a version and the first 16
// bytes of a SHA-256. Two records have one digest exactly if the same would be
// sent for both.
type Digest [17]byte

// scratch holds the buffers of canonical forms between two digests.
var scratch = sync.Pool{New: func() any { return new([]byte) }}

// digest hashes a record in canonical form. Values of the run's variables must
// have been left out.
func digest(r waybill.Record, refusal string) Digest {
	space := scratch.Get().(*[]byte)
	defer scratch.Put(space)
	b := canonicalObject((*space)[:0], r.Fields, false)
	b = canonicalObject(b, r.Custom, true)
	if r.Match != nil {
		b = canonical(append(b, 'm'), r.Match)
	}
	if refusal != "" {
		b = canonicalText(append(b, 'r'), refusal)
	}
	*space = b
	sum := sha256.Sum256(b)
	d := Digest{digestVersion}
	copy(d[1:], sum[:])
	return d
}

// canonical appends v so that equal bytes mean equal values: each kind has a
// tag and each text its length.
func canonical(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, 'z')
	case bool:
		if v {
			return append(b, '1')
		}
		return append(b, '0')
	case int64:
		var digits [20]byte
		return canonicalText(append(b, 'n'), strconv.AppendInt(digits[:0], v, 10))
	case float64:
		var digits [32]byte
		text := strconv.AppendFloat(digits[:0], v, 'g', -1, 64)
		if v == 0 || bytes.IndexByte(text, 'e') >= 0 {
			return canonical(b, json.Number(text))
		}
		return canonicalText(append(b, 'n'), text) // the shortest text is canonical
	case json.Number:
		text, _ := waybill.Text(v) // 10, 10.0 and 1e1 are one number
		return canonicalText(append(b, 'n'), text)
	case string:
		return canonicalText(append(b, 's'), v)
	case []byte:
		return canonicalText(append(b, 'b'), v)
	case waybill.Date:
		return canonicalText(append(b, 'd'), string(v))
	case waybill.LocalTime:
		return canonicalText(append(b, 'l'), string(v))
	case time.Time:
		b = binary.AppendVarint(append(b, 't'), v.Unix())
		return binary.AppendUvarint(b, uint64(v.Nanosecond()))
	case waybill.Object:
		return canonicalObject(b, v, true)
	case map[string]any:
		return canonicalObject(b, members(v), true)
	case []any:
		b = binary.AppendUvarint(append(b, 'a'), uint64(len(v)))
		for _, e := range v {
			b = canonical(b, e)
		}
	}
	return b
}

func canonicalText[T string | []byte](b []byte, s T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// canonicalObject writes the members by name if order says nothing.
func canonicalObject(b []byte, o waybill.Object, sort bool) []byte {
	if sort && !slices.IsSortedFunc(o, byName) {
		var space [24]waybill.Member // a few members need no memory of their own
		o = append(space[:0], o...)
		slices.SortFunc(o, byName)
	}
	b = binary.AppendUvarint(append(b, 'o'), uint64(len(o)))
	for _, m := range o {
		b = canonical(canonicalText(b, m.Name), m.Value)
	}
	return b
}

func byName(a, b waybill.Member) int { return strings.Compare(a.Name, b.Name) }

func members(m map[string]any) waybill.Object {
	o := make(waybill.Object, 0, len(m))
	for name, v := range m {
		o = append(o, waybill.Member{Name: name, Value: v})
	}
	return o
}
