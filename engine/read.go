package engine

import (
	"context"
	"fmt"
	"slices"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/destination"
	"github.com/waybillhq/waybill/mapping"
	"github.com/waybillhq/waybill/spool"
)

const (
	// arena is how much of a sort is held in memory, twice.
	arena = 8 << 20
	// rowsAtOnce is how many rows go from reading to mapping at once.
	rowsAtOnce = 256
)

// reading is what came out of a model: candidates in the order of their keys.
type reading struct {
	candidates *spool.Sorter
	// business holds business keys with the primary keys they are on; nil if
	// no two rows can share one.
	business *spool.Sorter

	read, nullKeys int64
}

func (r *reading) close() {
	_ = r.candidates.Close()
	if r.business != nil {
		_ = r.business.Close()
	}
}

// reader reads and maps a model.
type reader struct {
	job      *Job
	compiled *mapping.Compiled
	vars     mapping.Vars
	sync     destination.Sync
	only     map[string]bool // nil: every row
	progress func(read int64)

	out     *reading
	scratch []byte
	record  []byte
}

// read reads the whole model. Invariant 4: if the source fails half way the
// error is returned and nothing of the reading is used.
func (r *reader) read(ctx context.Context, rows waybill.Rows, tempDir string) (*reading, error) {
	r.out = &reading{candidates: spool.NewSorter(tempDir, arena)}
	if r.sharesKeys() {
		r.out.business = spool.NewSorter(tempDir, arena/4)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	full, empty := make(chan *rowBatch, 4), make(chan *rowBatch, 6)
	for range cap(empty) {
		empty <- &rowBatch{}
	}
	go fetch(ctx, rows, full, empty)
	for b := range full {
		for i := range b.n {
			if err := r.row(b.rows[i]); err != nil {
				stop()
				drain(full)
				r.out.close()
				return nil, err
			}
		}
		if b.err != nil {
			r.out.close()
			return nil, fmt.Errorf("reading model %s: %w", r.job.Sync.Model.Name, b.err)
		}
		r.progress(r.out.read)
		empty <- b
	}
	if err := ctx.Err(); err != nil { // the fetcher may have ended without a word
		r.out.close()
		return nil, err
	}
	return r.out, nil
}

func drain(full <-chan *rowBatch) {
	for range full { //nolint:revive // waits for the fetcher to end
	}
}

// sharesKeys reports whether several rows might have one business key or one
// match value. They cannot where it is the primary key itself.
func (r *reader) sharesKeys() bool {
	from := ""
	switch _, claimed := r.job.claims(); {
	case claimed && r.job.Operation.Key.Field != "":
		from = column(r.job.Sync.Mapping, r.job.Operation.Key.Field)
	case claimed && r.job.Operation.Key.Match && r.job.Sync.Match != nil:
		from = r.job.Sync.Match.Column
	case claimed:
		return false
	case r.job.Sync.Match != nil:
		from = r.job.Sync.Match.Column
	default:
		return false
	}
	key := r.job.Sync.Model.PrimaryKey
	return len(key) != 1 || from != key[0]
}

// column returns the column that fills a field as it is, or "".
func column(m waybill.Mapping, field string) string {
	for _, a := range m {
		if a.To == field && a.As == "" {
			return a.Column
		}
	}
	return ""
}

// row maps one row and adds it to the reading.
func (r *reader) row(row waybill.Row) error {
	m := r.compiled.Map(row, r.vars)
	if r.only != nil && !r.only[m.Key] {
		return nil
	}
	r.out.read++
	if m.NullKey {
		r.out.nullKeys++
		return nil
	}
	c := candidate{Digest: waybill.Digest(m.Digest), Business: m.BusinessKey, Refusal: m.Refusal}
	if c.Business == "" {
		c.Business = m.Ident
	}
	if c.Refusal == "" && r.job.Operation.Validate != nil {
		if err := r.job.Operation.Validate(m.Record, r.sync); err != nil {
			c.Refusal = err.Error()
		}
	}
	if c.Refusal == "" {
		r.record = mapping.AppendRecord(r.record[:0], m.Record)
		c.Record = r.record
	}
	r.scratch = c.append(r.scratch[:0])
	if err := r.out.candidates.Add([]byte(m.Key), r.scratch); err != nil {
		return err
	}
	if r.out.business != nil && c.Business != "" {
		return r.out.business.Add([]byte(c.Business), []byte(m.Key))
	}
	return nil
}

// rowBatch is a few rows on their way from the source to the mapping.
type rowBatch struct {
	rows []waybill.Row
	n    int
	err  error
}

// fetch fills batches until the rows end; the last one carries the error.
func fetch(ctx context.Context, rows waybill.Rows, full chan<- *rowBatch, empty <-chan *rowBatch) {
	defer close(full)
	b := <-empty
	b.n = 0
	for row, err := range rows.All() {
		if err != nil {
			b.err = err
			break
		}
		b.keep(row)
		if b.n < rowsAtOnce {
			continue
		}
		select {
		case full <- b:
		case <-ctx.Done():
			return
		}
		select {
		case b = <-empty:
			b.n = 0
		case <-ctx.Done():
			return
		}
	}
	if b.err == nil {
		b.err = ctx.Err()
	}
	full <- b
}

// keep copies a row: it and the bytes in it are lent until the next one.
func (b *rowBatch) keep(row waybill.Row) {
	if b.n == len(b.rows) {
		b.rows = append(b.rows, make(waybill.Row, len(row)))
	}
	copy(b.rows[b.n], row)
	for i, v := range b.rows[b.n] {
		if bytes, ok := v.([]byte); ok {
			b.rows[b.n][i] = slices.Clone(bytes)
		}
	}
	b.n++
}
