package engine

import (
	"encoding/binary"
	"errors"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/store"
)

// action is what is to be done about a row.
type action uint8

const (
	send   action = iota + 1
	remove        // delete or clear at the vendor
	report        // nothing to send: the outcome is known already
	note          // nothing but memory changes
)

// work is one row's part of a plan.
type work struct {
	Do       action
	Kind     waybill.Kind
	Key      string
	Digest   waybill.Digest
	Business string // the business key of an insert, the match value of an upsert
	Record   []byte // encoded; of send and remove
	Prior    store.Entry

	// Write is the memory that follows without anything being sent.
	Write *store.Entry
	// Forget drops the row's memory.
	Forget bool

	// Of report.
	Outcome waybill.Outcome
	Message string
	Invalid bool // refused before sending
	Copy    int  // of several rows under one primary key

	// Of an insert's claim, see store.Begin.
	Force, Again bool

	called bool // in doubt, and its business key in the model is not what it was; not encoded

	raw []byte // what it was decoded from
}

// reported is the result of a row whose outcome was known at a time without
// sending.
func (w *work) reported(at time.Time) store.Result {
	return store.Result{Result: waybill.Result{
		Key: w.Key, BusinessKey: w.Business, Kind: w.Kind, Outcome: w.Outcome, Message: w.Message, Invalid: w.Invalid, At: at,
	}, Copy: w.Copy}
}

var errSpool = errors.New("the spooled plan is damaged")

// append encodes w. The plan is never read by another version.
func (w *work) append(b []byte) []byte {
	remembered := w.Prior != store.Entry{Key: w.Key}
	b = append(b, byte(w.Do), flags(w.Forget, w.Invalid, w.Force, w.Again, w.Write != nil, remembered))
	for _, s := range []string{string(w.Kind), w.Key, w.Business, string(w.Outcome), w.Message} {
		b = appendText(b, s)
	}
	b = append(b, w.Digest[:]...)
	b = append(binary.AppendUvarint(b, uint64(len(w.Record))), w.Record...)
	b = binary.AppendUvarint(b, uint64(w.Copy))
	if remembered {
		b = appendEntry(b, &w.Prior)
	}
	if w.Write != nil {
		b = appendEntry(b, w.Write)
	}
	return b
}

// decode reads what append wrote. The record refers to b, all else is copied.
func (w *work) decode(b []byte) error {
	d := decoder{b: b}
	do, f := d.byte(), d.byte()
	*w = work{raw: b, Do: action(do), Forget: f&1 != 0, Invalid: f&2 != 0, Force: f&4 != 0, Again: f&8 != 0}
	w.Kind = d.kind()
	w.Key, w.Business = d.text(), d.text()
	w.Outcome, w.Message = waybill.Outcome(d.text()), d.text()
	d.digest(&w.Digest)
	w.Record = d.bytes()
	w.Copy = int(d.uvarint())
	if w.Prior.Key = w.Key; f&32 != 0 {
		d.entry(&w.Prior)
	}
	if f&16 != 0 {
		w.Write = new(store.Entry)
		d.entry(w.Write)
	}
	return d.err
}

func flags(bits ...bool) (f byte) {
	for i, on := range bits {
		if on {
			f |= 1 << i
		}
	}
	return f
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendEntry(b []byte, e *store.Entry) []byte {
	b = append(b, byte(e.State), byte(e.Gone), flags(e.Assumed))
	b = append(append(b, e.Digest[:]...), e.Tried[:]...)
	for _, n := range [...]int64{int64(e.Refusals), store.Micros(e.TriedAt), store.Micros(e.Unsure)} {
		b = binary.AppendVarint(b, n)
	}
	for _, text := range [...]string{e.Key, e.BusinessKey, e.Note, e.NewKey} {
		b = appendText(b, text)
	}
	return b
}

// decoder reads encoded values until one is damaged.
type decoder struct {
	b   []byte
	err error
}

func (d *decoder) take(n int) []byte {
	if n < 0 || n > len(d.b) {
		d.err = errSpool
		return make([]byte, min(max(n, 0), len(waybill.Digest{})))
	}
	v := d.b[:n]
	d.b = d.b[n:]
	return v
}

func (d *decoder) byte() byte                { return d.take(1)[0] }
func (d *decoder) digest(to *waybill.Digest) { copy(to[:], d.take(len(to))) }

func (d *decoder) bytes() []byte {
	n := d.uvarint()
	if n > uint64(len(d.b)) {
		d.err = errSpool
		return nil
	}
	return d.take(int(n))
}

func (d *decoder) text() string { return string(d.bytes()) }

// kind is text without a copy for every row.
func (d *decoder) kind() waybill.Kind {
	b := d.bytes()
	for _, k := range [...]waybill.Kind{waybill.Added, waybill.Changed, waybill.Removed} {
		if string(b) == string(k) {
			return k
		}
	}
	return waybill.Kind(b)
}

func (d *decoder) uvarint() uint64 {
	n, size := binary.Uvarint(d.b)
	if size <= 0 {
		d.err = errSpool
		return 0
	}
	d.b = d.b[size:]
	return n
}

func (d *decoder) varint() int64 {
	n, size := binary.Varint(d.b)
	if size <= 0 {
		d.err = errSpool
		return 0
	}
	d.b = d.b[size:]
	return n
}

func (d *decoder) entry(e *store.Entry) {
	*e = store.Entry{State: store.State(d.byte()), Gone: store.Gone(d.byte()), Assumed: d.byte() != 0}
	d.digest(&e.Digest)
	d.digest(&e.Tried)
	e.Refusals = int(d.varint())
	e.TriedAt, e.Unsure = store.FromMicros(d.varint()), store.FromMicros(d.varint())
	e.Key, e.BusinessKey, e.Note, e.NewKey = d.text(), d.text(), d.text(), d.text()
}
