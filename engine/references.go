package engine

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"strings"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/spool"
	"github.com/waybillhq/waybill/store"
)

// references gathers by what people look for the rows of a plan. They come out
// in the order of their digests: an index that is written in its order costs a
// fraction of one that is written as the rows come. Nil gathers nothing.
type references struct {
	names  []string // of the fields
	missed bool     // those of rows that need nothing are not kept yet
	sorted *spool.Sorter
	value  []byte // scratch
}

// referenceNames are the fields by which people look for records of a job.
func referenceNames(j *Job) (names []string) {
	for _, f := range j.Operation.Fields {
		if f.Reference {
			names = append(names, f.Name)
		}
	}
	return names
}

// references begins to gather for a run of a job, if it has any.
func (e *Engine) references(ctx context.Context, j *Job) (*references, error) {
	r := &references{names: referenceNames(j)}
	if r.names == nil {
		return nil, nil
	}
	kept, err := e.Store.Referenced(ctx, j.scope())
	if err != nil {
		return nil, err
	}
	r.missed = kept != r.mark()
	r.sorted = spool.NewSorter(e.TempDir, arena/8)
	return r, nil
}

// mark is what the ledger keeps of a scope of which no row is missed.
func (r *references) mark() string { return strings.Join(r.names, " ") }

// add gathers what a row is found by beyond its keys, out of its record as it is
// encoded.
func (r *references) add(key, business string, encoded []byte) error {
	var record waybill.Record
	if _, err := mapping.ReadRecord(encoded, &record); err != nil {
		return err
	}
	for i, name := range r.names {
		text := record.Fields.Text(name)
		if text == "" || isKey(text, key, business) {
			continue
		}
		var digest [8]byte
		binary.BigEndian.PutUint64(digest[:], uint64(store.ReferenceDigest(text)))
		r.value = append(append(r.value[:0], byte(i)), key...)
		if err := r.sorted.Add(digest[:], r.value); err != nil {
			return err
		}
	}
	return nil
}

// isKey reports whether a row is found by a text as one of its keys. E-mail
// addresses are not, since case counts there.
func isKey(text, key, business string) bool {
	if strings.Contains(text, "@") {
		return false
	}
	return text == business || len(key) == len(text)+4 && key[2:len(key)-2] == text
}

// referencesAtOnce is how many references are written in one transaction.
const referencesAtOnce = 2048

// keep writes down what was gathered, and lets go of it, before anything is sent:
// what is begun is found from then on, also after a crash. All says that the
// whole model was read.
func (r *references) keep(ctx context.Context, ledger store.Ledger, b store.Batch, all bool) error {
	if r == nil {
		return nil
	}
	return errors.Join(r.write(ctx, ledger, b, all), r.close())
}

// write is keep without an end.
func (r *references) write(ctx context.Context, ledger store.Ledger, b store.Batch, all bool) error {
	for item, err := range r.sorted.All() {
		if err != nil {
			return err
		}
		b.References = append(b.References, store.Reference{
			Digest: int64(binary.BigEndian.Uint64(item.Key)), Field: r.names[item.Value[0]], Key: string(item.Value[1:]),
		})
		if len(b.References) < referencesAtOnce {
			continue
		}
		if _, err := ledger.Commit(ctx, b); err != nil {
			return err
		}
		b.References = b.References[:0]
	}
	if all && r.missed {
		b.Referenced = r.mark()
	}
	if len(b.References) == 0 && b.Referenced == "" {
		return nil
	}
	_, err := ledger.Commit(ctx, b)
	return err
}

func (r *references) close() error {
	if r == nil {
		return nil
	}
	return r.sorted.Close()
}

// refer gathers what a row is found by that is sent, or remembered otherwise.
// Of what is not sent the record is not needed any more.
func (d *differ) refer(w *work) error {
	encoded := w.Record
	if w.Do != send {
		w.Record = nil
	}
	if d.references == nil || len(encoded) == 0 || (w.Do != send && w.Write == nil) {
		return nil
	}
	return d.references.add(w.Key, w.Business, encoded)
}

// catchUp gathers what a remembered row is found by that nothing may have to be
// done about: once, for rows from before it was kept. What was sent of a row
// that differs by now is not known.
func (d *differ) catchUp(e *store.Entry, digest waybill.Digest, value []byte) error {
	if d.references == nil || !d.references.missed || (e.Digest != digest && !e.Digest.IsZero()) {
		return nil
	}
	c, err := decodeCandidate(value)
	if err != nil || len(c.Record) == 0 {
		return err
	}
	return d.references.add(e.Key, c.Business, c.Record)
}

// referred is what a row is found by that is refused before it is sent.
func (r *reader) referred(fields waybill.Object) waybill.Record {
	return waybill.Record{Fields: slices.DeleteFunc(slices.Clone(fields), func(m waybill.Member) bool { return !slices.Contains(r.references, m.Name) })}
}
