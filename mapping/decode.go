package mapping

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"time"

	"github.com/waybillhq/waybill"
)

// maxDepth bounds how deep values nest, as encoding/json does.
const maxDepth = 10000

var errCorrupt = errors.New("reading a spooled record: the bytes are not a record")

// ReadRecord reads a record that [AppendRecord] wrote at the start of b into r
// and returns what follows it. Nothing in r refers to b. Bytes that are not a
// record are an error, whatever they are.
func ReadRecord(b []byte, r *waybill.Record) (rest []byte, err error) {
	d := decoder{text: string(b), bytes: b}
	r.Fields = d.members()
	r.Custom = d.members()
	r.Columns = d.members()
	r.Match = d.value()
	if d.bad {
		return nil, errCorrupt
	}
	return b[d.at:], nil
}

// decoder reads values at a position. All texts share one copy of the bytes.
type decoder struct {
	text  string
	bytes []byte
	at    int
	depth int
	bad   bool
}

func (d *decoder) fail() { d.bad, d.at = true, len(d.bytes) }

func (d *decoder) uvarint() uint64 {
	n, size := binary.Uvarint(d.bytes[d.at:])
	if size <= 0 {
		d.fail()
		return 0
	}
	d.at += size
	return n
}

func (d *decoder) varint() int64 {
	n, size := binary.Varint(d.bytes[d.at:])
	if size <= 0 {
		d.fail()
		return 0
	}
	d.at += size
	return n
}

// take returns the next n bytes as text.
func (d *decoder) take(n uint64) string {
	if n > uint64(len(d.text)-d.at) {
		d.fail()
		return ""
	}
	s := d.text[d.at : d.at+int(n)]
	d.at += int(n)
	return s
}

func (d *decoder) string() string { return d.take(d.uvarint()) }

// count returns how many items follow, each of at least one byte, and whether
// there is a list at all.
func (d *decoder) count() (n int, ok bool) {
	c := d.uvarint()
	if c == 0 {
		return 0, false
	}
	if c-1 > uint64(len(d.bytes)-d.at) {
		d.fail()
		return 0, false
	}
	return int(c - 1), true
}

func (d *decoder) members() waybill.Object {
	n, ok := d.count()
	if !ok {
		return nil
	}
	o := make(waybill.Object, 0, min(n, 256)) // the count may lie
	for range n {
		if d.bad {
			return nil
		}
		name := d.string()
		o = append(o, waybill.Member{Name: name, Value: d.value()})
	}
	return o
}

func (d *decoder) value() any {
	if d.bad || d.at >= len(d.bytes) {
		d.fail()
		return nil
	}
	tag := d.bytes[d.at]
	d.at++
	switch tag {
	case tagNil:
		return nil
	case tagFalse, tagTrue:
		return tag == tagTrue
	case tagInt:
		return d.varint()
	case tagFloat:
		return d.float()
	case tagNumber:
		return json.Number(d.string())
	case tagString:
		return d.string()
	case tagTime:
		return d.time()
	case tagDate:
		return waybill.Date(d.string())
	case tagLocal:
		return waybill.LocalTime(d.string())
	}
	return d.nested(tag)
}

func (d *decoder) nested(tag byte) any {
	d.depth++
	defer func() { d.depth-- }()
	switch {
	case d.depth > maxDepth:
		d.fail()
		return nil
	case tag == tagBytes:
		return d.binary()
	case tag == tagObject:
		return d.members()
	case tag == tagMap:
		return d.unordered()
	case tag == tagList:
		return d.list()
	}
	d.fail()
	return nil
}

func (d *decoder) float() float64 {
	s := d.take(8)
	if len(s) < 8 {
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64([]byte(s)))
}

func (d *decoder) binary() []byte {
	n, ok := d.count()
	if !ok {
		return nil
	}
	return []byte(d.take(uint64(n)))
}

func (d *decoder) unordered() map[string]any {
	o := d.members()
	if o == nil {
		return nil
	}
	m := make(map[string]any, len(o))
	for _, e := range o {
		m[e.Name] = e.Value
	}
	return m
}

func (d *decoder) list() []any {
	n, ok := d.count()
	if !ok {
		return nil
	}
	l := make([]any, 0, min(n, 256))
	for range n {
		if d.bad {
			return nil
		}
		l = append(l, d.value())
	}
	return l
}

func (d *decoder) time() time.Time {
	seconds, nanos, offset := d.varint(), d.uvarint(), d.varint()
	if nanos > 999_999_999 || offset < -86400 || offset > 86400 {
		d.fail()
		return time.Time{}
	}
	t := time.Unix(seconds, int64(nanos)).UTC()
	if offset == 0 {
		return t
	}
	return t.In(time.FixedZone("", int(offset)))
}
